"""Lies: a true sentence with one thing in it changed, so that its passage no longer says it."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence

from evals.gate.truths import Made, Truth
from evals.gate.words import WORDS, any_of, listed
from ingest.states import NamedState, find_states

ABSENT = ("absent figure", "absent year", "absent State")
SWAPS = (
    "figure of the passage",
    "year of the passage",
    "State of the passage",
    "name of the passage",
    "role of the passage",
    "speaker of the passage",
    "two figures exchanged",
    "two States exchanged",
    "words of the next sentence",
    "words of another name of the sentence",
    "noun of another figure of the sentence",
    "words of another speaker added",
    "one of a list left out",
)
POLARITY = (
    "negation put in",
    "negation taken out",
    "modal verb",
    "quantity",
    "planned told as done",
    "another unit",
    "unnamed speaker named",
)
CUTS = (
    "what it is said of",
    "exception or condition cut",
    "limiting opening cut",
    "limiting words cut",
    "one word cut",
)

_WORDED = {
    word: str(value)
    for name in ("counting_en", "counting_fr")
    for value, word in enumerate(listed(name), 1)
    if value > 1
}
_FIRST_NAME = {name: group[0] for group in WORDS["same"] for name in group}
_SAME = re.compile(rf"(?<!\w){any_of(_FIRST_NAME)}(?!\w)")
_FIGURE = re.compile(
    rf"(?<![\w/.,()-])(?:[0-9]{{1,3}}(?:,[0-9]{{3}})*|{any_of(_WORDED)})(?![\w/-]|[.,][0-9]|\))",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<![\w/])(?:19|20)[0-9]{2}(?![\w/])")
_PERSON = r"(?:Mr|Ms|Ambassador) [A-Z][a-zü]{1,20} [A-Z][a-zü]{1,20}"
_NAME = re.compile(rf"\b(?:{any_of(listed('names'))}|{_PERSON})\b")
_ROLE = re.compile(rf"\b{any_of(listed('roles'))}\b")
_VERB = rf"(?:(?:has|have|had) )?(?:also )?(?:{any_of(listed('saying'))}|{any_of(listed('auxiliaries'))})\b"
_SAID = re.compile(rf"(?P<who>[A-Z][^,.;:]{{1,60}}?)\s(?P<rest>{_VERB}.*)", re.DOTALL)
_AUXILIARY = re.compile(rf"\b{any_of(listed('auxiliaries'))}\b")
_NEGATED = re.compile(r"\s(?:not|never|pas)\b")
_NOT = re.compile(r"\s(?:not|never|pas|jamais)\b|\b(?:no|neither|aucune?)\s", re.IGNORECASE)
_FRENCH_NOT = re.compile(r"\b(?:ne |n['’])([^.,]{2,20}?) (?:pas|jamais)\b")
_MODAL = re.compile(rf"\b{any_of(WORDS['modals'])}\b")
_QUANTITY = re.compile(rf"\b{any_of(WORDS['quantities'])}\b")
_FRAMED = re.compile(rf".{{3,90}}?\b{any_of(listed('framing'))}(?: that)? (?P<rest>.{{20,}})", re.DOTALL)
_PLANNED = re.compile(rf"\b{any_of(WORDS['planned'])}\b")
_UNIT = re.compile(rf"(?<=\s){any_of(WORDS['units'])}(?!\w)|(?<=[0-9])%")
_UNNAMED = re.compile(rf"\b{any_of(listed('unnamed'))}\b")
_LIMITING = re.compile(
    rf"(?:[0-9]+[.] )?{any_of(listed('limiting_openings'))}\b[^,;:]{{3,120}}, (?P<rest>.*)", re.DOTALL
)
_LIMITS = re.compile(rf",? {any_of(listed('limiting'))}\b[^,;:.]{{3,120}}")
_NAMED = any_of(listed("listed"))
_LISTED = re.compile(rf"\b(?:{_NAMED}, (?:the )?){{2,20}}{_NAMED},? (?:and|et) (?:the )?{_NAMED}\b")
_WORD = re.compile(r"(?<= )[a-z]{4,}(?= )")
_EXCEPTION = re.compile(rf",? {any_of(listed('exceptions'))}\b")

Maker = Callable[[Truth, random.Random], Iterator[str]]


def lies(every: Sequence[Truth], kinds: Sequence[str], seed: int) -> list[Made]:
    """Every lie of these kinds, in an order by chance; the same each time."""
    chance = random.Random(seed)
    made: list[Made] = []
    for kind in kinds:
        own = [
            Made(kind, claim, truth)
            for truth in every
            for claim in dict.fromkeys(_KINDS[kind](truth, chance))
            if kind in CUTS or _is_lie(claim, truth)
        ]
        chance.shuffle(own)
        made += own
    return made


def _is_lie(claim: str, truth: Truth) -> bool:
    """False for what the passage or the sentence does say, if only by chance."""
    said = _bare(claim)
    return said not in _bare(truth.passage) and said != _bare(truth.sentence) and len(claim.split()) > 3


def _bare(text: str) -> str:
    """The words alone; names of one State or body, and figures and their words, are the same."""
    named = _SAME.sub(lambda match: _FIRST_NAME[match[0]], text)
    words = re.findall(r"[^\W⁰¹²³⁴⁵⁶⁷⁸⁹]+", named.casefold())
    return " ".join(_WORDED.get(word, word) for word in words if word not in ("also", "the"))


def _with(text: str, start: int, end: int, new: str) -> str:
    return re.sub(r"\s{2,}", " ", text[:start] + new + text[end:]).strip()


# ---- What the passage does not have


def _absent_figure(truth: Truth, chance: random.Random) -> Iterator[str]:
    present = {_value(m[0]) for m in re.finditer(r"[0-9]+|\w+", truth.passage)}
    for match in _FIGURE.finditer(truth.sentence):
        new = next(n for n in iter(lambda: chance.randrange(2, 400), None) if str(n) not in present)
        yield _with(truth.sentence, *match.span(), str(new))


def _absent_year(truth: Truth, chance: random.Random) -> Iterator[str]:
    for match in _YEAR.finditer(truth.sentence):
        new = next(n for n in iter(lambda: chance.randrange(1990, 2030), None) if str(n) not in truth.passage)
        yield _with(truth.sentence, *match.span(), str(new))


def _absent_state(truth: Truth, chance: random.Random) -> Iterator[str]:
    for state in find_states(truth.sentence):
        new = chance.choice([name for name in listed("foreign") if name not in truth.passage])
        yield _with(truth.sentence, state.start, state.end, new)


# ---- What the passage has elsewhere


def _other_figure(truth: Truth, chance: random.Random) -> Iterator[str]:
    yield from _replaced(truth, _FIGURE, chance, _value)


def _other_year(truth: Truth, chance: random.Random) -> Iterator[str]:
    yield from _replaced(truth, _YEAR, chance, str)


def _other_name(truth: Truth, chance: random.Random) -> Iterator[str]:
    yield from _replaced(truth, _NAME, chance, str)


def _other_role(truth: Truth, chance: random.Random) -> Iterator[str]:
    yield from _replaced(truth, _ROLE, chance, str)


def _replaced(
    truth: Truth, pattern: re.Pattern[str], chance: random.Random, value: Callable[[str], str]
) -> Iterator[str]:
    others = list(dict.fromkeys(match[0] for match in pattern.finditer(truth.passage)))
    for match in pattern.finditer(truth.sentence):
        different = [other for other in others if value(other) != value(match[0])]
        for new in chance.sample(different, min(3, len(different))):
            yield _with(truth.sentence, *match.span(), new)


def _value(figure: str) -> str:
    word = figure.casefold()
    return _WORDED.get(word, word.replace(",", ""))


def _other_state(truth: Truth, chance: random.Random) -> Iterator[str]:
    others = {state.code: truth.passage[state.start : state.end] for state in find_states(truth.passage)}
    for state in find_states(truth.sentence):
        different = [name for code, name in others.items() if code != state.code]
        for new in chance.sample(different, min(2, len(different))):
            yield _with(truth.sentence, state.start, state.end, new)


def _two_figures(truth: Truth, chance: random.Random) -> Iterator[str]:
    found = list(_FIGURE.finditer(truth.sentence))
    for at, first in enumerate(found):
        for second in found[at + 1 :]:
            if _value(first[0]) != _value(second[0]):
                yield _exchanged(truth.sentence, first.span(), second.span())


def _two_states(truth: Truth, chance: random.Random) -> Iterator[str]:
    """Two of one list are left alone: their order says nothing."""
    found = find_states(truth.sentence)
    for at, first in enumerate(found):
        for second in found[at + 1 :]:
            if first.code != second.code and not _one_list(truth.sentence, first, second):
                yield _exchanged(truth.sentence, (first.start, first.end), (second.start, second.end))


def _one_list(text: str, first: NamedState, second: NamedState) -> bool:
    """True when nothing but names, commas and 'and' stands between the two."""
    between = text[first.end : second.start]
    for state in reversed(find_states(between)):
        between = between[: state.start] + between[state.end :]
    between = _NAME.sub("", _SAME.sub("", between))
    rest = re.sub(r"\([^()]*\)|\b(?:and|the|et|la|le|as well as|or)\b|[\s,;]|\b[A-Z]\w+", "", between)
    return not rest


def _exchanged(text: str, first: tuple[int, int], second: tuple[int, int]) -> str:
    return (
        text[: first[0]]
        + text[slice(*second)]
        + text[first[1] : second[0]]
        + text[slice(*first)]
        + text[second[1] :]
    )


def _other_speaker(truth: Truth, chance: random.Random) -> Iterator[str]:
    own = _SAID.fullmatch(truth.sentence)
    if own is None:
        return
    for other in re.split(r"(?<=[.:])\s+", truth.passage):
        match = _SAID.fullmatch(other)
        if (
            match
            and _bare(match["who"]) != _bare(own["who"])
            and _bare(own["who"]) not in _bare(match["who"])
        ):
            yield f"{match['who']} {own['rest']}"


def _next_words(truth: Truth, chance: random.Random) -> Iterator[str]:
    """The first half of one sentence with the second half of another."""
    parts = [part for part in re.split(r"(?<=[a-z)][.])\s+", truth.passage) if len(part.split()) > 7]
    for other in parts:
        if _bare(other) == _bare(truth.sentence):
            continue
        said, rest = truth.sentence.split(), other.split()
        yield " ".join(said[: len(said) // 2] + rest[len(rest) // 2 :])


def _anothers_words(truth: Truth, chance: random.Random) -> Iterator[str]:
    """'Chad said A and Peru said B' becomes 'Chad said B': nothing is put in."""
    text = truth.sentence
    names = [(state.start, state.end) for state in find_states(text)]
    names = sorted([*names, *(match.span() for match in _NAME.finditer(text))])
    for at, first in enumerate(names):
        for second in names[at + 1 :]:
            is_other = _bare(text[slice(*first)]) != _bare(text[slice(*second)])
            if is_other and first[1] < second[0] and _lower_words(text[first[1] : second[0]]):
                yield _with(text, first[1], second[1], "")


def _lower_words(text: str) -> list[str]:
    return [
        word
        for word in re.findall(r"\b[a-zé]{3,}\b", text)
        if word not in ("and", "the", "les", "well", "including")
    ]


def _anothers_noun(truth: Truth, chance: random.Random) -> Iterator[str]:
    """'Six States Parties and two signatories' becomes 'Six signatories'."""
    figures = [match.span() for pattern in (_FIGURE, _YEAR) for match in pattern.finditer(truth.sentence)]
    for at, first in enumerate(figures):
        for second in figures[at + 1 :]:
            if first[1] < second[0] and _lower_words(truth.sentence[first[1] : second[0]]):
                yield _with(truth.sentence, first[1], second[1], "")


def _more_words(truth: Truth, chance: random.Random) -> Iterator[str]:
    """What one speaker said, and behind it what another did."""
    own = _SAID.fullmatch(truth.sentence)
    for other in re.split(r"(?<=[.:])\s+", truth.passage) if own else []:
        match = _SAID.fullmatch(other)
        if match and other != truth.sentence and _bare(match["rest"]) not in _bare(truth.sentence):
            yield f"{truth.sentence.rstrip('.')} and {match['rest']}"


def _shorter_list(truth: Truth, chance: random.Random) -> Iterator[str]:
    for match in _LISTED.finditer(truth.sentence):
        first = match[0].index(",")
        yield _with(truth.sentence, match.start(), match.start() + first + 1, "")


# ---- Negation, modal verbs, quantities


def _negated(truth: Truth, chance: random.Random) -> Iterator[str]:
    negation = "pas" if truth.language == "fr" else "not"
    for match in _AUXILIARY.finditer(truth.sentence):
        if (
            truth.language == "fr"
            and match[0] == "a"
            and truth.sentence[: match.start()].rstrip()[-1:] in ",;"
        ):
            continue
        if not _NEGATED.match(truth.sentence, match.end()):
            yield _with(truth.sentence, match.end(), match.end(), f" {negation}")


def _affirmed(truth: Truth, chance: random.Random) -> Iterator[str]:
    for match in _FRENCH_NOT.finditer(truth.sentence):
        yield _with(truth.sentence, *match.span(), match[1])
    for match in _NOT.finditer(truth.sentence):
        yield _with(truth.sentence, *match.span(), " ")


def _other_modal(truth: Truth, chance: random.Random) -> Iterator[str]:
    for match in _MODAL.finditer(truth.sentence):
        yield _with(truth.sentence, *match.span(), chance.choice(WORDS["modals"][match[0]]))


def _other_quantity(truth: Truth, chance: random.Random) -> Iterator[str]:
    for match in _QUANTITY.finditer(truth.sentence):
        yield _with(truth.sentence, *match.span(), chance.choice(WORDS["quantities"][match[0]]))


def _done(truth: Truth, chance: random.Random) -> Iterator[str]:
    for match in _PLANNED.finditer(truth.sentence):
        yield _with(truth.sentence, *match.span(), WORDS["planned"][match[0]])


def _other_unit(truth: Truth, chance: random.Random) -> Iterator[str]:
    for match in _UNIT.finditer(truth.sentence):
        yield _with(truth.sentence, *match.span(), WORDS["units"].get(match[0], ""))


def _named_speaker(truth: Truth, chance: random.Random) -> Iterator[str]:
    names = [truth.passage[state.start : state.end] for state in find_states(truth.passage)]
    for match in _UNNAMED.finditer(truth.sentence):
        yield _with(truth.sentence, *match.span(), chance.choice(names or listed("foreign")))


# ---- Cuts that change what is said


def _unframed(truth: Truth, chance: random.Random) -> Iterator[str]:
    if match := _FRAMED.fullmatch(truth.sentence):
        rest = match["rest"]
        yield rest[0].upper() + rest[1:]


def _unconditional(truth: Truth, chance: random.Random) -> Iterator[str]:
    if match := _EXCEPTION.search(truth.sentence):
        yield truth.sentence[: match.start()] + "."


def _unlimited(truth: Truth, chance: random.Random) -> Iterator[str]:
    """Without the opening that says of whom, when, on what ground or how far it holds."""
    if match := _LIMITING.match(truth.sentence):
        yield match["rest"][0].upper() + match["rest"][1:]


def _unlimited_within(truth: Truth, chance: random.Random) -> Iterator[str]:
    for match in _LIMITS.finditer(truth.sentence):
        yield _with(truth.sentence, *match.span(), "")


def _one_word_less(truth: Truth, chance: random.Random) -> Iterator[str]:
    found = [match for match in _WORD.finditer(truth.sentence) if match[0] not in listed("empty")]
    for match in chance.sample(found, min(2, len(found))):
        yield _with(truth.sentence, *match.span(), "")


_KINDS: dict[str, Maker] = {
    "words of another speaker added": _more_words,
    "one of a list left out": _shorter_list,
    "planned told as done": _done,
    "another unit": _other_unit,
    "unnamed speaker named": _named_speaker,
    "limiting opening cut": _unlimited,
    "limiting words cut": _unlimited_within,
    "one word cut": _one_word_less,
    "absent figure": _absent_figure,
    "absent year": _absent_year,
    "absent State": _absent_state,
    "figure of the passage": _other_figure,
    "year of the passage": _other_year,
    "State of the passage": _other_state,
    "name of the passage": _other_name,
    "role of the passage": _other_role,
    "speaker of the passage": _other_speaker,
    "two figures exchanged": _two_figures,
    "two States exchanged": _two_states,
    "words of the next sentence": _next_words,
    "words of another name of the sentence": _anothers_words,
    "noun of another figure of the sentence": _anothers_noun,
    "negation put in": _negated,
    "negation taken out": _affirmed,
    "modal verb": _other_modal,
    "quantity": _other_quantity,
    "what it is said of": _unframed,
    "exception or condition cut": _unconditional,
}
