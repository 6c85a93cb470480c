"""What a text prints as the full name of an abbreviation, and what only looks like one."""

from __future__ import annotations

import pytest

from assistant.writing.abbreviations import expansion, may_be_abbreviation, stands_for

PRINTED = [
    # the full name before
    ("The Office for Border Surveys (OBS) spoke.", "OBS", "Office for Border Surveys (OBS)"),
    ("The Office for Border Surveys (OBS) spoke.", "obs", "Office for Border Surveys (OBS)"),
    ("It met the National Council of Teachers (“NCT”).", "NCT", "National Council of Teachers (“NCT"),
    ("a small support unit (SSU) of the Fund", "SSU", "small support unit (SSU)"),
    ("An Anti-Corrosion Paint Rule (ACPR) holds.", "ACPR", "Anti-Corrosion Paint Rule (ACPR)"),
    ("Le Bureau d’appui à la pêche (BAP) a parlé.", "BAP", "Bureau d’appui à la pêche (BAP)"),
    ("La Oficina de Apoyo a los Puertos (OAP) habló.", "OAP", "Oficina de Apoyo a los Puertos (OAP)"),
    ("Every Écluse Publique (EP) is open.", "EP", "Écluse Publique (EP)"),
    ("Draft terms of reference (ToRs) were read.", "ToR", "terms of reference (ToRs)"),
    # letters inside a word, and X of words in 'ex'
    ("Unexploded shells (UXS) were found.", "UXS", "Unexploded shells (UXS)"),
    ("Buried Explosive Shells (BXS) were found.", "BXS", "Buried Explosive Shells (BXS)"),
    ("the EU Fisheries Board (EUFB)", "EUFB", "EU Fisheries Board (EUFB)"),
    # one letter for two words
    ("the Convention on Certain Coastal Waters (CCW)", "CCW", "Convention on Certain Coastal Waters (CCW)"),
    ("a Fellow at the Foundation for Rivers (FR)", "FR", "Foundation for Rivers (FR)"),
    # with an abbreviation beside it
    (
        "the Support Unit of the Fund for Rivers (SU-FR)",
        "SU-FR",
        "Support Unit of the Fund for Rivers (SU-FR)",
    ),
    ("the Support Unit of the Fund for Rivers (SU-FR)", "SU", "Support Unit of the Fund for Rivers (SU-FR)"),
    ("of the Alpine Rivers Board (Austria/ARB)", "ARB", "Alpine Rivers Board (Austria/ARB)"),
    # the abbreviation before
    ("The NCT (National Council of Teachers) spoke.", "NCT", "NCT (National Council of Teachers)"),
    (
        "The LR-BC (League of Readers and the Book Circle) spoke.",
        "LR",
        "LR-BC (League of Readers and the Book Circle)",
    ),
    # meetings are counted
    ("the Second Meeting of Bridge Wardens (2MBW)", "2MBW", "Second Meeting of Bridge Wardens (2MBW)"),
    ("the 7th Meeting of Bridge Wardens (7MBW)", "7MBW", "7th Meeting of Bridge Wardens (7MBW)"),
    ("la Deuxième Réunion des Gardiens (2RG)", "2RG", "Deuxième Réunion des Gardiens (2RG)"),
    ("la Segunda Reunión de Guardianes (2RG)", "2RG", "Segunda Reunión de Guardianes (2RG)"),
    # what the text itself says it calls so
    ("the bridges of the delta, hereinafter “BOD”, and roads", "BOD", "hereinafter “BOD"),
    ("les ponts du delta, ci-après dénommés « PDX », et", "PDX", "ci-après dénommés « PDX"),
    ("los puentes del delta, en adelante «PDX», y", "PDX", "en adelante «PDX"),
    # a dash between
    ("of the Goals for Clean Harbours – GCH 4 above all", "GCH", "Goals for Clean Harbours – GCH"),
]


@pytest.mark.parametrize(("text", "abbreviation", "printed"), PRINTED)
def test_a_full_name_printed_beside_the_abbreviation_is_found(
    text: str, abbreviation: str, printed: str
) -> None:
    span = expansion(text, abbreviation)
    assert span is not None
    assert span.of(text) == printed


NOT_PRINTED = [
    ("The ARB spoke of rivers.", "ARB"),  # nothing beside it
    ("The next presidency (Lebanon) spoke.", "LB"),
    ("The Alpine Rivers Board (ARC) spoke.", "ARC"),  # a letter that no word has
    ("The Alpine Great Rivers Board (ARB) spoke.", "ARB"),  # a word that has no letter
    ("Katherine Example, ARB", "ARB"),
    ("the Third Meeting of Bridge Wardens (2MBW)", "2MBW"),  # another number
    ("the Meeting of Bridge Wardens (2MBW)", "2MBW"),
    ("Alpine Rivers Board. They (ARB) spoke.", "ARB"),
    ("The Board (B) spoke.", "B"),
    ("the Union (UN)", "UN"),  # one word is no full name
    ("Alpine Rivers Board (arb)", "arb"),  # not printed as an abbreviation
    ("It stands (as it is) there.", "as"),
]


@pytest.mark.parametrize(("text", "abbreviation"), NOT_PRINTED)
def test_no_full_name_is_made_up(text: str, abbreviation: str) -> None:
    assert expansion(text, abbreviation) is None


@pytest.mark.parametrize(
    ("name", "abbreviation", "expected"),
    [
        ("Convention on Coastal Bridges", "CCB", True),
        ("Second Meeting of Bridge Wardens", "2MBW", True),
        ("Convention on Coastal Bridges of 1990", "CCB", False),
        ("the Convention on Coastal Bridges", "CCB", False),
        ("", "CCB", False),
        ("Convention on Coastal Bridges", "", False),
    ],
)
def test_a_whole_name_gives_just_the_letters(name: str, abbreviation: str, expected: bool) -> None:
    assert stands_for(name, abbreviation) is expected


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        ("CCM", True),
        ("isu", True),
        ("ISU-CCM", True),
        ("2MSP", True),
        ("cluster munition", False),
        ("", False),
        ("A", False),
        ("extraterritoriality", False),
    ],
)
def test_an_abbreviation_is_one_short_word(term: str, expected: bool) -> None:
    assert may_be_abbreviation(term) is expected


def test_a_hostile_run_of_letters_ends() -> None:
    assert expansion("A " * 30_000 + "(AAAAAAAAAAAA)", "AAAAAAAAAAAA") is not None
    assert expansion("Aa " * 30_000 + "(AAAAAAAAAAAB)", "AAAAAAAAAAAB") is None
