"""Text layers of PDF files that are not what they claim, and honest ones that look odd."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Callable, Sequence

import pytest

from ingest.blocks import Reading
from ingest.errors import UnreadableSourceError
from ingest.readers import read
from ingest.readers.plausible import is_broken

ENGLISH = (
    "The delegates of the lake States met for two days and spoke about the state of the shore, the birds and"
    " the bridges, and each of them was asked to report on what had been done since the last meeting. "
)
RUSSIAN = (
    "Делегаты приозёрных государств встретились на два дня и говорили о состоянии берега, о птицах и мостах;"
    " каждого из них просили рассказать о том, что было сделано после прошлой встречи. "
)
GREEK = "Οι αντιπρόσωποι των παράλιων κρατών συναντήθηκαν για δύο ημέρες και μίλησαν για την κατάσταση. "
ARABIC = "اجتمع مندوبو دول البحيرة لمدة يومين وتحدثوا عن حالة الشاطئ والطيور والجسور. "
CHINESE = "湖泊国家的代表举行了为期两天的会议，讨论了湖岸、鸟类和桥梁的状况，并要求每个国家报告所做的工作。"
JAPANESE = "湖の国々の代表は二日間会合し、岸辺と鳥と橋の状態について話し合いました。"
KOREAN = "호수 국가의 대표들은 이틀 동안 만나서 호숫가와 새와 다리의 상태에 대해 이야기했다. "
VIETNAMESE = "Các đại biểu của các quốc gia ven hồ đã họp trong hai ngày và nói về tình trạng của bờ hồ. "
CZECH = "Zástupci států u jezera se sešli na dva dny a mluvili o stavu břehu; vlk, krk a prst zůstaly. "
FINNISH = "Järvivaltioiden edustajat tapasivat kahden päivän ajan ja puhuivat rannan tilasta ja linnuista. "
NAMES = (
    "Mgr Krk, Dr Smrž, Ms Ng, Mr Pham, Vlk, Peru, Chad, Togo, Mali, Kenya, Niger, Ghana, Cuba, Oman, Fiji. "
)
FIGURES = "12 1,204 7.5% 1997 A/72/1 8 44 0.3 2008-05-30 17 II.4 9 (3) 61 "


def shifted(text: str, by: int) -> str:
    """The text in a font that gives the numbers of drawings for letters."""
    return "".join(chr(ord(c) - by) if c.isascii() and c.isalpha() else c for c in text)


def exchanged(text: str, alphabet: str) -> str:
    """The text with each small letter written as the one before it in the alphabet."""
    return text.lower().translate(str.maketrans(alphabet, alphabet[1:] + alphabet[:1]))


def recoded(text: str, first: int, by: int) -> str:
    return "".join(chr(ord(c) + by) if ord(c) >= first else c for c in text)


@pytest.mark.parametrize(
    "text",
    [
        ENGLISH, RUSSIAN, GREEK, ARABIC, CHINESE, JAPANESE, KOREAN, VIETNAMESE, CZECH, FINNISH,
        NAMES * 3, FIGURES * 10, ENGLISH.upper(), "Annex", "A/72/1", "",
        ENGLISH + "«" + RUSSIAN[:60] + "»", RUSSIAN + ENGLISH, "UNDP UNMAS ICRC CMC GICHD MBT CCM " * 10,
    ],
)  # fmt: skip
def test_what_people_write_is_not_taken_for_broken(text: str) -> None:
    assert not is_broken(text)
    assert not is_broken(text * 20)


@pytest.mark.parametrize(
    "text",
    [
        shifted(ENGLISH, 29),
        exchanged(ENGLISH, "abcdefghijklmnopqrstuvwxyz"),
        exchanged(RUSSIAN, "абвгдежзийклмнопрстуфхцчшщъыьэюя"),
        recoded(RUSSIAN, 0x400, 0x258 - 0x430),
        recoded(CHINESE, 0x4E00, 0x1234),
        recoded(CHINESE, 0x4E00, -0x4000),
        recoded(ARABIC, 0x600, 0x1D00 - 0x600),
    ],
)
def test_letters_that_stand_for_others_are_found(text: str) -> None:
    assert is_broken(text * 4)


# ---- as files


Line = tuple[str, str, float]


def pdf_of(*pages: Sequence[Line], picture: bool = False) -> bytes:
    """Pages of lines, each (font, text, size); a picture fills the page behind them."""
    from PIL import Image
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(612, 792))
    for lines in pages:
        if picture:
            canvas.drawImage(ImageReader(Image.new("L", (60, 80), 200)), 0, 0, 612, 792)
        for at, (font, text, size) in enumerate(lines):
            canvas.setFont(font, size)
            x = 72.0
            for word in text.split(" "):  # without spaces, for a font of glyph numbers has no space either
                canvas.drawString(x, 720 - 14 * at, word)
                x += canvas.stringWidth(word, font, size) + size / 3
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def lines_of(text: str, font: str = "Helvetica") -> list[Line]:
    return [(font, line, 10.0) for line in textwrap.wrap(text, 80)]


def outcome(data: bytes) -> str:
    try:
        return " ".join(read(data, "a.pdf").warnings) or "read"
    except UnreadableSourceError as refused:
        return refused.code


POOR = (
    "Twenty-sixth session UN1TED N~TIONS rrwenty l~tter d~ted fr0m the Mini§ter for Fore1gn Aff~irs of the "
)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (lambda: pdf_of(lines_of(ENGLISH * 4)), "read"),
        (lambda: pdf_of(lines_of("Annex")), "read"),
        (lambda: pdf_of(lines_of(FIGURES * 20)), "read"),
        (lambda: pdf_of(lines_of(NAMES * 10)), "read"),
        (lambda: pdf_of(lines_of(ENGLISH * 4), lines_of("")), "read"),
        (lambda: pdf_of(lines_of(ENGLISH * 4), picture=True), "recognised_text"),
        (lambda: pdf_of(lines_of(POOR * 4), picture=True), "unreadable_text_layer"),
        (lambda: pdf_of([], picture=True), "no_text_layer"),
        (lambda: pdf_of([]), "no_text_layer"),
        (lambda: pdf_of(lines_of(shifted(ENGLISH, 29) * 4)), "unreadable_text_layer"),
        (lambda: pdf_of(lines_of(exchanged(ENGLISH, "abcdefghijklmnopqrstuvwxyz") * 4)),
         "unreadable_text_layer"),
        (lambda: pdf_of(lines_of(ENGLISH * 4), *[lines_of(shifted(ENGLISH, 29) * 4)] * 2),
         "unreadable_text_layer"),
    ],
)  # fmt: skip
def test_a_text_layer_is_read_warned_of_or_refused(data: Callable[[], bytes], expected: str) -> None:
    assert outcome(data()) == expected


def headings(reading: Reading) -> list[str]:
    return [block.text for block in reading.blocks if block.kind.value == "heading"]


def test_headings_in_glyph_numbers_are_restored_where_the_text_proves_them() -> None:
    """A font that numbers its drawings: proven by words the text has in other fonts, else left out."""
    heads = ["State of the shore", "The birds and the bridges", "What had been done", "Report of the States"]
    body = lines_of(ENGLISH)
    page: list[Line] = []
    for head in heads:
        page += [("Times-Bold", shifted(head, 29), 14.0), *body]
    reading = read(pdf_of(page), "a.pdf")
    assert headings(reading) == heads
    assert reading.warnings == ("headings_unreadable",)
    lost = [(f, shifted("Zwq Kxjz", 29) if f == "Times-Bold" else text, s) for f, text, s in page]
    assert headings(read(pdf_of(lost), "a.pdf")) == []


RECOGNISED = "The ministers of the island States did not meet and spoke of none of these things to anyone."


def drawn_and_not(shown: str, unseen: str, picture: bool) -> bytes:
    from PIL import Image
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(612, 792))
    if picture:
        canvas.drawImage(ImageReader(Image.new("L", (60, 80), 200)), 0, 0, 612, 792)
    for at, line in enumerate(textwrap.wrap(shown, 80)):
        canvas.drawString(72, 720 - 14 * at, line)
    text = canvas.beginText(72, 300)
    text.setTextRenderMode(3)
    text.textLines(textwrap.wrap(unseen, 80))
    canvas.drawText(text)
    canvas.save()
    return target.getvalue()


def test_text_that_is_not_drawn_is_left_out_unless_a_picture_of_it_is() -> None:
    report = read(drawn_and_not(ENGLISH.strip(), RECOGNISED, picture=False), "a.pdf")
    assert [block.text for block in report.blocks] == [ENGLISH.strip()]
    assert report.warnings == ("hidden_text",)
    scan = read(drawn_and_not("", RECOGNISED, picture=True), "a.pdf")
    assert [block.text for block in scan.blocks] == [RECOGNISED]
    assert scan.warnings == ("recognised_text",)
