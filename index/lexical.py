"""Words, numbers and symbols: BM25 over an FTS5 table that lies in the generation's own database."""

from __future__ import annotations

import re
import sqlite3
import threading
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from ingest.skeleton import unmix

ORDINARY = 64
"""Characters of the longest word worth remembering."""

REVISION = 2
"""Raise it when the analysis changes: generations are then built again."""

SCHEMA = """
CREATE VIRTUAL TABLE words USING fts5(
    body, attached, heading, content='', columnsize=1,
    tokenize = "unicode61 remove_diacritics 0 categories 'L* N* M* Co' tokenchars '.,/()-'"
)
"""
WEIGHTS = (1.0, 0.6, 0.4)
"""Body above attached text above title and headings: a word in a title stands in every passage below it."""

STEMMERS = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "en": "english", "es": "spanish",
    "fi": "finnish", "fr": "french", "hu": "hungarian", "it": "italian", "nl": "dutch", "no": "norwegian",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sv": "swedish",
}  # fmt: skip

FUNCTION_WORDS = {
    "en": "s t a about an and any are as at be been by can could did do does for from had has have how if"
    " in into is it its of on or our such that the their them there these they this those to was we were what"
    " when where which who whom whose why with would you your",
    "fr": "c d j l m n qu s t a afin ai au aux avec ce ces cet cette comme comment dans de des dont du"
    " elle elles en est et eu eux il ils la le les leur leurs lui ma mais me mes mon ne nos notre"
    " nous on ont ou par pas pour pourquoi quand que quel quelle quelles quels qui sa se ses si"
    " son sont sur ta te tes ton tu un une vos votre vous y",
    "es": "a al como con cual cuales cuando de del donde el ella ellas ellos en entre era es esa esas ese eso"
    " esos esta estas este esto estos fue fueron ha han hay la las le les lo los mas me mi mis muy ni nos"
    " o para pero por porque que quien quienes se ser si sin sobre son su sus te tu un una uno y ya",
}

SUPERSCRIPTS = re.compile(r"[⁰¹²³⁴-⁹ᵃ-ᵿʰ-ʸˢˣ]")
GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?:([, ])\d{3})(?:\1\d{3})*(?![\d])")
COMPOUND = re.compile(
    r"\d+(?:\.\d+)*(?:\((?:\d{1,3}|\w{1,4})\))+"  # 4(1)(b)
    r"|[^\W_]+(?:[./\-–—‐‑][^\W_]+)+"  # CCM/MSP/2011/WP.5, risk-reduction, 8.5
    r"|[^\W_]+"
)
PARTS = re.compile(r"[^\W_]+")
UNSPACED = re.compile(r"[぀-ヿ㐀-鿿豈-﫿฀-๿]{2,}")


def analyse(text: str, language: str) -> list[str]:
    """The index words of a text, in order. Numbers, symbols and hyphenated words come whole and in parts."""
    words: list[str] = []
    for match in COMPOUND.finditer(_fold(text)):
        word = match.group()
        words.extend((_known_words if len(word) <= ORDINARY else _index_words)(word, language))
    return words


def _fold(text: str) -> str:
    """Lower case without accents or letters of other scripts that look the same; footnote marks gone; digit
    groups closed up: 64,448,458 is one number."""
    text = unicodedata.normalize("NFKC", SUPERSCRIPTS.sub(" ", unmix(text))).casefold()
    decomposed = unicodedata.normalize("NFKD", text)
    # Only marks of Latin, Greek and Cyrillic are accents; elsewhere they are part of the word.
    text = unicodedata.normalize("NFC", re.sub(r"[̀-ͯ]", "", decomposed))
    return GROUPED.sub(lambda match: re.sub(r"[, ]", "", match.group()), text)


def _index_words(word: str, language: str) -> tuple[str, ...]:
    if UNSPACED.search(word):
        return tuple(word[i : i + 2] for i in range(len(word) - 1))
    parts = PARTS.findall(word)
    if len(parts) == 1:
        return tuple(_plain(word, language))
    whole = re.sub("[–—‐‑]", "-", word)
    if "(" in whole:  # 4(1)(b) is found by 4, 4(1) and 4(1)(b), never by a stray b
        return (whole, *(whole[: match.start()] for match in re.finditer(r"\(", whole)))
    stems = [stem for part in parts for stem in _plain(part, language)]
    if "/" in whole:
        return (whole, *stems, *(part for part in whole.split("/") if not PARTS.fullmatch(part)))
    if all(part.isalpha() for part in parts):  # sub-munitions is also found as submunition
        joined = _stem("".join(parts), language)
        return (joined, *stems)
    return (whole, *stems)


# Texts and questions repeat their words; an endless one, which only a hostile text has, is not kept.
_known_words = lru_cache(maxsize=50_000)(_index_words)


def _plain(word: str, language: str) -> list[str]:
    if word in _function_words(language) or (len(word) == 1 and not word.isalnum()):
        return []
    return [_stem(word, language)] if word.isalpha() else [word]


@cache
def _function_words(language: str) -> frozenset[str]:
    return frozenset(FUNCTION_WORDS.get(language, "").split())


_stemmers = threading.local()  # a stemmer keeps state while it works and may not be shared between threads


def _stem(word: str, language: str) -> str:
    if language not in STEMMERS:
        return word
    made: dict[str, Any] = _stemmers.__dict__
    if language not in made:
        import Stemmer

        made[language] = Stemmer.Stemmer(STEMMERS[language])
    return str(made[language].stemWord(word))


def add_words(
    connection: sqlite3.Connection, row: int, language: str, body: str, attached: str, heading: str
) -> None:
    """Index one passage under its row number."""
    columns = (" ".join(analyse(text, language)) for text in (body, attached, heading))
    connection.execute(
        "INSERT INTO words(rowid, body, attached, heading) VALUES (?, ?, ?, ?)", (row, *columns)
    )


def rank(
    connection: sqlite3.Connection,
    query: str,
    languages: Iterable[str],
    limit: int,
    allowed: Sequence[int] | None = None,
) -> list[tuple[int, float]]:
    """(row, score) of the best passages, best first; equal scores by row. Empty when no word is indexed."""
    expression = _expression(word for language in languages for word in analyse(query, language))
    if not expression:
        return []
    restriction, values = "", [expression]
    if allowed is not None:
        # The plus sign keeps SQLite from searching the whole table anew for each allowed row.
        restriction = "AND +rowid IN (SELECT value FROM json_each(?))"
        values.append("[" + ",".join(map(str, allowed)) + "]")
    rows = connection.execute(
        f"SELECT rowid, bm25(words, {', '.join(map(str, WEIGHTS))}) AS score FROM words"
        f" WHERE words MATCH ? {restriction} ORDER BY score, rowid LIMIT ?",
        (*values, limit),
    )
    return [(int(row), -float(score)) for row, score in rows]


def frequency(connection: sqlite3.Connection, word: str, passages: Mapping[str, int]) -> int:
    """Number of the passages that hold the word; `passages` says how many there are in each language.

    A function word is not indexed and counts as in all of its language: 'EU' is one in French, 'the' in
    English, and neither is one in the other.
    """
    found = {language: analyse(word, language) for language in passages}
    everywhere = sum(passages[language] for language, forms in found.items() if not forms)
    forms = {forms[0] for forms in found.values() if forms}  # the whole comes first
    if not forms:
        return everywhere
    row = connection.execute(
        "SELECT count(*) FROM words WHERE words MATCH ?", (_expression(sorted(forms)),)
    ).fetchone()
    return everywhere + int(row[0])


def words_beginning(connection: sqlite3.Connection, beginning: str) -> list[tuple[str, int]]:
    """(index word, passages that hold it) of all that begin so, in alphabetical order."""
    # In the connection's own memory: the database itself is only read.
    connection.execute(
        "CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab('main', 'words', 'row')"
    )
    rows = connection.execute(
        "SELECT term, doc FROM temp.vocabulary WHERE term >= ? AND term < ?",
        (beginning, beginning + "\U0010ffff"),
    )
    return [(str(word), int(passages)) for word, passages in rows]


def _expression(words: Iterable[str]) -> str:
    """Any of the words. Each stands in quotation marks, which none contains: nothing is an operator."""
    return " OR ".join(f'"{word}"' for word in dict.fromkeys(words))
