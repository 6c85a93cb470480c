"""Turns that are no questions, answered without a model: with a notice, or with words quoted again.

What needs a language model says so and quotes the nearest thing. All of it passes the gate like any answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.compose import Composer
from assistant.dialogue.asking import Asking
from assistant.dialogue.retell import ON_ANSWER, Retelling, quote_again
from assistant.dialogue.turns import NOTICES, Act, Spoken
from assistant.finding.grounding import folded
from assistant.finding.last_answer import LastAnswer, last_answer, of_citations
from assistant.reply import Abstention, Clarification, Notice, Part, VerifiedAnswer
from assistant.schemas import Turn
from assistant.understanding.editions import edition
from assistant.understanding.follow_ups.counting import has_ordinal, number_of
from assistant.understanding.question import Question
from assistant.understanding.scope import document_scope, meant, rest_of
from assistant.writing.holdings import list_documents
from index.retrieve import OpenGeneration, StoredDocument, StoredPassage
from ingest.citation import cite
from ingest.documents import UnitKind
from ingest.errors import LocatorError
from ingest.locator import Locator
from prompts.words import LANGUAGES

Outcome = VerifiedAnswer | Abstention | Clarification | Notice

_NEED_MODEL = frozenset((Act.EXPLAIN, Act.SUMMARISE, Act.TRANSLATE, Act.DRAFT))
_ASSERTS = re.compile(
    r"\b(?:saying|says?|stating|claiming|arguing|that|disant|affirmant|que|diciendo|afirmando)\b",
    re.IGNORECASE,
)
"""A text is to assert something: whether the documents say it is for the answering to judge."""
_OPENING = 2  # paragraphs from which one sees what a document is
_HEADINGS = 12


@dataclass(frozen=True, slots=True)
class _Scene:
    spoken: Spoken
    last: LastAnswer | None
    compose: Composer
    asking: Asking

    @property
    def generation(self) -> OpenGeneration:
        return self.compose.generation


def act_on(
    spoken: Spoken, history: Sequence[Turn], generation: OpenGeneration, language: str, asking: Asking
) -> Outcome | None:
    """The reply to a turn that is no question; None where the documents are to be asked after all."""
    if spoken.act is None:
        return None
    compose = Composer(generation, language)
    if spoken.act in NOTICES:
        return _notice(spoken.act, compose)
    scene = _Scene(spoken, last_answer(history, generation), compose, asking)
    if spoken.act is Act.NTH:
        return _one_of(spoken.subject, history, scene)
    if spoken.subject:
        return _on_subject(spoken.subject, scene)
    if scene.last is None:
        return _said(_without_answer(spoken.act), compose)
    return _retold(ON_ANSWER[spoken.act], scene.last, scene)


def language_of(spoken: Spoken, wished: str) -> str:
    """Of our own words: the one asked for with 'in French', the one wished for, or that of the turn."""
    if spoken.act is Act.LANGUAGE and spoken.tongue in LANGUAGES:
        return spoken.tongue
    return spoken.language if wished == "auto" else wished


def _notice(act: Act, compose: Composer) -> Notice:
    match act:
        case Act.DOCUMENTS:
            list_documents(compose)
        case Act.ABILITIES:
            count = str(compose.generation.collection.documents)
            compose.add(compose.words("turns.abilities_answers", count=count))
            for code in ("turns.abilities_questions", "turns.abilities_turns", "turns.abilities_limits"):
                compose.add(compose.words(code))
        case _:
            compose.add(compose.words(f"turns.{act}"))
    return Notice(compose.checked()[0], compose.language)


def _said(code: str, compose: Composer) -> Notice:
    compose.add(compose.words(code))
    return Notice(compose.checked()[0], compose.language)


def _without_answer(act: Act) -> str:
    if act in _NEED_MODEL:
        return "turns.model_nothing"
    return "turns.how_to_check" if act is Act.WRONG else "turns.nothing_before"


def _retold(retelling: Retelling, last: LastAnswer, scene: _Scene) -> Outcome:
    retelling(last, scene.spoken, scene.compose)
    return _verified(scene.compose)


def _verified(compose: Composer) -> Outcome:
    """What passes the gate; a notice should nothing that quotes be left."""
    sentences, citations = compose.checked()
    if citations:
        return VerifiedAnswer(sentences, citations, 1.0)
    return _said("turns.nothing_before", Composer(compose.generation, compose.language))


def _one_of(ordinal: str, history: Sequence[Turn], scene: _Scene) -> Outcome | None:
    """The one of several that is meant: quotations of the last answer, or documents offered instead.

    None where the question before it has an ordinal itself: 'What is the first challenge?' 'And the second?'
    """
    at = next((at for at in reversed(range(len(history))) if history[at].role == "user"), None)
    number = number_of(ordinal)
    if at is None or number is None:
        return _said("turns.nothing_before", scene.compose)
    question = scene.asking.read(history[at].content, history[:at])
    if has_ordinal(question.standalone):
        return None
    if scene.last is None:
        offered = scene.asking.answer(question)
        options = offered.options if isinstance(offered, Clarification) else ()
        chosen = [text for _, text in options[number - 1 : number]]
        return scene.asking.answer(scene.asking.read(chosen[0], ())) if chosen else None
    for quoted in scene.last.quoted[number - 1 : number]:
        quote_again(quoted, scene.compose, scene.compose.once("turns.again"))
        return _verified(scene.compose)
    return None


# ---- Turns with a subject of their own: 'explain Article 4'


def _on_subject(subject: str, scene: _Scene) -> Outcome | None:
    act = scene.spoken.act
    if act is Act.TERM:
        return _term(subject, scene)
    question = scene.asking.read(subject, ())
    if act is Act.DRAFT:
        return None if _ASSERTS.search(subject) else _led("turns.draft", scene.asking.answer(question), scene)
    document = meant(document_scope(question, scene.generation))
    if not rest_of(question, filter(None, [document]), scene.generation):
        if question.places:
            return _place(question, scene)
        if document and act is not Act.EXPLAIN:
            return _outline(scene.generation.document(document), scene)
    return None if act in (Act.EXPLAIN, Act.SUMMARISE) else _said("turns.model_nothing", scene.compose)


def _term(subject: str, scene: _Scene) -> Outcome | None:
    """A term of the answer before is explained; where the documents do not, it is shown where it was used."""
    if scene.last is None or folded(subject) not in folded(scene.last.text):
        return None
    explained = scene.asking.answer(scene.asking.read(scene.spoken.text, ()))
    used = [each for each in scene.last.quoted if folded(subject) in folded(each.statement.text)]
    if isinstance(explained, VerifiedAnswer) or not used:
        return explained
    scene.compose.values.add(subject)
    quote_again(used[0], scene.compose, scene.compose.once("turns.not_explained", term=subject))
    return _verified(scene.compose)


def _place(question: Question, scene: _Scene) -> Outcome:
    """The place in its own words; where it is to be translated in those of that language's text."""
    outcome = scene.asking.answer(question)
    if isinstance(outcome, VerifiedAnswer) and scene.spoken.act is Act.TRANSLATE:
        return _retold(ON_ANSWER[Act.TRANSLATE], of_citations(outcome.citations), scene)
    return _led(f"turns.{scene.spoken.act}", outcome, scene)


def _led(code: str, outcome: VerifiedAnswer | Abstention | Clarification, scene: _Scene) -> Outcome:
    """The answer after a sentence of our own; what was not found stays not found."""
    if isinstance(outcome, Abstention | Clarification):
        return outcome
    scene.compose.add(scene.compose.words(code))
    return replace(outcome, sentences=(*scene.compose.checked()[0], *outcome.sentences))


def _outline(document: StoredDocument, scene: _Scene) -> Outcome:
    """How the document begins, and its headings; for a translation of that edition."""
    compose = scene.compose
    if scene.spoken.act is Act.TRANSLATE:
        tongue = scene.spoken.tongue or compose.language
        document = edition(document, tongue, scene.generation) or document
    name = cite(document.metadata, Locator(), compose.language)
    compose.values.add(name)
    compose.add(compose.words("turns.outline", document=name))
    passages = [each for each in scene.generation.passages(document.id) if not _is_title(each)]
    for stored in passages[:_OPENING]:
        compose.add(compose.quote(stored, stored.passage.body, stored.passage.locator))
    if headings := _headings(document, passages, compose):
        compose.add(compose.words("turns.headings"), *headings)
    return _verified(compose)


def _is_title(stored: StoredPassage) -> bool:
    return stored.passage.locator.steps[-1:] == (("unnumbered", "t"),)


def _headings(document: StoredDocument, passages: Sequence[StoredPassage], compose: Composer) -> list[Part]:
    """The outermost headings of which there are several, as quotations; 'Article 7' says nothing."""
    record = compose.generation.text(document.id)
    units = [
        unit
        for unit in compose.generation.units(document.id)
        if unit.kind is UnitKind.HEADING and not _is_number(unit.span.of(record))
    ]
    depths = [len(unit.heading) for unit in units]
    outermost = next((depth for depth in sorted(set(depths)) if depths.count(depth) > 1), None)
    parts: list[Part] = []
    for unit in [each for each in units if len(each.heading) == outermost][:_HEADINGS]:
        below = next((each for each in passages if each.passage.body.start >= unit.span.start), None)
        if below is not None:
            parts += [compose.words("turns.then")] if parts else []
            parts.append(compose.quote(below, unit.span, unit.locator))
    return parts


def _is_number(heading: str) -> bool:
    try:
        return bool(Locator.parse(heading).steps)
    except LocatorError:
        return False
