"""A chapter's text taken apart into cells, with the line at which each begins.

It divides exactly as jupytext does (a test compares the two), but in a millisecond and with line numbers, which the
twin notebook has lost. It does not parse Markdown beyond fences, block breaks and the frontmatter.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from .errors import ChapterError

_FENCE = re.compile(r"^ {0,3}(`{3,}(?!.*`)|~{3,})\s*(.*)$")
_BREAK = re.compile(r"^\+\+\+(\s.*)?$")


@dataclass(frozen=True)
class Cell:
    """A cell of a chapter: code between a {code-cell} fence, or the Markdown between two of them."""

    kind: str  # "code", "markdown" or "raw"
    line: int  # of the opening fence, or of the first line of text; the first line of the file is 1
    first: int  # of the first line of `source`
    source: str
    options: dict = field(default_factory=dict)  # label, caption, tags of a code cell

    @property
    def tags(self) -> list:
        tags = self.options.get("tags") or []
        return tags if isinstance(tags, list) else [tags]

    def prose(self) -> Iterator[tuple[int, str]]:
        """Line number and text of every line that is no code, with inline code and formulas blanked out."""
        if self.kind != "markdown":
            return
        fence = ""
        for number, line in enumerate(self.source.split("\n"), self.first):
            opening = _FENCE.match(line)
            if fence:
                if opening and opening[1].startswith(fence) and not opening[2].strip():
                    fence = ""
                continue
            if opening and not _text_directive(opening[2]):
                fence = opening[1]
                continue
            if not line.lstrip().startswith("%"):
                yield number, _SPAN.sub(_blank, line)


@dataclass(frozen=True)
class Chapter:
    path: Path
    text: str
    frontmatter: dict
    cells: list[Cell]

    def code(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.kind == "code"]


_SPAN = re.compile(r"(?:\{([\w:.-]+)\})?(`+)(?!`)(?:.+?)(?<!`)\2(?!`)|\$[^$\n]+\$")
_VERBATIM = {"code", "code-block", "sourcecode", "literalinclude", "include", "math", "mermaid", "raw", "csv-table"}
_VERBATIM |= {"anywidget"}  # its body is JSON


def _blank(span: re.Match) -> str:
    """Blanks for code and formulas; what another role takes is the reader's text, as in {term}`token`."""
    return " " * len(span[0]) if span[1] in (None, "eval", "math") else span[0]


def _text_directive(info: str) -> bool:
    """Whether a fence with this info string holds Markdown: a directive that is none of the verbatim ones."""
    name = re.match(r"\{([^}\s]+)\}", info)
    return bool(name) and name[1] not in _VERBATIM


def read(path: Path) -> Chapter:
    """The chapter in the file `path`. Raises ChapterError when it or its YAML cannot be read."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ChapterError(f"{path} cannot be read as text ({error}). Save it as UTF-8 and run again.") from error
    lines = text.splitlines()
    frontmatter: dict = {}
    at = 0
    if lines and lines[0] == "---":
        at = next((i for i, line in enumerate(lines[1:], 1) if line == "---"), len(lines)) + 1
        frontmatter = _yaml(lines[1 : at - 1], path, 2)
    return Chapter(path, text, frontmatter, list(_cells(lines, at, path)))


def _cells(lines: list[str], at: int, path: Path) -> Iterator[Cell]:
    start = at  # of the text that belongs to no cell yet
    while at < len(lines):
        opening = _FENCE.match(lines[at])
        if opening:
            end = _closing(lines, at + 1, opening[1])
            kind = re.match(r"\{(code|raw)-cell\}", opening[2])
            if kind:
                yield from _markdown(lines, start, at)
                yield _fenced(kind[1], lines, at, end, path)
                start = end + 1
            at = end + 1
        elif _BREAK.match(lines[at]):
            yield from _markdown(lines, start, at)
            at = start = at + 1
        else:
            at += 1
    yield from _markdown(lines, start, len(lines))


def _closing(lines: list[str], at: int, fence: str) -> int:
    """Index of the line that closes `fence`, or the end of the file."""
    closing = re.compile(rf"^ {{0,3}}{re.escape(fence[0])}{{{len(fence)},}}\s*$")
    return next((i for i in range(at, len(lines)) if closing.match(lines[i])), len(lines))


def _markdown(lines: list[str], start: int, end: int) -> Iterator[Cell]:
    while start < end and not lines[start]:
        start += 1
    source = "\n".join(lines[start:end]).rstrip()
    if source:
        yield Cell("markdown", start + 1, start + 1, source)


def _fenced(kind: str, lines: list[str], at: int, end: int, path: Path) -> Cell:
    first, options = at + 1, []
    if first < end and lines[first].startswith("---"):
        close = next((i for i in range(first + 1, end) if lines[i].startswith("---")), end)
        options, first = lines[first + 1 : close], close + 1
    else:
        while first < end and lines[first].lstrip().startswith(":"):
            options.append(lines[first].lstrip()[1:])
            first += 1
    if first < end and not lines[first].strip():
        first += 1
    body = "\n".join(lines[first:end])
    return Cell(kind, at + 1, first + 1, body, _yaml(options, path, at + 2))


def _yaml(lines: list[str], path: Path, line: int) -> dict:
    try:
        value = yaml.load("\n".join(lines), yaml.SafeLoader) or {}
    except yaml.YAMLError as error:
        where = getattr(error, "problem_mark", None)
        raise ChapterError(
            f"{path}, line {line + (where.line if where else 0)}: these options are not YAML "
            f"({getattr(error, 'problem', error)}). A text with a colon in it needs quotes around it."
        ) from error
    if not isinstance(value, dict):
        raise ChapterError(f"{path}, line {line}: options are written `key: value`, this reads {value!r}.")
    return value


def lines_of(parts: list[Cell], cells: Sequence[Mapping]) -> list[int]:
    """The line of the chapter at which each of a notebook's cells begins; 0 for one that the chapter does not have."""
    if [(p.kind, p.source) for p in parts] == [(c["cell_type"], c["source"]) for c in cells]:
        return [p.line for p in parts]
    places = {(p.kind, p.source): p.line for p in parts}
    return [places.get((c["cell_type"], c["source"]), 0) for c in cells]
