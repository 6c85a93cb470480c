"""Who says what in a report of a meeting, read from its grammar; a speaker the source hides stays hidden.

A sentence belongs to a speaker when it reports what they say ('X stated', 'reiterated by X'; who chairs,
opens or closes a meeting speaks by doing so), or when a pronoun leads back to them ('They added'). A sentence
that reports nothing itself is theirs only
- inside a paragraph, when they speak before and after it and nobody else does in between,
- when it begins with them again ('Japan is trying to'), and they are no person of whom the author may tell,
- below a line of theirs that ends with a colon, to the end of that list,
- when they have no name and it goes on speaking of them ('At first it had been too proud').
Everything else is the author's: better no speaker than a wrong one. Only reports of meetings are read so.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ingest.documents import Kind, Metadata, Span, Speaker, Speech, Unit, UnitKind
from ingest.grammar import Grammar, grammar
from ingest.quotations import is_closed, is_opened, quotations, veil
from ingest.rejoin import ENUMERATED
from ingest.reporting import (
    Abbreviations,
    Back,
    Report,
    Sort,
    Subject,
    named_first,
    reports,
)
from ingest.sentences import sentences

_SPOKEN = (UnitKind.PARAGRAPH, UnitKind.LIST_ITEM, UnitKind.POINT)
_REMARK = re.compile(r"(?:Note|Remarque|Nota|N\.\s?B\.)\b[^:.]{0,60}:")
_FIRST = re.compile(r"\W*(?:1|a|i)\b", re.IGNORECASE)
_RECALLED = 20
"""A speaker named more stretches ago in a paragraph is not looked for."""
_LEADS_BACK = {
    Back.ANYONE: tuple(Sort),
    Back.PARTY: (Sort.STATE, Sort.BODY, Sort.OFFICE, Sort.UNNAMED),
    Back.PERSON: (Sort.PERSON, Sort.OFFICE, Sort.UNNAMED),
    Back.UNNAMED: (Sort.UNNAMED,),
}


@dataclass(frozen=True, slots=True)
class _Voice:
    """One speaker and where the text names them."""

    speaker: Speaker
    named: Span
    sort: Sort
    is_person: bool = False
    """A State that speaks by its representative."""
    gender: str | None = None
    """As a title tells it."""

    @property
    def key(self) -> tuple[str, int | None]:
        return (self.speaker.name or self.speaker.role or "").casefold(), self.speaker.ordinal


_Voices = tuple[_Voice, ...]


@dataclass(slots=True)
class _Said:
    """A stretch of a paragraph: who says it, and whether that is open to what stands around it."""

    span: Span
    voices: _Voices = ()
    reports: bool = False
    """Somebody speaks in it, known or not."""
    names: bool = False
    """It names the speaker itself."""
    runs_on: bool = False
    """What follows in the same sentence, after a semicolon, is the speaker's too."""
    about: bool = False
    """It tells of somebody by name, and does not report what they say."""


@dataclass(slots=True)
class _Reader:
    printed: str
    text: str
    """What is printed, with its quotations veiled: nobody else speaks in them."""
    units: Sequence[Unit]
    forms: Grammar
    short: Abbreviations
    ordinals: Counter[str] = field(default_factory=Counter)
    heard: list[_Voices] = field(default_factory=list)
    """Who spoke, in order, as far as a pronoun may lead back to them."""

    @property
    def last(self) -> _Voices:
        return self.heard[-1] if self.heard else ()

    def hear(self, voices: _Voices) -> None:
        """These spoke last; () when nobody knows who did, and no pronoun leads past that."""
        if not voices:
            self.heard.clear()
        elif voices != self.last:
            self.heard.append(voices)


def speeches(text: str, units: Sequence[Unit], metadata: Metadata) -> tuple[Speech, ...]:
    """Who says what, in reading order; () for a document that is no report of a meeting.

    A stretch said by several together has a speech for each, over the same span. A stretch ends where the
    speaker is named anew.
    """
    forms = grammar(metadata.language)
    if not _reports_a_meeting(text, units, metadata, forms):
        return ()
    reader = _Reader(text, _veiled(text, units), units, forms, Abbreviations(text))
    found: list[Speech] = []
    at = 0
    while at < len(units):
        if units[at].kind not in _SPOKEN:
            reader.hear(())
            at += 1
            continue
        said = _paragraph(reader, units[at].span)
        end = _end_of_list(reader, at)
        if end > at + 1 and said and said[-1].voices:
            said[-1].span = Span(said[-1].span.start, units[at].span.end)
            found += _as_speeches(said[:-1])
            found += _listed(reader, said[-1], at, end)
            reader.hear(())
            at = end
        else:
            found += _as_speeches(said)
            reader.hear(said[-1].voices if said else ())
            at += 1
    return tuple(found)


def speakers_of(span: Span, spoken: Sequence[Speech]) -> tuple[Speaker, ...]:
    """Who says all of `span`: several only when they say it together; () when any of it is another's."""
    over = within(span, spoken)
    speakers: dict[tuple[str | None, int | None, str | None], list[Speech]] = {}
    for speech in over:
        who = speech.speaker
        speakers.setdefault((who.name, who.ordinal, None if who.name else who.role), []).append(speech)
    if any(not _cover(own, span) for own in speakers.values()):
        return ()
    return tuple(own[0].speaker for own in speakers.values())


def within(span: Span, spoken: Sequence[Speech]) -> Sequence[Speech]:
    """The speeches, of all in reading order, that share a word with `span`."""
    first = bisect_right(spoken, span.start, key=lambda speech: speech.span.end)
    return spoken[first : bisect_left(spoken, span.end, key=lambda speech: speech.span.start)]


def _cover(own: Sequence[Speech], span: Span) -> bool:
    at = span.start
    for each in sorted(speech.span for speech in own):
        if each.start > at + 1:  # a space or line end between two stretches is nobody's
            return False
        at = max(at, each.end)
    return at >= span.end


def _paragraph(reader: _Reader, span: Span) -> list[_Said]:
    """The stretches of one paragraph, in order."""
    text = span.of(reader.printed)
    said: list[_Said] = []
    if not _REMARK.match(text):
        for sentence in _sentences(text):
            whole = Span(span.start + sentence.start, span.start + sentence.end)
            said += _sentence(reader, whole, said)
    _frame(said)
    return said


def _sentences(text: str) -> list[Span]:
    """The sentences of a paragraph; those of one quotation go with the sentence it stands in."""
    quoted = [span for span in quotations(text) if is_closed(text, span)]
    found: list[Span] = []
    for sentence in sentences(text):
        place = bisect_left(quoted, sentence.start, key=lambda span: span.start)
        around = quoted[place - 1] if place else None
        if around is None or around.end <= sentence.start:
            found.append(sentence)
        elif any(map(str.isalnum, text[sentence.start : around.end])):
            found[-1] = Span(found[-1].start, sentence.end)
        else:  # the closing mark, set apart: '... stocks. » It thanked'
            found[-1] = Span(found[-1].start, around.end)
            rest = text[around.end : sentence.end].lstrip()
            found += [Span(sentence.end - len(rest), sentence.end)] if rest else []
    return found


def _veiled(text: str, units: Sequence[Unit]) -> str:
    quoted: list[Span] = []
    opened: int | None = None
    """Where a quotation began that an earlier paragraph, below the same heading, left open."""
    for unit in units:
        if unit.kind not in _SPOKEN:
            opened = None
            continue
        for span in quotations(unit.span.of(text)):
            whole = Span(unit.span.start + span.start, unit.span.start + span.end)
            if opened is not None and not is_opened(text, whole):
                while quoted and quoted[-1].start >= opened:
                    quoted.pop()
                whole = Span(opened, whole.end)
            quoted.append(whole)
            opened = None if is_closed(text, whole) else whole.start
    return veil(text, quoted)


def _reports_a_meeting(text: str, units: Sequence[Unit], metadata: Metadata, forms: Grammar) -> bool:
    """By its kind, or where nothing tells the kind, by the headings of a record of what was said."""
    if metadata.kind is Kind.MEETING_REPORT:
        return True
    if metadata.kind not in (Kind.OTHER, Kind.STATEMENT):
        return False
    front = [metadata.title, *_lines(text, units, UnitKind.TITLE, UnitKind.COVER)]
    if any(map(forms.decision.match, front)):
        return False
    lines = [*front, *_lines(text, units, UnitKind.HEADING)]
    is_summary = any(map(forms.summary.search, lines)) and any(map(forms.event.search, lines))
    return is_summary or any(map(forms.record.search, lines))


def _lines(text: str, units: Sequence[Unit], *kinds: UnitKind) -> list[str]:
    return [unit.span.of(text) for unit in units if unit.kind in kinds]


def _sentence(reader: _Reader, span: Span, before: Sequence[_Said]) -> list[_Said]:
    words = span.of(reader.text)
    clauses = reports(words, reader.forms, reader.short)
    if not clauses:
        return [_silent(reader, span, before)]
    said = []
    for place, clause in enumerate(clauses):
        end = clauses[place + 1].start if place + 1 < len(clauses) else len(words)
        start = span.start + clause.start
        stretch = Span(start, start + len(words[clause.start : end].rstrip()))
        voices = _voices(reader, clause, span.start)
        reader.hear(voices)
        said.append(_Said(stretch, voices, True, bool(clause.subjects), clause.runs_on))
    return said


def _silent(reader: _Reader, span: Span, before: Sequence[_Said]) -> _Said:
    """A sentence that reports nothing itself: the rest of one that does, or it begins with its speaker."""
    if not before:
        reader.hear(())
        return _Said(span)
    if before[-1].runs_on and reader.text[before[-1].span.end - 1] == ";":
        return _Said(span, before[-1].voices, runs_on=True)
    words = span.of(reader.text)
    goes_on = reader.forms.own.search(words) and not reader.forms.group.match(words)
    if _of_unnamed(before[-1].voices) and goes_on:
        return _Said(span, before[-1].voices)
    subjects = named_first(words, reader.forms, reader.short)
    if any(subject.sort in (Sort.PERSON, Sort.UNNAMED) for subject in subjects):
        return _Said(span, about=True)
    names = [subject.name.casefold() for subject in subjects]
    for earlier in reversed(before[-_RECALLED:]):
        if names and [voice.key[0] for voice in earlier.voices] == names:
            return _Said(span, earlier.voices)
    return _Said(span, about=bool(subjects))


def _of_unnamed(voices: _Voices) -> bool:
    return len(voices) == 1 and voices[0].sort is Sort.UNNAMED


def _voices(reader: _Reader, clause: Report, offset: int) -> _Voices:
    if clause.subjects:
        voices = [_voice(reader, subject, offset) for subject in clause.subjects]
        return tuple(voice for voice in voices if voice) if all(voices) else ()
    if len(reader.last) > 1 and clause.back in (Back.PERSON, Back.UNNAMED):
        return ()
    if clause.gender and len(reader.last) == 1 and reader.last[0].gender not in (None, clause.gender):
        return _of_gender(reader, clause.gender)
    return reader.last if all(_fits(voice, clause.back) for voice in reader.last) else ()


def _fits(voice: _Voice, back: Back | None) -> bool:
    is_named_by_person = back is Back.PERSON and voice.is_person
    return is_named_by_person or voice.sort in _LEADS_BACK.get(back or Back.NOBODY, ())


def _of_gender(reader: _Reader, gender: str) -> _Voices:
    """The nearest earlier person whose title tells the gender, past persons of the other gender only."""
    for voices in reversed(reader.heard):
        if len(voices) != 1 or voices[0].gender is None:
            return ()
        if voices[0].gender == gender:
            return voices
    return ()


def _voice(reader: _Reader, subject: Subject, offset: int) -> _Voice | None:
    """None of 'Another' when it is not told another of what."""
    named = Span(subject.span.start + offset, subject.span.end + offset)
    if subject.sort is not Sort.UNNAMED:
        speaker = Speaker(subject.name, None, subject.role)
        return _Voice(speaker, named, subject.sort, subject.is_person, subject.gender)
    before = reader.last[0].speaker.role if _of_unnamed(reader.last) else None
    called = subject.name or before
    if not called:
        return None
    reader.ordinals[called.casefold()] += 1
    return _Voice(Speaker(None, reader.ordinals[called.casefold()], called), named, subject.sort)


def _frame(said: list[_Said]) -> None:
    """Give what reports nothing, between two stretches of the same speaker, to that speaker."""
    at = 0
    while at < len(said):
        end = at + 1
        while end < len(said) and not (said[end].reports or said[end].voices or said[end].about):
            end += 1
        if end < len(said) and said[at].voices and _keys(said[at].voices) == _keys(said[end].voices):
            for between in said[at + 1 : end]:
                between.voices = said[at].voices
        at = end


def _keys(voices: _Voices) -> list[tuple[str, int | None]]:
    return [voice.key for voice in voices]


def _as_speeches(said: Sequence[_Said]) -> Iterator[Speech]:
    """One stretch from where a speaker is named to where they, or another, are named next."""
    at = 0
    while at < len(said):
        end = at + 1
        while end < len(said) and said[end].voices == said[at].voices and not said[end].names:
            end += 1
        for voice in said[at].voices:
            yield Speech(Span(said[at].span.start, said[end - 1].span.end), voice.speaker, voice.named)
        at = end


def _end_of_list(reader: _Reader, at: int) -> int:
    """Index after the list that a line ending with a colon leads into; `at + 1` when it leads into none."""
    units = reader.units
    if not units[at].span.of(reader.text).endswith(":"):
        return at + 1
    inside, end = {at}, at + 1
    while end < len(units) and units[end].parent in inside and units[end].kind in _SPOKEN:
        inside.add(end)
        end += 1
    if end == at + 1:
        while end < len(units) and _is_numbered_beside(reader, at, end):
            end += 1
    return end


def _is_numbered_beside(reader: _Reader, at: int, place: int) -> bool:
    """A list numbered from 1 that stands beside the line before it, not below."""
    unit, words = reader.units[place], reader.units[place].span.of(reader.text)
    if unit.kind not in _SPOKEN or unit.parent != reader.units[at].parent:
        return False
    if ENUMERATED.match(reader.units[at].span.of(reader.text)):
        return False
    return bool(ENUMERATED.match(words)) and (place > at + 1 or _FIRST.match(words) is not None)


def _listed(reader: _Reader, opening: _Said, at: int, end: int) -> Iterator[Speech]:
    """The opening line and its list, one stretch; a line below that lets another speak begins a new one."""
    start, voices = opening.span.start, opening.voices
    for place in range(at + 1, end):
        new = _opens(reader, reader.units[place].span)
        if new:
            before = Span(start, reader.units[place - 1].span.end)
            yield from (Speech(before, voice.speaker, voice.named) for voice in voices)
            start, voices = reader.units[place].span.start, new
    whole = Span(start, reader.units[end - 1].span.end)
    yield from (Speech(whole, voice.speaker, voice.named) for voice in voices)


def _opens(reader: _Reader, span: Span) -> _Voices:
    """Who speaks from this line on: 'The ISU noted:', wherever its indent puts it."""
    words = span.of(reader.text)
    if not words.endswith(":"):
        return ()
    clauses = reports(words, reader.forms, reader.short)
    if len(clauses) != 1 or not clauses[0].subjects:
        return ()
    return _voices(reader, clauses[0], span.start)
