"""What is asked of one State: the statements that tell of it, by its name or by a footnote that lists it.

Reports count States in a sentence and list them in its footnotes: 'Eight States Parties⁴⁴ and five
signatories⁴⁵ ...'. What such a sentence says of a State is told by the footnote that has its name, and the
other footnotes are of others.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.finding.statements import KIND, PLAIN, Statement
from assistant.plain import MARKS
from assistant.understanding.names import NameKind, find_names
from assistant.understanding.question import STANCE, Asked, Question, Wants
from index.retrieve import OpenGeneration
from ingest.documents import Attached, Kind, Span
from ingest.speakers import speakers_of
from ingest.states import find_states, is_state_list, states_in

OF_OTHERS = 1.0
"""What a statement loses that tells nothing of the State asked about: it stands behind all that do."""
SAID = KIND
"""What a sentence with its name loses beside a list of those it holds for: it may only tell what was said."""
_HEAD = 400
"""Characters at the beginning of a law that tell whose it is."""
_SUBJECT = re.compile(
    r"\b(?:did|does|do|has|have|had|is|was|can|could|may|must|will|would|should)\s+(?:the\s+)?\Z",
    re.IGNORECASE,
)
_ASKS_STANDING = re.compile(
    r"\b(?:State|States) Part(?:y|ies)\b|\b(?:a|not|yet) (?:party|member|signatory)\b|\bsignator(?:y|ies)\b"
    r"|\b(?:ratif(?:y|ied)|acceded?|joined|signed)\b"
    r"|\b(?:États? parties?|est(?:-elle|-il)? partie|signataires?|ratifié|adhéré|signé)(?!\w)"
    r"|\b(?:Estados? [Pp]artes?|es parte|signatarios?|ratificado|ratificó|adherido|firmado)\b",
    re.IGNORECASE,
)
_STANDING = re.compile(
    r"\bStates? Part(?:y|ies)\b(?! driven)|\bsignator(?:y|ies)\b|\bStates? not Party\b"
    r"|\bÉtats? parties?\b|\bsignataires?\b|\bEstados? [Pp]artes?\b|\bsignatarios?\b",
    re.IGNORECASE,
)
_JOINS = re.compile(
    r"\b(?:ratif\w+|acced\w+|accession|joined|signed|deposit\w*|adhér\w+|signé|adhier\w+|adhesión|firm[aó]\w*)(?!\w)",
    re.IGNORECASE,
)
_MARKED_STANDING = re.compile(
    rf"(?:\bStates? Part(?:y|ies)|\bsignator(?:y|ies)(?: states?)?|\bStates? not Party|\bratified|\bacceded"
    rf"|\bÉtats? parties?|\bsignataires?|\bEstados? [Pp]artes?|\bsignatarios?) ?(?P<mark>[{MARKS}]+)",
    re.IGNORECASE,
)
"""What those are whom the footnote behind it lists."""
_NEAR = 40
"""Characters from the name of a State in which its standing is told."""
_PLAINLY = (Wants.YES_NO, Wants.STATEMENT)
"""'¿Tiene Chad existencias?' and 'Le Tchad a-t-il des stocks ?' have no word that asks."""
_ONE_OF_THEM = re.compile(
    r"\b(?:(?:one|part|some) of|among|amongst) (?:them|these|those)\b|\bparmi (?:eux|elles|ceux|celles)\b"
    r"|\bl['’]un d['’]eux\b|\bentre (?:ell[ao]s|est[ao]s)\b|\buno de ellos\b",
    re.IGNORECASE,
)
"""It asks of a list that was spoken of, which is quoted, be the State on it or not."""
_DID = re.compile(
    r"(?:\bdid\s+(?:the\s+)?|\bqu['’](?:a|ont|avai(?:t|ent)) [^\W\d_]+\s+(?:la |les? |l['’])?"
    r"|\bqué [^\W\d_]+(?:ó|jo|so|ron)\s+(?:el |las? |los )?)\Z",
    re.IGNORECASE,
)
_WHY = re.compile(r"\b(?:why|how come|pourquoi|por qué)(?!\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class About:
    """The States of which something is asked."""

    states: frozenset[str]
    """ISO 3166 alpha-3."""
    standing: bool = False
    """Whether they are Parties or signatories is asked, or whether they ratified."""
    stance: bool = False
    """What they think is asked: only words of theirs tell it."""
    holds: bool = False
    """It asks how things are with them, 'Does Chad have stockpiles?', and not what they said or did."""

    def __bool__(self) -> bool:
        return bool(self.states)


def about(asked: Asked, question: Question) -> About:
    """The States of which it asks what they have, are, did or said; none where it asks for States, why, or
    whether they are among others.

    In French and Spanish all that are named where nothing else is asked for.
    """
    text = asked.text
    if asked.of_states or _WHY.search(text) or _ONE_OF_THEM.search(text):
        return About(frozenset())
    named = [each for each in find_names(text) if each.kind is NameKind.STATE]
    stance = bool(STANCE.search(text))
    holds = asked.wants in _PLAINLY and not any(_DID.search(text[: each.start]) for each in named)
    if not (stance or (question.spoken != "en" and asked.wants in _PLAINLY)):
        named = [each for each in named if _SUBJECT.search(text[: each.start])]
    states = frozenset(each.value for each in named)
    return About(states, bool(_ASKS_STANDING.search(text)) and not stance, stance, holds)


def with_own_footnotes(
    statements: Sequence[Statement], asked_of: About, generation: OpenGeneration
) -> list[Statement]:
    """The statements, each sentence once: with footnotes that list one of the States, without other lists."""
    if not asked_of:
        return list(statements)
    found: dict[tuple[str, Span, bool], Statement] = {}
    for statement in statements:
        key = (statement.passage.passage.document_id, statement.span, statement.is_list)
        if key not in found:
            found[key] = _with_own(statement, asked_of, generation)
    return list(found.values())


def _with_own(statement: Statement, asked_of: About, generation: OpenGeneration) -> Statement:
    record = _record(statement, generation)
    lists = [note for note in statement.footnotes if is_state_list(note.span.of(record))]
    if not lists or statement.is_list:
        return statement
    own = tuple(note for note in lists if asked_of.states & set(states_in(note.span.of(record))))
    others = tuple(note for note in statement.footnotes if note not in lists)
    shown = tuple(note for note in statement.shown if note not in lists)
    text = " ".join(span.of(record) for span in (statement.span, *(note.span for note in own)))
    return replace(statement, text=text, footnotes=(*others, *own), shown=(*shown, *own))


def own_first(ranked: Sequence[Statement], asked_of: About, generation: OpenGeneration) -> list[Statement]:
    """The statements, best first, those that tell nothing of the States behind those that do."""
    if not asked_of:
        return list(ranked)
    moved = (replace(s, score=s.score - _behind(s, asked_of, generation)) for s in ranked)
    return sorted(moved, key=lambda statement: -statement.score)


def _behind(statement: Statement, asked_of: About, generation: OpenGeneration) -> float:
    if not tells_of(statement, asked_of, generation):
        return OF_OTHERS
    return SAID if asked_of.holds and not is_listed(statement, asked_of, generation) else 0.0


def tells_of(statement: Statement, asked_of: About, generation: OpenGeneration) -> bool:
    """True when its words, those it depends on, its footnotes or its speaker name one of the States, or it
    is of the law of one; where their standing is asked, when it says beside their name what they are."""
    record, data = _record(statement, generation), statement.passage.metadata
    if asked_of.standing:
        return _says_standing(statement, asked_of, record)
    spans = (statement.span, *(span for span, _ in statement.leads))
    said = [span.of(record) for span in spans]
    passage = statement.passage.passage
    speakers = speakers_of(statement.span, generation.speeches(passage.document_id, passage.version))
    said += [speaker.name or "" for speaker in speakers]
    if data.kind is Kind.LEGISLATION:
        said += [data.title, record[:_HEAD]]
    if asked_of.states & set(states_in(" ; ".join(said))):
        return True
    return not asked_of.stance and is_listed(statement, asked_of, generation)


def is_listed(statement: Statement, asked_of: About, generation: OpenGeneration) -> bool:
    """True when a footnote of it lists one of the States."""
    return bool(_lists_of(statement, asked_of, _record(statement, generation)))


def _lists_of(statement: Statement, asked_of: About, record: str) -> list[Attached]:
    notes = ((note, note.span.of(record)) for note in statement.footnotes)
    return [note for note, text in notes if is_state_list(text) and asked_of.states & set(states_in(text))]


def _says_standing(statement: Statement, asked_of: About, record: str) -> bool:
    said = statement.span.of(record)
    marks = {note.locator.steps[-1][1] for note in _lists_of(statement, asked_of, record)}
    if any(str.translate(m["mark"], PLAIN) in marks for m in _MARKED_STANDING.finditer(said)):
        return True
    names = [each for each in find_states(said) if each.code in asked_of.states]
    if names and _JOINS.search(said):
        return True
    return any(_STANDING.search(said[max(0, n.start - _NEAR) : n.end + _NEAR]) for n in names)


def _record(statement: Statement, generation: OpenGeneration) -> str:
    passage = statement.passage.passage
    return generation.text(passage.document_id, passage.version)
