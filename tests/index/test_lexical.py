"""Words, numbers, symbols and provisions are found as people type them; nothing typed is an operator."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.lexical import SCHEMA, add_words, analyse, frequency, rank


@pytest.fixture
def table() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.execute(SCHEMA)
    rows = [
        (
            "Lao PDR destroyed 64,448,458 sub-munitions²⁶ under Article 4(1)(b).",
            "Six States",
            "Progress report",
        ),
        ("See CCM/MSP/2011/WP.5 on risk-reduction in Côte d’Ivoire.", "", "Clearance"),
        ("Clearance of land.", "", "Victims"),
    ]
    for number, row in enumerate(rows, start=1):
        add_words(connection, number, "en", *row)
    return connection


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("64,448,458", 1),
        ("ＣＣＭ／ＭＳＰ／２０１１／ＷＰ.5", 2),  # ING-19: fullwidth
        ("ССМ/MSP/2011/WP.5", 2),  # ING-19: Cyrillic capitals that look like Latin ones
        ("CCM∕MSP∕2011∕WP.5", 2),  # ING-19: division signs
        ("risk‐reduction", 2),
        ("64448458", 1),
        ("64 448 458", 1),
        ("submunitions", 1),
        ("submunition destruction of sub munition", 1),
        ("4(1)(b)", 1),
        ("4(1)", 1),
        ("CCM/MSP/2011/WP.5", 2),
        ("WP.5", 2),
        ("risk reduction", 2),
        ("risk-reduction", 2),
        ("cote d'ivoire", 2),
        ("six", 1),
    ],
)
def test_what_people_type_finds_the_passage(table: sqlite3.Connection, query: str, found: int) -> None:
    assert rank(table, query, ["en"], 5)[0][0] == found


def test_a_footnote_mark_is_no_part_of_a_number() -> None:
    assert "26" not in analyse("munitions²⁶", "en")
    assert analyse("2011²⁶", "en") == ["2011"]


def test_the_body_counts_more_than_the_heading(table: sqlite3.Connection) -> None:
    assert [row for row, _ in rank(table, "clearance", ["en"], 5)] == [3, 2]


def test_only_allowed_rows_are_ranked(table: sqlite3.Connection) -> None:
    assert [row for row, _ in rank(table, "clearance", ["en"], 5, [2])] == [2]
    assert rank(table, "clearance", ["en"], 5, []) == []


def test_allowed_rows_are_picked_in_one_search_of_the_table(table: sqlite3.Connection) -> None:
    statements: list[str] = []
    table.set_trace_callback(statements.append)
    rank(table, "clearance", ["en"], 5, [2, 3])
    table.set_trace_callback(None)
    (ranking,) = (statement for statement in statements if statement.startswith("SELECT rowid"))
    plan = [row[-1] for row in table.execute(f"EXPLAIN QUERY PLAN {ranking}")]
    (scan,) = (step for step in plan if "words" in step)
    assert "=" not in scan, "a search of its own for each row"


def test_words_are_counted_as_they_are_searched(table: sqlite3.Connection) -> None:
    counts = {
        word: frequency(table, word, {"en": 3}) for word in ("Clearance", "cleared", "the", "zebra", "WP.5")
    }
    assert counts == {"Clearance": 2, "cleared": 0, "the": 3, "zebra": 0, "WP.5": 1}


def test_a_function_word_of_one_language_is_a_word_of_the_other(table: sqlite3.Connection) -> None:
    add_words(table, 4, "en", "The EU spoke.", "", "")
    counts = {
        word: frequency(table, word, {"en": 4, "fr": 6}) for word in ("EU", "the", "clearance", "zebra")
    }
    assert counts == {"EU": 7, "the": 4, "clearance": 2, "zebra": 0}


def test_french_words_meet_their_forms() -> None:
    assert set(analyse("l’assistance aux victimes", "fr")) == set(analyse("Assistance à la victime", "fr"))


@settings(max_examples=200, deadline=None)
@given(
    query=st.one_of(
        st.text(max_size=60), st.from_regex(r'[a-z"*:^()\- ]{0,40}( OR | NEAR | AND NOT )?["*:^()a-z]{0,9}')
    )
)
def test_nothing_typed_is_an_operator(query: str) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute(SCHEMA)
    add_words(connection, 1, "en", query, "", "")
    found = rank(connection, query, ["en", "fr"], 5)
    assert bool(found) == bool(analyse(query, "en"))
    connection.close()
