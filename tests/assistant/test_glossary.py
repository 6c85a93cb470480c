"""What a term means is told from the documents: in invented ones, and in the real ones."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from assistant.understanding.question import Question, read_question
from assistant.writing.glossary import (
    Explanation,
    ExplanationKind,
    explain_term,
    explained,
    term_asked,
    to_quote,
)
from index.job import ingest
from index.library import Library
from index.retrieve import Filters, OpenGeneration
from tests.fakes import HashingEmbedder

TREATY = """Convention on Quiet Harbours

Article 1

Definitions

For the purposes of this Convention:

1. “Quiet harbour” means a harbour in which no horn is blown at night. It does not mean the following:

(a) A river port;

(b) A dry dock.

2. “Berth” means a place where a ship lies still. “Mooring” means the tying of a ship.

3. Towing involves the pulling of a ship by another.

Article 2

Ratification and accession

1. This Convention is subject to ratification by those that signed it.

2. It is open for accession by any State that keeps a harbour.
"""
FRENCH = """Traité sur les phares

Article premier

Définitions

1. On entend par phare une tour qui porte une lampe.

2. Le terme lampe désigne toute source de lumière.

Article 2

Entretien

1. Chaque État entretient ses phares.
"""
SPANISH = """Tratado sobre los faros

Artículo 1

Definiciones

1. Por “faro” se entiende una torre que lleva una lámpara.

Artículo 2

Mantenimiento

1. Cada Estado mantiene sus faros.
"""
OTHER = """Convention on Loud Harbours

Article 1

Definitions

1. “Berth” means a place where a ship is loaded.

Article 2

Horns

1. Each State shall keep a horn.
"""
REPORT = """Report of the Second Meeting of Harbour Keepers on the Convention on Quiet Harbours

1. The Second Meeting of Harbour Keepers (2MHK) opened with words of the Harbour Help Office (HHO).

2. The Harbour Help Office is a small body of five keepers. It sits in a tower.

3. When referring to keepers, this report counts those who resigned. They keep no harbour.

4. The ZQO sent greetings. The Lamp Board, whose chair was absent, sent none.

5. The aim of the lamp exchange is to share old lamps among harbours.
"""


@pytest.fixture(scope="module")
def generation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenGeneration]:
    folder = tmp_path_factory.mktemp("harbours")
    texts = {"quiet": TREATY, "phares": FRENCH, "faros": SPANISH, "loud": OTHER, "report": REPORT}
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
        kind = "meeting_report" if name == "report" else "treaty"
        (folder / f"{name}.yaml").write_text(f"kind: {kind}\n", encoding="utf-8")
    yield from opened([folder], tmp_path_factory.mktemp("data"))


def opened(sources: list[Path], data: Path) -> Iterator[OpenGeneration]:
    """The sources read and indexed; nothing here needs vectors that mean anything."""
    embedder = HashingEmbedder()
    assert not ingest(data, sources, embedder).refused
    with closing(Library(data, embedder)) as library, library.reading() as generation:
        yield generation


def read(question: str, filters: Filters | None = None) -> Question:
    return read_question(question, (), "auto", filters or Filters())


def explain(question: str, generation: OpenGeneration) -> tuple[Explanation, ...]:
    asked = read(question)
    term = term_asked(asked)
    assert term is not None
    return explain_term(term, asked, generation)


def quoted(question: str, generation: OpenGeneration) -> list[tuple[str, str, str]]:
    """File, place and words of each quotation that answers the question."""
    return [
        (s.passage.source.removesuffix(".txt"), str(s.locator), s.text)
        for s in to_quote(explain(question, generation))
    ]


INVENTED = [
    ("What is a berth?", [("quiet", "Article 1(2)", "2. “Berth” means a place where a ship lies still.")]),
    ("What is mooring?", [("quiet", "Article 1(2)", "“Mooring” means the tying of a ship.")]),
    (
        "What is a berth in the Convention on Loud Harbours?",
        [("loud", "Article 1(1)", "1. “Berth” means a place where a ship is loaded.")],
    ),
    ("define towing", [("quiet", "Article 1(3)", "3. Towing involves the pulling of a ship by another.")]),
    (
        "Qu'est-ce qu'un phare ?",
        [("phares", "Article 1(1)", "1. On entend par phare une tour qui porte une lampe.")],
    ),
    (
        "Que signifie « lampe » ?",
        [("phares", "Article 1(2)", "2. Le terme lampe désigne toute source de lumière.")],
    ),
    (
        "¿Qué es un faro?",
        [("faros", "Article 1(1)", "1. Por “faro” se entiende una torre que lleva una lámpara.")],
    ),
    ("What is the 2MHK?", [("report", "para. 1", "Second Meeting of Harbour Keepers (2MHK)")]),
    (
        "What is the HHO?",
        [
            ("report", "para. 1", "Harbour Help Office (HHO)"),
            ("report", "para. 2", "2. The Harbour Help Office is a small body of five keepers."),
        ],
    ),
    (
        "What is the Harbour Help Office?",
        [("report", "para. 2", "2. The Harbour Help Office is a small body of five keepers.")],
    ),
    ("CQH?", [("quiet", "[title]", "Convention on Quiet Harbours")]),
    (
        "What does the report mean by keepers?",
        [
            (
                "report",
                "para. 3",
                "3. When referring to keepers, this report counts those who resigned. They keep no harbour.",
            )
        ],
    ),
    (
        "What is a lamp exchange?",
        [("report", "para. 5", "5. The aim of the lamp exchange is to share old lamps among harbours.")],
    ),
    (
        "What does accede mean?",
        [("quiet", "Article 2(2)", "2. It is open for accession by any State that keeps a harbour.")],
    ),
    (
        "What does ratify mean?",
        [("quiet", "Article 2(1)", "1. This Convention is subject to ratification by those that signed it.")],
    ),
    ("What does ZQO stand for?", []),
    ("What is the Lamp Board?", []),
    ("What is a dolphin?", []),
]  # fmt: skip


@pytest.mark.parametrize(("question", "expected"), INVENTED)
def test_a_term_is_explained_where_a_document_explains_it_and_nowhere_else(
    question: str, expected: list[tuple[str, str, str]], generation: OpenGeneration
) -> None:
    assert quoted(question, generation) == expected


def test_a_definition_is_quoted_with_its_points(generation: OpenGeneration) -> None:
    places = [place for _, place, _ in quoted("What is a quiet harbour?", generation)]
    assert places == ["Article 1(1)", "Article 1(1)(a)", "Article 1(1)(b)"]


def test_definitions_of_the_home_treaty_come_before_others(generation: OpenGeneration) -> None:
    found = explain("What does berth mean?", generation)
    assert [each.kind for each in found] == [ExplanationKind.DEFINITION] * 2
    assert [each.statements[0].passage.source for each in found] == ["quiet.txt", "loud.txt"]


def test_what_the_filters_leave_out_explains_nothing(generation: OpenGeneration) -> None:
    question = read("What is a berth?", Filters(kinds=("meeting_report",)))
    assert explain_term("berth", question, generation) == ()


def test_what_is_quoted_stands_at_its_place(generation: OpenGeneration) -> None:
    for question, _ in INVENTED:
        for each in explain(question, generation):
            for statement in each.statements:
                passage = statement.passage.passage
                assert statement.span.of(generation.text(passage.document_id)) == statement.text


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who chaired the meeting?", [None]),  # asks no term
        ("What is a dolphin?", [None]),  # other words of the documents may still answer
        ("What is the ZQO?", [()]),  # of an abbreviation nothing but its full name does
        ("What is a berth?", [("Article 1(2)",)]),
        ("What is accession?", [("Article 2(2)",)]),
        ("What is a berth, and who chaired the meeting?", [("Article 1(2)",), None]),
    ],
)
def test_each_thing_asked_is_explained_or_left_to_others_but_for_abbreviations(
    question: str, expected: list[tuple[str, ...] | None], generation: OpenGeneration
) -> None:
    told = explained(read(question), generation)
    assert [own if own is None else tuple(str(s.locator) for s in own) for own in told] == expected


CORPUS = [
    # question, beginning of the file's name, place, words quoted from there
    ("What is the CCM?", "2017-", "Opening Session, [para. 2]", "Convention on Cluster Munitions (CCM)"),
    ("What is the ISU?", "2011-02-24", "section 3, [para. 1]", "implementation support unit (ISU)"),
    ("What is the 2MSP?", "2011-", "para. 1", "Second Meeting of States Parties (2MSP)"),
    ("What is 1MSP?", "20", "", "First Meeting of States Parties (1MSP)"),
    ("7MSP?", "2017-03", "", "7th Meeting of States Parties (7MSP)"),
    ("Who is the CMC?", "201", "", "Cluster Munition Coalition (CMC)"),
    (
        "What does GICHD stand for?",
        "201",
        "",
        "Geneva International Centre for Humanitarian Demining (GICHD)",
    ),
    ("What does VAP stand for?", "2011-", "", "Vientiane Action Plan (VAP)"),
    ("What does EUNPC mean?", "2017-03", "", "EU Non-Proliferation Consortium"),
    ("What does ICBL mean?", "2017-03", "", "International Campaign to Ban Landmines"),
    ("What is the CRPD?", "crpd", "[title]", "rights of persons with disabilities"),
    ("What does UXO mean?", "ccw-protocol-v", "", "UNEXPLODED ORDNANCE (UXO)"),
    ("¿Qué es la UAA?", "2011-02-24", "", "implementation support unit (ISU)"),
    (
        "What are cluster munition victims?",
        "ccm-convention-en",
        "Article 2(1)",
        "killed or suffered physical",
    ),
    (
        "What is an explosive submunition?",
        "ccm-convention-en",
        "Article 2(3)",
        "dispersed or released by a cluster",
    ),
    ("What does transfer mean?", "ccm-convention-en", "Article 2(8)", "transfer of title to and control"),
    (
        "What is a mine in the Mine Ban Convention?",
        "apmbc-convention-en",
        "Article 2(2)",
        "exploded by the presence",
    ),
    (
        "What is a cluster munition under Canada's Act?",
        "canada",
        "section 2, [para. 1]",
        "does not include any",
    ),
    ("What is unexploded ordnance?", "ccw-protocol-v", "Article 2(2)", "primed, fused, armed"),
    ("What is reasonable accommodation?", "crpd", "Article 2", "disproportionate or undue burden"),
    (
        "Qu'entend-on par victimes d'armes à sous-munitions ?",
        "ccm-convention-fr",
        "Article 2(1)",
        "un préjudice corporel ou psychologique",
    ),
    (
        "Que signifie « arme à sous-munitions » ?",
        "ccm-convention-fr",
        "Article 2(2)",
        "moins de 20 kilogrammes",
    ),
    ("Qu'est-ce que le transfert ?", "ccm-convention-fr", "Article 2(8)", "transfert du droit de propriété"),
    ("¿Qué son las municiones en racimo?", "ccm-convention-en", "Article 2(2)", "less than 20 kilograms"),
    (
        "What does the Beirut report mean by States Parties?",
        "2011-08-25",
        "para. 2",
        "terms are used explicitly",
    ),
    ("Define country coalition", "2017-03", "[para. 4]", "with a country specific focus"),
    ("What is SDG 18?", "2017-03", "", "Sustainable Development Goals"),
    ("What does accede mean?", "ccm-convention-en", "Article 16(2)", "open for accession"),
    ("Que signifie adhérer ?", "ccm-convention-fr", "Article 16(2)", "ouverte à l’adhésion"),
    ("¿Qué significa adherirse?", "ccm-convention-en", "Article 16(2)", "open for accession"),
    ("What does withdraw mean?", "ccm-convention-en", "Article 20(2)", "the right to withdraw"),
]
NEVER_EXPLAINED = ("AOA", "VA", "UNMAS", "UNMAT", "IHL", "3MSP", "IMSMA", "APMBT", "munition active")
"""Abbreviations that the documents use and never write out, and what they do not have at all."""


@pytest.fixture(scope="module")
def corpus(test_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenGeneration]:
    yield from opened([test_data / "corpus"], tmp_path_factory.mktemp("corpus"))


def test_terms_of_the_real_documents_are_explained_by_them(corpus: OpenGeneration) -> None:
    wrong = []
    for question, file, place, words in CORPUS:
        told = to_quote(explain(question, corpus))
        found = [(s.passage.source, str(s.locator), s.text) for s in told]
        if not any(f.startswith(file) and at.startswith(place) and words in text for f, at, text in found):
            wrong.append((question, found))
    assert wrong == []


def test_what_the_real_documents_never_write_out_stays_unexplained(corpus: OpenGeneration) -> None:
    explained = {
        term: explain_term(term, read(f"What does {term} mean?"), corpus) for term in NEVER_EXPLAINED
    }
    assert explained == dict.fromkeys(NEVER_EXPLAINED, ())


def test_definitions_of_a_real_treaty_in_spanish_are_quoted(
    test_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    source = test_data / "truth" / "un-bbnj-agreement-es.txt"
    for generation in opened([source], tmp_path_factory.mktemp("acuerdo")):
        for question, place, words in (
            ("¿Qué se entiende por biotecnología?", "Article 1(3)", "organismos vivos o sus derivados"),
            ("¿Qué es un área marina protegida?", "Article 1(9)", "zona marina definida geográficamente"),
            ("¿Qué significa recolección in situ?", "Article 1(4)", "el muestreo de recursos genéticos"),
            ("¿Qué es la tecnología marina?", "Article 1(10)", "información y datos"),
            ("Defina «uso sostenible»", "Article 1(13)", "componentes de la diversidad biológica"),
        ):
            first = explain(question, generation)[0]
            assert first.kind is ExplanationKind.DEFINITION
            assert str(first.statements[0].locator).startswith(place)
            assert words in first.statements[0].text
