from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.schemas import AnswerStatus, AskReply, PartFields, PartRole, SentenceKind
from evals.abstention import score_abstention
from evals.answers import score_facts
from evals.baseline import breaches, regressions
from evals.cases import Case
from evals.citations import Sources, is_foreign, score_integrity
from evals.normalise import normalise
from evals.report import as_markdown, notes, summarise, table
from evals.retrieval import score_evidence, shown_by, within
from evals.run import Plan, Result, score_reply
from evals.scoring import Score, total
from evals.sizes import Sizes, median, p95, sizes_of_reply
from tests.evals.replies import RECORD, citation, good_reply, reply, sentence

QUOTE = RECORD[:47]


def case(**fields: object) -> Case:
    return Case.model_validate(
        {"id": "c", "type": "numeric", "question": "?", "answerable": True, **fields}, strict=False
    )


def text_of(document_id: str, version: str) -> str:
    return RECORD if document_id == "alba-en" else ""


def result(of: Case, got: AskReply | None) -> Result:
    if got is None:
        scores = {**score_facts(of, None, ""), **score_abstention(of, None, "")}
        return Result(of, None, "503", scores, Sizes(), 1.0)
    return Result(of, got, None, score_reply(of, got, text_of, Plan()), sizes_of_reply(got), 1.0)


# Scores


def test_nothing_possible_is_not_scored_and_not_zero() -> None:
    assert Score(0, 0).value is None
    assert Score(0, 3).value == 0.0
    assert (Score(1, 2) + Score(2, 2)).value == 0.75
    assert total([]) == {}
    assert total([{"a": Score(1, 1)}, {"a": Score(0, 1), "b": Score(1, 4)}]) == {
        "a": Score(1, 2),
        "b": Score(1, 4),
    }


def test_a_report_of_no_cases_scores_nothing() -> None:
    summary = summarise([])
    assert summary.pop("n") == summary.pop("failed") == 0
    assert set(summary.values()) == {None}
    assert table([], search=False)[-1][:3] == ["ALL", "0", "-"]
    assert all("None" not in line for line in notes(summarise([]), search=False))


# Evidence


@pytest.mark.parametrize(
    ("evidence", "shown", "any_found", "all_found", "precise"),
    [
        (["98 governments"], ["some 98 governments came"], 1, 1, Score(1, 1)),
        (["98 governments", "no vote"], ["some 98 governments came", "else"], 1, 0, Score(1, 2)),
        (["98 governments", "no vote"], ["98 governments no vote"], 1, 1, Score(1, 1)),
        (["98 governments"], ["else", "other"], 0, 0, Score(0, 2)),
        (["98 governments"], [], 0, 0, Score(0, 0)),
    ],
)
def test_evidence_is_found_in_what_is_shown(
    evidence: list[str], shown: list[str], any_found: int, all_found: int, precise: Score
) -> None:
    scores = score_evidence(case(evidence=evidence), shown)
    assert scores["ev_any"] == Score(any_found, 1)
    assert scores["ev_all"] == Score(all_found, 1)
    assert scores["citation_precision"] == precise


@pytest.mark.parametrize("fields", [{}, {"answerable": False, "evidence": ["98 governments"]}])
def test_evidence_is_not_scored_where_there_is_none_to_find(fields: dict[str, object]) -> None:
    assert score_evidence(case(**fields), ["98 governments"]) == {}


def test_the_same_words_in_another_document_show_nothing() -> None:
    assert shown_by(case(documents=["other"]), citation(), quote=True) == ""
    assert shown_by(case(documents=["other", "alba"]), citation(), quote=True) == normalise(
        f"{RECORD} {QUOTE}"
    )
    assert shown_by(case(), citation(), quote=False) == normalise(RECORD)


@pytest.mark.parametrize(("room", "kept"), [(9, 0), (10, 1), (24, 2), (25, 2), (35, 3)])
def test_results_are_cut_before_the_first_that_does_not_fit(room: int, kept: int) -> None:
    sources = [citation(1, passage="a" * 10), citation(2, passage="b" * 14), citation(3, passage="c" * 11)]
    assert len(within(sources, room)) == kept


# Facts


@pytest.mark.parametrize(
    ("nuggets", "status", "answer", "share"),
    [
        ([["98"], ["13", "thirteen"]], AnswerStatus.ANSWERED, "98 came, thirteen of them", 1.0),
        ([["98"], ["13", "thirteen"]], AnswerStatus.ANSWERED, "98 came", 0.5),
        ([["98"]], AnswerStatus.ANSWERED, "", 0.0),
        ([["98"]], AnswerStatus.ABSTAINED, "98 came", 1.0),
        ([], AnswerStatus.ANSWERED, "", 1.0),
        ([], AnswerStatus.PARTIAL, "", 1.0),
        ([], AnswerStatus.NOTICE, "", 0.0),
        ([["98"]], None, "", 0.0),
    ],
)
def test_facts_found_out_of_facts_wanted(
    nuggets: list[list[str]], status: AnswerStatus | None, answer: str, share: float
) -> None:
    scores = score_facts(case(nuggets=nuggets), status, normalise(answer))
    assert scores["nugget"] == Score(share, 1)
    assert scores["full"] == Score(int(share == 1), 1)


def test_asking_back_counts_in_full_only_where_the_question_is_ambiguous() -> None:
    facts: dict[str, object] = {"nuggets": [["98"]]}
    asked = score_facts(case(type="ambiguous", **facts), AnswerStatus.CLARIFY, "")
    assert asked["nugget"] == Score(1.0, 1)
    assert score_facts(case(**facts), AnswerStatus.CLARIFY, "")["nugget"] == Score(0.0, 1)
    ambiguous = case(type="ambiguous", evidence=["98"])
    assert "ev_any" not in score_reply(ambiguous, reply(status=AnswerStatus.CLARIFY), text_of, Plan())


def test_facts_of_an_unanswerable_question_are_not_scored() -> None:
    assert score_facts(case(answerable=False, nuggets=[["98"]]), AnswerStatus.ABSTAINED, "98") == {}


# Abstention


NO, ASKS = AnswerStatus.ABSTAINED, AnswerStatus.CLARIFY


@pytest.mark.parametrize(
    ("kind", "status", "is_false", "precision"),
    [
        ("numeric", NO, 1, Score(0, 1)),
        ("numeric", ASKS, 1, Score(0, 0)),
        ("ambiguous", ASKS, 0, Score(0, 0)),
        ("numeric", AnswerStatus.ANSWERED, 0, Score(0, 0)),
        ("numeric", AnswerStatus.NOTICE, 0, Score(0, 0)),
        ("numeric", None, 0, Score(0, 0)),
    ],
)
def test_saying_no_to_what_can_be_answered_is_false(
    kind: str, status: AnswerStatus | None, is_false: int, precision: Score
) -> None:
    assert score_abstention(case(type=kind), status, "") == {
        "false_abstention": Score(is_false, 1),
        "abstention_precision": precision,
        "forbidden": Score(0, 1),
    }


@pytest.mark.parametrize(
    ("kind", "status", "is_right", "precision"),
    [
        ("numeric", NO, 1, Score(1, 1)),
        ("numeric", AnswerStatus.NOTICE, 0, Score(0, 0)),
        ("adversarial", AnswerStatus.NOTICE, 1, Score(0, 0)),
        ("ambiguous", ASKS, 0, Score(0, 0)),
        ("numeric", AnswerStatus.ANSWERED, 0, Score(0, 0)),
        ("numeric", None, 0, Score(0, 0)),
    ],
)
def test_saying_no_to_what_cannot_be_answered_is_right(
    kind: str, status: AnswerStatus | None, is_right: int, precision: Score
) -> None:
    assert score_abstention(case(type=kind, answerable=False), status, "") == {
        "abstention_recall": Score(is_right, 1),
        "abstention_precision": precision,
        "forbidden": Score(0, 1),
    }


def test_a_forbidden_string_is_found_as_a_word() -> None:
    forbidden = case(answerable=False, forbidden=["Chad", "Lao PDR"])
    for answer, asserted in (("It was Chad.", 1), ("Chadian experts", 0), ("the Lao PDR said", 1), ("", 0)):
        scores = score_abstention(forbidden, AnswerStatus.ANSWERED, normalise(answer))
        assert scores["forbidden"] == Score(asserted, 1), answer


# Integrity


def faults(got: AskReply) -> set[str]:
    scores = score_integrity(got, text_of)
    return {name for name, score in scores.items() if name != "connective_share" and score.got}


def test_a_right_answer_has_no_fault() -> None:
    assert faults(good_reply()) == set()
    assert faults(reply(status=AnswerStatus.ABSTAINED, answer="")) == set()


@pytest.mark.parametrize(
    ("broken", "fault"),
    [
        (lambda: reply([sentence(f"{QUOTE} [1]")], [citation(1, QUOTE, start=1)]), "bad_quotes"),
        (lambda: reply([sentence("x [1]")], [citation(1, "  ", start=8)]), "bad_quotes"),
        (lambda: reply([sentence(f"{QUOTE} [1]")], [citation(1, QUOTE, document_id="gone")]), "bad_quotes"),
        (lambda: reply([sentence(f"{QUOTE} [1]")], [citation(1)], answer=f"{QUOTE} More."), "unaccounted"),
        (lambda: reply([sentence(QUOTE, [])]), "uncited"),
        (lambda: reply([sentence("Something else [1]")], [citation(1)]), "foreign"),
        (lambda: reply([sentence(f"{QUOTE} [1]")], [citation(1), citation(2)]), "loose"),
    ],
)
def test_each_fault_is_found(broken: Callable[[], AskReply], fault: str) -> None:
    assert fault in faults(broken())


@pytest.mark.parametrize(
    ("part", "foreign"),
    [
        ("Thirty-one States", False),
        ("thirty-one states [...] the meeting", False),
        ("Thirty-one States […] in Alba", False),
        ("in Alba [...] Thirty-one States", True),
        ("Thirty-two States", True),
    ],
)
def test_a_quote_part_is_its_quotation_with_words_left_out(part: str, foreign: bool) -> None:
    parts = [
        PartFields(text="As of 2020:", role=PartRole.CONNECTIVE, citation=None),
        PartFields(text=part, role=PartRole.QUOTE, citation=1),
    ]
    said = sentence(f"As of 2020: {part} [1]", parts=parts)
    assert is_foreign(said, {1: citation(1, QUOTE)}) is foreign
    assert is_foreign(said, {}) is True


def test_parts_that_do_not_make_up_the_sentence_are_foreign() -> None:
    parts = [PartFields(text="Thirty-one States", role=PartRole.QUOTE, citation=1)]
    assert is_foreign(sentence("Thirty-one States agreed [1]", parts=parts), {1: citation(1, QUOTE)})


def test_only_connective_sentences_need_no_citation() -> None:
    greeting = sentence("Hello.", [], kind=SentenceKind.CONNECTIVE)
    assert score_integrity(reply([greeting]), text_of)["uncited"] == Score(0, 0)


def test_words_of_our_own_are_counted_in_answers_alone() -> None:
    parts = [
        PartFields(text="As of 2020:", role=PartRole.CONNECTIVE, citation=None),
        PartFields(text="in Alba", role=PartRole.QUOTE, citation=1),
    ]
    said = [sentence("As of 2020: in Alba [1]", parts=parts)]
    assert score_integrity(reply(said), text_of)["connective_share"] == Score(3, 5)
    abstained = reply(said, status=AnswerStatus.ABSTAINED)
    assert score_integrity(abstained, text_of)["connective_share"].value is None


def test_a_quotation_is_held_against_its_source_file() -> None:
    words = normalise(RECORD).split()
    runs = frozenset(tuple(words[i : i + 4]) for i in range(len(words)))
    sources = Sources({"alba.txt": frozenset(words)}, {"alba.txt": runs})
    assert not sources.contradict(citation(1, RECORD[:100], source="minutes/alba.txt"))
    assert sources.contradict(citation(1, "One two three four five six seven eight nine ten eleven twelve"))
    assert sources.contradict(citation(1, "Alba Zed"))
    assert not sources.contradict(citation(1, "Alba Zed", source="absent.txt"))


# Sizes


def test_sizes_are_those_of_citations_in_use() -> None:
    got = reply([sentence(f"{QUOTE} [1]")], [citation(1, QUOTE), citation(2, RECORD)])
    assert sizes_of_reply(got) == Sizes(words=(len(QUOTE.split()),), quotes=(47,), passages=(len(RECORD),))
    assert sizes_of_reply(reply(status=AnswerStatus.ABSTAINED)).words == ()


@pytest.mark.parametrize(
    ("values", "middle", "high"),
    [([], None, None), ([3], 3, 3), ([1, 2], 1.5, 1), (list(range(101)), 50, 95)],
)
def test_median_and_p95(values: list[float], middle: float | None, high: float | None) -> None:
    assert median(values) == middle
    assert p95(values) == high


# Reports and baselines


def test_a_failed_request_scores_like_an_empty_answer() -> None:
    summary = summarise([result(case(nuggets=[["98"]]), None), result(case(), good_reply())])
    assert summary["failed"] == 1
    assert summary["nugget_recall"] == 0.5
    assert summary["bad_quotes"] == 0


def test_the_markdown_table_has_a_row_for_each_type_and_the_total() -> None:
    results = [result(case(), good_reply()), result(case(type="list"), good_reply())]
    rows = table(results, search=False)
    text = as_markdown(rows, notes(summarise(results), search=False), "alba.jsonl")
    assert [row[0] for row in rows] == ["type", "list", "numeric", "ALL"]
    assert text.count("\n| ") == len(rows) + 1
    assert text.startswith("## alba.jsonl\n\n| type | n |")


@pytest.mark.parametrize(
    ("now", "before", "worse"),
    [
        ({"full": 0.5}, {"full": 0.6}, 1),
        ({"full": 0.6}, {"full": 0.5}, 0),
        ({"full": 0.5}, {"full": 0.504}, 0),
        ({"forbidden": 1}, {"forbidden": 0}, 1),
        ({"forbidden": 0}, {"forbidden": 2}, 0),
        ({"full": None}, {"full": 0.6}, 0),
        ({}, {"full": 0.6, "unheard_of": 3}, 0),
    ],
)
def test_what_got_worse_is_named(
    now: dict[str, float | None], before: dict[str, float | None], worse: int
) -> None:
    assert len(regressions(now, before)) == worse


def test_a_fault_is_a_breach_whatever_was_accepted() -> None:
    assert breaches({"bad_quotes": 1, "loose": 0, "uncited": None}) == ["bad quotations: 1"]
