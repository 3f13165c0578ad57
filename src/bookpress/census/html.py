"""Counts a page of the site, and the pages of an e-book; both are HTML."""

import io
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser

_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_VOID = {"br", "hr", "img", "input", "link", "meta", "source", "col", "embed", "track", "wbr"}


@dataclass
class _Element:
    tag: str
    classes: frozenset[str]
    identifier: str


@dataclass
class _Reader(HTMLParser):
    """Calls `seen` at every element, with those it stands in."""

    counts: Counter[str] = field(default_factory=Counter)
    open: list[_Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        element = _Element(tag, frozenset(values.get("class", "").split()), values.get("id", ""))
        self.seen(element, values)
        if tag not in _VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop().tag != tag:
            pass

    def inside(self, *names: str) -> bool:
        """Whether an open element is of this tag, or of this class where the name begins with a dot."""
        return any(
            name[1:] in element.classes if name.startswith(".") else element.tag == name
            for element in self.open
            for name in names
        )

    def seen(self, element: _Element, values: dict[str, str]) -> None:
        raise NotImplementedError


class _Site(_Reader):
    def seen(self, element: _Element, values: dict[str, str]) -> None:
        if not self.inside("article") or self.inside(".outline", ".page-tools", ".byline", ".licence", "script", "svg"):
            return
        tag, classes, counts = element.tag, element.classes, self.counts
        if tag in _HEADINGS and element.identifier != "sources-heading":
            counts["headings"] += 1
        counts["formulas"] += tag == "math"
        counts["captions"] += tag == "figcaption" and not self.inside(".quote")
        counts["pictures"] += (tag == "img" and not self.inside(".picture")) or "picture" in classes
        counts["tables"] += tag == "table"
        counts["code"] += "code" in classes and tag == "div"
        counts["inline code"] += tag == "code" and not self.inside("pre") and not self.inside(".output")
        counts["inline code"] += "code-file" in classes
        # A traceback stands folded under what it ends with, and is left out elsewhere.
        traceback = self.inside(".error") and self.inside(".fold")
        counts["text outputs"] += tag == "pre" and self.inside(".output") and not traceback
        counts["footnotes"] += "footnote-mark" in classes
        if tag == "a" and "href" in values:
            counts["citations"] += "citation" in classes
            own = {"citation", "anchor", "footnote-back"} & classes or self.inside(
                ".footnote-mark", ".sources", ".bibliography"
            )
            counts["links"] += not own


class _Book(_Reader):
    def seen(self, element: _Element, values: dict[str, str]) -> None:
        tag, classes, counts = element.tag, element.classes, self.counts
        if tag in _HEADINGS and not classes & {"title", "part"}:
            counts["headings"] += 1
        counts["headings"] -= element.identifier == "references"
        counts["formulas"] += tag == "math"
        counts["captions"] += tag in ("figcaption", "caption") or "listing-caption" in classes
        counts["pictures"] += tag == "img"
        counts["tables"] += tag == "table"
        output = self.inside(".output")
        counts["code"] += tag == "pre" and not output
        counts["text outputs"] += tag == "pre" and output
        if tag == "a" and "href" in values and not self.inside(".entry"):
            kind = values.get("epub:type", values.get("role", ""))
            counts["footnotes"] += kind == "noteref"
            counts["citations"] += "citation" in classes
            # The lines of highlighted code are links to themselves.
            skipped = "citation" in classes or "footnote-back" in classes or kind == "noteref" or self.inside("pre")
            counts["links"] += not skipped


def page(text: str) -> Counter[str]:
    """What the article of a page of the site holds."""
    reader = _Site()
    reader.feed(text)
    reader.close()
    return reader.counts


def epub(data: bytes) -> Counter[str]:
    """What the text of an e-book holds."""
    counts: Counter[str] = Counter()
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        for name in file.namelist():
            if name.startswith("EPUB/text/ch"):
                reader = _Book()
                reader.feed(file.read(name).decode("utf-8"))
                reader.close()
                counts.update(reader.counts)
    return counts
