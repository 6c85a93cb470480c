"""Word documents part by part: numbering, notes, changes, comments, what is hidden."""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape

import docx
import pytest

from ingest.blocks import Reading
from ingest.readers import read

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CONTENT = "application/vnd.openxmlformats-officedocument.wordprocessingml"

LEVELS = (("decimal", "%1."), ("decimal", "%1.%2"), ("lowerLetter", "(%3)"), ("upperRoman", "%4."))
NUMBERING = (
    '<w:abstractNum w:abstractNumId="0">'
    + "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{style}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for at, (style, text) in enumerate(LEVELS)
    )
    + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="0"/>'
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num>'
)


def word(body: str, **parts: str) -> bytes:
    """A Word document of the paragraphs in `body`, with further parts: footnotes, endnotes, comments."""
    target = io.BytesIO()
    docx.Document().save(target)
    written = {"document": f"<w:document {W}><w:body>{body}</w:body></w:document>"}
    written |= {name: f"<w:{name} {W}>{content}</w:{name}>" for name, content in parts.items()}
    copy = io.BytesIO()
    with zipfile.ZipFile(target) as source, zipfile.ZipFile(copy, "w") as archive:
        for entry in source.namelist():
            content = source.read(entry).decode("utf-8", errors="surrogateescape")
            for name in parts:
                if entry == "[Content_Types].xml" and f"/word/{name}.xml" not in content:
                    kind = f'PartName="/word/{name}.xml" ContentType="{CONTENT}.{name}+xml"'
                    content = content.replace("</Types>", f"<Override {kind}/></Types>")
                if entry == "word/_rels/document.xml.rels" and f'"{name}.xml"' not in content:
                    link = f'Id="r{name}" Type="{RELATION}/{name}" Target="{name}.xml"'
                    content = content.replace("</Relationships>", f"<Relationship {link}/></Relationships>")
            stem = entry.removeprefix("word/").removesuffix(".xml")
            archive.writestr(entry, written.pop(stem, content).encode("utf-8", errors="surrogateescape"))
        for name, content in written.items():
            archive.writestr(f"word/{name}.xml", content)
    return copy.getvalue()


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(*runs: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


def item(level: int, text: str, list_id: int = 1) -> str:
    numbering = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>'
    return paragraph(run(text), properties=numbering)


def note(kind: str, number: int, text: str) -> str:
    return f'<w:{kind} w:id="{number}"><w:p><w:r><w:{kind}Ref/></w:r>{run(text)}</w:p></w:{kind}>'


def shown(reading: Reading) -> list[tuple[str, str, str]]:
    return [(block.kind.value, block.number, block.text) for block in reading.blocks]


def test_numbers_are_those_word_prints() -> None:
    levels = [
        (0, "1."),
        (1, "1.1"),
        (2, "(a)"),
        (2, "(b)"),
        (3, "I."),
        (1, "1.2"),
        (2, "(a)"),
        (0, "2."),
        (1, "2.1"),
    ]
    body = "".join(item(level, f"text {at}") for at, (level, _) in enumerate(levels)) + item(0, "anew", 2)
    blocks = read(word(body, numbering=NUMBERING), "a.docx").blocks
    assert [(block.level, block.number) for block in blocks] == [*levels, (0, "7.")]


def test_footnotes_and_endnotes_each_have_a_number_of_their_own() -> None:
    body = "".join(
        paragraph(run(text), f'<w:r><w:{kind}Reference w:id="{number}"/></w:r>', run(" in time."))
        for text, kind, number in [("One", "footnote", 5), ("Two", "endnote", 2), ("Three", "footnote", 3)]
    )
    parts = {
        "footnotes": note("footnote", 3, " Chad.") + note("footnote", 5, " Peru."),
        "endnotes": note("endnote", 2, " Mali."),
    }
    assert shown(read(word(body, **parts), "a.docx")) == [
        ("paragraph", "", "One¹ in time."),
        ("paragraph", "", "Two³ in time."),
        ("paragraph", "", "Three² in time."),
        ("footnote", "1", "Peru."),
        ("footnote", "3", "Mali."),
        ("footnote", "2", "Chad."),
    ]


HIDDEN = "<w:vanish/>"


@pytest.mark.parametrize(
    ("body", "texts", "warnings"),
    [
        (paragraph(run("kept "), f"<w:ins>{run('added')}</w:ins>", f"<w:del>{run('gone')}</w:del>"),
         ["kept added"], ("tracked_changes",)),
        (paragraph(f"<w:moveFrom>{run('moved')}</w:moveFrom>", run("stays")) + paragraph(f"<w:moveTo>{run('moved')}</w:moveTo>"),  # noqa: E501
         ["stays", "moved"], ("tracked_changes",)),
        (paragraph(run("one "), properties="<w:rPr><w:del/></w:rPr>") + paragraph(run("line")),
         ["one line"], ("tracked_changes",)),
        (paragraph(run("said"), '<w:r><w:commentReference w:id="0"/></w:r>', run(" so")), ["said so"], ()),
        (paragraph(run("seen "), run("a"), run("b", HIDDEN), run("c")), ["seen ac"], ()),
        (paragraph(run("seen"), run(" unseen words", HIDDEN)), ["seen"], ("hidden_text",)),
        (paragraph('<w:r><w:instrText>PAGE</w:instrText></w:r>', run("a field")), ["a field"], ()),
        (paragraph(run("Head"), properties='<w:outlineLvl w:val="1"/>'), ["Head"], ()),
        (paragraph(run("a"), "<w:r><w:noBreakHyphen/></w:r>", run("b"), "<w:r><w:tab/></w:r>", run("c")), ["a-b c"], ()),  # noqa: E501
        ("<w:tbl><w:tr>" + "".join(f"<w:tc>{paragraph(run(t))}</w:tc>" for t in ("State", "Date")) + "</w:tr></w:tbl>",  # noqa: E501
         ["State | Date"], ()),
    ],
)  # fmt: skip
def test_a_document_reads_as_its_reader_sees_it(
    body: str, texts: list[str], warnings: tuple[str, ...]
) -> None:
    comments = '<w:comment w:id="0"><w:p><w:r><w:t>a remark</w:t></w:r></w:p></w:comment>'
    reading = read(word(body, comments=comments), "a.docx")
    assert [block.text for block in reading.blocks] == texts
    assert reading.warnings == warnings


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(run(text))}</w:tc>"


def test_a_cell_merged_with_those_below_stands_in_each_of_their_rows() -> None:
    first, below = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    rows = [
        cell("Peru and Chad", '<w:gridSpan w:val="2"/>') + cell("All", first),
        cell("Peru", first) + cell("2010") + cell("", below),
        cell("", below) + cell("2011") + cell("Some"),
        cell("") + cell("2012") + cell("None"),
    ]
    table = "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"
    assert [block.cells for block in read(word(table), "a.docx").blocks] == [
        ("Peru and Chad", "All"),
        ("Peru", "2010", "All"),
        ("Peru", "2011", "Some"),
        ("", "2012", "None"),
    ]
