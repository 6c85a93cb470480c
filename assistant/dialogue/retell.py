"""Replies that act on the answer before: quoted again, in part, at length, or with what is known of it.

Each function writes into a `Composer`. What it quotes are places of the answer before or those around them,
so that the thread is kept whatever is said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from assistant.compose import Composer
from assistant.dialogue.turns import Act, Spoken
from assistant.finding.last_answer import (
    LastAnswer,
    Quoted,
    beside,
    paragraph,
    rest_of_paragraph,
    statements_within,
)
from assistant.finding.statements import Statement
from assistant.plain import plain
from assistant.reply import Part
from assistant.understanding.editions import edition, same_place
from assistant.understanding.terms import in_english
from assistant.understanding.wording import TELLS_WHEN, detect_language
from assistant.writing.provision import as_room, in_paragraphs
from index.lexical import analyse
from index.retrieve import OpenGeneration, StoredPassage
from ingest.citation import cite, in_words
from ingest.documents import Role, Span
from ingest.locator import Locator
from ingest.speakers import speakers_of

Retelling = Callable[[LastAnswer, Spoken, Composer], None]
Words = tuple[Part, ...]
Remark = Callable[[Quoted, Composer], Words]
"""Our words before a quotation."""

_ARTICLE = re.compile(r"\bart[ií]c(?:le|ulo)\b", re.IGNORECASE)
_AT_ONCE = 400
"""Words read out in one reply; 'more' reads on."""
_PARAGRAPHS = 3
"""Paragraphs read out when the answer before quoted several."""


def short(last: LastAnswer, spoken: Spoken, compose: Composer) -> None:
    """The statement that meets most of the question, with the footnotes that were quoted for it."""
    told = [each for quoted in last.quoted for each in statements_within(quoted, compose.generation)]
    asked = _stems(last.question, compose.language)
    best = max(told, key=lambda each: len(asked & _stems_of(each)))  # the first of equals
    is_all = last.quoted == (best,)
    quote_again(best, compose, compose.once("turns.shortest" if is_all else "turns.short"))


def _stems(question: str, default: str) -> set[str]:
    """Of the words of the question, in its own language and in English terms."""
    language = detect_language(question, default)
    return {*analyse(question, language), *analyse(in_english(question, language), "en")}


def _stems_of(quoted: Quoted) -> set[str]:
    return set(analyse(quoted.statement.text, quoted.statement.passage.metadata.language))


def at_length(last: LastAnswer, spoken: Spoken, compose: Composer) -> None:
    """The paragraphs, or the articles, in which the quotations stand."""
    read: set[str] = set()
    count = 0
    for stored in last.passages:
        if stored.passage.id not in read and count < _PARAGRAPHS:
            count += 1
            passages = paragraph(stored, compose.generation, whole_article=_of_article(spoken))
            read |= {each.passage.id for each in passages}
            _read_out(passages, compose)


def following(last: LastAnswer, spoken: Spoken, compose: Composer) -> None:
    _beside(last.quoted[-1], 1, "turns.last_paragraph", spoken, compose)


def preceding(last: LastAnswer, spoken: Spoken, compose: Composer) -> None:
    _beside(last.quoted[0], -1, "turns.first_paragraph", spoken, compose)


def more(last: LastAnswer, spoken: Spoken, compose: Composer) -> None:
    """The rest of the paragraph after what was quoted of it, or the next one."""
    furthest = max(
        (quoted for quoted in last.quoted if quoted.document == last.quoted[0].document),
        key=lambda quoted: quoted.statement.span.end,
    )
    if rest := rest_of_paragraph(furthest, compose.generation):
        _read_on(rest, compose)
    else:
        _beside(furthest, 1, "turns.last_paragraph", spoken, compose)


def dated(last: LastAnswer, spoken: Spoken, compose: Composer) -> None:
    """The dates of each document, and what was quoted of it."""
    told: set[str] = set()
    for quoted in last.quoted:
        if quoted.document not in told:
            told.add(quoted.document)
            for words in _dates(quoted, compose):
                compose.add(words)
        tells = TELLS_WHEN.search(quoted.statement.text)
        quote_again(quoted, compose, compose.once("turns.says_when") if tells else ())


def in_language(last: LastAnswer, spoken: Spoken, compose: Composer) -> None:
    """The same places in the language asked for; the quotation itself where there is no such text."""
    tongue = spoken.tongue or compose.language
    shown: set[Span] = set()
    for quoted in last.quoted:
        document = compose.generation.document(quoted.document)
        other = edition(document, tongue, compose.generation)
        at = quoted.statement.locator
        if document.metadata.language == tongue:
            quote_again(quoted, compose, compose.once("turns.already"))
        elif places := other and same_place(at, other, compose.generation):
            for stored in places:
                span, locator = _spot(stored, at, compose.generation)
                if not any(earlier.contains(span) for earlier in shown):
                    shown.add(span)
                    code = "turns.same_place" if tongue == compose.language else "turns.same_place_elsewhere"
                    compose.add(*compose.once(code), compose.quote(stored, span, locator))
        else:
            quote_again(quoted, compose, compose.once("turns.no_edition", document=_name(quoted, compose)))


def with_remarks(remark: Remark) -> Retelling:
    """All that was quoted, each after what is remarked of it unless that was just said."""

    def retell(last: LastAnswer, spoken: Spoken, compose: Composer) -> None:
        for quoted in last.quoted:
            quote_again(quoted, compose, remark(quoted, compose))

    return retell


def by_speaker(quoted: Quoted, compose: Composer) -> Words:
    """Who said it, as the document reports; of an unnamed speaker how the document describes them."""
    passage = quoted.statement.passage.passage
    speakers = speakers_of(
        quoted.statement.span, compose.generation.speeches(passage.document_id, passage.version)
    )
    document = _name(quoted, compose)
    names = ", ".join(speaker.name for speaker in speakers if speaker.name)
    if names:
        compose.values.add(names)
        return compose.once("turns.said_by", name=names, document=document)
    if speakers and speakers[0].role:
        compose.values.add(speakers[0].role)
        ordinal = str(speakers[0].ordinal or 1)
        return compose.once(
            "turns.said_by_unnamed", document=document, role=speakers[0].role, ordinal=ordinal
        )
    return compose.once("turns.said_by_document", document=document)


def by_place(quoted: Quoted, compose: Composer) -> Words:
    place = cite(quoted.statement.passage.metadata, quoted.statement.locator, compose.language)
    return compose.once("turns.stands_in", place=place)


def by_document(code: str) -> Remark:
    return lambda quoted, compose: compose.once(code, document=_name(quoted, compose))


def remarked(code: str) -> Remark:
    return lambda quoted, compose: compose.once(code)


def after(code: str, retelling: Retelling) -> Retelling:
    """The retelling after a sentence of our own."""

    def retell(last: LastAnswer, spoken: Spoken, compose: Composer) -> None:
        compose.add(compose.words(code))
        retelling(last, spoken, compose)

    return retell


ON_ANSWER: dict[Act, Retelling] = {
    Act.SHORTER: short,
    Act.WHOLE: at_length,
    Act.NEXT: following,
    Act.PREVIOUS: preceding,
    Act.MORE: more,
    Act.WHEN: dated,
    Act.SPEAKER: with_remarks(by_speaker),
    Act.WHERE: with_remarks(by_place),
    Act.WHICH_DOCUMENT: with_remarks(by_document("turns.is_from")),
    Act.LINK: with_remarks(by_document("turns.opens")),
    Act.SURE: with_remarks(remarked("turns.exact")),
    Act.AGAIN: with_remarks(remarked("turns.again")),
    Act.DRAFT: with_remarks(remarked("turns.draft")),
    Act.WRONG: after("turns.check_it", at_length),
    Act.EXPLAIN: after("turns.explain", at_length),
    Act.SUMMARISE: after("turns.summarise", at_length),
    Act.LANGUAGE: in_language,
    Act.TRANSLATE: after("turns.translate", in_language),
}


def quote_again(quoted: Quoted, compose: Composer, words: Words = ()) -> None:
    """The statement with what it depends on, after our words; then the footnotes quoted beside it."""
    statement = quoted.statement
    compose.add(*words, *compose.statement(statement))
    for note in quoted.footnotes:
        compose.add_footnote(note, statement.passage)


def _of_article(spoken: Spoken) -> bool:
    return bool(_ARTICLE.search(spoken.text))


def _beside(quoted: Quoted, step: int, at_end: str, spoken: Spoken, compose: Composer) -> None:
    """The paragraph or article next to it; at the end of the document that there is no other."""
    found = beside(quoted.statement.passage, compose.generation, step, whole_article=_of_article(spoken))
    if found:
        _read_out(found, compose)
    else:
        quote_again(quoted, compose, compose.once(at_end, document=_name(quoted, compose)))


def _read_on(rest: Sequence[Statement], compose: Composer) -> None:
    """What follows, each paragraph with its footnotes, as much as can be read at once."""
    read = as_room(rest, _AT_ONCE)
    passage = read[0].passage.passage
    for statement in in_paragraphs(read, compose.generation.text(passage.document_id, passage.version)):
        quote_again(Quoted(statement, statement.footnotes), compose)
    if len(read) < len(rest):
        compose.add(compose.words("turns.goes_on"))


def _read_out(passages: Sequence[StoredPassage], compose: Composer) -> None:
    """Each passage whole with its footnotes, as many as can be read at once."""
    words = 0
    for at, stored in enumerate(passages):
        words += len(plain(stored.text).split())
        if at and words > _AT_ONCE:
            compose.add(compose.words("turns.goes_on"))
            return
        compose.add(compose.quote(stored, stored.passage.body, stored.passage.locator))
        for note in stored.passage.attached:
            if note.role is Role.FOOTNOTE:
                compose.add_footnote(note, stored)


def _dates(quoted: Quoted, compose: Composer) -> list[Part]:
    data = quoted.statement.passage.metadata
    known = (
        ("turns.figures_of", data.as_of),
        ("turns.event_of", data.event_date),
        ("turns.dated", data.document_date),
    )
    found = [
        compose.words(code, document=data.title, day=in_words(day, compose.language))
        for code, day in known
        if day
    ]
    return found or [compose.words("turns.undated", document=data.title)]


def _name(quoted: Quoted, compose: Composer) -> str:
    return cite(quoted.statement.passage.metadata, Locator(), compose.language)


def _spot(stored: StoredPassage, locator: Locator, generation: OpenGeneration) -> tuple[Span, Locator]:
    """Where in the passage the place stands: the point of a paragraph that is one passage, or all of it."""
    inner = [
        unit
        for unit in generation.units(stored.passage.document_id, stored.passage.version)
        if locator.contains(unit.locator) and stored.passage.body.contains(unit.span)
    ]
    if not inner:
        return stored.passage.body, stored.passage.locator
    return Span(inner[0].span.start, inner[-1].span.end), locator
