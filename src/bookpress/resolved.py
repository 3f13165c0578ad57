"""The book as mystmd resolved it: pages in order, the files they show, and where in the sources a node stands."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from . import chapter as chapters
from .errors import ChapterError, ExportError
from .settings import Settings


@dataclass(frozen=True)
class Page:
    """One page of the site; `data` is what mystmd wrote of it."""

    slug: str
    title: str
    part: str | None  # heading of the table of contents it stands under
    begins_part: bool
    data: dict
    source: Path  # the file an author edits: a page's own, or a notebook's chapter
    shown: str  # `source`, as messages name it
    starts: tuple[int, ...] = ()  # lines at which a notebook's cells begin in `source`

    @property
    def tree(self) -> dict:
        return self.data["mdast"]

    @property
    def is_notebook(self) -> bool:
        return self.data.get("kind") == "Notebook" and self.twin.endswith(".ipynb")

    @property
    def twin(self) -> str:
        """The page's file, relative to the book: that of the notebook where it is one."""
        return self.data["location"].lstrip("/")

    def place(self, cell: int, line: int | None) -> str:
        """`file:line`; mystmd counts a notebook's lines from the top of each cell."""
        if self.starts:
            line = self.starts[cell] + (line or 1) - 1 if cell < len(self.starts) else None
        return f"{self.shown}:{line}" if line else self.shown

    @property
    def citations(self) -> dict[str, dict]:
        return (self.data.get("references") or {}).get("cite", {}).get("data", {})


@dataclass
class Book:
    settings: Settings
    folder: Path  # of mystmd: config.json, content/, public/
    config: dict
    pages: list[Page] = field(default_factory=list)

    @property
    def project(self) -> dict:
        return (self.config.get("projects") or [{}])[0]

    @property
    def title(self) -> str:
        return self.project.get("title") or self.config.get("title") or "Untitled"

    @property
    def subtitle(self) -> str:
        return self.project.get("subtitle") or ""

    @property
    def description(self) -> str:
        return " ".join((self.project.get("description") or "").split())

    @property
    def authors(self) -> list[str]:
        return [author["name"] for author in self.project.get("authors") or [] if author.get("name")]

    @property
    def licence(self) -> dict:
        licence = self.project.get("license") or {}
        return licence.get("content", licence) if isinstance(licence, dict) else {"name": licence}

    @property
    def identifier(self) -> str:
        return self.project.get("id") or self.title

    @cached_property
    def by_slug(self) -> dict[str, Page]:
        return {page.slug: page for page in self.pages}

    @property
    def index(self) -> str:
        return self.project.get("index") or "index"

    def asset(self, url: str) -> bytes | None:
        """What lies behind an address such as `/wave-hash.svg`; None where nothing does."""
        path = self.folder / "public" / url.lstrip("/")
        inside = path.resolve().is_relative_to((self.folder / "public").resolve())
        return path.read_bytes() if inside and path.is_file() else None

    def chapter(self, name: str) -> Page:
        """The page called `name`: its slug, or the name or number of its file. Raises ExportError."""
        for page in self.pages:
            if name in (page.slug, page.source.stem) or (name.isdigit() and _number(page.source.stem) == int(name)):
                return page
        known = ", ".join(page.source.stem for page in self.pages)
        raise ExportError(f"The book has no page called {name!r}. It has {known}.")


def read(settings: Settings) -> Book:
    """What the last `site.resolve` found. Raises ExportError where it has not run."""
    folder = settings.root / "_build" / "site"
    try:
        book = Book(settings, folder, json.loads((folder / "config.json").read_text(encoding="utf-8")))
        book.pages = list(_pages(book))
    except (OSError, ValueError) as error:
        raise ExportError(f"{folder} holds no resolved book ({error}). Run `bookpress build` first.") from error
    return book


def _pages(book: Book) -> Iterator[Page]:
    entries = [{"slug": book.index, "title": book.title}, *(book.project.get("pages") or [])]
    part, fresh = None, False
    for entry in entries:
        if "slug" not in entry:
            part, fresh = entry["title"], True
            continue
        data = json.loads((book.folder / "content" / f"{entry['slug']}.json").read_text(encoding="utf-8"))
        title = data.get("frontmatter", {}).get("title") or entry["title"]
        yield _page(entry["slug"], title, part, fresh, data, book.settings)
        fresh = False


def _page(slug: str, title: str, part: str | None, begins: bool, data: dict, settings: Settings) -> Page:
    file = settings.root / data["location"].lstrip("/")
    source, starts = file, ()
    chapter = settings.chapters / f"{file.stem}.md"
    if data.get("kind") == "Notebook" and chapter.is_file():
        try:
            cells = chapters.read(chapter).cells
        except ChapterError as error:
            raise ExportError(str(error)) from error
        source, starts = chapter, tuple(cell.first if cell.kind == "markdown" else cell.line for cell in cells)
    shown = source.relative_to(settings.root).as_posix() if source.is_relative_to(settings.root) else source.name
    return Page(slug, title, part, begins, data, source, shown, starts)


def _number(stem: str) -> int | None:
    digits = stem.partition("-")[0]
    return int(digits) if digits.isdigit() else None


def walk(node: dict) -> Iterator[dict]:
    """The node and everything under it, in reading order."""
    yield node
    for child in node.get("children") or []:
        yield from walk(child)


def plain(node: dict | list) -> str:
    """The text of a node and everything in it; of mathematics, its TeX source."""
    if isinstance(node, list):
        return "".join(map(plain, node))
    if node.get("type") in ("comment", "mystComment"):
        return ""
    return plain(node["children"]) if node.get("children") else node.get("value") or ""
