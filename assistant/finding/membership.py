"""How many States Parties or signatories the Convention has: the sentences that count them, newest first.

No document is about it. Reports say it in passing, 'The Convention has 60 States Parties', among hundreds of
sentences that speak of States Parties, and each figure is right on its day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import Enum

from assistant.finding.statements import Statement
from assistant.plain import plain
from assistant.understanding.question import Asked, Question
from assistant.understanding.scope import home_editions, initials, short_title
from assistant.understanding.wording import content_words
from index.lexical import analyse
from index.retrieve import Hit, OpenGeneration
from ingest.documents import Kind, Metadata

LOOKED_AT = 100
"""Passages that speak of States Parties in which a count of them is looked for."""
_REPORTS = (Kind.PROGRESS_REPORT, Kind.MEETING_REPORT, Kind.STATEMENT, Kind.OTHER)
_N = (
    r"(?:\d{1,3}|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|one hundred)"
    r"(?:(?: and)?[ -]\w{3,9})?)"
)
_TREATY = (
    r"(?:convention|treaty|protocol|C[A-Z]{2,4}|traité|protocole|convención|tratado|protocolo)"
    r"(?: on [\w -]{3,40}?| sur [\w -]{3,40}?| sobre [\w -]{3,40}?)?"
)
_STATES = r"(?:states|countries|états|pays|estados|países)"
_PARTIES = r"(?:states parties|parties|members|états parties|estados partes)"
_HAS = (
    r"(?:now |currently |already )?(?:has|had|have|counts?|compte|comptait|tiene|tenía|cuenta con)(?: now)?"
)
_JOINED = (
    r"(?:ratified or acceded|ratified|acceded|joined|become (?:states )?part(?:y|ies)"
    r"|adhéré|ratifié|ratificado|adherido)"
)
_SIGNATORIES = r"(?:signator(?:ies|y states)|états signataires|signataires|estados signatarios|signatarios)"
_HOW_MANY = r"\b(?:how many|combien d['’]|combien de|combien y a-t-il d[e'’]|cuánt[oa]s)\s?"


class Member(Enum):
    """Who is counted: how it is asked for, and how reports count them."""

    PARTY = (
        re.compile(
            rf"{_HOW_MANY}(?:(?:(?:states?|états?|estados?) )?part(?:y|ies?|es?)\b"
            r"|(?:members?|membres?|miembros?)\b"
            rf"|{_STATES} (?:have |has |had |are |ont |han )?"
            r"(?:ratified|joined|acceded|party|parties|members|bound|ratifié|adhéré|ratificado|adherido)\b)",
            re.IGNORECASE,
        ),
        re.compile(
            rf"\b{_TREATY} {_HAS} {_N} {_PARTIES}\b"
            rf"|\bto {_N} states parties\b"
            rf"|\b{_N} {_STATES} (?:have |had |ont |han )(?:thus |now |already |so far )?{_JOINED}"
            r"(?: to)? (?:the|it|la|el|au)\b"
            rf"|\b{_N} {_STATES} (?:are|were|sont|étaient|son|eran) (?:now )?(?:states )?"
            r"part(?:y|ies|es)? (?:to|à|en|de)\b"
            rf"|\b{_N} {_STATES} belong(?:ed)? to\b"
            rf"|\bthere (?:are|were) (?:now )?{_N} states parties\b(?! (?:with|that|who|which))"
            r"|\bnumber of states parties (?:is|was|stands at|stood at|has risen to|rose to|reached)"
            rf" {_N}\b",
            re.IGNORECASE,
        ),
    )
    SIGNATORY = (
        re.compile(
            rf"{_HOW_MANY}\s?(?:signator(?:y|ies)\b|signataires?\b|signatarios?\b"
            rf"|{_STATES} (?:have |has |had |ont |han )?(?:signed|signé|firmado)\b)",
            re.IGNORECASE,
        ),
        re.compile(
            rf"\b(?:has|had|counts?|and|with|with the|et|y|compte|tiene) {_N} {_SIGNATORIES}"
            rf"(?=[⁰¹²³⁴⁵⁶⁷⁸⁹]*[.,;:]|\s*\Z)"
            rf"|\b{_N} {_STATES} (?:have|had) (?:now )?signed the\b",
            re.IGNORECASE,
        ),
    )

    @property
    def asked(self) -> re.Pattern[str]:
        return self.value[0]

    @property
    def counted(self) -> re.Pattern[str]:
        return self.value[1]


_OF_SOME = re.compile(
    r"\b(?:attend\w*|participat\w*|took part|present|report(?:s|ed)|submitted|provided|requested|declared"
    r"|assist\w*)\b",
    re.IGNORECASE,
)
"""Of those at a meeting, or of those who did something."""
_SPOKEN_OF = frozenset(
    "state states party parties signatory signatories member members country countries ratified joined"
    " acceded signed bound convention treaty conventions état états etats partie membre membres pays"
    " signataire signataires ratifié adhéré signé traité compte compte-t-elle a-t-il a-t-elle y estado"
    " estados parte partes miembro miembros país países signatario signatarios ratificado adherido firmado"
    " convención tratado tiene hay count number total".split()
)
_OWN_NUMBER = re.compile(r"\A\d{1,3}\. ")
"""Of the paragraph that says it."""
_ASKS_OF = "States Parties signatories ratified acceded joined Convention membership"


def members_asked(asked: Asked, question: Question, generation: OpenGeneration) -> Member | None:
    """Who is to be counted, where nothing but their number is asked, of no day; of the home treaty alone."""
    if (
        question.datings
        or question.years
        or question.places
        or question.states
        or not home_editions(generation)
    ):
        return None
    member = next((member for member in Member if member.asked.search(asked.text)), None)
    if member is None:
        return None
    titles = [short_title(document.metadata.title) for document in home_editions(generation)]
    names = " ".join([*titles, *map(initials, titles)])
    known = {form for text in (names, *_SPOKEN_OF) for form in analyse(text, question.spoken)}
    rest = (word for word in content_words(asked.text, question.spoken) if word.casefold() not in _SPOKEN_OF)
    return member if all(set(analyse(word, question.spoken)) <= known for word in rest) else None


def counts_members(text: str, member: Member) -> bool:
    """True when it says how many of them the treaty has or had."""
    return bool(member.counted.search(text)) and not _OF_SOME.search(text)


def members_counted(question: Question, generation: OpenGeneration) -> list[Hit]:
    """Passages of reports that say what is asked, newest first; none where no membership is asked for."""
    members = [member for asked in question.parts if (member := members_asked(asked, question, generation))]
    if not members:
        return []
    kinds = [kind for kind in _REPORTS if not question.filters.kinds or kind in question.filters.kinds]
    allowed = generation.allowed(replace(question.filters, kinds=tuple(kinds))) if kinds else frozenset()
    if allowed is not None and not allowed:
        return []
    hits = generation.hits(generation.lexical(_ASKS_OF, LOOKED_AT, allowed))
    found = [hit for hit in hits if any(counts_members(plain(hit.passage.text), m) for m in members)]
    return sorted(found, key=lambda hit: _day(hit.passage.metadata), reverse=True)


def newest_first(
    ranked: Sequence[Statement], asked: Asked, question: Question, generation: OpenGeneration
) -> list[Statement]:
    """Where membership is asked for: the sentences that count it, those of the newest document first, each as
    good as the other; else, or where none does, the statements as they are."""
    member = members_asked(asked, question, generation)
    found = [] if member is None else list(_counting(ranked, member))
    if not found:
        return list(ranked)
    best = max(statement.score for statement in found)
    found.sort(key=lambda s: (s.passage.passage.document_id, s.span.start))
    found.sort(key=lambda s: _day(s.passage.metadata), reverse=True)
    said: dict[str, Statement] = {}
    for statement in found:
        said.setdefault(_OWN_NUMBER.sub("", plain(statement.text)).casefold(), statement)
    return [replace(statement, score=best, kind_met=1.0, clause=1.0) for statement in said.values()]


def _counting(ranked: Sequence[Statement], member: Member) -> Iterator[Statement]:
    """Each sentence once, without the footnotes that list somebody else."""
    seen = set()
    for statement in ranked:
        place = (statement.passage.passage.document_id, statement.span)
        if place in seen or statement.is_list or not counts_members(plain(statement.text), member):
            continue
        seen.add(place)
        yield statement


def _day(data: Metadata) -> str:
    """The day its figures are of, as far as the document tells."""
    return (data.as_of or data.event_date or data.document_date or "").split("/")[-1]
