"""What is declined whatever the documents say: to drop the rules, to judge States, to write what none says.

Told by the wording of the question alone, in English, French and Spanish. What is asked of the documents
('Does the report raise compliance concerns?') is no judgement, and is not declined.
"""

from __future__ import annotations

import re
from enum import StrEnum

from ingest.states import find_states


class Refusal(StrEnum):
    """Each is the end of a code of the catalogue of words."""

    RULES = "declines_rules"
    WRITING = "declines_writing"
    JUDGEMENT = "declines_judgement"


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
_JUDGEMENT = re.compile(
    r"(?:^|[^\w\s]\s?|\b(?:what|how|why|and|but|so)\s)do you (?:think|believe|agree)\b"
    r"|\b(?:your (?:own )?(?:opinion|view|judge?ment)"
    r"|pensez-vous|penses-tu|(?:votre|ton) avis|qué (?:opinas?|piensas?)|(?:tu|su) opinión)\b"
    r"|\b(?:which|what|quel\w*|qué) (?:State|country|government|delegation|état|pays|estado|país)\w*"
    r"(?: \w+){0,3}? (?:is|are|was|were|est|es) (?:the )?(?:most |least |plus |más )?"
    r"(?:to blame|worst|best|dishonest|honest|guilty|irresponsible|hypocritical|wrong|right|coupable"
    r"|culpable)\b(?!.(?:affected|contaminated|hit|off)\b)"
    r"|\b(?:worst|best) (?:State|country|government|offender|performer|violator)\b"
    r"|\bwho is (?:right|wrong|to blame|guilty)\b"
    r"|\bas (?:our |an? )?official (?:policy|position)\b"
    r"|\bshould (?:we|i|our|my)\b.{0,40}?\b(?:vote|support|oppose|condemn|join|sign|ratify|accede|boycott)\b",
    re.IGNORECASE,
)
_BLAMED = re.compile(
    r"\s?(?:(?:is|are|was|were|be|has|have|a|est|es|sont|son|ha)\s)?(?:currently |clearly |now )?(?:in |en )?"
    r"(?:breach|violation|violating|breaching|breached|violated|guilty|to blame|violé|violado|violación"
    r"|coupable|culpable|war criminals?|hypocritical)\b"
    r"|\bbe (?:condemned|punished|sanctioned|expelled|blamed)\b",
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
    if _JUDGEMENT.search(text) or _blames(text):
        return Refusal.JUDGEMENT
    return None


def _blames(text: str) -> bool:
    """True when it says or asks of a State that it breaks its obligations."""
    return any(_BLAMED.match(text[state.end : state.end + _BETWEEN]) for state in find_states(text))
