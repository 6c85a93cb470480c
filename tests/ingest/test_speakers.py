"""Who says what in reports of meetings: real ones, read from the files, and sentences made by hand."""

from __future__ import annotations

import itertools
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.documents import Document, Kind, Metadata, Role, Span, Speaker, Status
from ingest.passages import cut
from ingest.read import read_document
from ingest.sentences import sentences
from ingest.speakers import speakers_of, speeches
from tests.ingest.trees import read

SYNOPSIS = "2011-02-24-informal-consultations-synopsis.txt"
SANTIAGO = "2010-06-santiago-conference-summary.txt"
BANGKOK = "2017-03-bangkok-country-coalition-seminar-report.txt"
ASSISTANCE = "2017-11-24-cooperation-and-assistance-meeting-summary.txt"


@cache
def real(path: Path) -> Document:
    return read(path)


def sentence_from(document: Document, beginning: str) -> Span:
    """The one sentence of the document that begins so."""
    text = document.text
    found = [
        Span(unit.span.start + sentence.start, unit.span.start + sentence.end)
        for unit in document.units
        for sentence in sentences(unit.span.of(text))
        if text.startswith(beginning, unit.span.start + sentence.start)
    ]
    assert len(found) == 1, f"{len(found)} sentences begin with {beginning!r}"
    return found[0]


def said_by(document: Document, beginning: str) -> list[str]:
    span = sentence_from(document, beginning)
    return [
        speaker.name or f"{speaker.ordinal} {speaker.role}"
        for speaker in speakers_of(span, document.speeches)
    ]


SYNOPSIS_SPEAKERS = [
    ("The Chair presented", ["the Chair"]),
    ("No immediate interventions", []),
    ("All States were invited", []),
    ("In their capacity as Friend", ["Norway"]),
    ("Norway will circulate", ["Norway"]),
    ("Under this agenda item", ["Canada"]),
    ("Canada highlighted", ["Canada"]),
    ("The paper will undergo", ["Canada"]),
    ("Canada also noted", ["Canada"]),
    ("The chair then opened", ["the chair"]),
    ("The Cluster Munition Coalition (CMC) stated", ["CMC"]),
    ("They added that the CCM", ["CMC"]),
    ("CMC highlighted", ["CMC"]),
    ("The need for a working group", ["South Africa", "Lebanon", "the UK", "ICRC", "Belgium"]),
    ("On the structure of the working groups", ["Ireland"]),
    ("Switzerland also suggested", ["Switzerland"]),
    ("With regards to the ISU", ["CMC"]),
    ("Failure to create an ISU", ["CMC"]),
    ("Australia said that they support", ["Australia"]),
    ("Switzerland agreed", ["Switzerland"]),
    ("Norway stated", ["Norway"]),
    ("They added that decisions", ["Norway"]),
    ("The United Kingdom and Portugal", ["the United Kingdom", "Portugal"]),
    ("The UK said", ["the UK"]),
    ("Germany commented", ["Germany"]),
    ("Mexico and Japan said", ["Mexico", "Japan"]),
    ("Belgium offered", ["Belgium"]),
    ("Australia and France intervened", ["Australia", "France"]),
    ("Australia said that this location", ["Australia"]),
    ("Belgium stated they were undecided", ["Belgium"]),
    ("Canada responded", ["Canada"]),
    ("Under the fourth agenda item", ["Japan"]),
    ("Japan is trying", ["Japan"]),
    ("Through outreach activities", []),
    ("CMC stated that universalization", ["CMC"]),
    ("Whilst there has been", ["CMC"]),
    ("Lao PDR mentioned", ["Lao PDR"]),
    ("Portugal announced", ["Portugal"]),
    ("The Netherlands announced", ["the Netherlands"]),
    ("Note: since end of February", []),
    ("As of 30 March", []),
    ("The Executive Coordinator said", ["the Executive Coordinator"]),
    ("They said that they reviewed", ["Belgium"]),
    ("A meeting on reporting", []),
    ("They announced that the Phoenicia", ["Lebanon"]),
    ("Ambassador Yong from Lao PDR", ["Ambassador Yong"]),
]


@pytest.mark.parametrize(("beginning", "speakers"), SYNOPSIS_SPEAKERS)
def test_each_sentence_of_the_synopsis_of_2011_has_its_speaker(
    beginning: str, speakers: list[str], test_data: Path
) -> None:
    assert said_by(real(test_data / "corpus" / SYNOPSIS), beginning) == speakers


@pytest.mark.parametrize(
    ("beginning", "role"),
    [
        (
            "In their capacity as Friend",
            "Friend of the President on General status and operation of the Convention",
        ),
        ("Under this agenda item", "Friend of the President on the workplan and implementation architecture"),
        ("Ambassador Yong from Lao PDR", "Lao PDR"),
    ],
)
def test_a_role_is_kept_as_printed(beginning: str, role: str, test_data: Path) -> None:
    document = real(test_data / "corpus" / SYNOPSIS)
    (speaker,) = speakers_of(sentence_from(document, beginning), document.speeches)
    assert speaker.role == role


@pytest.mark.parametrize(
    ("name", "beginning", "speakers"),
    [
        (SANTIAGO, "Lao PDR's commitment", ["the Deputy Minister of Foreign Affairs of Lao PDR"]),
        (SANTIAGO, "the key role of maintaining", ["Norway's Secretary of State"]),
        (SANTIAGO, "and the need for universalisation", ["UNDP"]),
        (
            SANTIAGO,
            "The Cluster Munition Coalition (CMC) expressed",
            [],
        ),  # and survivors, in the same sentence
        (SANTIAGO, "Japan chaired", ["Japan"]),
        (SANTIAGO, "A number of states intervened and", []),
        (SANTIAGO, "Most noted that", []),
        (SANTIAGO, "Norway chaired", ["Norway"]),
        (SANTIAGO, "Lao PDR and the UNDP", ["Lao PDR", "UNDP"]),
        (SANTIAGO, "Austria chaired", ["Austria"]),
        (SANTIAGO, "The ICRC cautioned", ["ICRC"]),
        (SANTIAGO, "Australia chaired", ["Australia"]),
        (SANTIAGO, "At a session on stockpile destruction", ["Norway"]),  # in the chair was another
        (SANTIAGO, "New Zealand chaired", ["New Zealand"]),
        (SANTIAGO, "Ireland noted", ["Ireland"]),
        (SANTIAGO, "However, there was broad agreement", []),
        (SANTIAGO, "Belgium chaired", ["Belgium"]),
        (SANTIAGO, "it will hold consultations", ["Belgium"]),
        (SANTIAGO, "In a session on international assistance", ["Lebanon"]),
        (SANTIAGO, "Donors including", []),
        (SANTIAGO, "2) that we need results", ["CMC"]),
        (SANTIAGO, "The Chilean Foreign Minister closed", ["the Chilean Foreign Minister"]),
        (BANGKOK, "The session was chaired by Ms. Megan", ["Ms. Megan Burke"]),
        (SANTIAGO, "Following the closing statement", []),
        (BANGKOK, "In his opening statement", ["Ambassador Michael Biontino"]),
        (BANGKOK, "He emphasised that in principle", ["Ambassador Michael Biontino"]),
        (BANGKOK, "He also explained", ["Ambassador Michael Biontino"]),
        (BANGKOK, "He stressed that the Presidency", ["Ambassador Michael Biontino"]),
        (BANGKOK, "He pointed out", ["Mr Frank Meeussen"]),
        (BANGKOK, "Nonetheless, the EU", []),
        (BANGKOK, "Some pointed out", []),
        (BANGKOK, "Ambassador Biontino outlined", ["Ambassador Biontino"]),
        (BANGKOK, "He underscored", ["Ambassador Biontino"]),
        (BANGKOK, "She laid out", ["Ms Burke"]),
        (BANGKOK, "Ms. Wiboonrat has long", []),  # the author tells of her
        (BANGKOK, "She concluded by", ["Ms. Wiboonrat Chanchoo"]),
        (BANGKOK, "They highlighted the value", []),  # two representatives nobody names
        (BANGKOK, "The Netherlands added", ["the Netherlands"]),
    ],
)
def test_speakers_of_santiago_and_bangkok(
    name: str, beginning: str, speakers: list[str], test_data: Path
) -> None:
    assert said_by(real(test_data / "corpus" / name), beginning) == speakers


UNNAMED = [
    ("affected state", 1, "Its Ministry of Interior"),
    ("affected state", 1, "The State requested legal"),
    ("representative of the coordination committee", 1, "Whether participating states"),
    ("affected state", 2, "It had 400 sq. km"),
    ("affected state", 3, "Donor countries should provide funding"),
    ("representative of the coordination committee", 2, "A technical workshop"),
    ("affected state", 4, "Its contaminated area was too small"),
    ("affected state", 5, "It had reduced"),
    ("representative of the coordination committee", 3, "Donors often benefit"),
    ("affected state", 6, "Internally Displaced Persons"),
    ("affected state", 6, "Donor states are encouraged"),
    ("affected state", 7, "Its contaminated area was very large"),
    ("representative of the coordination committee", 4, "That the 'Country Coalitions'"),
    ("representative of the coordination committee", 5, "Donor States might also remove"),
]


@pytest.mark.parametrize(("called", "ordinal", "beginning"), UNNAMED)
def test_who_is_not_named_in_2017_is_an_ordinal(
    called: str, ordinal: int, beginning: str, test_data: Path
) -> None:
    document = real(test_data / "corpus" / ASSISTANCE)
    (speaker,) = speakers_of(sentence_from(document, beginning), document.speeches)
    assert (speaker.name, speaker.ordinal) == (None, ordinal)
    assert speaker.role is not None
    assert speaker.role.lower() == called


def test_seven_and_five_speakers_of_2017_are_not_named(test_data: Path) -> None:
    unnamed = [s.speaker for s in real(test_data / "corpus" / ASSISTANCE).speeches if s.speaker.name is None]
    called = [(speaker.role or "").lower() for speaker in unnamed]
    assert called.count("affected state") == 7
    assert called.count("representative of the coordination committee") == 5
    assert len(set(unnamed)) == len(unnamed) == 12


@pytest.mark.parametrize(
    ("beginning", "speakers"),
    [
        ("Australia and Peru, CCM", ["Australia", "Peru"]),
        ("To allow affected states", ["the Coordinators"]),
        ("82% of Article 7", ["Sheila Mweemba"]),
        ("Most of the assistance", ["Sheila Mweemba"]),
        ("These plans increase", ["ISU"]),
        ("Article 7 Reports were", ["ISU"]),
        ("6. The ISU or the International", ["Australia", "Peru"]),
        ("Lack of capacity", []),
    ],
)
def test_lists_belong_to_who_opens_them(beginning: str, speakers: list[str], test_data: Path) -> None:
    assert said_by(real(test_data / "corpus" / ASSISTANCE), beginning) == speakers


def test_no_state_is_found_by_what_an_unnamed_speaker_says(test_data: Path) -> None:
    for path in (test_data / "corpus" / ASSISTANCE, test_data / "corpus" / SANTIAGO):
        document = real(path)
        hidden = [s.span for s in document.speeches if s.speaker.name is None]
        assert hidden
        for passage in cut(document):
            if any(s.start < passage.body.end and passage.body.start < s.end for s in hidden):
                assert passage.states == ()
                assert passage.speaker is None or passage.speaker.name is None


def test_a_pronoun_takes_its_antecedent_along(test_data: Path) -> None:
    document = real(test_data / "corpus" / BANGKOK)
    passage = next(p for p in cut(document) if p.body.of(document.text).startswith("He also explained"))
    assert passage.speaker is not None
    assert passage.speaker.name == "Ambassador Michael Biontino"
    (antecedent,) = [each for each in passage.attached if each.role is Role.ANTECEDENT]
    assert antecedent.span.of(document.text) == "Ambassador Michael Biontino"
    assert not passage.body.contains(antecedent.span)
    assert any(
        unit.locator == antecedent.locator and unit.span.contains(antecedent.span) for unit in document.units
    )
    assert "Ambassador Michael Biontino" in passage.text(document.text)


def report(*paragraphs: str, language: str = "en") -> Document:
    """A report of a meeting made of these lines."""
    lines = ["# Summary of the meeting", "", *itertools.chain.from_iterable((p, "") for p in paragraphs)]
    document = read_document("\n".join(lines).encode(), "summary.md")
    metadata = Metadata("Summary", Kind.MEETING_REPORT, Status.INFORMAL, language)
    spoken = speeches(document.text, document.units, metadata)
    return replace(document, metadata=metadata, speeches=spoken)


ENGLISH = [
    ("The matter was raised by Chad, Ruritania and the ICRC.", None),
    ("Chad, Mali and the ICRC said so.", ["Chad", "Mali", "ICRC"]),
    ("On behalf of the group, Chad also warned of delays.", ["Chad"]),
    ("Norway, which drafted the text, said that it was ready.", ["Norway"]),
    (
        "Bosnia and Herzegovina and Trinidad and Tobago noted this.",
        ["Bosnia and Herzegovina", "Trinidad and Tobago"],
    ),
    ("The representative of Norway asked for time.", ["Norway"]),
    ("The representative of the European Union agreed.", ["the representative of the European Union"]),
    (
        "The Deputy Minister of Foreign Affairs and Trade of Chile spoke.",
        ["the Deputy Minister of Foreign Affairs and Trade of Chile"],
    ),
    ("The Assistant Secretary for Legal Affairs, Jane Doe, delivered remarks.", ["Jane Doe"]),
    ("Ms. Jane Doe of Ireland and Mr. Lee said so.", ["Ms. Jane Doe", "Mr. Lee"]),
    ("The point was repeated by Mr. Lee, Director of the Fund.", ["Mr. Lee"]),
    ("The day began with a presentation by Human Rights Watch.", ["Human Rights Watch"]),
    ("The plan was outlined (by the Director of the Fund).", ["the Director of the Fund"]),
    ("One donor suggested that the work go on.", ["1 donor"]),
    ("The group, namely, Chad,¹ Mali² and Fiji,³ expressed its thanks.", ["Chad", "Mali", "Fiji"]),
    ("12. Ms. Dupont (France), speaking on behalf of the group, said that it agreed.", ["Ms. Dupont"]),
    ("3. The Chair recalled the deadline.", ["the Chair"]),
    ("Ms. van der Berg (Netherlands) said so.", ["Ms. van der Berg"]),
    ("Chad explained the text, while Mali expressed doubts.", ["Chad", "Mali"]),
    ("Another delegation replied that it was.", ["1 delegation"]),
]
FRENCH = [
    ("Le Canada a déclaré que les travaux avançaient.", ["le Canada"]),
    ("La France et l'Allemagne ont dit qu'elles étaient d'accord.", ["la France", "l'Allemagne"]),
    ("Le Président a ensuite rappelé l'ordre du jour.", ["le Président"]),
    ("Mme Dupont, Directrice de l'Unité d'appui, a présenté le budget.", ["Mme Dupont"]),
    ("La Coalition contre les armes (CA) a également noté des progrès.", ["CA"]),
    ("Un État touché a signalé un manque de moyens.", ["1 État touché"]),
    ("Le représentant de la Norvège a expliqué le calendrier.", ["la Norvège"]),
    ("En sa qualité d'Ami du Président, la Norvège a informé la réunion.", ["la Norvège"]),
    ("La question a été soulevée par le Liban, le Mali et le CICR.", ["le Liban", "le Mali", "CICR"]),
    ("Il a été noté que le temps manquait.", None),
    ("La Convention indique que chaque État agit.", None),
    ("Plusieurs États ont demandé une pause.", None),
    ("Les États parties ont exprimé leur accord.", None),
]
SPANISH = [
    ("El Canadá dijo que el texto avanzaba.", ["el Canadá"]),
    ("México y el Japón declararon que necesitaban tiempo.", ["México", "el Japón"]),
    ("El Presidente explicó el programa.", ["el Presidente"]),
    ("La Sra. López, Directora de la Dependencia, presentó el informe.", ["la Sra. López"]),
    ("La Coalición contra las Municiones (CM) pidió apoyo.", ["CM"]),
    ("Un Estado afectado informó de que faltaban medios.", ["1 Estado afectado"]),
    ("El representante de Noruega dijo que sí.", ["Noruega"]),
    ("La propuesta fue presentada por el Líbano, Mali y el CICR.", ["el Líbano", "Mali", "CICR"]),
    ("Se señaló que faltaba tiempo.", None),
    ("La Convención indica que cada Estado actúa.", None),
    ("Varias delegaciones pidieron más tiempo.", None),
    ("Los Estados partes expresaron su apoyo.", None),
]
NOBODY = [
    "The Convention states that each Party acts.",
    "Article 5 notes that victims need care.",
    "States Parties expressed concern.",
    "Eight States Parties¹³ declared that they had finished.",
    "Affected States also reported gaps.",
    "The Meeting noted the report.",
    "The Human Rights Council noted this.",
    "It was noted that time was short.",
    "Some said that it was late.",
    "Participants shared their views.",
    "Several delegations, including Norway, said so.",
    "One of the donors said no.",
    "No State reported use.",
    "The law of Norway stated this.",
    "Canada's paper explained the plan.",
    "The paper that Canada presented was long.",
    "As Canada noted, the plan is late.",
    "The Secretary-General shall communicate any proposed change to all.",
    "During a session, the President may announce the list and declare it closed.",
    "The choice shall be made by the President.",
    "A study of the Mine Ban Convention (MBC) was shared.",
    "Note by the author: Norway said that it had ratified.",
]


@pytest.mark.parametrize(
    ("language", "sentence", "speakers"),
    [("en", *row) for row in ENGLISH]
    + [("fr", *row) for row in FRENCH]
    + [("es", *row) for row in SPANISH]
    + [("en", sentence, None) for sentence in NOBODY],
)
def test_a_sentence_lets_its_grammatical_subject_speak_and_nobody_else(
    language: str, sentence: str, speakers: list[str] | None
) -> None:
    spoken = report(sentence, language=language).speeches
    found = [s.speaker.name or f"{s.speaker.ordinal} {s.speaker.role}" for s in spoken]
    assert found == (speakers or [])


PARAGRAPHS = [
    ("en", "Chad said yes. They added that it was late.", "They", ["Chad"]),
    ("en", "Chad and Mali said yes. They added that it was late.", "They", ["Chad", "Mali"]),
    ("en", "Mr. Lee said yes. He added that it was late.", "He", ["Mr. Lee"]),
    ("en", "Mr. Lee said yes. It added that it was late.", "It", []),
    ("en", "Chad said yes. He added that it was late.", "He", []),
    ("en", "Chad said yes. Some disagreed. They added that it was late.", "They", []),
    ("en", "Chad said yes. The work is hard. Chad noted this.", "The work", ["Chad"]),
    ("en", "Chad said yes. The work is hard. Mali noted this.", "The work", []),
    ("en", "Chad said yes. The work is hard.", "The work", []),
    ("en", "Chad said yes. Mali has ratified it. Chad noted this.", "Mali", []),
    ("en", "Chad said yes. It was noted that it is late. Chad agreed.", "It was", []),
    ("en", "A donor State said yes. It had been too proud.", "It had", ["1 donor State"]),
    ("en", "A donor State said yes. The State asked for time.", "The State", ["1 donor State"]),
    ("en", "Chad said that it is hard; its law is old.", "its law", ["Chad"]),
    ("fr", "Mme Dupont a dit oui. Elle a ajouté que tout allait bien.", "Elle", ["Mme Dupont"]),
    ("fr", "Le Tchad et le Mali ont dit oui. Ils ont ajouté un mot.", "Ils", ["le Tchad", "le Mali"]),
    ("es", "El Chad dijo que sí. Añadió que era tarde.", "Añadió", ["el Chad"]),
    ("es", "El Chad dijo que sí. También señaló que era tarde.", "También", ["el Chad"]),
]


@pytest.mark.parametrize(("language", "paragraph", "beginning", "speakers"), PARAGRAPHS)
def test_what_follows_is_the_speakers_only_where_the_text_makes_it_so(
    language: str, paragraph: str, beginning: str, speakers: list[str]
) -> None:
    padded = paragraph.replace("; ", ", as it has been for so many years now; ")
    assert said_by(report(padded, language=language), beginning) == speakers


@pytest.mark.parametrize(
    ("language", "sentence", "role"),
    [
        ("en", "As Chair of the session, Norway said so.", "Chair of the session"),
        ("en", "As a result, Norway said so.", None),
        ("en", "Norway, as coordinator of the work, said so.", "coordinator of the work"),
        ("en", "Norway, speaking on behalf of the group, said so.", "speaking on behalf of the group"),
        ("en", "Norway, which chaired the day, said so.", None),
        ("en", "Ms. Dupont (France) said so.", "France"),
        ("fr", "Au nom du groupe, la Norvège a dit oui.", "Au nom du groupe"),
        ("fr", "En sa qualité d'Ami du Président, la Norvège a dit oui.", "Ami du Président"),
        ("es", "Noruega, en su calidad de Coordinadora, dijo que sí.", "Coordinadora"),
        ("es", "En nombre del grupo, Noruega dijo que sí.", "En nombre del grupo"),
    ],
)
def test_a_role_is_what_the_sentence_says_the_speaker_acts_as(
    language: str, sentence: str, role: str | None
) -> None:
    (speech,) = report(sentence, language=language).speeches
    assert speech.speaker.role == role


def test_a_heading_ends_what_a_pronoun_may_lead_back_to() -> None:
    document = report("Chad said yes.", "## Second item", "They added that it was late.")
    assert said_by(document, "They added") == []


def test_unnamed_speakers_are_counted_by_what_they_are_called_and_never_merged() -> None:
    document = report("An affected State said yes.", "A donor asked why.", "Another affected state said no.")
    assert [speech.speaker for speech in document.speeches] == [
        Speaker(None, 1, "affected State"),
        Speaker(None, 1, "donor"),
        Speaker(None, 2, "affected state"),
    ]


def test_a_line_that_lets_another_speak_begins_a_new_speech_whatever_its_indent() -> None:
    document = report("- A donor State asked:\n  - Why so late?\n  - The ISU noted:\n    - It was early.")
    assert said_by(document, "Why so late") == ["1 donor State"]
    assert said_by(document, "It was early") == ["ISU"]


def test_a_document_that_reports_no_meeting_has_no_speeches(test_data: Path) -> None:
    for path in sorted((test_data / "corpus").iterdir()):
        if path.suffix in (".md", ".txt"):
            document = real(path)
            assert bool(document.speeches) == (document.metadata.kind is Kind.MEETING_REPORT), path.name


WORDS = st.lists(
    st.sampled_from(
        "The Chad Mali and , . ; : said noted They that (CMC) Mr. Lee of by was An affected State".split()
    ),
    max_size=60,
).map(" ".join)


@settings(max_examples=150, deadline=None)
@given(WORDS)
def test_speeches_of_any_text_stand_in_order_and_never_overlap(text: str) -> None:
    document = report(text)
    spans = list(dict.fromkeys(speech.span for speech in document.speeches))
    assert all(a.end <= b.start for a, b in itertools.pairwise(spans))
    for speech in document.speeches:
        assert speech.named.end <= len(document.text)
        assert (speech.speaker.name is None) == (speech.speaker.ordinal is not None)
