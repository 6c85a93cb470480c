"""What is declined whatever the documents say: to drop the rules, to judge States, to write what none says.

Told by the wording of the question alone, in English, French and Spanish; `refusals.toml` has the words in
which judgements are asked for. What is asked of the documents ('Does the report raise compliance concerns?')
is no judgement, and is not declined.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import cache
from pathlib import Path

from ingest.states import find_states


class Refusal(StrEnum):
    """Each is the end of a code of the catalogue of words."""

    RULES = "declines_rules"
    WRITING = "declines_writing"
    JUDGEMENT = "declines_judgement"


FILE = Path(__file__).with_name("refusals.toml")
_STATE = "xstatex"
_ARTICLE = r"(?:(?:the|les?|la|el|los|las) |l')"
_RULES = re.compile(
    r"\b(?:ignor|disregard|forget|bypass|overrid|oubli|contourn|olvid|desobede)\w*\s(?:\w+\s){0,4}?"
    r"(?:rules?|instructions?|guidelines?|restrictions?|prompt|limits|documents|sources|règles|consignes"
    r"|documentos|reglas|instrucciones)\b"
    r"|\b(?:print|reveal|show|repeat|output|display|tell|give|affiche\w*|montre\w*"
    r"|révèle\w*|muestra\w*|revela\w*)"
    r"\s(?:\w+\s){0,3}?(?:your|tes|vos|tus|sus)\s(?:\w+\s){0,2}?"
    r"(?:instructions?|prompt|rules|configuration|règles|consignes|reglas|instrucciones)\b"
    r"|\b(?:system prompt|developer mode|jailbreak)\b"
    r"|\b(?:pretend|act as if|imagine) (?:that )?you (?:are|have|were|had)\b|\byou are now (?:an?|in|no)\b"
    r"|\b(?:invent|make up|fabricate|invente[rz]?|inventa)\s(?:\w+\s){0,2}?"
    r"(?:quot\w+|citations?|figures?|numbers?|sources?|names?|citas?|cifras?|chiffres?|noms?)\b",
    re.IGNORECASE,
)
_WRITING = re.compile(
    r"\b(?:write|draft|compose|give|make|produce|add|rédige\w*|écri\w+|redact\w+|escrib\w+)\b"
    r".{0,80}?\b(?:saying|stating|claiming|asserting|confirming|that says?|that states?|which says"
    r"|according to which|disant|affirmant|indiquant|selon laquelle|diciendo|afirmando|según la cual)\b",
    re.IGNORECASE,
)
_BLAMED = re.compile(
    r"\s?(?:(?:is|are|was|were|be|has|have|a|est|es|sont|son|ha|est-(?:il|elle)|a-t-(?:il|elle))\s)?"
    r"(?:currently |clearly |now )?(?:in |en )?"
    r"(?:breach|violation|violating|breaching|breached|violated|guilty|to blame|violé|viole|viola|violado"
    r"|violación|coupable|culpable|war criminals?|hypocritical)\b"
    r"|\s(?:be|ser|(?:(?:doit|devrait)-(?:il|elle) )?être)"
    r" (?:condemned|punished|sanctioned|expelled|blamed|condamnée?|sanctionnée?|punie?|condenad[oa]"
    r"|sancionad[oa]|castigad[oa])\b",
    re.IGNORECASE,
)
_BETWEEN = 60
"""Characters after a State's name within which it is blamed."""


def refusal(text: str) -> Refusal | None:
    """Why the question is declined; None where the documents are to be asked."""
    if _RULES.search(text):
        return Refusal.RULES
    if _WRITING.search(text):
        return Refusal.WRITING
    if _asks_for_judgement(text) or _blames(text):
        return Refusal.JUDGEMENT
    return None


def _asks_for_judgement(text: str) -> bool:
    """True when it asks for advice on what a State should do, or what is good, bad or right."""
    for state in reversed(find_states(text)):
        text = f"{text[: state.start]}{_STATE}{text[state.end :]}"
    decomposed = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return any(shape.search(plain) for shape in _shapes())


@cache
def _shapes() -> tuple[re.Pattern[str], ...]:
    """How it is asked, of each language the same: ought we, or a State, to act so; is it good to act so;
    what do you think; who is right; which side or vote should ours be."""
    return tuple(_shape(words) for words in tomllib.loads(FILE.read_text(encoding="utf-8")).values())


def _shape(words: Mapping[str, str | Sequence[str]]) -> re.Pattern[str]:
    read = {key: "|".join([value] if isinstance(value, str) else value) for key, value in words.items()}
    read = {key: f"(?:{value.replace('<State>', _STATE)})" for key, value in read.items()}
    ours, ought, we_ought, joins = read["ours"], read["ought"], read["we_ought"], read["joins"]
    who = rf"(?:{ours}|{_ARTICLE}?{_STATE})"
    act = rf"(?:\w+ )?{read['little']}?{joins}"
    ours_ought = rf"(?:{ours} {ought}|{ought}(?: \w+)? {ours}|{we_ought})"
    shapes = (
        rf"(?:^|[^\w\s'-] ?){read['opens']}(?:{who} {ought}|{ought} {who}|{we_ought}) {act}",
        rf"(?:^|[^\w\s'-] ?){read['opens']}{ought} {read['little']}?{joins} {who}",
        rf"\b{read['opinion']}\b",
        rf"\b{read['worth']} ?{act}",
        rf"\b{read['judges']}",
        rf"\b{read['side']} {ours_ought}",
        rf"\b{read['how']} {ours_ought}(?: \w+)? {read['vote']}\b",
        rf"\b{read['how']} {ought} {read['vote']} {ours}",
    )
    return re.compile("|".join(shapes))


def _blames(text: str) -> bool:
    """True when it says or asks of a State that it breaks its obligations."""
    return any(_BLAMED.match(text[state.end : state.end + _BETWEEN]) for state in find_states(text))
