"""What is asked of a treaty in everyday words leads to the clause that rules it, and not to practice."""

from __future__ import annotations

import tomllib

import pytest

from assistant.deadline import Deadline
from assistant.finding.tasks import sides_at_places
from assistant.local import Assistant
from assistant.schemas import AskReply, AskRequest
from assistant.understanding.clauses import (
    BY_HEADING,
    FILE,
    asks_for_rule,
    clauses_asked,
    is_of_practice,
    rules,
    sets,
)
from assistant.understanding.question import read_question
from assistant.understanding.scope import document_scope, laws_meant
from assistant.understanding.understand import understand
from index.retrieve import Filters, OpenGeneration


def ask(assistant: Assistant, question: str) -> AskReply:
    return assistant.ask(AskRequest(question=question), lambda *_: None, Deadline(120))


ASKED = [
    ("Could we pull out of the treaty next year?", {"withdrawal"}),
    ("How many months until a withdrawal becomes effective?", {"withdrawal_effect"}),
    ("May we opt out of an article?", {"reservations"}),
    ("Who stores the original text?", {"depositary"}),
    ("Who covers the costs of the conference?", {"costs"}),
    ("What vote is required to amend it?", {"amendment_majority"}),
    ("May a company export cluster bombs?", {"prohibition"}),
    ("Is a government free to hold some mines for training?", {"retention"}),
    ("By what date must arsenals be disposed of?", {"stockpile_destruction"}),
    ("How much longer can the arsenal's destruction take with an extension?", {"stockpile_extension"}),
    ("How soon must minefields be cleared?", {"clearance"}),
    ("Who decides whether the extension is granted?", {"extension_decision"}),
    ("How many parties are needed before it enters into force?", {"entry_into_force"}),
    ("When did it enter into force?", {"entry_into_force"}),
    ("How high can the fine be?", {"penalties"}),
    ("Which translation is official?", {"authentic_texts"}),
    ("Comment quitter le traité ?", {"withdrawal"}),
    ("Qui supporte les frais des conférences ?", {"costs"}),
    ("En combien d'années les stocks doivent-ils être détruits ?", {"stockpile_destruction"}),
    ("Les zones minées : quel délai pour les dépolluer ?", {"clearance"}),
    ("¿Cómo se abandona el tratado?", {"withdrawal"}),
    ("¿Quién sufraga los gastos de las conferencias?", {"costs"}),
    ("¿Cuándo hay que despejar las zonas minadas?", {"clearance"}),
    ("What is the weather like?", set()),
    ("Who spoke first in the afternoon?", set()),
]


@pytest.mark.parametrize(("question", "names"), ASKED)
def test_everyday_words_ask_for_a_kind_of_clause(question: str, names: set[str]) -> None:
    assert names <= {clause.name for clause in clauses_asked(question)}
    assert bool(names) == bool(clauses_asked(question))


@pytest.mark.parametrize(
    ("question", "practice", "rule"),
    [
        ("Must we mark the stocks?", False, True),
        ("Are parties obliged to report?", False, True),
        ("Can a State that has not signed attend?", False, True),
        ("Which States kept mines?", True, False),
        ("Who reported an extension?", True, False),
        ("What did the chair say about what must be done?", True, False),
        ("How many countries have destroyed their stocks?", True, False),
        ("How long do we have to clear the land?", False, True),
        ("Quels États ont conservé des mines ?", True, False),
        ("Faut-il marquer les stocks ?", False, True),
        ("¿Qué Estados destruyeron sus existencias?", True, False),
        ("¿Debe un Estado informar?", False, True),
        ("What is a bomblet?", False, False),
    ],
)
def test_a_question_about_what_was_done_asks_for_no_rule(question: str, practice: bool, rule: bool) -> None:
    assert (is_of_practice(question), asks_for_rule(question)) == (practice, rule)


@pytest.mark.parametrize(
    ("text", "ruling"),
    [
        ("Each Party shall mark the harbour.", True),
        ("La pêche est interdite.", True),
        ("El transporte se permite.", True),
        ("Two Parties marked their harbours.", False),
    ],
)
def test_a_rule_allows_forbids_or_obliges(text: str, ruling: bool) -> None:
    assert rules(text) is ruling


HEADING = ("Article 9", "Duration and withdrawal")


@pytest.mark.parametrize(
    ("question", "text", "heading", "fit"),
    [
        ("How do we quit the treaty?", "2. Each Party has the right to withdraw.", HEADING, 1.0),
        ("How do we quit the treaty?", "1. This Treaty has no end.", HEADING, BY_HEADING),
        ("How do we quit the treaty?", "Each Party has the right to withdraw.", ("Article 2",), 0.0),
        (
            "By when must stocks be destroyed?",
            "If a Party believes that it cannot do so within five years it undertakes to ask.",
            ("Stockpile destruction",),
            BY_HEADING,
        ),
        (
            "By when must stocks be destroyed?",
            "Each Party undertakes to do so no later than five years after.",
            ("Stockpile destruction",),
            1.0,
        ),
        ("May we make reservations?", "None can be made.", ("Article 4", "Réserves"), 1.0),
    ],
)
def test_the_paragraph_that_sets_the_rule_fits_best_in_its_article(
    question: str, text: str, heading: tuple[str, ...], fit: float
) -> None:
    assert sets(clauses_asked(question), text, heading) == fit


def test_each_clause_of_the_table_can_be_asked_for_and_found_and_is_written_as_it_is_compared() -> None:
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))
    for name, row in rows.items():
        assert row["asked"], name
        assert row["under"], name
        assert set(row) <= {"asked", "under", "says", "but", "told"}, name
        phrases = [phrase for key in set(row) - {"told"} for phrase in row[key]]
        plain = [phrase for phrase in phrases if phrase.isascii() and phrase == phrase.casefold()]
        assert plain == phrases, name


# Of the bundled digests, which say in other words what treaties say.
PLACES = [
    ("How can we pull out of the convention?", "Article 20(2)"),
    ("How many months until a withdrawal takes effect?", "Article 20(3)"),
    ("Who picks up the bill for the meetings?", "Article 14(1)"),
    ("May a State keep some munitions for training?", "Article 3(6)"),
    ("How many ratifications were needed before it took effect?", "Article 17(1)"),
    ("Are exceptions possible by a reservation?", "Article 19"),
    ("Must a State make breaches a crime?", "Article 9"),
    ("How soon must contaminated land be cleared?", "Article 4(1)"),
    ("Who is the depositary?", "Article 22"),
]


@pytest.mark.parametrize(("question", "place"), PLACES)
def test_a_rule_is_quoted_from_its_own_paragraph(assistant: Assistant, question: str, place: str) -> None:
    reply = ask(assistant, question)
    assert reply.citations, reply.answer
    first = reply.citations[0]
    assert first.document_id.startswith("convention-on-cluster-munitions"), (question, first.document_id)
    assert first.locator.startswith(place), (question, first.locator)


@pytest.mark.parametrize(
    ("question", "law"),
    [
        ("What does the Act forbid?", "prohibiting-cluster-munitions-act"),
        ("How high is the fine under the Canadian Act?", "prohibiting-cluster-munitions-act"),
        ("How do we leave the convention?", "convention-on-cluster-munitions"),
        ("How does a State leave the Mine Ban Convention?", "mine-ban-convention"),
        ("Must Albania pay?", ""),
        ("According to the Bangkok seminar report, who must pay?", ""),
    ],
)
def test_the_law_meant_is_the_one_named_or_the_home_treaty(
    generation: OpenGeneration, question: str, law: str
) -> None:
    asked = read_question(question, (), "auto", Filters())
    meant = laws_meant(asked, document_scope(asked, generation), generation)
    titles = [generation.document(each).metadata.title.lower().replace(" ", "-") for each in meant]
    assert [title for title in titles if title.startswith(law or "-")] == titles, titles
    assert bool(meant) is bool(law)


@pytest.mark.parametrize(
    ("question", "sides"),
    [
        (
            "Compare Article 4 of the CCM and Article 5 of the Mine Ban Convention.",
            {"Article 4", "Article 5"},
        ),
        ("Compare Article 19 of the CCM with Article 19 of the Mine Ban Convention.", {"Article 19"}),
        ("Compare Article 4 and Article 5.", set()),
        ("What does Article 4 of the CCM say?", set()),
    ],
)
def test_places_of_two_documents_are_compared_each_in_its_own(
    generation: OpenGeneration, question: str, sides: set[str]
) -> None:
    asked = read_question(question, (), "auto", Filters())
    found = sides_at_places(understand(asked, generation), generation)
    assert {str(place.locator) for _, place in found} == sides
    assert len({document.id for document, _ in found}) == (2 if sides else 0)


def test_what_two_places_say_is_quoted_from_their_beginnings(assistant: Assistant) -> None:
    reply = ask(assistant, "Compare Article 20 of the CCM and Article 20 of the Mine Ban Convention.")
    cited = {(citation.document_id[:10], citation.locator) for citation in reply.citations}
    assert len({document for document, _ in cited}) == 2
    assert {locator for _, locator in cited} == {"Article 20(1)"}


@pytest.mark.parametrize(
    ("question", "offered"),
    [
        ("What does Article 9 say?", True),
        ("What does Article 9 of the Mine Ban Convention say?", False),
        ("Who must report under Article 7?", False),
        ("Who is the depositary?", False),
    ],
)
def test_of_a_bare_article_the_other_treaties_are_offered(
    assistant: Assistant, question: str, offered: bool
) -> None:
    reply = ask(assistant, question)
    assert bool(reply.follow_ups) is offered
    for follow_up in reply.follow_ups:
        own = ask(assistant, follow_up)
        assert own.citations[0].document_id != reply.citations[0].document_id
        assert own.citations[0].locator.startswith("Article 9")
