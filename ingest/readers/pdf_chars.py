"""The characters of a PDF page as pdfium finds them, gathered into lines by where they are printed."""

from __future__ import annotations

import ctypes
import statistics
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

SPACE = 0.17
"""In font sizes: a wider gap between two letters is a space, a narrower one is kerning or a split word."""
FRAGMENT_GAP = 0.5
"""In font sizes: text after a wider gap is a fragment of its own; it may stand in another cell."""
BASELINE = 0.25
"""In font sizes: how far two letters of one line may be apart in height."""
RAISED_SIZE = 0.8
"""A mark above the line is at most this large beside the text it follows."""

ASCENT, DESCENT = 0.8, 0.25
"""In font sizes: letters reach this far above and below the baseline, whatever the font says of itself."""

LINE_END_HYPHEN = "\x02"
"""What pdfium reports for a hyphen that ends a line."""


@dataclass(frozen=True, slots=True)
class Font:
    name: str
    size: float
    bold: bool
    italic: bool
    is_invisible: bool = False
    """Not drawn at all, as the recognised text under the picture of a page."""


@dataclass(slots=True)
class Fragment:
    """Letters printed in one go on one baseline in one font."""

    text: str
    font: Font
    left: float
    right: float
    baseline: float
    bottom: float
    top: float
    raised: bool = False


@dataclass(slots=True)
class Line:
    """Fragments side by side on one baseline."""

    fragments: list[Fragment] = field(default_factory=list)
    page: int = 0
    column: int = 0
    """1 and 2 for the columns of a page that has two, else 0."""
    is_readable: bool = True
    """False where letters are not those the page shows."""

    @property
    def main(self) -> Fragment:
        """The fragment that sets the line's size and baseline."""
        return max(self.fragments, key=lambda f: (f.font.size if not f.raised else 0, len(f.text)))

    @property
    def size(self) -> float:
        """The size most of the letters are in."""
        sizes: Counter[float] = Counter()
        for fragment in self.fragments:
            if not fragment.raised:
                sizes[fragment.font.size] += len(fragment.text.strip())
        return sizes.most_common(1)[0][0] if sizes else self.fragments[0].font.size

    @property
    def baseline(self) -> float:
        grounded = [f.baseline for f in self.fragments if not f.raised]
        return statistics.median(grounded or [f.baseline for f in self.fragments])

    @property
    def left(self) -> float:
        return self.fragments[0].left

    @property
    def right(self) -> float:
        return max(fragment.right for fragment in self.fragments)

    @property
    def box(self) -> tuple[float, float, float, float]:
        return (
            min(f.left for f in self.fragments),
            min(min(f.bottom, f.baseline - DESCENT * f.font.size) for f in self.fragments),
            self.right,
            max(max(f.top, f.baseline + ASCENT * f.font.size) for f in self.fragments),
        )

    @property
    def text(self) -> str:
        return "".join(spaced(self.fragments))

    def all(self, style: str) -> bool:
        return all(getattr(f.font, style) for f in self.fragments if f.text.strip() and not f.raised)


def spaced(fragments: list[Fragment]) -> Iterator[str]:
    """The text of each fragment, led by a space where the page shows one."""
    for i, fragment in enumerate(fragments):
        before = fragments[i - 1] if i else None
        gap = before is not None and fragment.left - before.right > SPACE * before.font.size
        yield (" " if gap else "") + fragment.text


def read_fragments(textpage: Any) -> list[Fragment]:
    return [fragment for fragment in _fragments(textpage) if fragment.text.strip()]


def gather_lines(fragments: list[Fragment]) -> list[Line]:
    """The lines of a page from top to bottom, marks above the line put where they belong."""
    lines: list[Line] = []
    for fragment in sorted(fragments, key=lambda f: (-f.baseline, f.left)):
        line = _line_of(fragment, lines)
        if line is None:
            lines.append(Line([fragment]))
        else:
            line.fragments.append(fragment)
    _attach_raised(lines)
    for line in lines:
        line.fragments.sort(key=lambda f: f.left)
    return [*_left_to_right([line for line in lines if line.fragments])]


def _left_to_right(lines: list[Line]) -> Iterator[Line]:
    """The lines from top to bottom; those side by side, though of other sizes, from left to right."""
    beside: list[Line] = []
    for line in lines:
        if beside and not all(_is_beside(line, other) for other in beside):
            yield from sorted(beside, key=lambda each: each.left)
            beside = []
        beside.append(line)
    yield from sorted(beside, key=lambda each: each.left)


def _is_beside(line: Line, other: Line) -> bool:
    apart = line.left >= other.right or line.right <= other.left
    return apart and abs(line.baseline - other.baseline) < BASELINE * min(line.size, other.size)


def _line_of(fragment: Fragment, lines: list[Line]) -> Line | None:
    for line in reversed(lines[-3:]):
        other = line.fragments[-1]
        same_size = min(other.font.size, fragment.font.size) > RAISED_SIZE * max(
            other.font.size, fragment.font.size
        )
        tolerance = BASELINE * min(other.font.size, fragment.font.size) if same_size else 0.6
        if abs(other.baseline - fragment.baseline) <= tolerance:
            return line
    return None


def _attach_raised(lines: list[Line]) -> None:
    """A line of small print that hangs just above a larger one holds its footnote marks."""
    for i, line in enumerate(lines):
        for fragment in list(line.fragments):
            host = _host(fragment, lines[i + 1 : i + 4])
            if host is not None:
                line.fragments.remove(fragment)
                fragment.raised = True
                host.fragments.append(fragment)


def _host(fragment: Fragment, below: list[Line]) -> Line | None:
    if len(fragment.text.strip()) > 12:
        return None
    for line in below:
        if not line.fragments:
            continue
        size = line.size
        lift = fragment.baseline - line.baseline
        near = line.box[0] - 2 * size < fragment.left < line.right + 2 * size
        if fragment.font.size <= RAISED_SIZE * size and 0.12 * size < lift < 0.8 * size and near:
            return line
    return None


def _fragments(textpage: Any) -> Iterator[Fragment]:
    import pypdfium2.raw as pdfium

    fonts: dict[int, Font] = {}
    current: Fragment | None = None
    x, y = ctypes.c_double(), ctypes.c_double()
    box = pdfium.FS_RECTF()
    for i in range(textpage.count_chars()):
        code = pdfium.FPDFText_GetUnicode(textpage.raw, i)
        if pdfium.FPDFText_IsGenerated(textpage.raw, i) == 1 or code in (0, 10, 13):
            continue
        pdfium.FPDFText_GetCharOrigin(textpage.raw, i, x, y)
        pdfium.FPDFText_GetLooseCharBox(textpage.raw, i, box)
        font = _font(textpage, i, fonts)
        letter = _letter(code)
        if current is not None and _continues(current, font, x.value, y.value):
            gap = x.value - current.right > SPACE * font.size
            current.text += (" " if gap and not current.text.endswith(" ") else "") + letter
            current.right = max(current.right, box.right)
            current.bottom, current.top = min(current.bottom, box.bottom), max(current.top, box.top)
            continue
        if current is not None:
            yield current
        current = Fragment(letter, font, x.value, box.right, y.value, box.bottom, box.top)
    if current is not None:
        yield current


def _continues(current: Fragment, font: Font, x: float, y: float) -> bool:
    gap = x - current.right
    return (
        font == current.font
        and abs(y - current.baseline) < 0.6
        and -font.size < gap < FRAGMENT_GAP * font.size
    )


def _letter(code: int) -> str:
    if code in (2, 0xFFFE):
        return LINE_END_HYPHEN
    if 0xF020 <= code <= 0xF07E:  # symbol fonts put ASCII here
        return chr(code - 0xF000)
    return chr(code) if not 0xD800 <= code <= 0xDFFF else "\ufffd"


def _font(textpage: Any, i: int, known: dict[int, Font]) -> Font:
    """Font of a character; asked once a text object, for all its characters share it."""
    import pypdfium2.raw as pdfium

    handle = pdfium.FPDFText_GetTextObject(textpage.raw, i)
    address = ctypes.cast(handle, ctypes.c_void_p).value or 0
    if address in known:
        return known[address]
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(textpage.raw, i, matrix)
    scale = (matrix.c**2 + matrix.d**2) ** 0.5 or 1.0
    size = round(pdfium.FPDFText_GetFontSize(textpage.raw, i) * scale, 1)
    buffer, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(textpage.raw, i, buffer, 128, flags)
    name = buffer.value.decode("utf-8", errors="replace")
    bold = "bold" in name.lower() or pdfium.FPDFText_GetFontWeight(textpage.raw, i) >= 600
    italic = "italic" in name.lower() or "oblique" in name.lower() or bool(flags.value & 64)
    mode = pdfium.FPDFTextObj_GetTextRenderMode(handle) if address else pdfium.FPDF_TEXTRENDERMODE_FILL
    font = Font(name, max(size, 0.1), bold, italic, is_invisible=mode == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE)
    if address:
        known[address] = font
    return font
