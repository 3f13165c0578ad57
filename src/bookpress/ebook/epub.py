"""Makes an EPUB 3 of a document, with pandoc, and looks through it before any reader does."""

import io
import json
import re
import tempfile
import uuid
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

from ..highlighting import theme
from ..pandoc import Document, ast
from ..pandoc.command import run
from ..resolved import Book
from . import check, cover
from .lower import lowered

STYLE = Path(__file__).with_name("book.css")
_WHEN = "2000-01-01T00:00:00Z"  # EPUB asks for an hour; the same book is the same file whenever it is made
# What a reader who cannot see is told before opening the book.
_ACCESS = {
    "accessMode": ("textual", "visual"),
    "accessModeSufficient": ("textual",),
    "accessibilityFeature": ("alternativeText", "MathML", "readingOrder", "structuralNavigation", "tableOfContents"),
    "accessibilityHazard": ("none",),
}
# pandoc gives words and letters what only operators may say: how far they stretch.
_MISPLACED = re.compile(r"<(?:mi|mn|mtext|ms)\b[^>]*>")
_STRETCH = re.compile(r'\s(?:minsize|maxsize|stretchy|fence|form|lspace|rspace)="[^"]*"')
_SUMMARY = "Every picture has a description, every formula is MathML, headings and contents lead everywhere."


def make(book: Book, document: Document) -> bytes:
    """The .epub file. Raises ExportError where pandoc complains or the file would not be sound."""
    facts = {"title": document.title, "author": book.authors, "lang": "en", "description": book.description}
    facts["identifier"] = f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, book.identifier)}"
    facts["rights"] = book.licence.get("name") or ""
    facts["subtitle"] = book.subtitle
    tree = ast.document(lowered(document.blocks), **facts)
    with tempfile.TemporaryDirectory(prefix="bookpress-epub-") as name:
        folder = Path(name)
        for picture in document.pictures.values():
            (folder / picture.name).write_bytes(picture.data)
        (folder / "book.css").write_bytes(STYLE.read_bytes())
        (folder / "highlighting.theme").write_text(theme(), encoding="utf-8")
        (folder / "cover.png").write_bytes(cover.drawn(book))
        data = run(
            [
                *("--from", "json", "--to", "epub3", "--output", "-", "--mathml", "--css", "book.css"),
                *("--toc", "--toc-depth", "2", "--split-level", "1", "--epub-cover-image", "cover.png"),
                *("--syntax-highlighting", "highlighting.theme"),
            ],
            json.dumps(tree),
            folder,
        )
    made = _finished(data)
    check.require_sound(made)
    return made


def _finished(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    package = parts["EPUB/content.opf"].decode()
    package = re.sub(r'(<meta property="dcterms:modified">)[^<]*', rf"\g<1>{_WHEN}", package)
    package = re.sub(r"<dc:date[^>]*>[^<]*</dc:date>\s*", "", package)
    package = re.sub(r'<meta property="schema:[^>]*>[^<]*</meta>\s*', "", package)
    if b"<math" in parts["EPUB/nav.xhtml"]:  # a heading with a formula; pandoc declares those of the text alone
        package = package.replace('properties="nav"', 'properties="nav mathml"')
    for name in parts:
        if name.startswith("EPUB/text/ch"):
            page = _MISPLACED.sub(lambda tag: _STRETCH.sub("", tag[0]), parts[name].decode())
            parts[name] = _titled(page).encode()
    told = "".join(
        f'<meta property="schema:{name}">{value}</meta>' for name, values in _ACCESS.items() for value in values
    )
    told += f'<meta property="schema:accessibilitySummary">{escape(_SUMMARY)}</meta>'
    parts["EPUB/content.opf"] = package.replace("</metadata>", f"{told}</metadata>").encode()
    return packed(parts)


def _titled(page: str) -> str:
    """The page with its heading as its title, where pandoc writes the file's name."""
    heading = re.search(r"<h1\b[^>]*>(.*?)</h1>", page, re.DOTALL)
    title = (
        " ".join(re.sub(r"<annotation.*?</annotation>|<[^>]+>", "", heading[1], flags=re.DOTALL).split())
        if heading
        else ""
    )
    return re.sub(r"<title>[^<]*</title>", lambda _: f"<title>{title}</title>", page, count=1) if title else page


def packed(parts: dict[str, bytes]) -> bytes:
    """The same zip file whenever it is made. The kind of file comes first and is not compressed, as EPUB asks."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for name in sorted(parts, key=lambda name: (name != "mimetype", name)):
            if name.endswith("/"):
                continue
            information = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            information.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            information.external_attr = 0o644 << 16
            file.writestr(information, parts[name])
    return made.getvalue()
