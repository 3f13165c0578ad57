"""From the pages that mystmd resolved to one Pandoc document, in which every format's own module finds what it needs.

The tree is neutral: what has no node in Pandoc is a Div or Span with a class, such as `equation` (with `number`),
`cell`, `input`, `outputs`, `opening`, `admonition`, `solution`, `margin`, `part`, `caption-number`. Word, Typst and
EPUB turn those into what they have for it.
"""

from dataclasses import dataclass

from ..resolved import Book, Page
from . import ast, blocks, cells, figures, inlines, references
from .ast import Node
from .pictures import Picture
from .writer import Writer, anchor_name

BLOCKS = {**blocks.BLOCKS, **figures.BLOCKS, **cells.BLOCKS, **references.BLOCKS}
INLINES = {**inlines.INLINES, **references.INLINES, **figures.INLINES}

FRONT = "About this book"  # heading of the first page, whose own title is the book's


@dataclass(frozen=True)
class Document:
    """What one file will hold."""

    title: str
    blocks: list[Node]
    pictures: dict[str, Picture]
    pages: list[Page]
    unlinked: int  # references to pages outside the file whose address is unknown


def convert(book: Book, pages: list[Page]) -> Document:
    """The pages as one document: the whole book, or a chapter. Raises ExportError with file and line."""
    writer = Writer(book, pages, BLOCKS, INLINES)
    whole = len(pages) > 1
    made: list[Node] = []
    for page in pages:
        writer.begin(page)
        made += _head(writer, page, whole)
        made += _body(writer, page)
    if not writer.counts.get("bibliographies") and (sources := references.entries(writer)):
        level = 1 if whole else 2
        made.append(ast.header(level, ast.words("References"), writer.claim("references")))
        made.append(ast.div(sources, "", ["bibliography"]))
    writer.check_targets()
    title = book.title if whole else pages[0].title
    return Document(title, made, writer.pictures.files, pages, writer.counts.get("unlinked", 0))


def by_cell(book: Book, page: Page) -> tuple[list[list[Node]], dict[str, Picture]]:
    """A page's blocks by the cells of its notebook, and what it cites in one more; every link leads to the site."""
    writer = Writer(book, [], BLOCKS, INLINES)
    writer.begin(page)
    made: list[list[Node]] = []
    children = page.tree.get("children") or []
    for writer.cell, block in enumerate(children):
        blocks = writer.blocks([block])
        begins = cells.is_solution(block) and not (writer.cell and cells.is_solution(children[writer.cell - 1]))
        if begins and block.get("kind") != "notebook-code":
            blocks = [ast.para([ast.inline("Strong", ast.words("Solution"))]), *blocks]
        made.append(blocks)
    made[0] = [ast.header(1, ast.words(page.title)), *made[0]]
    writer.pages = [page]
    if sources := references.entries(writer):
        made.append([ast.header(2, ast.words("References")), *sources])
    return made, writer.pictures.files


def _head(writer: Writer, page: Page, whole: bool) -> list[Node]:
    title = FRONT if whole and page.slug == writer.book.index else page.title
    made = []
    if whole and page.begins_part:
        made.append(ast.div([ast.para(ast.words(page.part or ""))], "", ["part"]))
    kinds = [] if whole else ["alone"]
    made.append(ast.header(1, ast.words(title), writer.page_anchor(page), kinds))
    return made


def _body(writer: Writer, page: Page) -> list[Node]:
    """The page's blocks. Neighbours tagged `solution` are one solution."""
    made: list[Node] = []
    children = page.tree.get("children") or []
    index = 0
    while index < len(children):
        end = index
        while end < len(children) and cells.is_solution(children[end]):
            end += 1
        solved = end > index
        inner: list[Node] = []
        for writer.cell in range(index, max(end, index + 1)):
            inner += writer.blocks([children[writer.cell]])
        title = ast.div([ast.para(ast.words("Solution"))], "", ["title"])
        made += [ast.div([title, *inner], "", ["solution"])] if solved else inner
        index = max(end, index + 1)
    return made


__all__ = ["Document", "anchor_name", "by_cell", "convert"]
