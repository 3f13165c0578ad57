"""The regression book as the exports see it, read once for all tests of a process."""

from functools import cache
from pathlib import Path

from bookpress import pandoc, resolved
from bookpress.ebook import epub
from bookpress.resolved import Book, Page
from bookpress.settings import Settings
from bookpress.word import docx
from regression_site import built_site


@cache
def book() -> Book:
    return resolved.read(Settings.find(built_site().parents[1]))


@cache
def document(slug: str | None = None) -> pandoc.Document:
    """The whole book, or one of its pages."""
    return pandoc.convert(book(), [book().by_slug[slug]] if slug else book().pages)


@cache
def ebook() -> bytes:
    return epub.make(book(), document())


@cache
def word() -> bytes:
    return docx.make(book(), document(), whole=True)


def small_book(folder: Path, *pages: dict, **project: object) -> Book:
    """A book of pages given as trees, for what mystmd would not let pass."""
    made = Book(Settings(folder, folder / "chapters", folder / "notebooks"), folder, {"projects": [{**project}]})
    for number, tree in enumerate(pages):
        slug = f"page-{number}"
        file = folder / f"{slug}.md"
        data = {
            "mdast": {"type": "root", "children": tree["children"]},
            "location": f"/{slug}.md",
            **tree.get("data", {}),
        }
        data.setdefault("sha256", "0")
        made.pages.append(Page(slug, f"Title {number}", None, False, data, file, file.name))
    return made


def text(value: str) -> dict:
    return {"type": "text", "value": value}


def paragraph(*children: dict, line: int = 7) -> dict:
    return {"type": "paragraph", "position": {"start": {"line": line}}, "children": list(children)}
