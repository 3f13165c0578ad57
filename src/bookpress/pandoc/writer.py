"""From mystmd's tree to Pandoc's: one function a node type; a type that has none is an error with file and line."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import NoReturn

from .. import addresses
from ..errors import ExportError
from ..resolved import Book, Page, plain, walk
from .ast import Node
from .ast import plain as plain_block
from .pictures import Pictures

Blocks = dict[str, Callable[[dict, "Writer"], list[Node]]]
SHOWN = 60  # characters of the words before a fault that its message quotes


@dataclass
class Writer:
    """Turns the pages of one file into Pandoc's blocks. What is asked of it in order, it answers in order."""

    book: Book
    pages: list[Page]  # those that the file holds
    block_types: Blocks
    inline_types: Blocks
    pictures: Pictures = field(default_factory=Pictures)
    page: Page = field(init=False)
    cell: int = 0
    line: int | None = None
    words: str = ""
    notes: dict[str, dict] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)  # of what leads out of the file
    caption_alt: str = ""
    _used: set[str] = field(default_factory=set)
    _wanted: list[tuple[str, str]] = field(default_factory=list)  # anchor, place of the reference

    def __post_init__(self) -> None:
        self.slugs = {page.slug for page in self.pages}
        self.identifiers = {page.slug: set(_identifiers(page)) for page in self.book.pages}
        self.referred = {target for page in self.pages for target in self._targets(page)}

    def begin(self, page: Page) -> None:
        self.page, self.cell, self.line, self.words = page, 0, None, ""
        self.notes = {node["identifier"]: node for node in walk(page.tree) if node["type"] == "footnoteDefinition"}

    def blocks(self, nodes: list[dict]) -> list[Node]:
        """Nodes as blocks; words that stand on their own between them become a paragraph without space around it."""
        made: list[Node] = []
        loose: list[Node] = []
        for node in nodes:
            kind = node["type"]
            if kind in self.inline_types and kind not in self.block_types:
                loose += self.inlines([node])
                continue
            if loose:
                made.append(plain_block(loose))
                loose = []
            made += self._one(node, self.block_types)
        return [*made, plain_block(loose)] if loose else made

    def inlines(self, nodes: list[dict]) -> list[Node]:
        return [each for node in nodes for each in self._one(node, self.inline_types)]

    def children(self, node: dict) -> list[Node]:
        return self.inlines(node.get("children") or [])

    def _one(self, node: dict, types: Blocks) -> list[Node]:
        self.line = node.get("position", {}).get("start", {}).get("line") or self.line
        if node["type"] in ("paragraph", "heading"):
            self.words = " ".join(plain(node).split()) or self.words
        if node["type"] not in types:
            self.fail(f'holds a node of type "{node["type"]}", which the exports do not know')
        return types[node["type"]](node, self)

    def fail(self, what: str) -> NoReturn:
        after = ""
        if self.words:
            quoted = self.words if len(self.words) <= SHOWN else f"{self.words[:SHOWN]}…"
            after = f' It stands at or after "{quoted}".'
        raise ExportError(f"{self.page.place(self.cell, self.line)} {what}.{after} Mend it and run again.")

    # Anchors and what leads to them

    def anchor(self, node: dict, always: bool = True) -> str:
        """The node's name within the file, once; "" where it has none, or where it need `always` have none and no
        reference asks for it."""
        identifier = node.get("html_id") or node.get("identifier")
        if not identifier or not (always or (self.page.slug, identifier) in self.referred):
            return ""
        name = anchor_name(self.page.slug, identifier)
        if name in self._used:
            return ""
        self._used.add(name)
        return name

    def page_anchor(self, page: Page) -> str:
        self._used.add(anchor_name(page.slug))
        return anchor_name(page.slug)

    def claim(self, name: str) -> str:
        """A name that the exports themselves give."""
        self._used.add(name)
        return name

    def target(self, slug: str, identifier: str = "") -> str | None:
        """Where a reference leads: `#name` within the file, an address on the site, or None where that is unknown."""
        if slug in self.slugs:
            name = anchor_name(slug, identifier)
            self._wanted.append((name, self.page.place(self.cell, self.line)))
            return f"#{name}"
        return addresses.page(self.book, slug, identifier)

    def target_on_site(self) -> str | None:
        """The address of the page being read; None where the site's is unknown."""
        return addresses.page(self.book, self.page.slug)

    def slug(self, url: str) -> str | None:
        """The page that an address such as `/text` names; None where it names none."""
        path = url.partition("#")[0].strip("/").removeprefix("./").replace("/", ".")
        slug = path or self.book.index
        return slug if slug in self.book.by_slug else None

    def reference(self, node: dict) -> tuple[str, str] | None:
        """Page and identifier that a crossReference means."""
        identifier = node.get("html_id") or node.get("identifier") or ""
        slug = self.slug(node["url"]) if node.get("url") else self.page.slug
        if slug and identifier not in self.identifiers[slug]:
            # What is shown on a second page still refers to things of its first one.
            others = [other for other, known in self.identifiers.items() if identifier in known]
            slug = others[0] if len(others) == 1 else None
        return (slug, identifier) if slug else None

    def check_targets(self) -> None:
        """Raises ExportError where a reference leads to a name that nothing in the file has."""
        for name, place in self._wanted:
            if name not in self._used:
                raise ExportError(f"{place} refers to {name!r}, which the file would not have. Mend it and run again.")

    def _targets(self, page: Page) -> list[tuple[str, str]]:
        self.page = page
        nodes = [node for node in walk(page.tree) if node["type"] == "crossReference"]
        fragments = [
            (self.slug(node["url"]), node["url"].partition("#")[2])
            for node in walk(page.tree)
            if node["type"] == "link" and node["url"].startswith("/") and "#" in node["url"]
        ]
        return [pair for pair in map(self.reference, nodes) if pair] + fragments

    # Pictures

    def picture(self, url: str, alt: str, width: str | None = None) -> Node:
        """An image node for a file of the site."""
        data = self.book.asset(url)
        if data is None:
            self.fail(f"shows {url}, which was not found")
        return self.drawn(data, PurePosixPath(url).suffix, alt, width)

    def drawn(self, data: bytes, suffix: str, alt: str, width: str | None = None) -> Node:
        try:
            return self.pictures.add(data, suffix.lower(), " ".join(alt.split()), width)
        except ValueError as error:
            self.fail(f"shows a picture that cannot be read ({error})")


def anchor_name(slug: str, identifier: str = "") -> str:
    """A name that is unique in a book and allowed as an XML id, a Word bookmark and a Typst label."""
    name = re.sub(r"[^\w.-]", "-", f"{slug}--{identifier}" if identifier else slug)
    return name if name[0].isalpha() else f"p-{name}"


def _identifiers(page: Page) -> list[str]:
    names = (
        (node.get("html_id"), node.get("identifier")) for node in walk(page.tree) if node["type"] != "crossReference"
    )
    return [name for pair in names for name in pair if name]
