"""Makes a Word file of a document, with pandoc, and looks through it before anybody else does."""

import io
import json
import re
import tempfile
import zipfile
from pathlib import Path

from ..bitmaps import drawn
from ..highlighting import theme
from ..pandoc import Document, ast
from ..pandoc.ast import Node
from ..pandoc.command import run
from ..resolved import Book
from . import check, reference
from .lower import Lowering, contents

SHORT_TABLE = 12  # rows that are kept on one page


def make(book: Book, document: Document, whole: bool) -> bytes:
    """The .docx file. Raises ExportError where pandoc complains or the file would not be sound."""
    bitmaps = drawn(document.pictures)
    lowering = Lowering({name: picture.name for name, picture in bitmaps.items()})
    blocks = lowering.blocks(document.blocks)
    if whole:
        blocks = [*_front(book), *contents(lowering.headings), *blocks]
    tree = ast.document(blocks)
    with tempfile.TemporaryDirectory(prefix="bookpress-docx-") as name:
        folder = Path(name)
        for picture in document.pictures.values():
            shown = bitmaps.get(picture.name, picture)
            (folder / shown.name).write_bytes(shown.data)
        (folder / "reference.docx").write_bytes(reference.made())
        (folder / "highlighting.theme").write_text(theme(), encoding="utf-8")
        data = run(
            [
                *("--from", "json", "--to", "docx", "--output", "-", "--reference-doc", "reference.docx"),
                *("--syntax-highlighting", "highlighting.theme", "--table-caption-position", "above"),
            ],
            json.dumps(tree),
            folder,
        )
    made = _finished(data, book, document)
    check.require_sound(made)
    return made


def _front(book: Book) -> list[Node]:
    licence = [line for line in (book.licence.get("name"), book.licence.get("url")) if line]
    rows = [("Title", book.title), ("Subtitle", book.subtitle), ("Author", ", ".join(book.authors))]
    rows += [("Imprint", line) for line in licence]
    return [ast.div([ast.para(ast.words(text))], **{"custom-style": style}) for style, text in rows if text]


def _finished(data: bytes, book: Book, document: Document) -> bytes:
    """pandoc's file with the book's facts, and without the hour it was made at."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    parts["docProps/core.xml"] = _properties(book, document).encode()
    # The rows that number formulas are layout: Word need not announce them as tables with a heading.
    text = parts["word/document.xml"].decode()
    text = re.sub(
        r'(<w:tblStyle w:val="(?:Equation|Figure)Table" />.*?)<w:tblLook [^>]*/>', r"\1", text, flags=re.DOTALL
    )
    text = re.sub(r'<w:tbl><w:tblPr><w:tblStyle w:val="Table" />.*?</w:tbl>', _kept_together, text, flags=re.DOTALL)
    # A row of a table stays on one page.
    text = text.replace("<w:tr><w:trPr>", "<w:tr><w:trPr><w:cantSplit />")
    text = text.replace("<w:tr><w:tc>", "<w:tr><w:trPr><w:cantSplit /></w:trPr><w:tc>")
    # Columns that line up equations stand close together; those of matrices keep their distance.
    close = '<m:plcHide m:val="on" /><m:cGpRule m:val="3" /><m:cSp m:val="0" /><m:cGp m:val="60" /><m:mcs>'
    lined = r'<m:plcHide m:val="on" />\s*<m:mcs>(?=(?:(?!</m:mcs>).)*<m:mcJc m:val="right" />)'
    parts["word/document.xml"] = re.sub(lined, close, text, flags=re.DOTALL).encode()
    return reference.packed(parts)


def _kept_together(table: re.Match) -> str:
    """A short table with each row bound to the next one, so that it stays on a page."""
    rows = table[0].split("</w:tr>")
    if len(rows) - 1 > SHORT_TABLE:
        return table[0]
    bound = [re.sub(r'(<w:pPr><w:pStyle w:val="\w+" />)', r"\1<w:keepNext />", row) for row in rows[:-2]]
    return "</w:tr>".join([*bound, *rows[-2:]])


def _properties(book: Book, document: Document) -> str:
    from xml.sax.saxutils import escape

    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/'
        '2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(document.title)}</dc:title><dc:creator>{escape(', '.join(book.authors))}</dc:creator>"
        f"<dc:description>{escape(book.description)}</dc:description><dc:language>en-US</dc:language></cp:coreProperties>"
    )
