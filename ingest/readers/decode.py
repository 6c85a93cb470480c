"""Bytes of a text file to text, with the encoding found and the doubts about it."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from ingest.errors import UnreadableSourceError

_MARKED = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""The longest byte order mark first: that of UTF-32 begins with that of UTF-16."""

GUESS_BYTES = 200_000
"""What the guess looks at: enough letters to tell code pages apart, little enough to stay under a second."""


@dataclass(frozen=True, slots=True)
class Decoded:
    text: str
    encoding: str
    warnings: tuple[str, ...] = ()


def decode(data: bytes, name: str, declared: str | None = None) -> Decoded:
    """The text of `data`.

    A byte order mark decides, then valid UTF-8, then `declared` (an HTML charset), then a guess, which is
    noted. Raises `type_mismatch` where the bytes are no text in any encoding.
    """
    for mark, encoding in _MARKED:
        if data.startswith(mark):
            return _checked(_tolerant(data, encoding), name)
    unmarked = _unmarked_utf16(data)
    if unmarked is not None:
        return Decoded(data.decode(unmarked), unmarked, (_guessed(unmarked),))
    try:
        return _checked(Decoded(data.decode("utf-8"), "utf-8"), name)
    except UnicodeDecodeError:
        pass
    if declared is not None:
        try:
            return _checked(Decoded(data.decode(declared), codecs.lookup(declared).name), name)
        except (UnicodeDecodeError, LookupError):
            pass
    if _mostly_utf8(data):
        return _checked(_tolerant(data, "utf-8"), name)
    return _checked(_guess(data, name), name)


def _tolerant(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, errors="replace")
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return Decoded(text, encoding, ("invalid_bytes",))
    return Decoded(text, encoding)


def _unmarked_utf16(data: bytes) -> str | None:
    """'utf-16-le' or 'utf-16-be' where every other byte repeats as it does in UTF-16 text of one script."""
    sample = data[: 20_000 & ~1]
    ascii_letters = sum(0x20 <= byte < 0x7F for byte in sample)
    if len(data) % 2 or len(sample) < 8 or ascii_letters > 0.7 * len(sample):
        return None
    for encoding, high in (("utf-16-le", 1), ("utf-16-be", 0)):
        spaces = sum(
            1 for i in range(0, len(sample), 2) if sample[i + high] == 0 and sample[i + 1 - high] in b" \n"
        )
        if spaces * 40 < len(sample) // 2:
            continue
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if sum(c.isalpha() or c.isspace() or c.isdigit() for c in text[:5000]) > 0.8 * len(text[:5000]):
            return encoding
    return None


def _mostly_utf8(data: bytes) -> bool:
    """Damaged UTF-8 rather than a code page: code pages hardly ever spell whole letters."""
    text = data.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    whole = sum(1 for c in text if c > "\x7f") - broken
    return whole >= broken


def _guess(data: bytes, name: str) -> Decoded:
    from charset_normalizer import from_bytes

    if _is_western(data):
        return Decoded(data.decode("cp1252"), "cp1252", (_guessed("cp1252"),))
    best = from_bytes(data[:GUESS_BYTES]).best()
    if best is None:
        raise UnreadableSourceError("type_mismatch", name, "no text in any known encoding")
    guessed = _tolerant(data, best.encoding)
    return Decoded(guessed.text, guessed.encoding, (_guessed(guessed.encoding), *guessed.warnings))


def _guessed(encoding: str) -> str:
    return f"encoding_guessed:{encoding}"


_WESTERN = frozenset("àâäçéèêëîïíôöóòùûüúáìñãõåæøœßÀÂÇÉÈÊÎÔÖÜÁÍÓÚÑÅØŒ’‘“”«»–—…°º§©·€¿¡\xa0")


def _is_western(data: bytes) -> bool:
    """Windows-1252, whose neighbours differ from it in rare letters only: no guess tells them apart."""
    try:
        beyond = [c for c in data.decode("cp1252") if c > "\x7f"]
    except UnicodeDecodeError:
        return False
    return sum(c in _WESTERN for c in beyond) > 0.9 * len(beyond) and len(beyond) < 0.2 * len(data)


_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def _checked(decoded: Decoded, name: str) -> Decoded:
    """Refuse a binary file that happens to decode: text has hardly any control characters."""
    controls = len(_CONTROLS.findall(decoded.text))
    if controls > 8 and controls * 20 > len(decoded.text):
        raise UnreadableSourceError("type_mismatch", name, "the bytes are not text")
    return decoded
