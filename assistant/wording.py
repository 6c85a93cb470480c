"""The words of a question: its language, and those among them that a passage can meet."""

from __future__ import annotations

import re
from collections.abc import Iterable

from index.lexical import analyse

_FUNCTION_WORDS = {
    "en": "the of is are was were what which who how many when where does did do and to in on by it",
    "fr": "le la les de des du d l est sont ce cette il y a en quel quelle quels quelles que qui combien "
    "dans pour une un et à au aux",
    "es": "el la los las de del es son que se qué cuál cuáles quién cuántos en para una un y al por cuándo "
    "dónde",
}
_SIGNS = {"es": r"[¿¡ñ]|\bqué\b", "fr": r"[çœèêù]|\bqu['’]|-t-(elle|il)\b|\b[ldn]['’][aeéiou]|\bquel"}
# Words that ask and are seldom in the answer.
_ASKING = frozenset(
    (
        "how many much long large often please tell me give list name quote say says said according about "
        "prepare need brief short page one-page talking points sources documents so stated written stand "
        "stands ones lesquels lesquelles cuáles combien selon dites donnez citez liste nommez écrit est-ce "
        "consta cuánto cuánta cuántos cuántas según diga dé cite"
    ).split()
)
_WORD = re.compile(r"[^\W_]+(?:[./\-–’'][^\W_]+)*")


def detect_language(text: str, default: str) -> str:
    """English, French or Spanish by function words; `default` when they do not decide."""
    for spoken, sign in _SIGNS.items():
        if re.search(sign, text, re.IGNORECASE):
            return spoken
    words = re.findall(r"[^\W\d_]+", text.lower())
    votes = {
        language: sum(word in known.split() for word in words) for language, known in _FUNCTION_WORDS.items()
    }
    best = max(votes.values(), default=0)
    winners = [language for language, count in votes.items() if count == best]
    return winners[0] if best and len(winners) == 1 else default


def content_words(text: str, language: str) -> tuple[str, ...]:
    """The words a statement must meet: neither function words nor the words of asking."""
    words = (word for word in _WORD.findall(text) if word.casefold() not in _ASKING)
    return tuple(dict.fromkeys(word for word in words if analyse(word, language)))


def without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with the spans blanked out: 'Art. 4(1)(b)' is looked up, not matched as words."""
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text
