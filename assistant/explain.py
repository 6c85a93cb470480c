"""What was understood of a question and how its passages were ranked, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.finding.prefer import preference
from assistant.present import absolute, document_url
from assistant.schemas import (
    Lean,
    RankedPassage,
    SaidFields,
    SearchedWording,
    TurnCitation,
    UnderstoodDocument,
    UnderstoodFields,
    UnderstoodName,
    UnderstoodPlace,
    UnderstoodTime,
    Why,
)
from assistant.understanding.names import Dating
from assistant.understanding.question import Question
from assistant.understanding.understand import Place, Understood
from assistant.understanding.wording import content_words, without
from index.lexical import analyse
from index.retrieve import Hit, OpenGeneration, StoredDocument
from ingest.citation import cite, in_words
from ingest.dates import is_iso
from ingest.locator import Locator
from prompts.words import say

_SHOWN = 10  # passages
_DOCUMENTS = 3
_TITLE = 60  # characters of a title
_PREFERRED = 1.1  # a factor below it hardly moves anything


def explain(
    understood: Understood, hits: Sequence[Hit], generation: OpenGeneration, public_url: str
) -> UnderstoodFields:
    """`said` for people, in the language of the reply; the rest for programs."""
    question = understood.question
    documents = _preferred(understood, generation)
    return UnderstoodFields(
        said=[
            SaidFields(label=_word(f"{label}", question.language), text=text)
            for label, text in _said(understood, documents, generation)
        ],
        standalone_question=question.standalone,
        language=question.spoken,
        lean=question.lean,
        wants=list(dict.fromkeys(asked.wants for asked in question.parts)),
        places=[
            UnderstoodPlace(
                locator=str(place.mention.locator),
                start=place.mention.start,
                end=place.mention.end,
                documents=list(place.documents),
                absent=place.absent is not None,
            )
            for place in understood.places
        ],
        names=[UnderstoodName(kind=n.kind, value=n.value, start=n.start, end=n.end) for n in question.named],
        times=[
            UnderstoodTime(relation=d.relation, value=d.value, start=d.start, end=d.end)
            for d in question.datings
        ],
        documents=documents,
        carried=[TurnCitation(document_id=name, locator=str(place)) for name, place in question.grounds],
        wordings=[SearchedWording(text=w.text, weight=w.weight, why=w.why) for w in understood.wordings],
        results=[_ranked(hit, question, public_url) for hit in hits[:_SHOWN]],
    )


def _preferred(understood: Understood, generation: OpenGeneration) -> list[UnderstoodDocument]:
    """The documents whose passages are preferred, the most preferred first."""
    question = understood.question
    order = sorted(understood.scope, key=lambda document: -understood.scope[document])
    return [
        UnderstoodDocument(
            document_id=document,
            citation=cite(generation.document(document).metadata, Locator(), question.language),
            factor=round(preference(understood.scope[document]), 3),
            words=_known_by(generation.document(document), question),
        )
        for document in order[:_DOCUMENTS]
        if preference(understood.scope[document]) >= _PREFERRED
    ]


def _known_by(document: StoredDocument, question: Question) -> list[str]:
    """Words of the question that stand in the document's title, symbol, meeting or dates."""
    data = document.metadata
    dates = [in_words(date, data.language) for date in (data.event_date, data.document_date) if date]
    told = " ".join(filter(None, (data.title, data.symbol, data.meeting, *dates)))
    own = set(analyse(told, data.language))
    places = [(mention.start, mention.end) for mention in question.places]
    typed, language = without(question.standalone, places), question.spoken
    asked = {word: analyse(word, language) for word in content_words(typed, language)}
    asked |= {word: analyse(word, "en") for word in content_words(question.english, "en")}
    return [word for word, forms in asked.items() if own & set(forms)]


def _said(
    understood: Understood, documents: Sequence[UnderstoodDocument], generation: OpenGeneration
) -> Iterator[tuple[str, str]]:
    """(code of the label, text) of each line."""
    question, language = understood.question, understood.question.language
    if question.standalone != question.text:
        yield "question", question.standalone
    for each in question.respelled:
        yield "searched", f"{each.word} ({_word('why_respelled', language, typed=each.typed)})"
    if question.lean is not Lean.ALONE:
        yield "follows", _word(f"lean_{question.lean}", language)
    wants = dict.fromkeys(_word(f"wants_{asked.wants}", language) for asked in question.parts)
    yield "asked_for", ", ".join(wants)
    for place in understood.places:
        yield "place", _where(place, question, generation)
    for named in question.named:
        yield named.kind.value, question.standalone[named.start : named.end]
    for dating in question.datings:
        yield "time", _when(dating, question)
    for document in documents:
        words = f" ({', '.join(document.words)})" if document.words else ""
        yield "documents", f"×{document.factor:.2f} {_short(document.citation)}{words}"
    for wording in understood.wordings:
        if wording.why is not Why.ASKED:
            why = _word(f"why_{wording.why}", language)
            yield "searched", f"×{wording.weight:.2f} {wording.text} ({why})"


def _where(place: Place, question: Question, generation: OpenGeneration) -> str:
    language, shown = question.language, str(place.mention.locator)
    if place.absent:
        document = _short(cite(place.absent.document.metadata, Locator(), language))
        last = str(place.absent.last)
        return _word("place_absent", language, place=shown, document=document, last=last)
    if not place.documents:
        return _word("place_nowhere", language, place=shown)
    shown_first, more = place.documents[:_DOCUMENTS], len(place.documents) - _DOCUMENTS
    titles = (cite(generation.document(name).metadata, Locator(), language) for name in shown_first)
    first = ", ".join(map(_short, titles))
    if more > 0:
        return _word("place_held_by_many", language, place=shown, documents=first, more=more)
    return _word("place_held", language, place=shown, documents=first)


def _word(code: str, language: str, **slots: object) -> str:
    return say(f"understood.{code}", language, **slots)


def _short(title: str) -> str:
    return title if len(title) <= _TITLE else title[:_TITLE].rstrip() + "…"


def _when(dating: Dating, question: Question) -> str:
    typed = question.standalone[dating.date_start : dating.end]
    shown = in_words(dating.value, question.language) if is_iso(dating.value) else typed
    return _word(f"time_{dating.relation}", question.language, time=shown)


def _ranked(hit: Hit, question: Question, public_url: str) -> RankedPassage:
    passage = hit.passage.passage
    anchor = f"#{passage.locator.anchor}" if passage.locator.steps else ""
    return RankedPassage(
        passage_id=passage.id,
        citation=cite(hit.passage.metadata, passage.locator, question.language),
        reader_url=absolute(document_url(passage.document_id) + anchor, public_url),
        score=hit.score,
        scores=dict(hit.scores),
        moved=dict(hit.moved),
    )
