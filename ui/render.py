"""Replies to HTML: pure functions. Every word of a document or a person is escaped before it is marked up."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.schemas import (
    AskReply,
    CitationFields,
    DocumentFields,
    PartRole,
    Verdict,
    WarningCode,
    WarningFields,
)
from ingest.citation import in_words
from prompts.words import LANGUAGES, catalogue, say

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

TEMPLATES = Path(__file__).parent / "templates"
SHOWN_FIRST = 2
"""Warnings of an answer; the others are a click away."""
LANGUAGE_NAMES = {"en": "English", "fr": "Français", "es": "Español"}
QUOTATION_MARKS = {"en": ("“", "”"), "fr": ("«\u00a0", "\u00a0»"), "es": ("«", "»")}
# Characters that turn the direction of the line round or hide: harmless in a passage, which is isolated,
# but a title or a file name with one could pass for another.
_INVISIBLE = re.compile(r"[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_BREAKS = re.compile(r"[ \t\r\n\f\v\x1c-\x1e\x85\u2028\u2029]+")
_CLOSES_UP = re.compile(r"^[\u00a0:;,.]")


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and what came of it: a step while working, then a reply or a notice."""

    number: int
    question: str
    step: str | None = None
    """Code of the step at work: 'searching', 'reading', 'checking'."""
    reply: AskReply | None = None
    notice: str | None = None
    """Words shown when there is no reply: stopped, busy, failed."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, marked when it is the quotation."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class AttachedText:
    role: str
    label: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A citation made ready for a card."""

    citation: CitationFields
    anchor: str
    pieces: tuple[Piece, ...]
    attached: tuple[AttachedText, ...]
    link: str


@dataclass(frozen=True, slots=True)
class ShownPart:
    text: str
    quoted: bool
    number: int | None
    space_before: bool


def thread(exchanges: Sequence[Exchange], language: str, examples: Sequence[str] = ()) -> str:
    """The conversation; before the first question, an invitation with examples."""
    return panel("thread.html", language, exchanges=exchanges, examples=examples)


def sources(exchanges: Sequence[Exchange], documents: Sequence[DocumentFields], language: str) -> str:
    """The panel beside the conversation: cited passages, newest exchange first, then the documents."""
    with_passages = [e for e in reversed(exchanges) if e.reply and passages_of(e.reply)]
    return panel("sources.html", language, exchanges=with_passages, documents=documents)


def banner(language: str) -> str:
    """The warning of the sample collection, over everything."""
    return panel("banner.html", language)


def masthead(language: str) -> str:
    return panel("masthead.html", language)


def pages(language: str) -> str:
    """Links to the pages beside the chat."""
    return panel("pages.html", language)


def footer(documents: int, newest: str | None, updated: str | None, language: str) -> str:
    return panel("footer.html", language, line=collection_line(documents, newest, updated, language))


def panel(template: str, language: str, **values: Any) -> str:
    """A template filled in as one line of HTML: a place in the chat page reads blank lines as Markdown."""
    return _BREAKS.sub(" ", page(template, language, **values)).strip()


def page(template: str, language: str, **values: Any) -> str:
    """A template filled in; its words in `language`."""
    return environment().get_template(template).render(language=language, words=_words(language), **values)


@cache
def environment() -> Environment:
    """Templates with escaping on, and an error for a name that is missing."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(visible=visible, day=in_words, lines=lines, cells=cells, record=record)
    made.globals.update(
        cards=cards,
        exact=exact,
        language_names=LANGUAGE_NAMES,
        marks=QUOTATION_MARKS,
        parts=parts,
        passages_of=passages_of,
        see=say_on_screen,
        see_sample=sample_warning,
        shown_language=shown_language,
        understood=understood,
        notes=notes,
    )
    return made


@cache
def _words(language: str) -> Mapping[str, str]:
    return {c.partition(".")[2]: t[language] for c, t in catalogue().items() if c.startswith("screen.")}


def say_on_screen(code: str, language: str, **slots: object) -> str:
    return say(f"screen.{code}", language, **slots)


def sample_warning(language: str) -> str:
    return say(f"warnings.{WarningCode.SAMPLE_COLLECTION}", language)


def visible(text: str) -> str:
    """`text` with characters nobody can see written out, so that no title passes for another."""
    return _INVISIBLE.sub(lambda found: f"[U+{ord(found[0]):04X}]", text)


def preferred_language(chosen: str | None, accepted: str | None, default: str) -> str:
    """The language the address asks for, else the browser's first that we speak, else `default`."""
    if chosen in LANGUAGES:
        return chosen
    for entry in (accepted or "")[:200].split(","):
        spoken = entry.partition(";")[0].strip().lower()[:2]
        if spoken in LANGUAGES:
            return spoken
    return default


def lines(text: str) -> Markup:
    """`text` escaped, its line breaks kept as elements."""
    from markupsafe import Markup, escape

    return Markup("<br>").join(escape(line) for line in text.split("\n"))


def cells(text: str) -> Markup:
    """`text` escaped, the cells of a table row told apart by a rule; what is copied keeps its bars."""
    from markupsafe import Markup, escape

    return Markup(str(escape(text)).replace(" | ", '<span class="rule"> | </span>'))


def record(text: str) -> Markup:
    """Words of a document, line by line and cell by cell."""
    from markupsafe import Markup

    return Markup("<br>").join(cells(line) for line in text.split("\n"))


def shown_language(code: str, language: str) -> str:
    """The name of a document's language; its code where we have no name."""
    return say_on_screen(f"language_{code}", language) if code in LANGUAGES else code


def collection_line(documents: int, newest: str | None, updated: str | None, language: str) -> str:
    """'14 documents, newest 24 November 2017; documents last updated 3 March 2026'."""
    if not documents:
        return say_on_screen("documents_none", language)
    day = in_words(newest, language) if newest else "–"
    code = "footer_one" if documents == 1 else "footer_collection"
    slots = {"newest": day} if documents == 1 else {"count": documents, "newest": day}
    line = say_on_screen(code, language, **slots)
    if updated:
        line += " · " + say_on_screen("footer_updated", language, day=in_words(updated[:10], language))
    return line


def passages_of(reply: AskReply) -> list[CitationFields]:
    """What the panel shows for a reply: the cited passages, then the nearest ones of a "not found"."""
    return [*reply.citations, *(reply.abstention.nearest if reply.abstention else [])]


def exact(reply: AskReply) -> bool:
    """True when the answer quotes and every sentence is in the documents' exact words."""
    quoting = [s for s in reply.sentences if s.citations]
    return bool(quoting) and all(s.verdict is Verdict.VERBATIM for s in quoting)


def understood(exchange: Exchange) -> str | None:
    """The question as we took it, when that differs from what was typed."""
    if exchange.reply is None:
        return None
    taken = exchange.reply.standalone_question
    same = _letters(taken) == _letters(exchange.question)
    return None if same or not taken.strip() else taken


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def notes(reply: AskReply) -> tuple[list[WarningFields], list[WarningFields]]:
    """Warnings beside the answer, the most important of them and the rest: whoever is shown six reads none.

    The one about the sample stands in the banner of every page.
    """
    told = [w for w in reply.warnings if w.code is not WarningCode.SAMPLE_COLLECTION]
    return told[:SHOWN_FIRST], told[SHOWN_FIRST:]


def parts(sentence: Any) -> list[ShownPart]:
    """The parts of a sentence, each with its citation number and the space it needs before it."""
    return [
        ShownPart(
            text=part.text if place or part.role is PartRole.QUOTE else _capital(part.text),
            quoted=part.role is PartRole.QUOTE,
            number=part.citation if part.role is PartRole.QUOTE else None,
            space_before=place > 0 and not _CLOSES_UP.match(part.text),
        )
        for place, part in enumerate(sentence.parts)
    ]


def _capital(text: str) -> str:
    """`text` as it stands at the start of a sentence: 'footnote 2' -> 'Footnote 2'."""
    return text[:1].upper() + text[1:]


def cards(exchange: Exchange) -> tuple[list[Shown], list[Shown]]:
    """The cited passages, and the nearest ones of a "not found"."""
    reply = exchange.reply
    if reply is None:
        return [], []
    cited = [shown(c, f"x{exchange.number}-c{c.number}") for c in reply.citations]
    near = reply.abstention.nearest if reply.abstention else []
    return cited, [unmarked(shown(c, f"x{exchange.number}-n{c.number}")) for c in near]


def unmarked(item: Shown) -> Shown:
    """A nearest passage quotes nothing: to mark it would say that it answers."""
    return replace(item, pieces=tuple(Piece(piece.text) for piece in item.pieces))


def shown(citation: CitationFields, anchor: str) -> Shown:
    """A citation with its passage cut into body and attached texts, the quotation marked where it stands."""
    body, tails = split_passage(citation)
    attached = []
    marked = False
    for fields, text in tails:
        inside = fields.start <= citation.start and citation.end <= fields.end
        pieces = (
            mark(text, citation.start - fields.start, citation.end - fields.start)
            if inside
            else (Piece(text),)
        )
        marked = marked or inside
        attached.append(AttachedText(fields.role, fields.locator.rpartition(" ")[2], pieces))
    at = citation.start - citation.passage_start
    in_body = not marked and at >= 0 and citation.end - citation.passage_start <= len(body)
    pieces = mark(body, at, at + len(citation.quote)) if in_body else (Piece(body),)
    return Shown(citation, anchor, pieces, tuple(attached), own_link(citation.url))


def split_passage(citation: CitationFields) -> tuple[str, list[tuple[Any, str]]]:
    """The body, and each attached text with its fields: attached texts stand last, one line each."""
    rest = citation.passage
    tails: list[tuple[Any, str]] = []
    for fields in reversed(citation.attached):
        cut = len(rest) - (fields.end - fields.start)
        tails.append((fields, rest[cut:]))
        rest = rest[: max(0, cut - 1)]
    return rest, tails[::-1]


def mark(text: str, start: int, end: int) -> tuple[Piece, ...]:
    """`text` in pieces, the stretch from `start` to `end` marked."""
    pieces = (Piece(text[:start]), Piece(text[start:end], marked=True), Piece(text[end:]))
    return tuple(piece for piece in pieces if piece.text)


def own_link(url: str) -> str:
    """The link when it leads to our own reader page, else one that leads to the list of documents."""
    return url if re.match(r"^/documents/[^/\\]", url) else "/documents"
