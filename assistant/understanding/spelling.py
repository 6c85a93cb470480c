"""Words that stand in no document and are nearly one that does: what is searched for in their place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from difflib import SequenceMatcher

from assistant.compose import Composer
from assistant.reply import Abstention, Clarification, VerifiedAnswer
from assistant.understanding.names import find_names
from assistant.understanding.question import Question, Respelled
from assistant.understanding.synonyms import others
from assistant.understanding.terms import in_english
from assistant.understanding.wording import content_words, detect_language, is_talk
from index.lexical import analyse
from index.remembered import Remembered
from index.retrieve import OpenGeneration

_SHORTEST = 5
"""Letters of a word that may be misspelled; most shorter ones are one letter away from another."""
_LONGEST = 30
_LONG = 12
"""Letters from which on two may be wrong."""
_SURE = 2
"""Letters at the beginning that are taken to be right: it is seldom that they are not."""
_ENDING = 5
"""Letters that an index word lacks at its end, at most: 'submunit' of 'submunitions'."""
_LOOKED_AT = 5
"""Index words, and passages that hold each, in which the printed word is looked for."""
_nearest_to: Remembered[tuple[str, str, str], str] = Remembered(limit=10_000, size=lambda _: 1)
_QUOTED = re.compile(r"[\"“”«»][^\"“”«»]{1,200}[\"“”«»]")


def respelled(
    text: str, default: str, generation: OpenGeneration, pieces: Callable[[str], int]
) -> tuple[str, tuple[Respelled, ...]]:
    """The text with the words of the documents that it misspells, and which these are.

    A name that is known, as that of a State is, is never another one; what is in quotation marks stays, and
    so does what the encoder reads as one of its `pieces`: it was trained on words that are spelled right.
    """
    language = detect_language(text, default)
    if language not in generation.collection.languages:
        return text, ()  # no word of this language stands in any document
    changed: dict[str, str] = {}
    for word in unknown_words(text, language, generation):
        if pieces(word) > 1 and (nearest := _remembered(word, language, generation)):
            changed[word] = nearest
    for typed, word in changed.items():
        text = re.sub(rf"(?<!\w){re.escape(typed)}(?!\w)", word, text)
    return text, tuple(Respelled(typed, word) for typed, word in changed.items())


def say_respelled(
    outcome: VerifiedAnswer | Abstention | Clarification, question: Question, generation: OpenGeneration
) -> VerifiedAnswer | Abstention | Clarification:
    """The reply after a sentence for each word that was searched for in the place of another."""
    if isinstance(outcome, Clarification) or not question.respelled:
        return outcome
    compose = Composer(generation, question.language)
    for each in question.respelled:
        compose.values |= {each.typed, each.word}
        compose.add(compose.words("connectives.searched_for", typed=each.typed, word=each.word))
    return replace(outcome, sentences=(*compose.checked()[0], *outcome.sentences))


def unknown_words(text: str, language: str, generation: OpenGeneration) -> Iterator[str]:
    """The words that nobody knows: no document, no name and no table of ours has them."""
    known = [(named.start, named.end) for named in find_names(text)]
    known += [match.span() for match in _QUOTED.finditer(text)]
    at = re.finditer(rf"[^\W\d_]{{{_SHORTEST},{_LONGEST}}}", text)
    free = [m[0] for m in at if not any(start <= m.start() < end for start, end in known)]
    asked = set(content_words(" ".join(free), language))
    words = [word for word in dict.fromkeys(free) if word in asked and not is_talk(word, language)]
    frequency = generation.document_frequency(words)
    for word in words:
        if (
            not frequency[word]
            and not in_english(word, language)
            and not any(others(form) for form in analyse(word, language))
        ):
            yield word


def _remembered(word: str, language: str, generation: OpenGeneration) -> str:
    """The word nearest to it; whoever spells a word wrong says it in every turn of a conversation."""
    key = (generation.id, language, word)
    known = _nearest_to.get(key)
    return _nearest_to.keep(key, _nearest(word, language, generation)) if known is None else known


def _nearest(word: str, language: str, generation: OpenGeneration) -> str:
    """The printed word nearest to it; the more frequent of two, but of two names neither; empty without."""
    wrong = 1 if len(word) < _LONG else 2
    enough = 1 - wrong / len(word) - 1e-9  # of equal fractions neither is the less
    found = [
        (_likeness(word.casefold(), printed.casefold()), passages, printed)
        for form, passages in _forms_like(word, generation)
        for printed in _printed(form, word[0].isupper(), language, generation)
    ]
    near = sorted((each for each in found if each[0] >= enough), reverse=True)
    if len(near) > 1 and word[0].isupper() and near[0][0] == near[1][0]:
        return ""
    return near[0][2] if near else ""


def _forms_like(word: str, generation: OpenGeneration) -> list[tuple[str, int]]:
    """The index words most like the beginning of the word, with the passages that hold them."""
    (typed, *_) = analyse(word, "") or [word.casefold()]
    candidates = [
        (form, passages)
        for form, passages in generation.words_beginning(typed[:_SURE])
        if len(typed) - _ENDING <= len(form) <= len(typed) + 2
    ]
    likest = sorted(candidates, key=lambda each: (-_likeness(each[0], typed[: len(each[0])]), -each[1]))
    return likest[:_LOOKED_AT]


def _printed(form: str, as_name: bool, language: str, generation: OpenGeneration) -> list[str]:
    """How the documents print an index word, the commonest ways; as a name with a capital, or without."""
    hits = generation.hits(generation.lexical(form, _LOOKED_AT))
    words = Counter(
        word
        for hit in hits
        if hit.passage.metadata.language == language
        for word in re.findall(r"[^\W\d_]+", hit.passage.text)
        if form in analyse(word, language) and word[0].isupper() == as_name
    )
    return [word for word, _ in words.most_common(2)]


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
