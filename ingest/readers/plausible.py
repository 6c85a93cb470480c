"""Whether extracted letters can be a text that people write, or come from a broken character map."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache

ENOUGH_LETTERS = 40
"""Fewer say nothing: a symbol, a page number, a name."""
FEW_FUNCTION_WORDS = 0.1
"""Of the words: text in a language whose function words we know has two to four times as many."""
FEW_COMMON = 0.42
"""Of the letters: the eight commonest of an alphabet make up half of a text or more in any language, and a
third where letters stand for others."""
ONE_SCRIPT = 0.9
"""So many of the letters stand in words of one script, whatever scripts a text quotes."""

_ODD = re.compile(
    "[\u0180-\u019f\u01a1-\u01ae\u01b1-\u01cc\u01dd-\u0217\u021c-\u0258\u025a-\u02af\u1d00-\u1dbf\ua720-\ua7ff]"
)
"""Latin letters of phonetic alphabets and rare orthographies: where a broken map puts other scripts."""

_FAMILIES = {
    "LATIN": "latin", "CYRILLIC": "cyrillic", "GREEK": "greek", "ARABIC": "arabic", "HEBREW": "hebrew",
    "CJK": "east asian", "HIRAGANA": "east asian", "KATAKANA": "east asian", "HANGUL": "east asian",
    "BOPOMOFO": "east asian", "KATAKANA-HIRAGANA": "east asian", "FULLWIDTH": "latin",
    "IDEOGRAPHIC": "east asian", "HALFWIDTH": "east asian",
}  # fmt: skip
_COMMON_HAN = frozenset("的一在和有国为不于以及之其与或各是应约本条款第会中年日大上公個个这這對对")
_FUNCTION_WORDS = frozenset(
    "the of and to in a for on by de la le les et des du en que el los y las del un une par pour dans à au se"
    " con por der die und das von zu den mit di il che e da do os no em não na i w z nie ja og det som av het"
    " van een is och att ve bir bu si cu din și az és egy shall be ce or ou o al est article".split()
)
_COMMON_LETTERS = {
    "latin": frozenset("aeinorst"),
    "cyrillic": frozenset("оеаинтср"),
    "greek": frozenset("αοιετσνη"),
}
_WORD = re.compile(r"\S+")
_SHAPE = re.compile(
    r"[\"'“‘«„\[(¿¡]*(?:[^\W\d_]++(?:[-‐’'./][^\W\d_]++)*+[’']?|[\d.,:/–-]++(?:st|nd|rd|th|er|e|º|ª)?|[^\W_]{0,6}/?[A-Z0-9./-]++"
    r"|[IVXLC]+|[—–•·&%§-]++)[⁰¹²³⁴-⁹]*+[\"'”’»“\])%.,;:!?…]*+[⁰¹²³⁴-⁹]*+"
)
FEW_ODD_WORDS = 0.02


def is_broken(text: str) -> bool:
    """True when the letters of `text` make no words in any script we can judge."""
    letters = [c for c in unicodedata.normalize("NFKC", text) if c.isalpha()]
    if len(letters) < ENOUGH_LETTERS:
        return False
    if len(_ODD.findall(text)) > 0.05 * len(letters):
        return True
    if _in_one_script(text) < ONE_SCRIPT * len(letters):
        return True
    main, _ = Counter(map(_family, letters)).most_common(1)[0]
    if main == "east asian":
        return _is_broken_han(letters)
    return main in _COMMON_LETTERS and _is_broken_alphabet(text, _COMMON_LETTERS[main])


def misshapen_share(text: str) -> float:
    """Share of words that are no word, number or symbol by their shape: 'Nicar~gua', "UBRAR'("."""
    words = _WORD.findall(text)
    return sum(_SHAPE.fullmatch(word) is None for word in words) / len(words) if words else 0.0


def _in_one_script(text: str) -> int:
    """How many letters stand in words of one script; East Asian text has Latin in it without spaces."""
    count = 0
    for word in re.findall(r"[^\W\d_]+", unicodedata.normalize("NFKC", text)):
        scripts = set(map(_family, word))
        count += len(word) if len(scripts) == 1 or scripts == {"latin", "east asian"} else 0
    return count


@cache
def _family(letter: str) -> str:
    first = unicodedata.name(letter, "UNNAMED").split()[0]
    return _FAMILIES.get(first, first)


def _is_broken_han(letters: list[str]) -> bool:
    """Chinese repeats a few characters all the time; a broken map scatters them. Kana and Hangul pass."""
    han = [letter for letter in letters if "\u3400" <= letter <= "\u9fff"]
    if len(han) < 0.8 * len(letters):
        return False
    return sum(letter in _COMMON_HAN for letter in han) < 0.03 * len(han)


def _is_broken_alphabet(text: str, common: frozenset[str]) -> bool:
    """No function words of any large language, and shapes or letters that make no words."""
    words = [word.strip(".,;:()[]\"'“”«»").lower() for word in _WORD.findall(text)]
    if sum(word in _FUNCTION_WORDS for word in words) >= FEW_FUNCTION_WORDS * len(words):
        return False
    return misshapen_share(text) > 0.3 or _is_exchanged(text, common)


def _is_exchanged(text: str, common: frozenset[str]) -> bool:
    """Letters stand for others: the common ones are rare. Abbreviations have letters of their own."""
    words = (word for word in re.findall(r"[^\W\d_]+", text) if len(word) > 5 or not word.isupper())
    bare = unicodedata.normalize("NFD", "".join(words).lower())
    letters = [letter for letter in bare if letter.isalpha()]
    return len(letters) >= ENOUGH_LETTERS and sum(c in common for c in letters) < FEW_COMMON * len(letters)
