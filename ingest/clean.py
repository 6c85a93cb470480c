"""Small cleaners of extracted text, each doing one thing, and the order they run in."""

from __future__ import annotations

import re
import unicodedata

LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
"""Only the typographic ligatures: NFKC would also turn ² into 2 and Ⅳ into IV."""

_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff\ufff9-\ufffb]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_TAG = re.compile("[\U000e0000-\U000e007f]")
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_ZERO_WIDTH = (
    "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u2060-\u2065\u206a-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
    "\U000e0100-\U000e01ef"
)
_INVISIBLE = re.compile(f"[{_BIDI}{_ZERO_WIDTH}]")
_JOINER = re.compile("[\u200c\u200d]")
_SPACES = re.compile(r"[\s\u200a\u2028\u2029\u2800]+")
_JOINED_SCRIPTS = (("\u0600", "\u08ff"), ("\u0900", "\u0dff"), ("\u0f00", "\u109f"), ("\u1780", "\u18af"))
"""Arabic and Syriac, the Indic scripts, Tibetan and Burmese, Khmer, Mongolian: joiners spell words here."""

SUPERSCRIPTS = dict(zip("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹", strict=True)) | dict(
    zip("abcdefghijklmnoprstuvwxyz", "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ", strict=True)
)
PLAIN_OF_SUPERSCRIPT = {raised: plain for plain, raised in SUPERSCRIPTS.items()}


def has_tag_characters(text: str) -> bool:
    """Tag characters are invisible and spell hidden ASCII; no treaty text has a use for them."""
    return _TAG.search(text) is not None


def notice_hidden(text: str) -> tuple[str, ...]:
    """Warning codes for what `clean` will take out of `text`; 'control_characters:12' says how many."""
    found = []
    if controls := sum(1 for _ in _CONTROL.finditer(text)):
        found.append(f"control_characters:{controls}")
    if _INVISIBLE.search(text.removeprefix("\ufeff")) or drop_joiners(text) != text:
        found.append("invisible_characters")
    if _SURROGATE.search(text):
        found.append("invalid_bytes")
    return tuple(found)


def replace_surrogates(text: str) -> str:
    """A lone surrogate cannot be written as UTF-8; it becomes the replacement character."""
    return _SURROGATE.sub("\ufffd", text)


def drop_controls(text: str) -> str:
    return _CONTROL.sub("", text)


def drop_invisible(text: str) -> str:
    """Zero-width characters, variation selectors and direction controls out.

    Two words that look the same must be the same.
    """
    return _INVISIBLE.sub("", text)


def drop_joiners(text: str) -> str:
    """Zero-width joiner and non-joiner out, except after a letter of a script they spell words in."""

    def keep(match: re.Match[str]) -> str:
        before = text[match.start() - 1] if match.start() else ""
        spelled = any(first <= before <= last for first, last in _JOINED_SCRIPTS)
        return match.group() if spelled else ""

    return _JOINER.sub(keep, text)


def drop_soft_hyphens(text: str) -> str:
    return text.replace("\u00ad", "")


def split_ligatures(text: str) -> str:
    return text.translate(LIGATURES)


def compose_letters(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def collapse_spaces(text: str) -> str:
    """Every run of white space, line ends and no-break spaces included, becomes one space."""
    return _SPACES.sub(" ", text)


CLEANERS = (
    replace_surrogates,
    drop_controls,
    drop_soft_hyphens,
    drop_invisible,
    drop_joiners,
    split_ligatures,
    collapse_spaces,
    compose_letters,
)
"""Characters go before spaces collapse, so that a space on both sides of a removed one does not stay double;
letters compose last, when nothing stands between them any more."""


def clean(text: str) -> str:
    """NFC, one line, single spaces, nothing invisible. Leading and trailing spaces stay."""
    for cleaner in CLEANERS:
        text = cleaner(text)
    return text


def raise_mark(mark: str, before: str = "") -> str:
    """The superscript characters of a printed mark: '12' and '[12]' -> '¹²', 'a' -> 'ᵃ'.

    Several letters, and e or o after a digit, are an ordinal ('1st', '2e') and stay on the
    line, as does whatever has no superscript form.
    """
    if mark[:1] + mark[-1:] in ("[]", "()"):
        mark = mark[1:-1]
    letters = any(character.isalpha() for character in mark)
    if letters and (len(mark) > 1 or (mark in "eoEO" and before[-1:].isdigit())):
        return mark
    return "".join(SUPERSCRIPTS.get(character, character) for character in mark)


def lower_mark(mark: str) -> str:
    """Inverse of `raise_mark` for one mark: '¹²' -> '12'."""
    return "".join(PLAIN_OF_SUPERSCRIPT.get(character, character) for character in mark)
