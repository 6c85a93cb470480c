"""What is quoted, and how much: whole lists, each part of a question, each side of a comparison."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from assistant.deadline import Deadline
from assistant.finding.listings import listings_of
from assistant.finding.statements import Statement, split
from assistant.finding.tasks import sides, tasks
from assistant.local import Assistant
from assistant.reply import Evidence
from assistant.schemas import AnswerStatus, AskReply, AskRequest, Wants
from assistant.settings import Settings
from assistant.understanding.question import read_question
from assistant.understanding.synonyms import others
from assistant.understanding.understand import understand
from assistant.wiring import open_assistant
from assistant.writing.clarify import ask_back
from index.embed import SentenceTransformerEmbedder
from index.job import ingest
from index.lexical import analyse
from index.library import Library
from index.retrieve import Filters, OpenGeneration
from ingest.documents import Kind


def ask(assistant: Assistant, question: str) -> AskReply:
    return assistant.ask(AskRequest(question=question), lambda *_: None, Deadline(120))


def starting(generation: OpenGeneration, beginning: str) -> str:
    return next(d.id for d in generation.documents() if d.id.startswith(beginning))


def test_a_list_is_read_with_all_its_openings_and_a_list_within_it_is_one_of_its_own(
    generation: OpenGeneration,
) -> None:
    document = starting(generation, "mine-ban-convention-digest")
    record = generation.text(document)
    lists = {str(own.openings[-1][1]): own for own in listings_of(document, generation)}
    outer, inner = lists["Article 5(4)"], lists["Article 5(4)(b)"]
    assert [span.of(record) for span, _ in outer.openings] == ["4. The request states:"]
    assert [str(at) for _, at in inner.openings] == ["Article 5(4)", "Article 5(4)(b)"]
    assert outer.span.start < inner.span.start < inner.span.end <= outer.span.end
    assert all(own.words == len(own.span.of(record).split()) for own in lists.values())


@pytest.mark.parametrize(
    ("question", "opening"),
    [
        (
            "What are the elements of a successful coalition according to the Bangkok seminar?",
            "A successful coalition has these elements:",
        ),
        ("What next steps were recommended in Bangkok?", "Next steps that were recommended:"),
    ],
)
def test_a_list_that_is_asked_for_is_quoted_whole(
    assistant: Assistant, generation: OpenGeneration, question: str, opening: str
) -> None:
    reply = ask(assistant, question)
    quoted = [citation for citation in reply.citations if opening in citation.quote]
    assert quoted, reply.answer
    document = quoted[0].document_id
    record = generation.text(document)
    whole = next(
        own.span.of(record)
        for own in listings_of(document, generation)
        if opening in own.openings[-1][0].of(record)
    )
    assert whole in [citation.quote for citation in reply.citations]
    assert all(citation.quote in citation.passage for citation in reply.citations)


@pytest.mark.parametrize(
    ("question", "wanted", "of_states"),
    [
        ("Which affected States reported needs?", Wants.LIST, True),
        ("Which nine States Parties were late?", Wants.LIST, True),
        ("Who are the six States Parties that retain?", Wants.PERSON, True),
        ("Give me the eleven States that spoke.", Wants.LIST, False),
        ("Which of them asked for help?", Wants.LIST, False),
        ("What obstacles keep States from acceding?", Wants.LIST, False),
        ("What challenges did affected States report?", Wants.LIST, False),
        ("What are the main elements of a coalition?", Wants.LIST, False),
        ("What did UNDP and UNMAS do?", Wants.STATEMENT, False),
        ("What remains forbidden to a State Party?", Wants.STATEMENT, False),
        ("How has the number of members changed over time?", Wants.COMPARISON, False),
        ("What do the two reports say about clearance?", Wants.COMPARISON, False),
        ("¿Qué Estados asistieron al seminario?", Wants.LIST, True),
        ("Quels États ont demandé une assistance ?", Wants.LIST, True),
    ],
)
def test_what_is_asked_of_states_is_told_from_what_is_asked_about_them(
    question: str, wanted: Wants, of_states: bool
) -> None:
    (asked,) = read_question(question, (), "auto", Filters()).parts
    assert (asked.wants, asked.of_states) == (wanted, of_states)


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("Who chaired it, and when was it held?", ["Who chaired it", "when was it held"]),
        (
            "Which States and which organizations took part?",
            ["Which States and which organizations took part"],
        ),
        ("How large was the area? A guess is fine.", ["How large was the area? A guess is fine."]),
        ("When is it due? I think it is Article 7.", ["When is it due? I think it is Article 7."]),
        (
            "How many asked in 2015, and how many in 2016?",
            ["How many asked in 2015", "how many in 2016"],
        ),
    ],
)
def test_a_question_is_split_into_what_it_asks_and_hints_stay_with_it(
    question: str, parts: list[str]
) -> None:
    assert [asked.text for asked in read_question(question, (), "auto", Filters()).parts] == parts


def test_a_part_that_only_changes_the_year_is_a_question_of_its_own(generation: OpenGeneration) -> None:
    question = read_question(
        "How many States gave help in 2015, and how many in 2016?", (), "auto", Filters()
    )
    first, second = tasks(understand(question, generation), generation)
    assert "2015" in first.asked.text
    assert second.understood.question.standalone == "How many States gave help in 2016"


def test_a_part_without_a_place_asks_more_of_the_article_another_part_names(
    generation: OpenGeneration,
) -> None:
    question = read_question(
        "What is the longest extension under Article 4(5), and who decides on it?",
        (),
        "auto",
        Filters(),
    )
    first, second = tasks(understand(question, generation), generation)
    assert [str(at) for at in first.understood.question.locators] == ["Article 4(5)"]
    assert [str(at) for at in second.understood.question.locators] == ["Article 4"]


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        (
            "Compare what the Santiago conference and the Bangkok seminar say about victim assistance.",
            "2010",
            "2017",
        ),
        ("How did the number of members develop from 2010 to 2011?", "2010", "2011"),
    ],
)
def test_the_sides_of_a_comparison_stand_by_date(
    generation: OpenGeneration, question: str, first: str, last: str
) -> None:
    compared = sides(understand(read_question(question, (), "auto", Filters()), generation), generation)
    days = [d.metadata.event_date or d.metadata.document_date or "" for d in compared]
    assert days == sorted(days)
    assert len(days) > 1
    assert (days[0][:4], days[-1][:4]) == (first, last)


def test_a_comparison_of_time_limits_quotes_the_limit_of_each_side(assistant: Assistant) -> None:
    question = (
        "Compare the time limits for stockpile destruction in the cluster munition and mine ban treaties."
    )
    quotes = [citation.quote for citation in ask(assistant, question).citations]
    assert len(quotes) == 2
    assert any("four years" in quote for quote in quotes)
    assert any("eight years" in quote for quote in quotes)


def test_each_side_of_a_comparison_is_heard_with_its_name(assistant: Assistant) -> None:
    reply = ask(
        assistant,
        "Compare what the Santiago conference and the Bangkok seminar say about victim assistance.",
    )
    assert reply.status is AnswerStatus.ANSWERED
    assert len({citation.document_id for citation in reply.citations}) == 2


@pytest.mark.parametrize(
    ("question", "asked_back"),
    [
        ("Who chaired the session?", True),
        ("What did they say about victim assistance?", True),
        ("Who chaired the session on victim assistance in Santiago?", False),
        ("What did Norway say about victim assistance in Bangkok?", False),
        ("What does Article 4 say?", False),
    ],
)
def test_a_question_that_could_mean_any_of_several_meetings_is_asked_back(
    assistant: Assistant, question: str, asked_back: bool
) -> None:
    reply = ask(assistant, question)
    assert (reply.status is AnswerStatus.CLARIFY) is asked_back
    if reply.clarify is not None:
        labels = [option.label for option in reply.clarify.options]
        assert len(set(labels)) == len(labels) >= 2
        assert len({option.question for option in reply.clarify.options}) == len(labels)
        again = ask(assistant, reply.clarify.options[0].question)
        assert again.status is not AnswerStatus.CLARIFY


RULES = [
    "How much time does a State have to destroy its stockpiles?",
    "How long do States have to clear contaminated land?",
    "How many years does a State Party have to clear its areas?",
    "How many years can an extension last?",
    "How long before the meeting must an extension be requested?",
    "How many days after entry into force is the first report due?",
    "How often must States report?",
    "How long does withdrawal take?",
    "How many votes are needed to amend the Convention?",
    "How large may the share of the costs be?",
    "How many submunitions may be kept for training?",
    "When is the report due?",
    "What should the report say about victims?",
    "Who can attend the meeting?",
    "Who must pay for the meeting?",
    "Combien de temps un État a-t-il pour détruire ses stocks ?",
    "Combien d'années un État a-t-il pour nettoyer ses zones ?",
    "Combien de temps dure une prolongation ?",
    "Dans combien de jours faut-il soumettre le premier rapport ?",
    "Combien de mois avant la réunion faut-il demander une prolongation ?",
    "Combien de ratifications faut-il pour l'entrée en vigueur ?",
    "Quand le rapport doit-il être présenté ?",
    "Qui peut assister à la réunion ?",
    "¿Cuánto tiempo tiene un Estado para destruir sus reservas?",
    "¿Cuántos años tiene un Estado para limpiar sus zonas?",
    "¿Cuánto dura una prórroga?",
    "¿Cuántos días hay para presentar el primer informe?",
    "¿Con cuántos meses de antelación hay que pedir una prórroga?",
    "¿Cuántas ratificaciones se necesitan para la entrada en vigor?",
    "¿Quién puede asistir a la reunión?",
]
FIGURES = [
    "How many States must still report?",
    "Combien de rapports doivent encore être présentés ?",
    "¿Cuántos informes deben presentarse todavía?",
]


def is_open(question: str, generation: OpenGeneration) -> bool:
    """True when any two reports that say something like it are offered to choose from."""
    reports = [each for each in generation.documents() if each.metadata.kind is Kind.MEETING_REPORT][:2]
    first = [generation.passages(each.id)[0] for each in reports]
    met = [
        Statement(
            each, 1.0, True, each.passage.body, each.text, each.passage.locator, kind_met=1.0, score=1.0
        )
        for each in first
    ]
    asked = understand(read_question(question, (), "auto", Filters()), generation)
    return ask_back(met, asked, generation) is not None


@pytest.mark.parametrize("question", RULES)
def test_what_the_treaty_lays_down_is_not_asked_back(question: str, generation: OpenGeneration) -> None:
    assert not is_open(question, generation)


@pytest.mark.parametrize("question", FIGURES)
def test_a_figure_of_no_day_is_asked_back(question: str, generation: OpenGeneration) -> None:
    assert is_open(question, generation)


def test_nothing_is_asked_back_where_nothing_was_found(generation: OpenGeneration) -> None:
    question = read_question("Who chaired the session?", (), "auto", Filters())
    assert ask_back([], understand(question, generation), generation) is None


@pytest.mark.parametrize(
    ("asked", "printed"),
    [("attended", "participated"), ("landmines", "mines"), ("paid", "funding"), ("banned", "prohibited")],
)
def test_another_word_for_the_same_is_known(asked: str, printed: str) -> None:
    assert set(analyse(printed, "en")) & others(analyse(asked, "en")[0])


def test_a_word_without_others_stands_alone() -> None:
    assert not others("zirconium")


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("It has three aims: 1) to clear; and this without delay; 2) to help; 3) to report.", 1),
        ("The ISU spoke. It had four aims: (a) to help States Parties in all they do; (b) to report.", 2),
        ("Norway spoke for the first group of States. Then Japan spoke for the second group.", 2),
        ("Norway spoke for the first group of States. They added that the costs are low.", 1),
        ("Norway spoke for the first group. She thanked Japan for it. Japan then spoke for itself.", 2),
    ],
)
def test_what_runs_on_or_says_they_stays_in_one_statement(
    data_dir: Path, tmp_path: Path, embedder: SentenceTransformerEmbedder, text: str, runs: int
) -> None:
    source = tmp_path / "in"
    source.mkdir()
    (source / "notes.md").write_text(f"# Notes of a meeting\n\n{text}\n", encoding="utf-8")
    ingest(data_dir, [source], embedder)
    with closing(Library(data_dir, embedder)) as library, library.reading() as opened:
        (document,) = opened.documents()
        passage = opened.passages(document.id)[-1]
        assert len(split(Evidence("E1", passage, 1.0), opened)) == runs


@pytest.mark.parametrize(
    ("article", "said"), [("Article 3", "six"), ("Article 4", "nine"), ("article 5", "two")]
)
def test_of_sentences_on_several_articles_that_on_the_one_named_is_quoted(
    data_dir: Path, tmp_path: Path, embedder: SentenceTransformerEmbedder, article: str, said: str
) -> None:
    source = tmp_path / "in"
    source.mkdir()
    told = (("Article 3", "six"), ("Article 4", "nine"), ("Article 5", "two"))
    body = "\n\n".join(
        f"{n}. On {place}, {states} States had asked for help." for n, (place, states) in enumerate(told, 1)
    )
    (source / "notes.md").write_text(f"# Notes of the June meeting\n\n{body}\n", encoding="utf-8")
    ingest(data_dir, [source], embedder)
    opened = open_assistant(Settings(data_dir=data_dir))
    try:
        answer = ask(
            opened, f"How many States had asked for help under {article} at the June meeting?"
        ).answer
    finally:
        opened.close()
    assert said in answer
    assert not [states for _, states in told if states != said and states in answer]


DUNES = """# Convention on Sand Dunes

Adopted at Skagen on 4 May 2014.

## Article 1 General obligations

1. Each State Party undertakes never to dig, sell or carry away sand of a protected dune.

## Article 2 Reports

1. Each State Party shall report on its dunes each year.

## Article 3 Care of dunes

1. Notwithstanding Article 1 of this Convention, to carry away sand for the study of a dune is permitted.
"""


@pytest.mark.parametrize(
    ("question", "quoted"),
    [
        ("May we carry away sand for the study of a dune?", {"Article 3(1)"}),
        ("Is it always forbidden to carry away sand of a dune?", {"Article 1(1)", "Article 3(1)"}),
        ("What does Article 1 say?", {"Article 1(1)"}),
    ],
)
def test_where_it_is_asked_what_is_allowed_the_exception_is_quoted_with_the_rule(
    tmp_path: Path, embedder: SentenceTransformerEmbedder, question: str, quoted: set[str]
) -> None:
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "dunes.md").write_text(DUNES, encoding="utf-8")
    (tmp_path / "documents" / "dunes.yaml").write_text("kind: treaty\n", encoding="utf-8")
    ingest(tmp_path / "data", [tmp_path / "documents"], embedder)
    with closing(open_assistant(Settings(data_dir=tmp_path / "data"))) as assistant:
        reply = ask(assistant, question)
    assert quoted <= {citation.locator for citation in reply.citations}, reply.answer
