"""What a document says of itself: title, symbol, kind, status, language and dates. Never guessed."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ingest.dates import find_dates, is_iso
from ingest.documents import Kind, Metadata, Status, Unit, UnitKind
from ingest.skeleton import in_latin

CCM_SYMBOL = re.compile(
    r"\bCCM/(?:MSP|CONF)/(?:19|20)\d{2}(?:/(?:WP\.|L\.|CRP\.|INF[./]?|MISC\.|PC\.|PM\.)?\d+)?"
    r"(?:/(?:Rev|Add|Corr|Amend)\.\d+)*\b"
)
_UN_SYMBOL = re.compile(
    r"(?<![\w/])(?:A|S|E|ST|TD|CD|CCW|APLC|BWC|NPT|CRPD|CCPR|CRC|HRC)/(?:[A-Z0-9][A-Za-z0-9.]{0,11}/){0,5}"
    r"[A-Za-z.]{0,6}[0-9]{1,5}(?![\w/])"
)
_SYMBOL_LABEL = re.compile(r"\s*(?:(?:Document |UN )?(?:symbol|document)\b\W*|[*•–-]\s*)?", re.IGNORECASE)
_PROPOSAL = re.compile(r"/(?:WP|CRP|L)\.[0-9]")
"""Working papers, conference room papers and papers of limited circulation: put before a body, not of it."""
_ORDINAL = (
    r"(?:First|Second|Third|Fourth|Fifth|Sixth|Seventh|Eighth|Ninth|Tenth|Eleventh|Twelfth|Thirteenth"
    r"|Fourteenth|Fifteenth|Sixteenth|Seventeenth|Eighteenth|Nineteenth|Twentieth|[0-9]{1,2}(?:st|nd|rd|th))"
)
_ORDINAL_FR = (
    r"(?:Première|(?:Deux|Trois|Quatr|Cinqu|Six|Sept|Huit|Neuv|Dix|Onz|Douz|Treiz|Quatorz|Quinz|Seiz)ième"
    r"|[0-9]{1,2}e)"
)
_ORDINAL_ES = (
    r"(?:Primera|Segunda|Tercera|Cuarta|Quinta|Sexta|Séptima|Octava|Novena|(?:Und|Duod|D)écima|[0-9]{1,2}ª)"
)
_MEETING = re.compile(
    rf"(?:{_ORDINAL}\s)?(?:Meeting of (?:the )?(?:States|High Contracting) Parties|Review Conference"
    rf"|Preparatory (?:Meeting|Committee)"
    r"|Intersessional Meetings?|Conference of (?:the )?States Parties)\b.*"
    rf"|{_ORDINAL_FR}?\s?(?:(?:Assemblée|Réunion) des États parties|Conférence d['’]examen)\b.*"
    rf"|{_ORDINAL_ES}?\s?(?:Reunión de los Estados [Pp]artes|Conferencia de Examen)\b.*"
    r"|(?<![\w-])[\w-]++ session\b.*",
    re.IGNORECASE,
)
_BODY = re.compile(
    rf"{_ORDINAL}\s|(?:Meeting|Conference) of (?:the )?(?:States|High Contracting) Parties\b"
    rf"|{_ORDINAL_FR}\s|{_ORDINAL_ES}\s",
    re.IGNORECASE,
)
"""The opening of the name of a formal body: a report below it names the document."""
_JOINED = re.compile(
    r" (?=Distr\.|Original\s?:|(?:English|French|Spanish|Arabic|Chinese|Russian)(?: and \w+)? only\b"
    r"|(?:Submitted|Prepared|Presented) by |(?:Présenté|Soumis|Établi)e?s? par "
    r"|(?:Presentad|Preparad)[oa] por )"
    r"|(?:(?<=^United Nations)|(?<=^Nations Unies)|(?<=^Naciones Unidas)) (?=[A-Z]{1,5}/)"
)
"""Where a line of a mast-head goes on with another: set beside it, or below it in text that is wrapped."""
_PLACE = re.compile(
    r"(?:(?:States|High Contracting|États|Hautes) [Pp]arties|Estados [Pp]artes|Review Conference"
    r"|Conférence d['’]examen|Conferencia de Examen|Preparatory (?:Meeting|Committee)"
    r"|Intersessional Meetings?|Cluster Munitions|armes à sous-munitions|Municiones en Racimo)"
    r"( )(?=(?:[A-ZÀ-Ý][\w’'-]{1,30},? ){1,3}(?:du |le |del? )?$)"
)
"""Before the date: a meeting's name that its place follows with no comma between."""
_SITTING_BODY = re.compile(
    r"\b(?:Assembly|Council|Commission|Committee|Conference|Working Group)\b", re.IGNORECASE
)
_NOTICE = re.compile(
    r"(?:English|French|Spanish|Arabic|Chinese|Russian)(?: and \w+)? only|Original\s*:.*|Distr\.?.*"
    r"|General|Limited|Restricted"
    r"|(?:Agenda )?items? [0-9].*|Point [0-9]+ de l['’]ordre du jour.*|Tema [0-9]+ del programa.*"
    r"|English|Français|Español"
    r"|(?:Submitted|Prepared|Presented|Compiled) by\b.*|Note by\b.*|(?:Présenté|Soumis|Établi)e?s?"
    r" par\b.*|(?:Presentad|Preparad)[oa] por\b.*"
    r"|\*?[0-9]{2}-[0-9]{5}.*|GE\.[0-9].*|Resolution adopted by\b.*|\[.*\]|United Nations|Nations"
    r" Unies|Naciones Unidas|General Assembly|Security Council",
    re.IGNORECASE,
)
_AGENDA_ITEM = re.compile(
    r"(?:Agenda )?items? [0-9]|Point [0-9]+ de l['’]ordre|Tema [0-9]+ del", re.IGNORECASE
)
_STATUS_LINE = re.compile(
    r"(?:Revised |First |Second |Final )?(?:Draft|Projet|Proyecto)|Advance (?:unedited )?(?:version|copy)",
    re.IGNORECASE,
)
_DRAFT = re.compile(
    r"\b(?:draft|projet de|proyecto de|advance unedited|zero draft)\b|^(?:projet|proyecto)\b", re.IGNORECASE
)
_INSTRUMENT = re.compile(
    r"(?:Convention|Protocol|Treaty|Agreement|Covenant|Statute|Charter|Protocole|Traité|Accord|Pacte|Convención|Convenio|Protocolo|Tratado"
    r"|Acuerdo|Pacto)\b",
    re.IGNORECASE,
)
_LINKING = re.compile(
    r"(?:\b(?:on|of|for|to|and|the|in|with|sur|de|des|du|la|le|et|pour|del|y|sobre|para|los|las)|[:,–—-])$",
    re.IGNORECASE,
)
_GENERIC = re.compile(
    r"(?:final |summary |draft |progress |procedural )*"
    r"(?:report|summary|statement|declaration|rapport|informe|note)",
    re.IGNORECASE,
)
_TYPE = re.compile(
    r"\b(?:(?:final|draft|summary|annual|progress) ){0,5}(?:report|summary|synopsis|record|statement"
    r"|letter|decision|action plan"
    r"|rapport|résumé|déclaration|lettre|informe|resumen|declaración|carta)\b",
    re.IGNORECASE,
)
_BODY_REPORT = re.compile(
    r"(?:final |draft )?report of the .{0,80}\b(?:Assembly|Council|Commission|Committee|Conference"
    r"|Working Group)\b",
    re.IGNORECASE,
)
"""Of a body that sat: where the cover names its session, the report is that of the session."""
_LONGEST_LINE = 300
"""No line of a mast-head is longer."""
_QUOTES = '"“”«»'
_MARKS = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]+|(?<=\w)\*+$")

_EVENT = (
    r"(?:meeting|conference|consultations?|seminar|workshop|session|symposium|dialogue|réunion|conférence|séminaire|atelier|consultations"
    r"|reunión|conferencia|seminario|taller|consultas)"
)
_REPORTING = (
    r"(?:summary|synopsis|report|record|minutes|proceedings|outcome|final document|résumé|synthèse"
    r"|rapport|compte rendu|procès-verbal"
    r"|resumen|síntesis|informe|acta)"
)
_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (
            Kind.PROGRESS_REPORT,
            r"\bprogress report\b|\bmonitoring progress\b|rapport (?:intérimaire|d['’]activité|sur"
            r" (?:les progrès|l['’]état))|informe (?:sobre los progresos|de progreso)",
        ),
        (
            Kind.STATEMENT,
            r"^(?:draft )?(?:statement|declaration|remarks|address|intervention|déclaration|allocution"
            r"|declaración|discurso|intervención)\b",
        ),
        (Kind.MEETING_REPORT, rf"\b{_EVENT}\b.*\b{_REPORTING}\b|\b{_REPORTING}\b.*\b{_EVENT}\b"),
        (Kind.ACTION_PLAN, r"\baction plan\b|\bplan d['’]action\b|\bplan de acci[oó]n\b"),
        (
            Kind.LEGISLATION,
            r"\b(?:act|bill|law|ordinance|code|regulations)\b(?: (?:of )?[0-9]{4})?(?: \([^()]*\))?$"
            r"|^(?:loi|ley|décret|decreto)\b",
        ),
    )
)
_MEETING_TITLE = re.compile(rf"\b{_EVENT}\b", re.IGNORECASE)
_REPORT_HEADING = re.compile(
    rf"(?:{_EVENT} )?{_REPORTING}(?: (?:of|de|du)(?: (?:the|la|el|los|las|cette|esta))? {_EVENT})?",
    re.IGNORECASE,
)
"""A heading that says the text below reports the event of the title: 'Meeting summary', 'Compte rendu'."""
_MEETING_BODY = re.compile(
    rf"\b{_EVENT} {_REPORTING}\b|\b{_REPORTING} of the {_EVENT}\b|\b{_EVENT}\b.{{0,200}}\b(?:took place"
    rf"|was held|were held|hosted|convened)\b"
    rf"|\b(?:took place|held|hosted|convened|s['’]est tenue?|se celebró)\b.{{0,200}}\b{_EVENT}\b",
    re.IGNORECASE | re.DOTALL,
)
_HELD = re.compile(
    r"\b(?:took place|(?:was|were) (?:held|convened)|held|hosted|convened|s['’]est tenue?|a eu lieu|se"
    r" celebró|tuvo lugar)\b",
    re.IGNORECASE,
)
_AS_OF = re.compile(
    r"\b(?:was|were|has been) (?:finali[sz]ed|completed|updated|concluded) (?:on|as of) "
    r"|\b(?:information|figures|data|status|list|report|document|paper|digest"
    r"|summary)\b[^.]{0,80}\b(?:as (?:of|at)|up to|until) "
    r"|\b(?:a été (?:achevé|finalisé|mis à jour|arrêté)e?|arrêtée?s?) (?:le|au) |\b(?:fue |se"
    r" )?(?:finaliz|actualiz|conclu)\w+ (?:el|al) ",
    re.IGNORECASE,
)
_ABOUT_ITSELF = re.compile(
    r"\b(?:this|the present) (?:\w+ ){0,2}(?:report|document|paper|digest|summary|note|text)\b"
    r"|\b(?:contained|given|presented) (?:herein|here)\b"
    r"|\ble présent|\bel presente|\b(?:figures|information|data) (?:is|are|in this)\b",
    re.IGNORECASE,
)
_DONE = re.compile(
    r"\b(?:done|fait|hecho|adopted|adoptée?|aprobad[ao]|opened for signature) (?:at|in|à|en|on|le"
    r"|el)\b.{0,160}",
    re.IGNORECASE | re.DOTALL,
)
_DONE_ITSELF = re.compile(
    r"\b(?:this|the present|la présente|le présent|la presente|el presente) "
    r"(?:convention|protocol|treaty|agreement|covenant|protocole|traité|accord|pacte|convención|convenio"
    r"|protocolo|tratado|acuerdo|pacto),? (?:done|faite?|hech[oa]|adopted|adoptée?|aprobad[ao]) .{0,160}",
    re.IGNORECASE,
)
"""How a treaty says in any of its articles when it was made: 'This Convention, done at ...'."""
_RESOLVED = re.compile(
    r"(?:Resolution|Decision) adopted by\b|Résolution adoptée par\b|Resolución aprobada por\b", re.IGNORECASE
)
_TEXT = (
    r"(?:report|declaration|plan|document|decisions?|resolution|rules|text|rapport|déclaration|décisions?|texte"
    r"|résolution|informe|declaración|decisi[oó]n(?:es)?|resolución|documento|texto)"
)
_IS_ADOPTED = r"(?:adopted|adoptée?s?|aprobad[ao]s?)"
_ADOPTED_LINE = re.compile(
    rf"\W{{0,5}}(?:as )?{_IS_ADOPTED} (?:by|at|on|in|par|à|le|lors|por|en|el)\b"
    rf"|\W{{0,5}}(?:(?!(?:on|of|about|sur|de|du|sobre)\b)[\w-]+ ){{0,3}}{_TEXT}\b[^.;]{{0,120}}"
    rf"\b(?:as )?{_IS_ADOPTED}\b",
    re.IGNORECASE,
)
"""A title or a line of the cover that says the text was adopted; 'Notes on the plan adopted' does not."""
_SAYS_ADOPTED = re.compile(
    rf"\b(?:this|the present|le présent|la présente|el presente|la presente) (?:\w+ )?{_TEXT}\b[^.;]{{0,80}}"
    rf"\b(?:was|were|has been|a été|est|fue|ha sido) (?:\w+ )?{_IS_ADOPTED}\b",
    re.IGNORECASE,
)
_NOT_YET = re.compile(
    r"\b(?:to be|not|until|once|if|before|should|may|shall|être|pas|si|avant) (?:\w+ ){0,2}"
    r"(?:adopted|adoptée?s?|aprobad[ao]s?)\b",
    re.IGNORECASE,
)
_FINAL = re.compile(
    r"\b(?:final (?:report|document|declaration)|rapport final|document final|déclaration finale"
    r"|informe final|documento final|declaración final)\b",
    re.IGNORECASE,
)
_FORMAL_BODY = re.compile(
    r"\b(?:Meeting|Conference) of (?:the )?(?:States|High Contracting) Parties\b|\bReview Conference\b"
    r"|\b(?:Assemblée|Réunion|Conférence) des (?:États|Hautes) Parties\b|\bConférence d['’]examen\b"
    r"|\b(?:Reunión|Conferencia) de los Estados Partes\b|\bConferencia de Examen\b",
    re.IGNORECASE,
)

_STOP_WORDS = {
    "en": frozenset(
        [
            "the",
            "of",
            "and",
            "to",
            "in",
            "that",
            "for",
            "with",
            "on",
            "is",
            "are",
            "be",
            "by",
            "this",
            "shall",
            "its",
            "which",
            "have",
        ]
    ),
    "fr": frozenset(
        [
            "le",
            "la",
            "les",
            "des",
            "et",
            "en",
            "du",
            "dans",
            "que",
            "pour",
            "une",
            "est",
            "sur",
            "par",
            "au",
            "aux",
            "ce",
            "cette",
            "qui",
            "leur",
        ]
    ),
    "es": frozenset(
        [
            "el",
            "la",
            "los",
            "las",
            "de",
            "y",
            "en",
            "que",
            "del",
            "por",
            "una",
            "con",
            "para",
            "se",
            "su",
            "al",
            "como",
            "sus",
            "esta",
            "este",
        ]
    ),
}
_SCRIPTS = (("ar", "\u0600", "\u06ff"), ("ru", "\u0400", "\u04ff"), ("zh", "\u4e00", "\u9fff"))


@dataclass(frozen=True, slots=True)
class _Front:
    """The parts of a document that speak about it."""

    title: str
    cover: tuple[str, ...]
    headings: tuple[str, ...]
    """First headings of the body."""
    opening: tuple[str, ...]
    """First paragraphs of the body."""
    closing: str
    done: str
    """Where a treaty says when it was made."""
    has_articles: bool
    has_sections: bool
    sample: str
    """Enough text to tell the language by."""


def describe(
    text: str, units: Sequence[Unit], name: str, sidecar: bytes | None = None
) -> tuple[Metadata, tuple[str, ...]]:
    """Metadata of a document, overridden by its sidecar, and codes of what was wrong with the sidecar."""
    front = _front(text, units)
    title = _title(front, name)
    symbol = find_symbol((front.title, *front.cover))
    kind = _kind(front, title, symbol)
    document_date = _document_date(front.cover)
    metadata = Metadata(
        title=title,
        kind=kind,
        status=_status(front, title, kind, symbol),
        language=detect_language(front.sample),
        symbol=symbol,
        event_date=_event_date(front, kind, document_date),
        document_date=document_date,
        as_of=_as_of(front.opening),
        meeting=_meeting(front, title, kind),
    )
    return _override(metadata, sidecar) if sidecar is not None else (metadata, ())


def detect_language(text: str) -> str:
    """ISO 639-1 code by script, then by the commonest small words; English when nothing speaks."""
    letters = max(1, sum(map(str.isalpha, text)))
    for code, first, last in _SCRIPTS:
        if sum(first <= c <= last for c in text) > 0.3 * letters:
            return code
    words = re.findall(r"[^\W\d_]+", text.lower())
    votes = {code: sum(word in stop for word in words) for code, stop in _STOP_WORDS.items()}
    best = max(votes, key=lambda code: votes[code])
    return best if votes[best] else "en"


def _front(text: str, units: Sequence[Unit]) -> _Front:
    title = next((unit.span.of(text) for unit in units if unit.kind is UnitKind.TITLE), "")
    printed = [unit.span.of(text) for unit in units if unit.kind is UnitKind.COVER]
    if not printed and find_symbol((title,)):
        printed = [*_headings_below(title, text, units)]
    cover = tuple(line for wrapped in printed for line in _unwrapped(wrapped))
    body = [unit for unit in units if unit.kind not in (UnitKind.TITLE, UnitKind.COVER, UnitKind.FOOTNOTE)]
    return _Front(
        title=title,
        cover=cover,
        headings=tuple(unit.span.of(text) for unit in body[:12] if unit.kind is UnitKind.HEADING),
        opening=tuple(unit.span.of(text) for unit in body[:12]),
        closing=text[-3000:],
        done=" ".join(match[0] for match in _DONE_ITSELF.finditer(text)),
        has_articles=any(unit.locator.level == "article" for unit in units),
        has_sections=sum(
            1 for unit in units if unit.locator.level == "section" and unit.kind is UnitKind.PARAGRAPH
        )
        >= 3,
        sample=text[:20_000],
    )


def _headings_below(title: str, text: str, units: Sequence[Unit]) -> Iterator[str]:
    """The lines of a mast-head whose symbol was taken for the title: what follows it before any text."""
    lines = (unit for unit in units if unit.kind is not UnitKind.TITLE)
    for unit in itertools.takewhile(lambda unit: unit.kind is UnitKind.HEADING, lines):
        yield unit.span.of(text)


def _unwrapped(line: str) -> Iterator[str]:
    """The lines of a mast-head read as one: 'Ninth Meeting of States Parties Geneva, 2 May 2019'."""
    for part in _JOINED.split(line) if len(line) <= _LONGEST_LINE else [line]:
        dates = find_dates(part)
        place = _PLACE.search(part, 0, dates[0].start) if dates else None
        if place is None or _TYPE.search(part, place.end()):
            yield part
        else:
            yield part[: place.start(1)]
            yield part[place.end() :]


def _title(front: _Front, name: str) -> str:
    if front.title and _names_document((front.title,), 0):
        return _tidy(_whole_title(front.title, front.cover))
    drafts = [line for line in front.cover if _STATUS_LINE.fullmatch(line.strip())]
    lines = _title_lines(front.cover)
    if _heads_page(front.title) and not (lines and _TYPE.search(lines[0]) and _BODY.match(front.title)):
        return _tidy(_whole_title(front.title, front.cover))
    if lines:
        prefix = [drafts[0].capitalize()] if drafts and not _DRAFT.search(lines[0]) else []
        return _tidy(" ".join([*prefix, *lines]))
    stem = re.sub(r"\.[^./]*$", "", name.rsplit("/", 1)[-1])
    return re.sub(r"[-_]+", " ", stem).strip() or "Untitled"


def _heads_page(title: str) -> bool:
    """A heading at the top is the title even where it reads like a meeting's line: 'Seminar, 3 May 2017'."""
    dates = find_dates(title)
    rest = title[: dates[0].start] + title[dates[0].end :] if dates else title
    is_notice = _NOTICE.fullmatch(title) or _STATUS_LINE.fullmatch(title) or find_symbol((title,))
    return not is_notice and re.search(r"[^\W\d_]{3}", rest) is not None


def _whole_title(title: str, cover: Sequence[str]) -> str:
    """A title broken over lines: one that prints it again in full, or the line that completes it."""
    start = title.casefold().strip()
    again = next(
        (line for line in cover if line.casefold().startswith(start) and len(line) > len(title)), None
    )
    if again is not None:
        return again
    return " ".join([title, *cover[:1]]) if cover and _LINKING.search(title) else title


def _title_lines(cover: Sequence[str]) -> list[str]:
    """The first line that names the document, and what it takes to complete it."""
    named = [line for at, line in enumerate(cover) if _names_document(cover, at)]
    if len(named) > 1 and _INSTRUMENT.match(named[0]) and len(named[0].split()) <= 8:
        named = named[1:]  # the treaty a paper belongs to heads its page
    if named and not _TYPE.search(named[0]):
        start = next((at for at, line in enumerate(named) if _TYPE.match(line)), 0)
        named = named[start:]  # a body is named before its report
    lines = named[:1]
    for line in named[1:]:
        goes_on = _LINKING.search(lines[-1]) or line[:1].islower() or _GENERIC.fullmatch(lines[-1].strip())
        if not goes_on:
            break
        lines.append(line)
    return lines


def _names_document(cover: Sequence[str], at: int) -> bool:
    line = cover[at].strip()
    if at and _AGENDA_ITEM.match(cover[at - 1].strip()):
        rest = cover[at + 1 :]
        if any(_names_document(rest, below) for below in range(len(rest))):
            return False  # the title of the agenda item
    if (
        _NOTICE.fullmatch(line)
        or _STATUS_LINE.fullmatch(line)
        or _MEETING.fullmatch(line)
        or find_symbol((line,))
    ):
        return False
    dates = find_dates(line)
    rest = line[: dates[0].start] + line[dates[0].end :] if dates else line
    is_named = re.search(r"[^\W\d_]{3}", _UN_SYMBOL.sub(" ", rest)) is not None  # 'No. 1 A/72/1' is an entry
    return is_named and not (dates and len(rest.split()) <= 6)


def _tidy(title: str) -> str:
    plain = _MARKS.sub("", " ".join(title.split()))
    plain = re.sub(r"^[0-9]{1,3}/[0-9]{1,3}\.\s+", "", plain)  # the number of a resolution
    for quote in _QUOTES:
        plain = plain.replace(quote, "")
    return " ".join(plain.split()).strip(" .:;,*")


def find_symbol(lines: Sequence[str]) -> str | None:
    """The symbol a masthead line begins with, outside brackets; other documents are only mentioned.

    A symbol in letters that only look like those of symbols is one too, and comes as it is printed.
    """
    for pattern in (CCM_SYMBOL, _UN_SYMBOL):
        for line in lines:
            if len(line) > _LONGEST_LINE:
                continue
            bare = re.sub(r"[(\[][^)\]]{0,300}[)\]]", " ", line)
            match = pattern.search(in_latin(bare))
            if match and len(bare) - len(match[0]) <= 40 and _SYMBOL_LABEL.fullmatch(bare[: match.start()]):
                return bare[match.start() : match.end()]
    return None


def _kind(front: _Front, title: str, symbol: str | None) -> Kind:
    """What the title says, then the cover. The meeting a paper is submitted to makes it no report of it."""
    if _INSTRUMENT.search(title) and front.has_articles:
        return Kind.TREATY
    is_act = front.has_articles and re.search(r"\b(?:Act|Loi|Ley|Law)\b", title)
    if is_act or (front.has_sections and symbol is None):  # the papers of a body have a symbol
        return Kind.LEGISLATION
    if any(map(_RESOLVED.match, (*front.cover, *front.opening[:4]))):
        return Kind.OTHER
    is_of_body = _GENERIC.fullmatch(title) or _BODY_REPORT.match(title)
    cover = [line for line in front.cover if is_of_body or _TYPE.search(line) or not _MEETING.search(line)]
    for words in (title, " ".join((title, *cover))):
        for kind, pattern in _KINDS:
            if pattern.search(words):
                return kind
    opening = "\n".join((*front.cover, *front.opening[:5]))
    says_so = _MEETING_BODY.search(opening) or any(map(_REPORT_HEADING.fullmatch, front.headings))
    if _MEETING_TITLE.search(title) and says_so:
        return Kind.MEETING_REPORT
    return Kind.OTHER


def _status(front: _Front, title: str, kind: Kind, symbol: str | None) -> Status:
    """What the document says of itself: a draft; else a text of a body, or one that says it was adopted; else
    informal. The final report of a formal meeting is that meeting's; that of a seminar is only called so.

    A working paper, with its revisions and addenda, is what a State or an office puts before a meeting: a
    draft, though nothing on it says so, unless it says that it was adopted.
    """
    if _DRAFT.search(title) or any(_STATUS_LINE.fullmatch(line.strip()) for line in front.cover):
        return Status.DRAFT
    lines = (title, *front.cover)
    is_final = _FINAL.search(title) is not None and any(map(_FORMAL_BODY.search, lines))
    opening = front.opening[:4]
    said = [*filter(_ADOPTED_LINE.match, lines), *filter(_SAYS_ADOPTED.search, opening)]
    is_adopted = any(map(_RESOLVED.match, opening)) or any(not _NOT_YET.search(line) for line in said)
    return _official(kind, symbol, Status.ADOPTED if is_final or is_adopted else Status.INFORMAL)


def _official(kind: Kind, symbol: str | None, said: Status) -> Status:
    """The status by kind and symbol, for a document that says it has the status `said`."""
    if said is not Status.INFORMAL:
        return said
    if kind in (Kind.TREATY, Kind.LEGISLATION) or (symbol and not _PROPOSAL.search(symbol)):
        return Status.ADOPTED
    return Status.DRAFT if symbol else said


def _document_date(cover: Sequence[str]) -> str | None:
    """The date that is a line of its own on the cover."""
    for line in cover:
        dates = find_dates(line)
        if dates and "/" not in dates[0].value:
            rest = (line[: dates[0].start] + line[dates[0].end :]).strip(" .,:()")
            if not rest or re.fullmatch(
                r"(?:Date|Dated|Distr\.?\s?:? \w+|Original\s?: \w+|le|el)", rest, re.IGNORECASE
            ):
                return dates[0].value
    return None


def _event_date(front: _Front, kind: Kind, document_date: str | None) -> str | None:
    if kind is Kind.TREATY:
        done = _DONE.search(front.closing)
        dates = find_dates(front.done) or (find_dates(done[0]) if done else [])
        return dates[0].value if dates else None
    adopted = next(filter(_RESOLVED.match, (*front.cover, *front.opening[:4])), None)
    if adopted is not None:
        dates = find_dates(adopted)
        return dates[0].value if dates else None
    if kind in (Kind.LEGISLATION, Kind.OTHER, Kind.STATEMENT):
        return None
    found = _date_on_cover(front, document_date) or (
        _date_in_opening(front) if kind is Kind.MEETING_REPORT else None
    )
    if found and document_date and found > document_date:
        return None  # a paper written before the meeting does not say when it took place
    return found


def _date_on_cover(front: _Front, document_date: str | None) -> str | None:
    for line in (front.title, *front.cover):
        for dated in find_dates(line):
            if dated.value != document_date:
                return dated.value
    return None


def _date_in_opening(front: _Front) -> str | None:
    """The date of the first sentence that says a meeting was held."""
    for paragraph in front.opening[:4]:
        dates = find_dates(paragraph[:600])
        if dates and _HELD.search(paragraph[:600]):
            return dates[0].value
    return None


def _as_of(opening: Sequence[str]) -> str | None:
    for paragraph in opening:
        for match in _AS_OF.finditer(paragraph):
            dates = find_dates(paragraph[match.end() : match.end() + 40])
            sentence = paragraph[max(0, paragraph.rfind(". ", 0, match.start())) : match.end()]
            if dates and dates[0].start <= 12 and _ABOUT_ITSELF.search(sentence):
                return dates[0].value
    return None


def _meeting(front: _Front, title: str, kind: Kind) -> str | None:
    for at, line in enumerate(front.cover):
        if _MEETING.fullmatch(line.strip()):
            dates = find_dates(line)
            session = _MARKS.sub("", line[: dates[0].start] if dates else line).strip(" ,.–-")
            return ", ".join([*_body_of_session(front.cover[:at], session), session])
    if kind is Kind.MEETING_REPORT:
        name = re.split(rf"\s[–—-]\s(?=(?:\w+ )?{_REPORTING}\b)", title, flags=re.IGNORECASE)
        if len(name) == 2:
            return name[0]
    return None


def _body_of_session(above: Sequence[str], session: str) -> list[str]:
    """The body whose session it is, where a mast-head prints it above: 'General Assembly'."""
    if not re.fullmatch(r"[\w-]+ session", session, re.IGNORECASE):
        return []
    return [line for line in reversed(above) if _SITTING_BODY.search(line)][:1]


# --- the sidecar ----------------------------------------------------------------------------------------

_RENAMED = {
    "document_symbol": "symbol",
    "body_or_meeting": "meeting",
    "date": "document_date",
    "source_address": "source_url",
}
_FIELDS = frozenset(
    [
        "title",
        "symbol",
        "kind",
        "status",
        "language",
        "event_date",
        "document_date",
        "as_of",
        "meeting",
        "source_url",
    ]
)
_PROVENANCE = frozenset(
    ["retrieved_from", "completeness", "rights_note", "sha256", "characters", "conversion", "notes"]
)
"""Keys kept for people; nothing is read from them."""
_KIND_PREFIXES = (
    ("treaty", Kind.TREATY),
    ("convention", Kind.TREATY),
    ("protocol", Kind.TREATY),
    ("action", Kind.ACTION_PLAN),
    ("progress", Kind.PROGRESS_REPORT),
    ("meeting", Kind.MEETING_REPORT),
    ("conference", Kind.MEETING_REPORT),
    ("summary", Kind.MEETING_REPORT),
    ("seminar", Kind.MEETING_REPORT),
    ("statement", Kind.STATEMENT),
    ("legislation", Kind.LEGISLATION),
    ("national", Kind.LEGISLATION),
    ("other", Kind.OTHER),
)


def _override(metadata: Metadata, sidecar: bytes) -> tuple[Metadata, tuple[str, ...]]:
    given, warnings = _load(sidecar)
    values: dict[str, Any] = {}
    for key, value in given.items():
        field = _RENAMED.get(key, key)
        if field not in _FIELDS:
            if key not in _PROVENANCE:
                warnings.append(f"sidecar_unknown_key:{key}")
            continue
        try:
            values[field] = _field(field, value)
        except ValueError:
            warnings.append(f"sidecar_bad_value:{key}")
    kind = values.get("kind", metadata.kind)
    if kind is Kind.TREATY and values.get("document_date") and "event_date" not in values:
        values["event_date"] = values["document_date"]
    if "status" not in values and "kind" in values:
        values["status"] = _official(kind, values.get("symbol", metadata.symbol), metadata.status)
    return replace(metadata, **values), tuple(warnings)


def _load(sidecar: bytes) -> tuple[Mapping[str, object], list[str]]:
    import yaml

    try:
        loaded = yaml.safe_load(sidecar.decode("utf-8-sig"))
    except (UnicodeDecodeError, yaml.YAMLError, ValueError, RecursionError):
        return {}, ["sidecar_unreadable"]
    if loaded is None:
        return {}, []
    if not isinstance(loaded, dict):
        return {}, ["sidecar_unreadable"]
    return {str(key)[:60]: value for key, value in loaded.items()}, []


def _field(field: str, value: object) -> object:
    """A sidecar's value as its field wants it. Raises ValueError when it cannot be."""
    if isinstance(value, date):
        value = value.isoformat()[:10]
    if not isinstance(value, str | int) or isinstance(value, bool):
        if value is None and field not in ("title", "kind", "status", "language"):
            return None
        raise ValueError(f"{field} is a text")
    text = " ".join(str(value).split())
    if not text or text.lower().startswith("none"):
        if field in ("title", "kind", "status", "language"):
            raise ValueError(f"{field} cannot be empty")
        return None
    return _typed(field, text)


def _kind_of(text: str) -> Kind:
    for prefix, kind in _KIND_PREFIXES:
        if text.startswith(prefix):
            return kind
    raise ValueError("not a kind of document")


def _typed(field: str, text: str) -> object:
    if field == "kind":
        return _kind_of(text.lower())
    if field == "status":
        return Status(text.lower())
    if field == "language":
        if not re.fullmatch(r"[a-z]{2}", text.lower()[:2]) or len(text) > 2:
            raise ValueError("language is a code of two letters")
        return text.lower()
    if field in ("event_date", "document_date", "as_of"):
        if not is_iso(text):
            raise ValueError("not an ISO 8601 date")
        return text
    return text
