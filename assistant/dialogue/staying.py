"""A short follow-up is looked for first where the answer before was found: the Article, then the document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.compose import Composer
from assistant.dialogue.asking import Asking
from assistant.finding.last_answer import paragraph
from assistant.reply import Abstention, Clarification, VerifiedAnswer
from assistant.schemas import Lean, Turn
from assistant.understanding.editions import edition
from assistant.understanding.follow_ups.pronouns import GATHERING, KIND_OF_GATHERING
from assistant.understanding.question import Question, Wants, is_of_kind
from assistant.understanding.scope import LAWS, document_scope, held_at, meant
from assistant.understanding.terms import in_english
from assistant.understanding.wording import content_words, is_talk
from index.lexical import analyse
from index.retrieve import Filters, OpenGeneration, StoredDocument
from ingest.citation import cite
from ingest.locator import Locator

_PERIODS = frozenset(
    "days week weeks month months year years jours semaine semaines mois an ans année années días semana"
    " semanas mes meses año años".split()
)
_TELLING = 2
_OF_THE_SAME = (Wants.NUMBER, Wants.DATE, Wants.PERSON, Wants.PLACE, Wants.LIST)
"""What is asked of the thing spoken of; anything else, 'Is that so?', is about the thing itself."""
_WHO_IS = re.compile(
    r"\W*(?:who (?:is|was|are|were) (?:the )?|qui (?:est|était|sont) l|quién (?:es|era|fue) (?:el|la) )",
    re.IGNORECASE,
)
"""An office is told of once in a document, whatever Article is spoken of."""
Outcome = VerifiedAnswer | Abstention | Clarification


def nearby(question: Question, asking: Asking, generation: OpenGeneration) -> Outcome | None:
    """The answer found where the one before was; None where none is, and the question may look elsewhere.

    Of 'the meeting' no other report than the one spoken of tells: it is said that this one does not.
    """
    if not question.stays:
        return None
    documents = _documents(question, generation)
    outcome: Outcome | None = None
    for asked in _readings(question, documents, asking, generation):
        outcome = asking.answer(asked)
        if isinstance(outcome, VerifiedAnswer) and _is_of_it(outcome, asked):
            return outcome
    if isinstance(outcome, Abstention) and _is_of_a_report(question, documents, generation):
        compose = Composer(generation, question.language)
        name = cite(generation.document(documents[0]).metadata, Locator(), question.language)
        compose.values.add(name)
        compose.add(compose.words("connectives.not_found_there", document=name))
        return replace(outcome, sentences=compose.checked()[0])
    return None


def in_conversation(
    question: Question, history: Sequence[Turn], asking: Asking, generation: OpenGeneration
) -> Outcome | None:
    """The answer of the one report that was last quoted, where it may be the one that is meant."""
    cited = ({each.document_id for each in turn.citations} for turn in reversed(history))
    last = next(filter(None, cited), set())
    reports = [d.id for d in generation.documents() if d.id in last and d.metadata.kind not in LAWS]
    if len(last) != 1 or not reports or question.filters.documents:
        return None
    outcome = asking.answer(replace(question, filters=replace(question.filters, documents=tuple(reports))))
    return outcome if isinstance(outcome, VerifiedAnswer) else None


def _own_words(question: Question) -> list[str]:
    """What it names, as typed; nothing of 'By when?' and 'In how many days?', which name a kind of answer."""
    return [
        word
        for word in content_words(question.text, question.spoken)
        if not (is_talk(word, question.spoken) or is_of_kind(word) or word.casefold() in _PERIODS)
    ]


def _is_of_it(answer: VerifiedAnswer, asked: Question) -> bool:
    """False where a question that was asked with the one before it is answered in words of that one alone;
    one word may be said otherwise: who 'decides' adopts."""
    own = _own_words(asked)
    if asked.lean is not Lean.ELLIPTIC or len(own) < _TELLING:
        return True
    said = {form for c in answer.citations for form in analyse(c.quote, c.passage.metadata.language)}
    return all(said & _forms(word, asked.spoken) for word in own)


def _forms(word: str, language: str) -> set[str]:
    return {*analyse(word, language), *analyse(in_english(word, language), "en")}


def _documents(question: Question, generation: OpenGeneration) -> tuple[str, ...]:
    """Those that the answer before cited; where it cited none, the one that the conversation speaks of."""
    held = {document.id for document in generation.documents()}
    cited = tuple(document for document in question.cited if document in held)
    if cited or not (spoken_of := meant(document_scope(question, generation))):
        return cited
    return (spoken_of,)


def _readings(
    question: Question, documents: Sequence[str], asking: Asking, generation: OpenGeneration
) -> Iterator[Question]:
    """How it is asked, and where: in the Articles or paragraphs cited, then in their documents.

    A question with words of its own is asked there as it was typed, since with the one before it would find
    the answer before; 'Can it be extended?' first with what 'it' stands for.
    """
    here, there = _narrowed(question, documents, generation)
    alone = [asking.read(text, ()) for text in _worded(question.text, documents, generation)]
    is_elliptic = question.lean is Lean.ELLIPTIC
    if not _own_words(alone[0]):
        at_place = in_document = [question]
    elif not all(generation.document(each).metadata.kind in LAWS for each in documents):
        at_place = alone if is_elliptic or question.states else []
        in_document = alone if is_elliptic else [question, *alone]
    elif is_elliptic and question.parts[-1].wants in _OF_THE_SAME:
        joined = [] if question.places else [question]  # the place named would be found again
        at_place = [] if _WHO_IS.match(question.text) else [*alone, *joined]
        in_document = alone
    else:
        at_place = in_document = [question, *alone]
    for filters, asked in ((here, at_place), (there, in_document)):
        if filters:
            yield from (replace(each, filters=filters) for each in asked)


def _worded(text: str, documents: Sequence[str], generation: OpenGeneration) -> list[str]:
    """The question, and with the title's word for the meeting: who closed 'the meeting' closed a seminar."""
    titles = (generation.document(each).metadata.title for each in documents[:1])
    own = next(filter(None, map(KIND_OF_GATHERING.search, titles)), None)
    meant = GATHERING.search(text)
    if own is None or meant is None:
        return [text]
    named = KIND_OF_GATHERING.sub(own[0].lower(), meant[0])
    return list(dict.fromkeys((text, text[: meant.start()] + named + text[meant.end() :])))


def _narrowed(
    question: Question, documents: Sequence[str], generation: OpenGeneration
) -> tuple[Filters | None, Filters | None]:
    """The Articles or paragraphs cited, and their documents, within the filters of the request."""
    allowed = question.filters.documents
    documents = tuple(document for document in documents if not allowed or document in allowed)
    places = tuple(_places(question, generation))
    return (
        replace(question.filters, passages=places) if places else None,
        replace(question.filters, documents=documents) if documents else None,
    )


def _places(question: Question, generation: OpenGeneration) -> Iterator[str]:
    """Passages of the Articles, or paragraphs, that the answer before cited."""
    known = {document.id: document for document in generation.documents()}
    for document, locator in question.grounds:
        for text in _editions(known[document], question, generation) if document in known else ():
            for stored in held_at(text, locator, generation)[:1]:
                for each in paragraph(stored, generation, whole_article=True):
                    yield each.passage.id


def _editions(
    document: StoredDocument, question: Question, generation: OpenGeneration
) -> tuple[StoredDocument, ...]:
    """The document, and for a question in another language its English text: its terms are English."""
    english = edition(document, "en", generation) if question.english else None
    return (document, english) if english and english is not document else (document,)


def _is_of_a_report(question: Question, documents: Sequence[str], generation: OpenGeneration) -> bool:
    if question.lean is not Lean.ELLIPTIC or len(documents) != 1 or not GATHERING.search(question.text):
        return False
    return generation.document(documents[0]).metadata.kind not in LAWS
