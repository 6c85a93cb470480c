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
ENGLISH += [
    ('"Chad agreed", said the delegate of Mali.', ["Mali"]),
    ("“Chad agreed. Peru agreed”, the delegate of Mali said.", ["Mali"]),
    ("“Chad agreed”, said one of the donors.", None),
    ("The Chair noted that “Chad agreed”.", ["the Chair"]),
    ("According to Cuba, Chile agreed.", ["Cuba"]),
    ('According to the delegate of Cuba, "Chile agreed that it was late".', ["Cuba"]),
    ("According to Cuba, Chile and Mali, Peru agreed.", None),
    ("According to the agenda, Chile spoke.", None),
    ("Chile agreed, according to Cuba.", None),
    ("Norway said that, according to Cuba, Chile agreed.", ["Norway"]),
    ("Norway said that it was late, according to the rules.", ["Norway"]),
    ("Five States (Chad, Chile and Peru) said that time was short.", ["Chad", "Chile", "Peru"]),
    ("Four affected States (Chad, Chile, Peru, Mali) took the floor.", ["Chad", "Chile", "Peru", "Mali"]),
    ("Many States (Chad, Mali) agreed, while Peru expressed doubts.", ["Chad", "Mali", "Peru"]),
    ("Five States (including Chad and Mali) said so.", None),
    ("Several States (Ruritania, Chad) said so.", None),
    ("All States except two (Chad and Mali) said so.", None),
    ("A State affected by cluster munitions (Chad) said so.", ["Chad"]),
    ("An affected State, Chad, said so.", ["Chad"]),
    ("One State (Ruritania) said so.", ["1 State"]),
    ("An expert (Chad) said so.", ["1 expert"]),
    ("A third affected State said so.", ["1 affected State"]),
    ("The third affected State said so.", None),
    ("The Minister of Health of Zambia said so.", ["the Minister of Health of Zambia"]),
    ("Ireland, supported by New Zealand and Mexico, said so.", ["Ireland"]),
    ("**Ireland**, supported by **New Zealand**, **Peru** and **Mexico**, said so.", ["Ireland"]),
    ("Had Chile said so, time would be short.", None),
    ("Yesterday Chile said so.", None),
    ("Only Chad spoke.", ["Chad"]),
    ("Both Chad and Mali spoke.", ["Chad", "Mali"]),
    ("Only States said so.", None),
    ("Neither Chad nor Mali spoke.", None),
    ("The statement by Austria said that time was short.", None),
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
    ("D'après le Chili, le Pérou a dit que c'était tard.", ["le Chili"]),
    ("Selon l'ordre du jour, le Pérou a dit oui.", None),
    ("« Le Tchad est d'accord », a dit le délégué du Mali.", ["Mali"]),
    ("Six États (Chili, Cuba, Mali et Pérou) ont pris la parole.", ["Chili", "Cuba", "Mali", "Pérou"]),
    ("Le Tchad a dit : « Il est tard. Le Mali a dit non. » Il a ajouté un mot.", ["le Tchad"]),
    ("Six États (dont Cuba et le Mali) ont pris la parole.", None),
    ("Un État, le Tchad, a dit non.", ["le Tchad"]),
    ("Un troisième État touché a dit non.", ["1 État touché"]),
    ("L'Albanie (au nom de l'Union européenne) a dit oui.", ["l'Albanie"]),
    ("L'Irlande, appuyée par le Pérou et le Mexique, a dit oui.", ["l'Irlande"]),
    ("Seul le Tchad a pris la parole.", ["le Tchad"]),
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
    ("Según Chile, el Perú dijo que era tarde.", ["Chile"]),
    ("Según el programa, el Perú dijo que era tarde.", None),
    ("Tres Estados afectados (Chile, Cuba y el Perú) tomaron la palabra.", ["Chile", "Cuba", "el Perú"]),
    ("Un Estado afectado (el Chad) dijo que no.", ["el Chad"]),
    ("Un tercer Estado afectado dijo que no.", ["1 Estado afectado"]),
    ("Albania (en nombre de la Unión Europea) dijo que sí.", ["Albania"]),
    ("Irlanda, apoyada por el Perú y México, dijo que sí.", ["Irlanda"]),
    ("Solo el Chad dijo que no.", ["el Chad"]),
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
    ("en", 'Chad said: "It is late. Mali said no." It thanked the Chair.', "It thanked", ["Chad"]),
    ("en", "Chad said: “It is late. Mali said no. So did Peru.” It spoke.", "Mali said", ["Chad"]),
    ("en", "“It is late. Chad agreed.” Mali said so.", "Chad agreed", []),
    ("en", "Chad said: “It is late. Mali said no.", "Mali said", []),
    ("en", "Mali said no.” Peru said yes.", "Mali said", []),
    ("en", "Chad said “no” again. Mali said yes.", "Mali said", ["Mali"]),
    ("en", "The delegate of Mali said yes. She added that it was late.", "She", ["Mali"]),
    ("en", "The delegation of Mali said yes. She added that it was late.", "She", []),
    ("en", "The Minister of Health of Mali said yes. He spoke.", "He", ["the Minister of Health of Mali"]),
    ("en", "Mr. Lee said yes. She added that it was late.", "She", []),
    ("en", "Ms. Doe said yes. Mr. Lee said no. She added a word that day.", "She", ["Ms. Doe"]),
    ("en", "Ms. Doe said yes. Mali said no. Mr. Lee spoke. She agreed.", "She", []),
    ("en", "Ms. Doe said yes. Some agreed. Mr. Lee said no. She agreed.", "She", []),
    ("fr", "M. Lee a dit oui. Elle a ajouté que tout allait bien.", "Elle", []),
    ("fr", "Mme Dupont a dit oui. M. Lee a dit non. Elle a ajouté un mot.", "Elle", ["Mme Dupont"]),
    ("es", "El Sr. Lee dijo que sí. Ella añadió que era tarde.", "Ella", []),
    ("en", "One donor said no. Two donors said that it was late.", "Two", []),
    ("en", "A donor State said yes. Two delegations had their doubts.", "Two", []),
    ("en", "A donor said yes. Another agreed. It added a word.", "It", ["2 donor"]),
    ("en", "Chad said yes. Another agreed.", "Another", []),
    ("en", "Chad, whose delegate Peru had thanked, said no. The statement by Mali said so.", "The", []),
    ("es", "El Chad dijo: «Es tarde. Mali dijo que no.» Añadió que era tarde.", "Añadió", ["el Chad"]),
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
        ("en", "Germany (also on behalf of France) said so.", "also on behalf of France"),
        ("en", "Germany (also on behalf of Chad and Mali) said so.", "also on behalf of Chad and Mali"),
        ("en", "Norway, as Friend of “Work”, said so.", "Friend of “Work”"),
        ("en", "Ireland, supported by Mali and Peru, said so.", None),
        ("fr", "L'Albanie (au nom du groupe) a dit oui.", "au nom du groupe"),
        ("es", "Albania (en nombre del grupo) dijo que sí.", "en nombre del grupo"),
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


def test_ordinals_of_the_text_are_part_of_no_description() -> None:
    document = report(
        "One affected State said yes. Another said no. A third affected State said maybe.",
    )
    assert [speech.speaker for speech in document.speeches] == [
        Speaker(None, place, "affected State") for place in (1, 2, 3)
    ]


def test_nobody_else_speaks_in_a_quotation_of_several_paragraphs() -> None:
    document = report("Chad said: “It is late.", "Mali said no.", "Peru agreed.” Cuba said yes.")
    assert [speech.speaker.name for speech in document.speeches] == ["Chad", "Cuba"]


def test_a_letter_of_no_alphabet_is_taken_for_no_quotation() -> None:
    document = report("Chad, as Friend of \U0010d800, said: “It is late.”")
    assert [speech.speaker.name for speech in document.speeches] == ["Chad"]
    assert not any(0xD800 <= ord(c) < 0xE000 for c in document.speeches[0].speaker.role or "")


@pytest.mark.parametrize(
    ("text", "count"), [("Chad said no. A second State agreed.", 2), ("See no. A/65/1, or no. 5.", 1)]
)
def test_a_no_ends_a_sentence_before_a_word_and_not_before_a_number(text: str, count: int) -> None:
    assert len(sentences(text)) == count


def test_a_quotation_is_not_carried_past_a_heading() -> None:
    document = report(
        "## First", "Chad said: “It is late.", "## Next", "Mali said no.", "Peru agreed.” Cuba said yes."
    )
    assert [speech.speaker.name for speech in document.speeches] == ["Chad", "Mali", "Cuba"]


@pytest.mark.parametrize(
    ("above", "speakers"),
    [
        ("# Summary of the informal meeting on clearance", ["Chad"]),
        ("# Clearance\n\n## Summary record", ["Chad"]),
        ("# Clearance\n\n## Compte rendu", []),  # in a document in English
        ("# Convention on Clearance\n\n## Summary of discussions", ["Chad"]),
        ("# Statement by Chad\n\n## Minutes", ["Chad"]),
        ("# Clearance\n\n## Summary", []),
        ("# Statement by Chad", []),
        ("# Resolution 12/3\n\n## Summary of the meeting", []),
        ("# Lausanne Action Plan\n\n## Summary of the meeting", []),
        ("# Draft Geneva Progress Report\n\n## Summary of the meeting", []),
    ],
)
def test_a_document_of_no_told_kind_is_read_for_speakers_where_its_headings_say_it_is_a_record(
    above: str, speakers: list[str]
) -> None:
    document = read_document(f"{above}\n\nChad said yes.".encode(), "document.md")
    assert [speech.speaker.name for speech in document.speeches] == speakers


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
        (
            "The Chad Mali and , . ; : said noted They that (CMC) Mr. Lee of by was An affected State "
            '( ) “ ” « » " Another States She according to'
        ).split()
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
        name = speech.speaker.name or ""
        assert name.count("(") == name.count(")")
        assert not set(name) & set('“”«»"')
        assert (speech.speaker.name is None) == (speech.speaker.ordinal is not None)
