"""Locators: every form people type, one form printed, one address a place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import LocatorError
from ingest.locator import LEVELS, Locator, find_all, parse_range

TYPED = [
    ("Art. 4(1)(b)", "Article 4(1)(b)", "art-4-1-b"),
    ("article 4, paragraph 1 (b)", "Article 4(1)(b)", "art-4-1-b"),
    ("art. 4 par. 1 let. b", "Article 4(1)(b)", "art-4-1-b"),
    ("l'article 4, paragraphe 1 b)", "Article 4(1)(b)", "art-4-1-b"),
    ("artículo 4, párrafo 1 b)", "Article 4(1)(b)", "art-4-1-b"),
    ("paragraph 1 (b) of article 4", "Article 4(1)(b)", "art-4-1-b"),
    ("article 4, paragraph 1 (b), of the Convention", "Article 4(1)(b)", "art-4-1-b"),
    ("Art 7 1(n)", "Article 7(1)(n)", "art-7-1-n"),
    ("Article 4, 1(b)", "Article 4(1)(b)", "art-4-1-b"),
    ("Art. 4 (1) (b)", "Article 4(1)(b)", "art-4-1-b"),
    ("article 4 §1", "Article 4(1)", "art-4-1"),
    ("article 4 1 b)", "Article 4(1)(b)", "art-4-1-b"),
    ("Artículo 4.1.b", "Article 4(1)(b)", "art-4-1-b"),
    ("Artículo 4, apartado 1 b)", "Article 4(1)(b)", "art-4-1-b"),
    ("Article 3.8", "Article 3(8)", "art-3-8"),
    ("5(2)(g)", "Article 5(2)(g)", "art-5-2-g"),
    ("Article premier", "Article 1", "art-1"),
    ("para. 37 (e)", "para. 37 (e)", "para-37-e"),
    ("para. 26 (a) (i)", "para. 26 (a)(i)", "para-26-a-i"),
    ("§ 35", "para. 35", "para-35"),
    ("fn 26", "footnote 26", "fn-26"),
    ("para. 35, footnote 26", "para. 35, footnote 26", "fn-26"),
    ("section 2.2", "section 2.2", "sec-2.2"),
    ("section 2.2, [para. 3]", "section 2.2, [para. 3]", "sec-2.2-p3"),
    ("section 11(1)(a)", "section 11(1)(a)", "sec-11-1-a"),
    ("agenda item 10", "item 10", "item-10"),
    ("Action #8", "Action 8", "action-8"),
    (
        "Vientiane Action Plan, Action #26",
        "Vientiane Action Plan, Action 26",
        "vientiane-action-plan-action-26",
    ),
    (
        "Dubrovnik Action Plan, Action 3.3",
        "Dubrovnik Action Plan, Action 3.3",
        "dubrovnik-action-plan-action-3.3",
    ),
    (
        "Vientiane Action Plan, Action #8-9",
        "Vientiane Action Plan, Action 8-9",
        "vientiane-action-plan-action-8-9",
    ),
    ("Preamble", "preamble", "preamble"),
    ("préambule", "preamble", "preamble"),
    ("preamble, [para. 4]", "preamble, [para. 4]", "preamble-p4"),
    ("annex II", "annex II", "annex-ii"),
    ("chapter IV", "chapter IV", "ch-iv"),
    ("Rule 49", "Rule 49", "rule-49"),
    ("rule 49, paragraph 2", "Rule 49(2)", "rule-49-2"),
    ("annex I, rule 49 (2) (a)", "annex I, Rule 49(2)(a)", "annex-i-rule-49-2-a"),
    ("Session 1", "Session 1", "session-1"),
    ("session 3, [para. 2]", "Session 3, [para. 2]", "session-3-p2"),
    ("the opening session", "Opening Session", "session-opening"),
    ("séance d'ouverture", "Opening Session", "session-opening"),
    ("sesión de clausura", "Closing Session", "session-closing"),
    ("operative paragraph 4", "para. 4", "para-4"),
    ("OP4", "para. 4", "para-4"),
    ("preambular paragraph 3", "preamble, [para. 3]", "preamble-p3"),
    ("paragraph 4 of the preamble", "preamble, [para. 4]", "preamble-p4"),
    ("paragraphe 4 du préambule", "preamble, [para. 4]", "preamble-p4"),
    ("paragraph (8)", "para. 8", "para-8"),
    ("Artículo 4, apartado 1", "Article 4(1)", "art-4-1"),
    ("apartado 1 del artículo 4", "Article 4(1)", "art-4-1"),
    ("Article 4 CCM", "Article 4", "art-4"),
    ("de l'article 4", "Article 4", "art-4"),
]


@pytest.mark.parametrize(("typed", "printed", "anchor"), TYPED)
def test_every_form_people_type_reads_as_one_place(typed: str, printed: str, anchor: str) -> None:
    locator = Locator.parse(typed)
    assert str(locator) == printed
    assert locator.anchor == anchor


@pytest.mark.parametrize(
    "text", ["the Convention", "2011", "article", "Article I read", "para. x", "in 2011 (a)", "x" * 400]
)
def test_what_names_no_place_is_refused(text: str) -> None:
    with pytest.raises(LocatorError):
        Locator.parse(text)


@pytest.mark.parametrize(
    "steps",
    [
        (("verse", "1"),),
        (("para", ""),),
        (("para", "35"), ("article", "4")),
        (("point", "B"),),
        (("footnote", "1"), ("para", "1")),
    ],
)
def test_steps_that_cannot_be_printed_and_read_back_are_refused(steps: tuple[tuple[str, str], ...]) -> None:
    with pytest.raises(ValueError, match="locator"):
        Locator(steps)


@pytest.mark.parametrize("text", ["see (Article 4 CCM)", "(cf. Article 4 ibid)", "(Article 4 passim)"])
def test_a_word_before_a_closing_bracket_is_no_point(text: str) -> None:
    assert [str(mention.locator) for mention in find_all(text)] == ["Article 4"]


def test_ranges_and_lists_name_every_place() -> None:
    assert [str(each) for each in parse_range("paras. 35-36")] == ["para. 35", "para. 36"]
    assert [str(each) for each in parse_range("Vientiane Action Plan, Action #8-9")] == [
        "Vientiane Action Plan, Action 8",
        "Vientiane Action Plan, Action 9",
    ]
    assert [each.number for each in parse_range("Actions #20-23,26")] == ["20", "21", "22", "23", "26"]
    found = find_all("Which duties are in Articles 3, 4 and 5, and what does footnote 26 say?")
    assert [str(mention.locator) for mention in found] == [
        "Article 3",
        "Article 4",
        "Article 5",
        "footnote 26",
    ]


def test_places_side_by_side_are_each_found() -> None:
    found = find_all("Compare Article 4, Article 5(2) and para. 8; Article 9.")
    assert [str(m.locator) for m in found] == ["Article 4", "Article 5(2)", "para. 8", "Article 9"]


@pytest.mark.parametrize(
    "text",
    [
        "What did Article 4 in 2011 ask?",
        "Article 4 2011 (b)",
        "Article 4. a Party",
        "Article 4 and 8 (eight)",
    ],
)
def test_a_year_or_a_number_in_words_is_no_paragraph(text: str) -> None:
    assert {m.locator.level for m in find_all(text)} == {"article"}


def test_a_small_word_is_no_part_of_a_plan_s_name() -> None:
    found = find_all("see Actions #33-34 and Dubrovnik Action Plan Action 3.3")
    assert [str(m.locator) for m in found] == ["Action 33", "Action 34", "Dubrovnik Action Plan, Action 3.3"]


def test_articles_of_a_list_keep_their_own_points() -> None:
    text = "What do Articles 4, 5(2) and 6 say in paragraph 8?"
    found = [(str(m.locator), text[m.start : m.end]) for m in find_all(text)]
    assert found[1:] == [("Article 5(2)", "5(2)"), ("Article 6", "6"), ("para. 8", "paragraph 8")]


def test_mentions_stand_where_they_were_written() -> None:
    text = "Que dit l'article 5, paragraphe 2 g), et para. 37 (e)?"
    assert [text[m.start : m.end] for m in find_all(text)] == ["l'article 5, paragraphe 2 g)", "para. 37 (e)"]


def test_a_place_contains_what_stands_inside_it() -> None:
    article = Locator.parse("Article 4")
    assert article.contains(Locator.parse("Article 4(1)(b)"))
    assert not article.contains(Locator.parse("Article 14"))


NUMBERS = {
    "annex": st.sampled_from(["", "II", "3"]),
    "part": st.sampled_from(["IV", "2"]),
    "chapter": st.sampled_from(["IV", "XI"]),
    "plan": st.just("Vientiane Action Plan"),
    "action": st.sampled_from(["8", "3.3", "8-9", "20-23,26"]),
    "session": st.sampled_from(["2", "IV", "opening", "closing"]),
    "section": st.sampled_from(["2", "2.4", "11"]),
    "rule": st.integers(1, 99).map(str),
    "article": st.integers(1, 99).map(str),
    "preamble": st.just(""),
    "item": st.integers(1, 20).map(str),
    "para": st.integers(1, 300).map(str),
    "point": st.sampled_from(["a", "b", "i", "v", "aa"]),
    "subpoint": st.sampled_from(["i", "iv", "a"]),
    "unnumbered": st.sampled_from(["1", "12", "h3", "c2", "t"]),
    "row": st.integers(1, 40).map(str),
    "footnote": st.sampled_from(["1", "26", "b"]),
}


@st.composite
def locators(draw: st.DrawFn) -> Locator:
    levels = draw(st.sets(st.sampled_from(LEVELS), max_size=5))
    if "preamble" in levels and "item" not in levels:
        levels = levels - {"para"}  # the paragraphs of a preamble bear no number
    return Locator(tuple((level, draw(NUMBERS[level])) for level in LEVELS if level in levels))


@given(locators())
def test_what_is_printed_reads_back(locator: Locator) -> None:
    assert Locator.parse(str(locator)) == locator


@given(st.text(max_size=320))
def test_any_text_is_a_locator_or_refused_as_one(text: str) -> None:
    try:
        locator = Locator.parse(text)
    except LocatorError:
        return
    assert Locator.parse(str(locator)) == locator


@given(st.text(alphabet="article paras.()14b,;[]#§ -", max_size=400))
def test_mentions_never_reach_beyond_the_text(text: str) -> None:
    assert all(0 <= m.start < m.end <= len(text) for m in find_all(text))


@pytest.mark.parametrize(
    ("typed", "figures"),
    [
        ("Article IV", "Article 4"),
        ("Art. XIV(2)(b)", "Article 14(2)(b)"),
        ("Artículo XL", "Article 40"),
        ("annex II, Article IX", "annex II, Article 9"),
        ("Article IIX", "Article IIX"),
        ("Article 4", "Article 4"),
        ("annex IV", "annex IV"),
    ],
)
def test_a_roman_article_number_can_be_said_in_figures(typed: str, figures: str) -> None:
    assert str(Locator.parse(typed).arabic) == figures
