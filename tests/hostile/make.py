"""Makes files that try to harm whoever reads them: `python -m tests.hostile.make FOLDER`.

Every function returns the same bytes each time. Nothing of this is kept in the repository.
"""

from __future__ import annotations

import io
import struct
import sys
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

MEGABYTE = 1024 * 1024
WORDS = "The States Parties shall report to the Secretary-General on the measures taken under Article 9. "


# ---- PDF


def pdf(objects: Iterable[bytes], trailer: bytes = b"") -> bytes:
    """A PDF file of these objects, numbered from 1; the first is the catalogue."""
    body, places = io.BytesIO(b"%PDF-1.7\n"), []
    body.seek(0, io.SEEK_END)
    for number, content in enumerate(objects, start=1):
        places.append(body.tell())
        body.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    start = body.tell()
    body.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1))
    body.writelines(b"%010d 00000 n \n" % place for place in places)
    body.write(
        b"trailer\n<</Size %d /Root 1 0 R %s>>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, trailer, start)
    )
    return body.getvalue()


def stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<<%s /Length %d>>\nstream\n%s\nendstream" % (entries, len(content), content)


def pdf_page(contents: bytes, *more: bytes, resources: bytes = b"", catalogue: bytes = b"") -> bytes:
    """One page: objects 1 to 5 are catalogue, page tree, page, font and `contents`; `more` follow."""
    return pdf(
        [
            b"<</Type /Catalog /Pages 2 0 R %s>>" % catalogue,
            b"<</Type /Pages /Kids [3 0 R] /Count 1>>",
            b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 5 0 R"
            b" /Resources <</Font <</F1 4 0 R>> %s>>>>" % resources,
            b"<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>",
            contents,
            *more,
        ]
    )


def shown(text: str) -> bytes:
    """Page contents that print one line."""
    return b"BT /F1 10 Tf 72 700 Td (%s) Tj ET" % text.encode("latin-1")


def readable_pdf(pages: int = 3) -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(612, 792), invariant=True)
    for page in range(pages):
        for line in range(30):
            canvas.drawString(72, 720 - 20 * line, f"{page}.{line} {WORDS[:70]}")
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def locked_pdf(user_password: str) -> bytes:
    """Printing and copying are forbidden; with an empty password anybody may open it."""
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    secured = StandardEncryption(user_password, ownerPassword="owner", canPrint=0, canCopy=0)
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(612, 792), encrypt=secured, invariant=True)
    canvas.drawString(72, 700, WORDS)
    canvas.save()
    return target.getvalue()


def scanned_pdf() -> bytes:
    """A page that is a picture."""
    picture = stream(
        zlib.compress(bytes(60 * 80)),
        b"/Type /XObject /Subtype /Image /Width 60 /Height 80 /ColorSpace /DeviceGray /BitsPerComponent 8"
        b" /Filter /FlateDecode",
    )
    return pdf_page(stream(b"612 0 0 792 0 0 cm /Im Do"), picture, resources=b"/XObject <</Im 6 0 R>>")


def deflate_bomb(size: int, fill: bytes = b" ") -> bytes:
    """A zlib stream of `size` times the byte `fill`, made without expanding it."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packer.compress(fill * MEGABYTE)
    packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(fill * MEGABYTE) + packer.flush(zlib.Z_FULL_FLUSH)
    count = size // MEGABYTE * MEGABYTE
    low = (1 + count * fill[0]) % 65521
    high = (count + fill[0] * (count * (count + 1) // 2)) % 65521
    return b"\x78\x9c" + block * (size // MEGABYTE) + b"\x03\x00" + struct.pack(">HH", high, low)


def run_length_bomb(size: int) -> bytes:
    """PDF RunLength of spaces: 2 bytes become 128."""
    return b"\x81 " * (size // 128) + b"\x80"


def lzw(data: bytes) -> bytes:
    """PDF LZW with early change."""
    bits, width, out = 256, 9, []
    known = {bytes([i]): i for i in range(256)}
    following, held = 258, b""
    out.append((bits, width))
    for i in range(len(data)):
        longer = held + data[i : i + 1]
        if longer in known:
            held = longer
            continue
        out.append((known[held], width))
        known[longer] = following
        following += 1
        if following + 1 > 1 << width and width < 12:
            width += 1
        if following >= 4094:
            out.append((256, width))
            known, following, width = {bytes([i]): i for i in range(256)}, 258, 9
        held = data[i : i + 1]
    if held:
        out.append((known[held], width))
    out.append((257, width))
    value = "".join(f"{code:0{size}b}" for code, size in out)
    value += "0" * (-len(value) % 8)
    return int(value, 2).to_bytes(len(value) // 8, "big")


def pdf_bomb(kind: str) -> bytes:
    """A few kilobytes that expand to more than a gigabyte of page contents."""
    size = 1200 * MEGABYTE
    match kind:
        case "flate":
            content, filters = deflate_bomb(size), b"/FlateDecode /FlateDecode"
        case "run length":
            content, filters = run_length_bomb(size), b"/FlateDecode /RunLengthDecode"
        case "lzw":
            content, filters = lzw(deflate_bomb(size)), b"/FlateDecode /LZWDecode /FlateDecode"
        case _:
            raise ValueError(kind)
    return pdf_page(stream(zlib.compress(content, 9), b"/Filter [%s]" % filters))


def nested_forms(depth: int, fan: int) -> bytes:
    """Each of `depth` form objects draws the next one `fan` times: `fan ** depth` lines of text."""
    forms = []
    for number in range(7, 7 + depth):
        resources = b"/XObject <</F %d 0 R>>" % number
        forms.append(stream(b"/F Do " * fan, _form(resources)))
    forms.append(stream(shown(WORDS), _form(b"/Font <</F1 4 0 R>>")))
    return pdf_page(stream(b"/F Do"), *forms, resources=b"/XObject <</F 6 0 R>>")


def _form(resources: bytes) -> bytes:
    return b"/Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources <<%s>>" % resources


def looped_pdfs() -> dict[str, bytes]:
    """Files whose parts lead back to themselves."""
    plain = readable_pdf()
    start = int(plain[plain.rindex(b"startxref") :].split()[1])
    outline = b"<</Type /Outlines /First 7 0 R /Last 7 0 R>>"
    item = b"<</Title (x) /Next 7 0 R /First 7 0 R /Parent 6 0 R>>"
    pages = [b"<</Type /Catalog /Pages 2 0 R>>", b"<</Type /Pages /Kids [2 0 R 2 0 R] /Count 100>>"]
    return {
        "previous table": plain.replace(b"trailer\n<<", b"trailer\n<< /Prev %d " % start),
        "outline": pdf_page(stream(shown(WORDS)), outline, item, catalogue=b"/Outlines 6 0 R"),
        "pages": pdf(pages),
    }


def laughing_metadata() -> bytes:
    """XMP metadata whose entities would expand to ten to the twelfth laughs."""
    entities = b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(12))
    packet = (
        b'<!DOCTYPE x [<!ENTITY a "ha">%s]><x:xmpmeta xmlns:x="adobe:ns:meta/">&m;</x:xmpmeta>' % entities
    )
    metadata = stream(packet, b"/Type /Metadata /Subtype /XML")
    return pdf_page(stream(shown(WORDS)), metadata, catalogue=b"/Metadata 6 0 R")


def long_pdf(pages: int) -> bytes:
    """So many pages that are all the same object."""
    return pdf(
        [
            b"<</Type /Catalog /Pages 2 0 R>>",
            b"<</Type /Pages /Kids [%s] /Count %d>>" % (b"3 0 R " * pages, pages),
            b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 5 0 R"
            b" /Resources <</Font <</F1 4 0 R>>>>>>",
            b"<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>",
            stream(shown(WORDS)),
        ]
    )


# ---- Word


def word(parts: Mapping[str, bytes] | None = None, text: str = WORDS) -> bytes:
    """A Word document with parts added or replaced."""
    import docx

    document = docx.Document()
    document.add_paragraph(text)
    plain = io.BytesIO()
    document.save(plain)
    parts, target = parts or {}, io.BytesIO()
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in source.namelist():
            if name not in parts:
                copy.writestr(zipfile.ZipInfo(name), source.read(name), zipfile.ZIP_DEFLATED)
        for name, content in parts.items():
            copy.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def zip_of(content: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("inner"), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


@cache
def zip_bombs() -> dict[str, bytes]:
    """One for each limit."""
    noise = bytes(i * i * 31 >> 5 & 255 for i in range(MEGABYTE))
    return {
        "ratio": word({"word/media/a.bin": bytes(2 * MEGABYTE)}),
        "entries": word({f"word/media/{n}.bin": b"" for n in range(2001)}),
        "entry": word({"word/media/a.bin": noise * 51}),
        "total": word({f"word/media/{n}.bin": noise * 49 for n in range(5)}),
        "stated size": understated(word({"word/media/a.bin": bytes(MEGABYTE)}), "word/media/a.bin"),
    }


def understated(archive: bytes, entry: str) -> bytes:
    """The zip file with the size of one entry given as one byte, and the check sum to go with that."""
    data, name = bytearray(archive), entry.encode()
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        first = zlib.crc32(opened.read(entry)[:1])
    local, central = data.index(name) - 30, data.rindex(name) - 46
    for place in (local + 14, central + 16):
        data[place : place + 4] = struct.pack("<I", first)
        data[place + 8 : place + 12] = struct.pack("<I", 1)
    return bytes(data)


def entities(encoding: str = "utf-8") -> bytes:
    """A part that asks for a file and for an address of this machine."""
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">'
        '<!ENTITY y SYSTEM "http://127.0.0.1:9/y">]><a>&x;&y;</a>'
    )
    return text.encode(encoding)


# ---- Text and web pages


def deep_page(depth: int) -> bytes:
    return b"<html>" + b"<div>" * depth + b"x" + b"</div>" * depth


def page_with_hidden_text() -> bytes:
    """Everything a page can hold that its reader does not see; each thing says 'zirconium'."""
    hidden = "zirconium " * 20
    return (
        f"<html><head><title>Report</title><style>.a{{content:'{hidden}'}}</style></head><body>"
        f"<script>var a = '{hidden}'</script><!-- {hidden} --><template>{hidden}</template>"
        f"<noscript>{hidden}</noscript><p hidden>{hidden}</p><p style='display:none'>{hidden}</p>"
        f"<p style='font-size:0'>{hidden}</p><p>{WORDS}</p></body></html>"
    ).encode()


NAMES: tuple[bytes, ...] = (
    b"n" * 251 + b".txt",
    b"new\nline.txt",
    b"%2e%2e%2fescape.txt",
    "rtl\u202etxt.txt".encode(),
    "emoji \U0001f469\u200d\U0001f4bb.txt".encode(),
    b"bad\xff\xfe.txt",
    "caf\u00e9.txt".encode(),
    "cafe\u0301.txt".encode(),
    b"dot.txt.",
    b" space .txt",
)


def awkward_names(folder: Path) -> None:
    """A text under each of the names; the texts differ, or they would be copies."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, name in enumerate(NAMES):
        with open(bytes(folder) + b"/" + name, "wb") as file:
            file.write(f"Report number {number}\n\n1. {WORDS}\n".encode())


def files() -> dict[str, bytes]:
    """File name -> content: one of each kind that is small enough to lie about."""
    return {
        "empty.txt": b"",
        "cut.pdf": readable_pdf()[:1500],
        "locked.pdf": locked_pdf("secret"),
        "open.pdf": locked_pdf(""),
        "scan.pdf": scanned_pdf(),
        "flate.pdf": pdf_bomb("flate"),
        "laughs.pdf": laughing_metadata(),
        "ratio.docx": zip_bombs()["ratio"],
        "entities.docx": word({"customXml/item1.xml": entities()}),
        "program.pdf": b"MZ\x90\x00" + bytes(500),
        "page.docx": page_with_hidden_text() + b"\n",
        "deep.html": deep_page(100_000),
        "hidden.html": page_with_hidden_text(),
        "tags.txt": "Report\n\nwords\U000e0041\U000e0042".encode(),
        "controls.txt": b"Report\n\n1. States\x00 Parties\x07 met in the yttrium hall.\n",
        "bidi.txt": "Report\n\n1. Sta\u200btes \u202eParties met in the promethium hall.\n".encode(),
        "surrogate.txt": b"Ended \xed\xa0\x80 in the \xc3\xa9t\xc3\xa9 of l\xc3\xa9g\xc3\xa8re scandium.\n",
        "word.txt": b"w" * 20_000,
        "one.txt": b"Lutetium",
        "good.txt": f"Report\n\n1. {WORDS}\n".encode(),
    }


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files().items():
        (folder / name).write_bytes(content)
    awkward_names(folder / "names")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
