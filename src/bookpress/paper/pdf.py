"""Sets a document as PDF with Typst: tagged, with bookmarks, embedded fonts and a description for every picture."""

import json
import re
import tempfile
import unicodedata
from collections.abc import Callable
from pathlib import Path

from ..errors import ExportError
from ..pandoc import Document, ast
from ..pandoc.ast import Node
from ..pandoc.command import run
from ..resolved import Book
from . import fonts
from .lower import lowered

STANDARDS = ["ua-1"]  # PDF/UA-1: readable by a screen reader; Typst refuses what is not
_MISSING = re.compile(r'the text `"(.+?)"` could not be displayed')
PREAMBLE = Path(__file__).with_name("book.typ")


def make(book: Book, document: Document, whole: bool, say: Callable[[str], None] = print) -> bytes:
    """The PDF. Raises ExportError where pandoc or Typst has anything to say against it.

    What no font at hand can show stands as Python would escape it, and `say` is told.
    """
    folder, families = fonts.prepare(book.settings)
    blocks = document.blocks
    if missing := missing_characters(_shown(blocks), folder, families):
        named = ", ".join(sorted({unicodedata.name(each, "unnamed").split()[0].lower() for each in missing}))
        say(f"  PDF: no font here has {len(missing)} characters ({named}); they stand as Python escapes them.")
        blocks = ast.mapped(blocks, lambda node: _escaped(node, missing))
    with tempfile.TemporaryDirectory(prefix="bookpress-pdf-") as name:
        source = write_source(blocks, document, whole, Path(name))
        return compile_(source, options(book, document, whole, source))


def _shown(blocks: list[Node]) -> str:
    code = "".join(node["c"][1] for node in ast.walk(blocks) if node["t"] == "CodeBlock")
    return ast.text_of(blocks) + code


def missing_characters(text: str, folder: Path, families: dict[str, list[str]]) -> set[str]:
    """Those characters of `text` for which Typst finds no glyph."""
    import typst

    unusual = sorted({each for each in text if ord(each) > 127 and not each.isspace()})
    source = f"#set document(title: [x])\n#set text(font: {json.dumps(families['mono'])[1:-1].join('()')})\n"
    source += "\n\n".join(f"#{json.dumps(each, ensure_ascii=False)}" for each in unusual)
    try:
        typst.compile(source.encode(), font_paths=[folder], pdf_standards=STANDARDS)
    except typst.TypstError as error:
        found = _MISSING.findall(getattr(error, "diagnostic", "") or "")
        if not found:
            raise ExportError(f"Typst could not set the characters of the book: {error}") from error
        return {each for text in map(_unescaped, found) for each in text}
    return set()


def _escaped(node: Node, characters: set[str]) -> Node:
    def escape(text: str) -> str:
        return "".join(
            each.encode("ascii", "backslashreplace").decode() if each in characters else each for each in text
        )

    if node["t"] == "Str":
        return ast.string(escape(node["c"]))
    if node["t"] in ("Code", "CodeBlock"):
        return {**node, "c": [node["c"][0], escape(node["c"][1])]}
    return node


def write_source(blocks: list[Node], document: Document, whole: bool, folder: Path) -> Path:
    """Typst's source and the pictures, in `folder`."""
    for picture in document.pictures.values():
        (folder / picture.name).write_bytes(picture.data)
    tree = ast.document(lowered(blocks))
    body = run(["--from", "json", "--to", "typst", "--wrap", "preserve"], json.dumps(tree)).decode()
    front = "#title-page()\n#contents()\n" if whole else ""
    source = folder / "book.typ"
    source.write_text(PREAMBLE.read_text(encoding="utf-8") + front + body, encoding="utf-8")
    return source


def compile_(source: Path, options: dict) -> bytes:
    import typst

    try:
        data, warnings = typst.compile_with_warnings(source, **options, pdf_standards=STANDARDS)
    except typst.TypstError as error:
        raise ExportError(f"Typst could not set it: {_said(error, source)}") from error
    if warnings:
        raise ExportError(f"Typst set it, but not without complaint: {_said(warnings[0], source)}")
    return data


def _unescaped(text: str) -> str:
    return re.sub(r"\\u\{([0-9a-f]+)\}", lambda match: chr(int(match[1], 16)), text)


def options(book: Book, document: Document, whole: bool, source: Path) -> dict:
    folder, families = fonts.prepare(book.settings)
    licence = book.licence.get("name") or ""
    facts = {
        "title": document.title,
        "subtitle": book.subtitle if whole else "",
        "authors": book.authors,
        "description": book.description,
        "language": "en",
        "imprint": [line for line in (licence and f"Text: {licence}", book.licence.get("url", "")) if line],
        "front-pages": 0,
    }
    return {
        "root": source.parent,
        "font_paths": [folder],
        # A system's fonts come last: they have the scripts that the book's own lack.
        "ignore_system_fonts": False,
        "sys_inputs": {"fonts": json.dumps(families), "facts": json.dumps(facts)},
    }


def _said(error: Exception, source: Path) -> str:
    """Typst's own words, which show the line of its source, with the folder's name taken out."""
    told = getattr(error, "diagnostic", None) or getattr(error, "message", None) or str(error)
    return " ".join(re.sub(r"[│┌─╭╰^]+", " ", str(told)).replace(str(source.parent), "").split())
