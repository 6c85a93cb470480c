"""PDF, Word and HTML files: built here, broken here, and real ones where the data folder is set."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

from ingest.blocks import Block, BlockKind, Reading
from ingest.errors import UnreadableSourceError
from ingest.readers import read

LOREM = (
    "The States Parties shall report to the Secretary-General of the United Nations on the measures taken. "
)


def refusal(data: bytes, name: str) -> str:
    with pytest.raises(UnreadableSourceError) as refused:
        read(data, name)
    return refused.value.code


def of_kind(reading: Reading, kind: BlockKind) -> list[Block]:
    return [block for block in reading.blocks if block.kind is kind]


# ---- PDF


def draw_pdf(pages: int = 3, **encryption: Any) -> bytes:
    """A report with running heads, a heading, numbered paragraphs over page ends, and footnotes."""
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    target = io.BytesIO()
    secured = StandardEncryption(**encryption) if encryption else None
    canvas = Canvas(target, pagesize=(612, 792), encrypt=secured)
    for page in range(1, pages + 1):
        canvas.setFont("Helvetica-Bold", 8)
        canvas.drawString(60, 750, "CCM/TEST/1")
        canvas.drawString(60, 30, f"{page}/{pages}")
        canvas.setFont("Helvetica-Bold", 14)
        canvas.drawString(120, 700, f"Chapter {'I' * page}")
        canvas.setFont("Helvetica", 10)
        canvas.drawString(140, 670, f"{page}.   The meeting recalled that six States Parties")
        width = canvas.stringWidth("six States Parties", "Helvetica", 10)
        end = 140 + canvas.stringWidth(f"{page}.   The meeting recalled that ", "Helvetica", 10) + width
        canvas.setFont("Helvetica", 6)
        canvas.drawString(end, 674, str(page))
        canvas.setFont("Helvetica", 10)
        canvas.drawString(end + 6, 670, "had asked for help with the")
        canvas.drawString(
            120, 658, "work ahead and had set aside what they need for the whole of the coming year and"
        )
        if page < pages:
            canvas.drawString(
                120, 646, "the year after, as the report of the working group on this matter says at the"
            )
        else:
            canvas.drawString(120, 646, "the year after.")
        canvas.drawString(100, 110, "_" * 18)
        canvas.setFont("Helvetica", 6)
        canvas.drawString(116, 99, str(page))
        canvas.setFont("Helvetica", 8)
        canvas.drawString(122, 96, f"Belgium, Denmark and Peru ({page}).")
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def test_a_pdf_gives_headings_paragraphs_and_footnotes_without_furniture() -> None:
    reading = read(draw_pdf(), "report.pdf")
    assert [block.text for block in of_kind(reading, BlockKind.HEADING)] == [
        "Chapter I", "Chapter II", "Chapter III"
    ]  # fmt: skip
    first = of_kind(reading, BlockKind.PARAGRAPH)[0]
    assert first.text.startswith("1. The meeting recalled that six States Parties¹ had asked")
    assert (first.page, first.box is not None) == (1, True)
    notes = of_kind(reading, BlockKind.FOOTNOTE)
    assert [(note.number, note.text) for note in notes] == [
        (str(n), f"Belgium, Denmark and Peru ({n}).") for n in (1, 2, 3)
    ]
    text = " ".join(block.text for block in reading.blocks)
    assert "CCM/TEST/1" not in text
    assert "1/3" not in text


def pdf_of(lines: list[tuple[float, float, str]], font: str = "Helvetica") -> bytes:
    """A page with texts at given places, in points from the left and the bottom."""
    from reportlab.pdfgen.canvas import Canvas

    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(612, 792))
    canvas.setFont(font, 10)
    for x, y, text in lines:
        canvas.drawString(x, y, text)
    canvas.save()
    return target.getvalue()


def test_a_table_of_a_pdf_is_read_row_by_row() -> None:
    lines = [
        (72.0, 700.0, "The figures of the three years stand side by side in the table that follows here.")
    ]
    for row, (year, parties, note) in enumerate(
        [("1997", "12", "from the north"), ("1998", "", "nobody came"), ("1999", "1,204", "from the south")]
    ):
        y = 660.0 - 30 * row
        lines += [(72, y, f"Year {year}"), (200, y, f"{parties} States"), (320, y, note)]
    lines += [(320, 588, "and from the west")]
    blocks = read(pdf_of(lines), "table.pdf").blocks
    assert [block.text for block in blocks if block.kind is BlockKind.TABLE_ROW] == [
        "Year 1997 | 12 States | from the north",
        "Year 1998 | States | nobody came",
        "Year 1999 | 1,204 States | from the south and from the west",
    ]
    assert blocks[-1].cells == ("Year 1999", "1,204 States", "from the south and from the west")


def test_paragraphs_of_one_line_stay_apart() -> None:
    texts = [f"Delegation {n} spoke about the shore and asked for help" for n in range(1, 9)]
    blocks = read(pdf_of([(72.0, 700.0 - 20 * n, text) for n, text in enumerate(texts)]), "a.pdf").blocks
    assert [block.text for block in blocks] == texts


def test_lines_in_a_font_with_wrong_letters_are_left_out_and_it_is_said() -> None:
    bold = [(72.0, 700.0 - 60 * n, f"PARTA*E DES MESURES TELLES 4UE {n}") for n in range(4)]
    good = [(72.0, 680.0 - 60 * n, f"{LOREM.strip()[:80]} {n}.") for n in range(4)]
    from reportlab.pdfgen.canvas import Canvas

    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(612, 792))
    for font, lines in (("Helvetica-Bold", bold), ("Helvetica", good)):
        for x, y, text in lines:
            canvas.setFont(font, 10)
            canvas.drawString(x, y, text)
    canvas.save()
    reading = read(target.getvalue(), "a.pdf")
    assert reading.warnings == ("headings_unreadable",)
    assert [block.text for block in reading.blocks] == [text for _, _, text in good]


def test_a_truncated_pdf_is_never_read_in_part() -> None:
    data = draw_pdf()
    for cut in range(1, 20):
        assert refusal(data[: len(data) * cut // 20], "report.pdf") in ("corrupt_pdf", "type_mismatch")


def test_a_password_is_named_and_an_empty_one_opens() -> None:
    assert refusal(draw_pdf(userPassword="secret", ownerPassword="o"), "a.pdf") == "encrypted"
    assert read(draw_pdf(userPassword="", ownerPassword="o"), "a.pdf").blocks


def test_a_pdf_of_pictures_is_refused() -> None:
    from PIL import Image
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(612, 792))
    canvas.drawImage(ImageReader(Image.new("L", (60, 80), 200)), 0, 0, 612, 792)
    canvas.save()
    assert refusal(target.getvalue(), "scan.pdf") == "no_text_layer"


def test_a_pdf_with_some_broken_letters_is_read_and_says_so(test_data: Path) -> None:
    reading = read((test_data / "files/un-bbnj-agreement-fr.pdf").read_bytes(), "fr.pdf")
    assert reading.warnings == ("headings_unreadable",)
    assert not re.search(r"\w[%*¶]\w|\b4UE\b", " ".join(block.text for block in reading.blocks))
    headings = [block.text for block in of_kind(reading, BlockKind.HEADING)]
    assert {f"Article {n}" for n in range(2, 77)} <= set(headings)
    assert {"PRÉAMBULE", "Champ d’application", "RÈGLEMENT DES DIFFÉRENDS"} <= {h[:24] for h in headings}
    assert sum(len(block.text) for block in reading.blocks) > 150_000


def test_the_long_report_keeps_its_paragraph_numbers_and_footnotes(test_data: Path) -> None:
    reading = read((test_data / "files/un-bbnj-prepcom-report-2026-en.pdf").read_bytes(), "report.pdf")
    starts = [m[1] for b in reading.blocks if b.page and b.page < 12 and (m := re.match(r"(\d+)\. ", b.text))]
    assert starts[:14] == [str(n) for n in range(1, 15)]
    assert {str(n) for n in range(1, 41)} <= set(starts)
    notes = [b.number for b in of_kind(reading, BlockKind.FOOTNOTE) if b.page and b.page < 12]
    assert notes[:9] == [str(n) for n in range(1, 10)]
    rows = of_kind(reading, BlockKind.TABLE_ROW)
    assert len(rows) > 40
    assert all(row.cells[0].startswith("A/AC.296/") and len(row.cells) == 2 for row in rows)


# ---- Word


def build_docx() -> Any:
    import docx

    return docx.Document()


def saved(document: Any) -> bytes:
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def with_part(data: bytes, **parts: bytes) -> bytes:
    """A copy of the archive with parts added or replaced; `__` in a name stands for a slash."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy,
    ):
        names = {name.replace("__", "/"): content for name, content in parts.items()}
        for entry in source.namelist():
            if entry not in names:
                copy.writestr(entry, source.read(entry))
        for name, content in names.items():
            copy.writestr(name, content)
    return target.getvalue()


def test_a_word_document_gives_headings_lists_tables_and_typography() -> None:
    document = build_docx()
    document.add_heading("Report", 1)
    paragraph = document.add_paragraph("The ")
    paragraph.add_run("Coalition").bold = True
    paragraph.add_run(" said")
    paragraph.add_run("12").font.superscript = True
    document.add_paragraph("first", style="List Number")
    document.add_paragraph("second", style="List Number")
    document.add_paragraph("point", style="List Bullet")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ("State", "Date", "Peru", "2010"), strict=True):
        cell.text = text
    for cell in table.rows[0].cells:
        cell.paragraphs[0].runs[0].bold = True
    blocks = read(saved(document), "a.docx").blocks
    assert [(b.kind.value, b.number, b.text) for b in blocks] == [
        ("heading", "", "Report"),
        ("paragraph", "", "The Coalition said¹²"),
        ("list_item", "1.", "first"),
        ("list_item", "2.", "second"),
        ("list_item", "", "point"),
        ("table_row", "", "State | Date"),
        ("table_row", "", "Peru | 2010"),
    ]
    assert [blocks[1].text[a:b] for a, b in blocks[1].bold] == ["Coalition"]
    assert [block.is_header for block in blocks[-2:]] == [True, False]


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def test_footnotes_deletions_and_hidden_text_of_a_word_document() -> None:
    data = saved(build_docx())
    body = f"""<w:document {W}><w:body>
      <w:p><w:r><w:t>Six States Parties</w:t></w:r><w:r><w:footnoteReference w:id="7"/></w:r>
        <w:del><w:r><w:delText>not</w:delText></w:r></w:del>
        <w:ins><w:r><w:t xml:space="preserve"> agreed</w:t></w:r></w:ins>
        <w:r><w:rPr><w:vanish/></w:rPr><w:t>{"secret " * 20}</w:t></w:r></w:p></w:body></w:document>"""
    notes = f"""<w:footnotes {W}><w:footnote w:id="7"><w:p><w:r><w:footnoteRef/></w:r>
      <w:r><w:t xml:space="preserve"> Peru and Chad.</w:t></w:r></w:p></w:footnote></w:footnotes>"""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        relations = archive.read("word/_rels/document.xml.rels").decode()
        types = archive.read("[Content_Types].xml").decode()
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    relations = relations.replace(
        "</Relationships>", f'<Relationship Id="rIdF" Type="{base}" Target="footnotes.xml"/></Relationships>'
    )
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    types = types.replace(
        "</Types>", f'<Override PartName="/word/footnotes.xml" ContentType="{kind}"/></Types>'
    )
    parts = {
        "word__document.xml": body.encode(),
        "word__footnotes.xml": notes.encode(),
        "word___rels__document.xml.rels".replace("word___rels", "word/_rels"): relations.encode(),
        "[Content_Types].xml": types.encode(),
    }
    reading = read(with_part(data, **parts), "a.docx")
    assert [(b.kind.value, b.number, b.text) for b in reading.blocks] == [
        ("paragraph", "", "Six States Parties¹ agreed"),
        ("footnote", "1", "Peru and Chad."),
    ]
    assert reading.warnings == ("hidden_text", "tracked_changes")


def test_archives_that_could_do_harm_are_refused(tmp_path: Path) -> None:
    document = build_docx()
    document.add_paragraph("words")
    data = saved(document)
    bomb = with_part(data, **{"word__media.bin": bytes(60 * 1024 * 1024)})
    assert refusal(bomb, "a.docx") == "archive_limits"
    many = with_part(data, **{f"x{n}": b"" for n in range(2100)})
    assert refusal(many, "a.docx") == "archive_limits"
    entity = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
    assert refusal(with_part(data, **{"customXml__item1.xml": entity}), "a.docx") == "xml_entities"
    assert refusal(data[: len(data) // 2], "a.docx") == "corrupt_docx"
    assert refusal(with_part(data, **{"word__document.xml": b"<not"}), "a.docx") == "corrupt_docx"
    outside = with_part(data, **{"../../outside.xml": b"<x/>"})
    assert [block.text for block in read(outside, "a.docx").blocks] == ["words"]


def test_a_real_word_document_keeps_its_symbols(test_data: Path) -> None:
    name = "un-dhl-index-to-proceedings-a72-list.docx"
    text = "\n".join(block.text for block in read((test_data / "files" / name).read_bytes(), name).blocks)
    assert all(f"A/72/{n}" in text for n in range(1, 9))


# ---- HTML


def html_blocks(source: str) -> list[tuple[str, str, str]]:
    reading = read(f"<html lang=fr><title>T</title><body>{source}".encode(), "a.html")
    return [(b.kind.value, b.number, b.text) for b in reading.blocks]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<nav>menu</nav><h2>Head</h2><script>x()</script><p>text", [("heading", "", "Head"), ("paragraph", "", "text")]),  # noqa: E501
        ("<ol type=a start=2><li>one<li><p>two<p>more</ol>",
         [("list_item", "b.", "one"), ("list_item", "c.", "two"), ("list_item", "", "more")]),
        ("<table><tr><th>A<th>B<tr><td>1<td><p>x<p>y</table>", [("table_row", "", "A | B"), ("table_row", "", "1 | x y")]),  # noqa: E501
        ('<p>Word<sup><a href="#_ftn1" name="_ftnref1">[1]</a></sup>.<p><a href="#_ftnref1" name="_ftn1">[1]</a> Note.',  # noqa: E501
         [("paragraph", "", "Word¹."), ("footnote", "1", "Note.")]),
        ('<p>Word<a href="#fn:2">2</a><ol><li id="fn:2"><p>Note <a href="#r">↩</a></ol>',
         [("paragraph", "", "Word²"), ("footnote", "2", "Note")]),
        ("<p>kept<del> gone</del><s> struck</s><ins> added", [("paragraph", "", "kept added")]),
        ("<table><tr><td rowspan=2>Peru<td>2010<tr><td>2011<tr><td>Chad<td>2012</table>",
         [("table_row", "", "Peru | 2010"), ("table_row", "", "Peru | 2011"),
          ("table_row", "", "Chad | 2012")]),
        ("<table><tr><td>2010<td rowspan=2>Peru<tr><td>2011</table>",
         [("table_row", "", "2010 | Peru"), ("table_row", "", "2011 | Peru")]),
        ("<p>x<p><sup>3</sup> Peru.", [("paragraph", "", "x"), ("footnote", "3", "Peru.")]),
        ("a<!-- no -->b<p hidden>c</p><p>d&nbsp;&amp; e<br>f", [("paragraph", "", "ab"), ("paragraph", "", "d & e f")]),  # noqa: E501
        ("<article><header><h1>Title</h1></header>x</article><footer>y", [("heading", "", "Title"), ("paragraph", "", "x")]),  # noqa: E501
    ],
)  # fmt: skip
def test_a_page_gives_what_its_reader_sees(source: str, expected: list[tuple[str, str, str]]) -> None:
    assert html_blocks(source) == expected


def test_much_hidden_text_is_noted_and_language_and_title_are_kept() -> None:
    reading = read(
        b"<html lang=es><title>T</title><p>shown<p style='display: none'>hidden words here", "a.html"
    )
    assert "hidden_text" in reading.warnings
    assert dict(reading.properties)["language"] == "es"
    assert dict(reading.properties)["title"] == "T"


def test_a_page_nested_without_end_is_refused() -> None:
    deep = "<html>" + "<div>" * 100_000 + "x" + "</div>" * 100_000
    assert refusal(deep.encode(), "a.html") == "archive_limits"


def test_tag_characters_written_as_references_are_found() -> None:
    assert refusal(b"<html><p>x&#xE0041;&#xE0042;", "a.html") == "hidden_characters"


def test_the_real_page_reads_as_the_resolution(test_data: Path) -> None:
    name = "derived-a-res-78-272-en.html"
    texts = [block.text for block in read((test_data / "files" / name).read_bytes(), name).blocks]
    assert sum(text.startswith(tuple(f"{n}. " for n in range(1, 18))) for text in texts) == 17
    assert not any("About & provenance" in text for text in texts)
