"""Letters of a PDF that are not those it shows: found font by font, restored where the text proves them."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from ingest.readers.pdf_chars import Line, spaced
from ingest.readers.plausible import FEW_ODD_WORDS, misshapen_share

SEVERAL = 3
"""So many words with a wrong letter are no accident of the author."""
FEW_SMALL = 0.3
"""Of the characters of a font: text has more small letters. Fonts with fewer are looked at more closely."""
PROVEN = 0.8
"""Of the words a font has letters in: so many must be words of the document to restore its letters."""

CONTROL = re.compile("[\x03-\x08\x0e-\x1f]")
_WRONG_LETTER = re.compile(
    r"[^\W\d_][%*=<>^{}~¶¿¡¤¢¥¬¦×÷]+[^\W\d_]|(?:^|['’])[%*=¶¿][^\W\d_]{2}"
    r"|[^\W\d_]\d[^\W\d_]{2}|[^\W\d_]{2}\d[^\W\d_]"
)
"""A sign or digit inside a word, as a font leaves behind that does not say which letters it draws."""
_DOUBTFUL_LETTER = re.compile(r"(?:^|['’(])\d[^\W\d_]{2}|q(?!u)[^\W\d_]", re.IGNORECASE)
"""'4UE', 'Rqglement': wrong in a font known to be damaged; elsewhere '2MSP' and 'Iraqi' are words."""
_ADDRESS = re.compile(r"://|www\.|@\w+\.")
_LETTERS = re.compile(r"[^\W\d_]+")

_GLYPHS = (
    {chr(glyph): chr(glyph + 29) for glyph in range(3, 98) if glyph != ord(" ")}
    | {chr(glyph): bytes([glyph + 30]).decode("mac_roman") for glyph in range(98, 126)}
    | dict(zip("±²³´µ¶", "–—“”‘’", strict=True))
)
"""What stands for a letter in a font that gives the number of its drawing instead: TrueType fonts number them
alike, ASCII from 3 on, then the letters with accents in the order of the Macintosh. A space is one: it is
not printed, but found between words."""


def mend(lines: Sequence[Line]) -> list[Line]:
    """The lines with wrong letters, those restored that can be, the others marked as not readable."""
    damaged = _damaged_fonts(lines)
    numbered = _numbered_fonts(lines)
    wrong = []
    for line in lines:
        if any(fragment.font.name in numbered for fragment in line.fragments):
            line.is_readable = _restore(line, numbered) and not CONTROL.search(line.text)
            wrong.append(line)
        elif CONTROL.search(line.text) or _is_damaged(line, damaged):
            line.is_readable = not (_is_noise(line.text) or _is_damaged(line, damaged))
            wrong.append(line)
    return wrong


def _is_noise(text: str) -> bool:
    words = len(text.split())
    return bool(CONTROL.search(text)) and (words < 3 or misshapen_share(CONTROL.sub(" ", text)) > 0.5)


def _damaged_fonts(lines: Sequence[Line]) -> frozenset[str]:
    """Names of fonts of which some letters come out as other signs, like the B of 'DURA%LE'."""
    words: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for line in lines:
        name = line.main.font.name
        words[name] += len(line.text.split())
        wrong[name] += sum(_is_wrong(word) for word in line.text.split())
    return frozenset(
        name for name, count in wrong.items() if count >= SEVERAL and count > FEW_ODD_WORDS * words[name]
    )


def _is_wrong(word: str) -> bool:
    return _WRONG_LETTER.search(word) is not None and not _ADDRESS.search(word)


def _is_damaged(line: Line, damaged: frozenset[str]) -> bool:
    """Headings and short lines are set in the fonts that suffer: one wrong word makes the line useless."""
    if line.main.font.name not in damaged:
        return False
    return any(_is_wrong(word) or _DOUBTFUL_LETTER.search(word) for word in line.text.split())


def _numbered_fonts(lines: Sequence[Line]) -> dict[str, frozenset[str]]:
    """Fonts that give the numbers of drawings for letters: name -> the numbers of which that is proven.

    The words they are in make no sense as they stand; read by number they are words that the document prints
    in its other fonts.
    """
    characters, small = Counter[str](), Counter[str]()
    for fragment in (fragment for line in lines for fragment in line.fragments):
        characters[fragment.font.name] += len(fragment.text)
        small[fragment.font.name] += sum(map(str.islower, fragment.text))
    suspects = {name for name, count in characters.items() if small[name] < FEW_SMALL * count}
    if not suspects:
        return {}
    known = frozenset(
        _bare(word)
        for line in lines
        if not any(fragment.font.name in suspects for fragment in line.fragments)
        for word in _LETTERS.findall(line.text)
    )
    return {name: proof for name in suspects if (proof := _proven(name, lines, known))}


def _proven(name: str, lines: Sequence[Line], known: frozenset[str]) -> frozenset[str]:
    """The numbers in words that are known once read by number; none where most are not, or were before."""
    words = [word for line in lines for word in _touched(line, name)]
    sense = [word for word in words if _bare(_read(word)) in known]
    were_known = sum(_bare("".join(sign for sign, _ in word)) in known for word in words)
    if len(sense) < max(SEVERAL, PROVEN * len(words)) or were_known > (1 - PROVEN) * len(words):
        return frozenset()
    return frozenset(sign for word in sense for sign, is_number in word if is_number)


def _touched(line: Line, name: str) -> Iterator[list[tuple[str, bool]]]:
    """The words with a letter in font `name`: each character with whether it is in that font."""
    if all(fragment.font.name != name for fragment in line.fragments):
        return
    letters = [
        (character, fragment.font.name == name)
        for fragment, text in zip(line.fragments, spaced(line.fragments), strict=True)
        for character in text
    ]
    read = "".join(_read([letter]) for letter in letters)
    for match in _LETTERS.finditer(read):
        word = letters[match.start() : match.end()]
        if any(is_number for _, is_number in word):
            yield word


def _read(word: Sequence[tuple[str, bool]]) -> str:
    return "".join(_GLYPHS.get(sign, sign) if is_number else sign for sign, is_number in word)


def _restore(line: Line, numbered: Mapping[str, frozenset[str]]) -> bool:
    """Give the line the letters that are proven; False when it has others."""
    is_whole = True
    for fragment in line.fragments:
        proof = numbered.get(fragment.font.name)
        if proof is not None:
            read = [_GLYPHS.get(sign, sign) for sign in fragment.text]
            is_whole = is_whole and all(
                sign in proof or letter == " " or (sign in _GLYPHS and not letter.isalnum())
                for sign, letter in zip(fragment.text, read, strict=True)
            )
            fragment.text = "".join(read)
    return is_whole


def _bare(word: str) -> str:
    """The word in small letters without accents, as capitals are often printed."""
    return "".join(c for c in unicodedata.normalize("NFD", word.lower()) if not unicodedata.combining(c))
