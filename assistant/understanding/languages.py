"""Which language a question is in, where that is none of those we answer in.

The script tells most languages. Those in Latin script are told by py3langid, a model of 5 MB: on 150 short
questions it told as many as lingua, which is 96 MB and takes half a gigabyte of memory, and lists of function
words missed twice as many. An answer is withheld for what is said here, so it is said on clear signs only:
where the model is sure of the question, and says the same of its words without the names in it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

from assistant.reply import CheckedSentence, Notice, Part, Sentence
from assistant.schemas import PartRole, SentenceKind, Verdict
from ingest.skeleton import unmix
from prompts.other_languages import sentences
from prompts.words import LANGUAGES

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

ANY = "any"
"""Value of the setting `question_languages` with which no question gets a notice."""
SURE = 0.9
"""Probability at which the model is believed. At .8 it took two of 6,000 fragments for another language."""

# Script (the first word of a character's Unicode name) -> the languages in it that we have words in.
_SCRIPTS = {
    "ARABIC": ("ar", "fa", "ur"),
    "CJK": ("zh",),
    "CYRILLIC": ("ru", "uk", "bg"),
    "DEVANAGARI": ("hi",),
    "GREEK": ("el",),
    "HANGUL": ("ko",),
    "HEBREW": ("he",),
    "HIRAGANA": ("ja",),
    "KATAKANA": ("ja",),
    "LAO": ("lo",),
    "THAI": ("th",),
}
_KANA = {"HIRAGANA", "KATAKANA"}
_LETTERS = {"CJK": 3, "HANGUL": 2, "HIRAGANA": 2, "KATAKANA": 2}
"""How many letters of a word one character of these scripts stands for."""
_LEAST = 4  # letters in another script; fewer may be a sign
_ENGLISH = frozenset("the which what how who when where does did".split())
"""No other language has these words: where one stands, the model need not be asked, nor loaded."""
_QUOTED = re.compile(r"“[^“”]*”|«[^«»]*»|\"[^\"]*\"|„[^„“”]*[“”]|《[^《》]*》|「[^「」]*」")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


def notice(text: str, *, read: str = "") -> Notice | None:
    """In which languages questions can be asked, said in the question's own; None where it can be read.

    `read` is the setting `question_languages`. The sentence is a fixed one without slots and quotes nothing,
    so that there is nothing for the gate to check.
    """
    spoken = other_language(text) if read != ANY else None
    if spoken is None or spoken in read.split(","):
        return None
    words = Part(sentences()[spoken], PartRole.CONNECTIVE)
    return Notice((CheckedSentence(Sentence((words,), SentenceKind.CONNECTIVE), Verdict.VERBATIM),), spoken)


def other_language(text: str) -> str | None:
    """ISO 639-1 code of the language a question is clearly in; None for English, French, Spanish or unsure.

    What stands in quotation marks is left out: a title in its own language says nothing about the question.
    """
    asked = _QUOTED.sub(" ", unmix(unicodedata.normalize("NFC", text)))
    return _by_script(asked) or _by_words(asked)


def _by_script(text: str) -> str | None:
    """The language of another script that a third of the letters or more are of.

    None where the first word is a Latin one, abbreviations apart: 'Who translated ...?'
    """
    words = _WORD.findall(text)
    letters = [(_script(c), c) for word in words if not _is_abbreviation(word) for c in word]
    weights: Counter[str] = Counter()
    for script, _ in letters:
        weights[script] += _LETTERS.get(script, 1)
    others = {script: weight for script, weight in weights.items() if script in _SCRIPTS}
    if sum(others.values()) < max(_LEAST, weights["LATIN"] / 2) or letters[0][0] == "LATIN":
        return None
    script = max(others, key=lambda script: (script in _KANA, others[script], script))
    spoken = _SCRIPTS[script]
    if len(spoken) == 1:
        return spoken[0]
    return str(next(code for code, _ in _model().rank(text) if code in spoken))


def _by_words(text: str) -> str | None:
    """The language in Latin script that the model is sure of."""
    words = _WORD.findall(text)
    small = [word for word in words if word.islower()]
    if len(small) < 2 or not _ENGLISH.isdisjoint(word.lower() for word in words):
        return None
    code, probability = _model().classify(text)
    told = probability >= SURE and code == _model().classify(" ".join(small))[0]
    return str(code) if told and code not in (*LANGUAGES, *chain(*_SCRIPTS.values())) else None


def _script(character: str) -> str:
    return unicodedata.name(character, "?").split(" ")[0]


def _is_abbreviation(word: str) -> bool:
    return len(word) > 1 and word.isupper()


@cache
def _model() -> LanguageIdentifier:
    """The model, choosing among the languages that we have words in; loading it takes about a second."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    model.set_languages([*LANGUAGES, *sentences()])
    return model
