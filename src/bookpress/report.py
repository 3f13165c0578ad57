"""Writes the page that tells readers how the book is checked: its prose is report.md, its facts come from the twins.

Limits are read from `compare.Tolerance`, so the page cannot promise another strictness than the one applied.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from os.path import relpath
from pathlib import Path
from string import Template

from . import chapter as chapters
from . import pair, twin
from .compare import Tolerance
from .errors import ChapterError, SettingsError
from .files import write_whole
from .likeness import BLOCK_PIXELS
from .program import expressions
from .settings import Settings

_PICTURES = {"image/svg+xml", "image/png", "image/jpeg", "image/webp", "image/gif"}


@dataclass(frozen=True)
class _Row:
    """One chapter as the page shows it."""

    pair: pair.Pair
    title: str
    notebook: Mapping | None  # None when it was never executed

    @property
    def made(self) -> Mapping:
        return self.notebook["metadata"].get("bookpress", {}) if self.notebook else {}

    @property
    def code(self) -> list[Mapping]:
        return [c for c in self.notebook["cells"] if c["cell_type"] == "code"] if self.notebook else []


def write(settings: Settings) -> bool:
    """Writes the page and tells whether it changed. Raises SettingsError when the settings name none."""
    path = _path(settings)
    text = page(settings)
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    write_whole(path, text)
    return True


def current(settings: Settings) -> bool:
    """Whether `write` would change nothing. Raises SettingsError when the settings name no page."""
    path = _path(settings)
    return path.exists() and path.read_text(encoding="utf-8") == page(settings)


def page(settings: Settings) -> str:
    """The page as MyST Markdown; it depends on the chapters and twins alone, not on when or where it is made."""
    rows = [_row(each) for each in pair.pairs(settings)]
    code = [cell for row in rows for cell in row.code if cell["source"].strip()]
    texts = [c for row in rows if row.notebook for c in row.notebook["cells"] if c["cell_type"] == "markdown"]
    limits = Tolerance()
    prose = Path(__file__).with_name("report.md").read_text(encoding="utf-8")
    return Template(prose).substitute(
        cells=len(code),
        chapters=len(rows),
        pictures=sum(bool(_PICTURES.intersection(o.get("data", {}))) for cell in code for o in cell["outputs"]),
        values=sum(len(expressions(cell["source"])) for cell in texts),
        relative=f"{round(1 / limits.relative):,}",
        absolute=_plain(limits.absolute),
        picture_rms=f"{limits.picture_rms_fraction:.0%}",
        block=BLOCK_PIXELS,
        picture_block=f"{limits.picture_block_fraction:.0%}",
        svg_units=_plain(limits.svg_units),
        colour_levels=limits.colour_levels,
        environment=_environment(settings),
        exemptions=_exemptions(rows, settings),
        table=_chapters(rows, settings),
        data=_data(rows),
        libraries=_libraries(rows),
        example=rows[0].pair.name if rows else "",
    )


def _path(settings: Settings) -> Path:
    if settings.report is None:
        raise SettingsError(
            'No page to write: [tool.bookpress] names none. Add `report = "how-this-book-is-checked.md"` to '
            f"{settings.root / 'pyproject.toml'} and run `bookpress report`."
        )
    return settings.report


def _row(each: pair.Pair) -> _Row:
    chapter = chapters.read(each.chapter)
    lines = [line for cell in chapter.cells for _, line in cell.prose()]
    title = next((line[2:].strip() for line in lines if line.startswith("# ")), each.name)
    try:
        notebook = twin.read(each.twin, each.name)
    except ChapterError:
        return _Row(each, title, None)
    return _Row(each, title, notebook)


def _plain(number: float) -> str:
    """A small number without an exponent, for readers who have not met one: 0.00000001."""
    return f"{number:.10f}".rstrip("0")


def _environment(settings: Settings) -> str:
    if not settings.environment:
        return ""
    named = ", ".join(f"`{name}={value}`" for name, value in settings.environment.items())
    return f"They were made with {named} set; set the same to repeat them."


def _exemptions(rows: list[_Row], settings: Settings) -> str:
    """Every cell that is compared less strictly than the rest, as its tag says."""
    found = []
    for row in rows:
        for cell in row.code:
            for tag in twin.tags(cell):
                first = cell["source"].strip().partition("\n")[0].replace("`", "'")
                place = f"{_link(row, settings)}, the cell that begins `{first[:50]}`"
                if reason := twin.unverified({"metadata": {"tags": [tag]}}):
                    found.append(f"- {place}, is executed and not compared: {reason}.")
                elif tag == "timings":
                    found.append(f"- {place}, prints measured times, which are not compared; the text around them is.")
                elif str(tag).startswith("tolerance="):
                    found.append(f"- {place}, is compared to {tag.partition('=')[2]} instead of the limits above.")
    if not found:
        return "No cell of the book is exempt from these limits."
    return "These cells are treated less strictly than the rest, for the reason given in the cell:\n\n" + "\n".join(
        found
    )


def _link(row: _Row, settings: Settings) -> str:
    return (
        f"[{row.title}]({Path(relpath(row.pair.twin, settings.report.parent)).as_posix() if settings.report else ''})"
    )


def _chapters(rows: list[_Row], settings: Settings) -> str:
    lines = ["| chapter | outputs made | time | memory |", "|---|---|--:|--:|"]
    for row in rows:
        made = row.made
        if made.get("seconds") is None:
            lines.append(f"| {row.title} | not yet executed | | |")
            continue
        memory = f"{made['peak_memory_bytes'] / 1e6:,.0f} MB"
        lines.append(f"| {_link(row, settings)} | {made['date']} | {_seconds(made['seconds'])} | {memory} |")
    return "\n".join(lines)


def _seconds(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds >= 1 else "under 1 s"


def _data(rows: list[_Row]) -> str:
    readers: dict[str, list[str]] = {}
    for row in rows:
        for unit in row.made.get("data", []):
            readers.setdefault(unit, []).append(re.match(r"\d*", row.pair.name)[0].lstrip("0") or row.pair.name)
    if not readers:
        return "None."
    lines = ["| file or folder | chapters |", "|---|---|"]
    return "\n".join(lines + [f"| `{unit}` | {', '.join(names)} |" for unit, names in sorted(readers.items())])


def _libraries(rows: list[_Row]) -> str:
    used: Counter[tuple[str, str]] = Counter()
    for row in rows:
        used.update(row.made.get("fingerprint", {}).get("versions", {}).items())
    if not used:
        return "None besides Python itself."
    lines = ["| library | version | chapters |", "|---|---|--:|"]
    return "\n".join(lines + [f"| {name} | {version} | {count} |" for (name, version), count in sorted(used.items())])
