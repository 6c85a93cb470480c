"""Asking back: a question that means one of several meetings, and does not say which."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.finding.statements import Statement
from assistant.reply import CheckedSentence, Clarification, Part, Sentence
from assistant.schemas import Lean, PartRole, SentenceKind, Verdict
from assistant.understanding.follow_ups.pronouns import GATHERING
from assistant.understanding.question import Question, Wants
from assistant.understanding.scope import meant
from assistant.understanding.understand import Understood
from index.retrieve import OpenGeneration
from ingest.citation import cite, in_words
from ingest.documents import Kind, Metadata
from ingest.locator import Locator
from prompts.words import say

NEARLY = 0.25
"""How far below the best report's statement that of another document may stand and be meant as well."""
OPTIONS = 4
_RULE = re.compile(
    r"\b(?:must|shall|should|may|can|(?:has|have|need|needs) to|needed|required|allowed|permitted|due"
    r"|doit|doivent|peut|peuvent|faut|(?:a|ont)-(?:t-)?(?:il|elle|ils|elles|on) pour|dispose|disposent"
    r"|deben?|pueden?|hay que|tienen? que|se necesitan?|se exigen?)\b"
    r"|\btienen? (?:\w+ ){0,4}para\b|\bhay (?:\w+ )?para\b",
    re.IGNORECASE,
)
"""What is to be done, whatever the day: the treaty says it."""
_OF_TIME = re.compile(
    r"\bhow (?:long|often|soon|much time|many (?:years|months|weeks|days))\b"
    r"|\bcombien (?:de temps|d['’]années|d['’]ans|de (?:jours|mois|semaines|fois))\b"
    r"|\bcuánt[oa]s? (?:tiempo|años|meses|semanas|días|veces|dura)\b",
    re.IGNORECASE,
)
"""A period: it is no figure of one day."""
_COUNTED = re.compile(
    r"\b(?:how many|combien d[e'’]|cuánt[oa]s) ?(?:\w+ ){0,2}(?:states|countries|part(?:y|ies)"
    r"|signatories|reports|requests|people|persons|delegations|participants|états|pays|signataires|rapports|demandes|personnes|estados|países"
    r"|signatarios|informes|solicitudes|personas|delegaciones)\b",
    re.IGNORECASE,
)
"""Their number is that of a day, even where it is of those that must do something."""
_SOMEBODY = re.compile(
    r"^\W*(?:what|who|whom|when|where|why|how)(?: \w+)? (?:did|do|does|have|had|has|are|were|was|is|will) "
    r"(?:they|he|she)\b|^\W*(?:que|quand|où|pourquoi|comment|combien)\b.{0,20}\b(?:ils|elles|elle)\b",
    re.IGNORECASE,
)
"""'What did they decide', and nobody was spoken of."""


def ask_back(
    ranked: Sequence[Statement], understood: Understood, generation: OpenGeneration
) -> Clarification | None:
    """The readings with their dates, where the question leans on something nobody said before, or asks for a
    figure of no day, and at least two documents answer it nearly as well; None otherwise."""
    question = understood.question
    if not ranked or not _is_open(question, understood) or ranked[0].clause:
        return None  # what a treaty rules depends on no meeting
    reports = [statement for statement in ranked if _is_report(statement)]
    if not _is_of_a_meeting(question) and reports[:1] != list(ranked[:1]):
        return None
    best = max((statement.score for statement in reports), default=0.0)
    met = [s for s in reports if s.score >= best - NEARLY and s.kind_met >= 1.0]
    documents = list(dict.fromkeys(statement.passage.passage.document_id for statement in met))[:OPTIONS]
    if len(documents) < 2:
        return None
    known = sorted(
        (generation.document(each).metadata for each in documents), key=lambda d: d.event_date or ""
    )
    labels = [cite(data, Locator(), question.language) for data in known]
    asked = say("connectives.which_is_meant", question.language)
    part = Part(asked, PartRole.CONNECTIVE, code="connectives.which_is_meant")
    sentence = CheckedSentence(Sentence((part,), SentenceKind.CONNECTIVE), Verdict.VERBATIM)
    days = [day and in_words(day, question.language) for day in map(_day, known)]
    text = question.text.rstrip(" ?.")
    tells = [day if day and days.count(day) == 1 else label for day, label in zip(days, labels, strict=True)]
    options = tuple((label, f"{text} ({told})?") for label, told in zip(labels, tells, strict=True))
    return Clarification((sentence,), asked, options)


def _day(data: Metadata) -> str | None:
    return data.event_date or data.document_date


def _is_open(question: Question, understood: Understood) -> bool:
    """True when nothing in the question, its history or its filters says what it is about."""
    anchors = (question.places, question.years, question.datings, question.filters, meant(understood.scope))
    if any(anchors) or question.lean is not Lean.ALONE or len(question.parts) > 1:
        return False
    text = question.standalone
    if _RULE.search(text) and not _COUNTED.search(text):
        return False
    figure = question.parts[0].wants is Wants.NUMBER and not question.named and not _OF_TIME.search(text)
    return _is_of_a_meeting(question) or figure


def _is_of_a_meeting(question: Question) -> bool:
    """True when it leans on a meeting or on somebody there: no treaty answers it."""
    text = question.standalone
    return bool(GATHERING.search(text) or _SOMEBODY.search(text))


def _is_report(statement: Statement) -> bool:
    """A treaty says what holds on any day."""
    return statement.passage.metadata.kind not in (Kind.TREATY, Kind.LEGISLATION)
