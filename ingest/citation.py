"""How a place in a document is cited: CCM/MSP/2011/WP.5, para. 35, footnote 26."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import cache

from ingest.documents import Kind, Metadata
from ingest.locator import Locator

_SLUG_CHARS = 80


def cite(metadata: Metadata, locator: Locator, language: str = "en") -> str:
    """The citation text: symbol, else title and date (a treaty: title alone), then the place."""
    place = str(locator)
    return f"{_name(metadata, language)}, {place}" if place else _name(metadata, language)


def _name(metadata: Metadata, language: str) -> str:
    if metadata.symbol:
        return metadata.symbol
    dated = metadata.document_date or metadata.event_date
    if metadata.kind is Kind.TREATY or dated is None:
        return metadata.title
    return f"{metadata.title} ({in_words(dated, language)})"


def in_words(value: str, language: str = "en") -> str:
    """An ISO date or interval in words: '7–9 June 2010', '25 août 2011', 'junio de 2010'."""
    first, _, last = value.partition("/")
    if not last:
        return _words(first, language)
    return _interval(first, last, language)


def _interval(first: str, last: str, language: str) -> str:
    """What both ends share is said once: '28 June – 2 July 2011'."""
    same_year, same_month = first[:4] == last[:4], first[:7] == last[:7]
    if len(first) == 10 and same_month:
        return f"{_ordinal(first, language)}–{_words(last, language)}"
    if len(first) >= 7 and same_year:
        return f"{_words(first, language, year=False)} – {_words(last, language)}"
    return f"{_words(first, language)} – {_words(last, language)}"


def _words(value: str, language: str, *, year: bool = True) -> str:
    parts = value.split("-")
    if len(parts) == 1:
        return value
    month = _month(int(parts[1]), language)
    link = " de " if language == "es" else " "
    words = month if len(parts) == 2 else f"{_ordinal(value, language)}{link}{month}"
    return f"{words}{link}{parts[0]}" if year else words


def _ordinal(value: str, language: str) -> str:
    day = int(value[8:10])
    return "1er" if day == 1 and language == "fr" else str(day)


@cache
def _month(month: int, language: str) -> str:
    from babel.dates import format_date

    return format_date(
        date(2000, month, 1), "MMMM", locale=language if language in ("en", "fr", "es") else "en"
    )


def document_id(metadata: Metadata, name: str) -> str:
    """Slug of symbol or title or file stem, and the language: 'ccm-msp-2011-wp-5-en'."""
    stem = re.sub(r"\.[^./]*$", "", name.rsplit("/", 1)[-1])
    base = _slug(metadata.symbol or "") or _slug(metadata.title) or _slug(stem) or "document"
    return f"{base}-{metadata.language}"


def _slug(text: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    slug = re.sub(r"[^a-z0-9]+", "-", bare.lower()).strip("-")
    if len(slug) <= _SLUG_CHARS:
        return slug
    return slug[:_SLUG_CHARS].rsplit("-", 1)[0]
