"""Pronouns that stand for something said before the question, told from those that do not."""

from __future__ import annotations

import re

from assistant.understanding.names import find_names

_THINGS = r"(?:year|day|date|time|meeting|state|country|report|document|figure|number|one|session|region)s?\b"
_REFERS = {
    "en": re.compile(
        r"\b(?:it|they|them|those|these|he|she|him|such|which ones?|the (?:ones?|former|latter|others?)"
        rf"|the same(?! (?!{_THINGS}|for\b|with\b|in\b|on\b|at\b|as\b|of\b|question\b)\w)"
        r"|this(?! (?:convention|treaty|collection))"
        r"|(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )there(?! (?:is|are))"
        rf"|that {_THINGS})\b|^\W{{0,3}}that\b"
        r"|\b(?:of|in|at|on|for|about|from|by|is|was|can|could|does|did|do|why|with|than) that\b",
        re.IGNORECASE,
    ),
    "fr": re.compile(
        r"^\W*(?:(?:où|quand|comment|pourquoi|combien|(?:à |par )?qui) )?"
        r"(?!(?:y a|faut|existe|reste|s['’]agit)-)"
        r"\w+-(?:t-)?(?:ils?|elles?)\b"
        r"|(?<!-)\b(?:il(?! (?:y a|faut))|ils|elle|elles|eux|ceux|celui|celles?|cela|ça|lesquel(?:le)?s"
        r"|laquelle|lequel|cet|cette(?! convention)|ces|ce (?:pays|rapport|document|délai|chiffre|plan)"
        r"|là-bas"
        r"|l[ea]s? mêmes?(?! (?!année|jour|date|pays|état|rapport|document|réunion|séance|pour|que)\w))\b",
        re.IGNORECASE,
    ),
    "es": re.compile(
        r"\b(?:él|ellos|ellas|ella|eso|ese|esa|esos|esas|aquellos|aquellas|allí|lo mismo"
        r"|est[aeo]s?(?! (?:convención|tratado)))\b|\bcuáles(?! \w)",
        re.IGNORECASE,
    ),
}
KIND_OF_GATHERING = re.compile(
    r"\b(?:meeting|workshop|seminar|conference|session|consultations?|report|summary|paper|document|réunion"
    r"|atelier|séminaire|conférence|séance|rapport|reunión|taller|seminario|conferencia|sesión|informe"
    r"|documento)\b",
    re.IGNORECASE,
)
GATHERING = re.compile(
    r"\b(?:the|this|that|le|la|l['’]|cet?|cette|el|este|esta) ?"
    rf"{KIND_OF_GATHERING.pattern}(?! (?:in|at|of|on|à|de|du|sur|en|sobre)\b)",
    re.IGNORECASE,
)
"""'The workshop', and nothing that says which."""
_OWNS = {
    "en": re.compile(r"\b(?:its|their|his|her)\b", re.IGNORECASE),
    "fr": re.compile(r"\b(?:son|sa|ses|leurs?)\b", re.IGNORECASE),
    "es": re.compile(r"\bsus?\b", re.IGNORECASE),
}
"""Refers to the conversation only where nobody is named before it in the question itself."""
_NOUNS = (
    r"states?|countr(?:y|ies)|signator(?:y|ies)|part(?:y|ies)|convention|états?|pays|signataires?|estados?"
    r"|pa[íi]s(?:es)?|signatarios?|meetings?|reports?|delegations?"
)
_OWNERS = re.compile(rf"\b(?:{_NOUNS}|who|which|qui|quién)\b", re.IGNORECASE)
_MEANT = re.compile(rf"\b(?:{_NOUNS})\b", re.IGNORECASE)
_JUDGED = (
    r"(?:possible|necessary|allowed|permitted|legal|lawful|mandatory|compulsory|required|prohibited|forbidden"
    r"|enough|better|common|difficult|easy|hard|usual)"
)
_FOR_NOTHING = {
    "en": re.compile(
        r"\b(?:it (?:is|was|has been|can be|may be|would be)|(?:is|was) it) (?:\w+ly |ever )?"
        r"(?:(?!before|after|about|with|by|for|in|on|of|at|than)\w+ )?(?:that|whether)(?= \w)"
        rf"|\b(?:it (?:is|was|would be)|(?:is|was) it) {_JUDGED} (?:\w+ ){{0,4}}to\b"
        r"|\bit (?:takes?|took|means?|meant|costs?) (?:\w+ ){0,4}to\b"
        r"|\b(?:does|did|would|will|can) it (?:take|mean|cost|require) (?:\w+ ){0,4}to\b"
        r"|\b(?:they|he|she|him|them|those) (?:who|whom|whose|which)\b|\bthose that\b",
        re.IGNORECASE,
    ),
    "fr": re.compile(
        r"\b(?:il (?:est|était|serait)|(?:est|était)-il) (?:\w+ ){0,2}(?:que?\b|qu['’]|de\b|d['’])"
        r"|\bil s['’]agit\b"
        r"|\b(?:cela|ça) (?:signifie|veut dire|implique|fait)(?:-t-il)? (?:de\b|d['’])"
        r"|\b(?:ceux|celles?|celui) (?:qui\b|que\b|qu['’]|dont\b)",
        re.IGNORECASE,
    ),
    "es": re.compile(
        r"\b(?:ellos|ellas|él|ella|aquell[oa]s|es[oae]s?|est[oae]s?) (?:que|quienes)\b", re.IGNORECASE
    ),
}
"""'It' of 'is it true that', 'they' of 'they who': they stand for what follows them."""
_NEXT_CLAUSE = re.compile(
    r"(?:[,;:.?!]\s+|\s)(?:and|but|or|so|et|mais|ou|y|e|pero|o)\s+(?=(?:are|is|was|were|do|does|did|has|have|had"
    r"|can|could|may|must|should|will|who|which|when|where|how|what|why|they|it|he|she|that|those|these|est|sont"
    r"|ont|a|peut|peuvent|doi(?:t|vent)|ils?|elles?|que|qu|qui|quand|où|combien|comment|pourquoi|ceux|celles"
    r"|cela|son|es|están|han|ha|pueden?|deben?|qué|quién|cuándo|cuántos|dónde|cómo|ellos|ellas|eso)\b)"
    r"|[;?!]\s+",
    re.IGNORECASE,
)


def refers_back(text: str, language: str) -> bool:
    """True when a pronoun of the text stands for something said before it.

    None does that stands for what follows it, or for what an earlier clause of the same text names:
    'Which States ratified, and are they in Africa?'
    """
    own = _FOR_NOTHING[language].sub(lambda match: " " * len(match[0]), text)
    if any(not _is_meant_here(own, match.start()) for match in _REFERS[language].finditer(own)):
        return True
    owns = _OWNS[language].search(own)
    if owns is None:
        return False
    before = own[: owns.start()]
    return not _OWNERS.search(before) and not find_names(before)


def _is_meant_here(text: str, at: int) -> bool:
    clauses = [match.start() for match in _NEXT_CLAUSE.finditer(text) if match.start() < at]
    before = text[: clauses[-1]] if clauses else ""
    return bool(_MEANT.search(before)) or bool(find_names(before))
