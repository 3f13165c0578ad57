"""Counts what every file for readers holds and compares it with the site: nothing may be lost on the way.

Each format is counted in the file itself, by a reader of its own, not in what it was made from.
"""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from .. import downloads, export, pandoc, resolved
from ..errors import ExportError
from ..pandoc import ast
from ..resolved import Book
from ..settings import Settings
from . import html, notebooks, pdf, word

KINDS = (
    "headings",
    "formulas",
    "captions",
    "pictures",
    "tables",
    "code",
    "text outputs",
    "citations",
    "links",
    "footnotes",
)
# What a format has no own mark for is counted together with something else, or not at all.
TOGETHER = {
    "PDF": {"code and outputs": ("code", "text outputs", "inline code"), "all links": ("citations", "links")},
}
NOT_IN = {"notebooks": {"citations", "links", "footnotes", "captions", "inline code"}}


@dataclass
class Census:
    """Counts by format; `site` is what they should be, `wanted` those that differ by what a format adds by itself."""

    site: Counter[str]
    formats: dict[str, Counter[str]] = field(default_factory=dict)
    wanted: dict[str, Counter[str]] = field(default_factory=dict)

    def differences(self) -> list[str]:
        found = []
        for name, counts in self.formats.items():
            wanted = self.wanted[name]
            for kind in wanted:
                if counts[kind] != wanted[kind]:
                    found.append(f"{name} has {counts[kind]} {kind}, and the site {wanted[kind]}")
        return found

    def table(self) -> str:
        """The counts as a Markdown table; a dash where a format has no mark of its own for a kind."""
        names = list(self.formats)
        lines = [f"| | site | {' | '.join(names)} |", f"|---|--:|{'--:|' * len(names)}"]
        for kind in KINDS:
            row = [str(self.formats[name][kind]) if kind in self.wanted[name] else "-" for name in names]
            lines.append(f"| {kind} | {self.site[kind]} | {' | '.join(row)} |")
        return "\n".join(lines)


def take(settings: Settings) -> Census:
    """Counts the site in `_build/html` and the whole book in every format. Raises ExportError where one is missing."""
    book = resolved.read(settings)
    document = pandoc.convert(book, book.pages)
    pages = [html.page(_read(_page_of(book, page.slug))) for page in book.pages]
    site = sum(pages, Counter())
    census = Census(site)
    folder, name = downloads.exports(settings), export.name_of(book)
    extra = _extra(document)
    for title, suffix, count in (("Word", "docx", word.count), ("EPUB", "epub", html.epub), ("PDF", "pdf", pdf.count)):
        census.formats[title] = count(_bytes(folder / f"{name}.{suffix}"))
        census.wanted[title] = _wanted(title, site, extra)
    with_cells = [page for page in book.pages if page.is_notebook]
    own = sum((html.page(_read(_page_of(book, page.slug))) for page in with_cells), Counter())
    made = [notebooks.count(_bytes(folder / f"{page.source.stem}.ipynb")) for page in with_cells]
    census.formats["notebooks"] = sum(made, Counter())
    census.wanted["notebooks"] = Counter({kind: own[kind] for kind in KINDS if kind not in NOT_IN["notebooks"]})
    return census


def _extra(document: pandoc.Document) -> Counter[str]:
    """What the files say beside the pages: where to look for what paper cannot show, and whom they cite, once."""
    found: Counter[str] = Counter()
    for node in ast.walk(document.blocks):
        if "away" in ast.classes_of(node):
            found["links"] += sum(each["t"] == "Link" for each in ast.walk(node))
        found["headings"] += node["t"] == "Header" and node["c"][1][0] == "references"
        if "entry" in ast.classes_of(node):
            found["entries' links"] += sum(each["t"] == "Link" for each in ast.walk(node))
    found["links"] -= document.unlinked
    return found


def _wanted(name: str, site: Counter[str], extra: Counter[str]) -> Counter[str]:
    wanted = Counter({kind: site[kind] for kind in KINDS})
    wanted["links"] += extra["links"]
    if name == "PDF":
        # Typst adds the contents' own heading, and links each footnote with its mark in both directions.
        wanted["headings"] += 1 + extra["headings"]
        wanted["links"] += extra["entries' links"] + 2 * site["footnotes"]
    for together, kinds in TOGETHER.get(name, {}).items():
        wanted[together] = sum(wanted.pop(kind, site[kind]) for kind in kinds)
    return wanted


def _page_of(book: Book, slug: str) -> Path:
    root = book.settings.root / "_build" / "html"
    return root / "index.html" if slug == book.index else root / slug.replace(".", "/") / "index.html"


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ExportError(
            f"{path} is not there: run `bookpress build` and `bookpress export all`, then count again."
        ) from error


def _read(path: Path) -> str:
    return _bytes(path).decode("utf-8")
