"""What `bookpress check` asks of chapters and twins, without executing anything.

Rules of the text itself are in `prose`, of how a twin is stored in `twin`; here are the rules of a chapter's structure,
of its figures, and the run through the whole book.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from . import chapter as chapters
from . import fingerprint, pair, prose, twin
from .chapter import Cell, Chapter
from .errors import ChapterError, SettingsError
from .pair import Pair
from .settings import Settings

_HIDDEN = {"hide-input", "hide-cell", "remove-input"}  # tags of a cell that supports the text without being part of it
_PICTURES = {"image/svg+xml", "image/png", "image/jpeg", "image/webp", "image/gif"}
_EXERCISES = range(2, 5)  # how many a chapter has


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to mend; prints as `path:line: message`, which editors take one to."""

    path: Path  # relative to the book's root
    line: int  # 1 where the whole file is meant
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


def check(settings: Settings, names: Sequence[str] | None = None) -> list[Problem]:
    """Everything wrong with the chapters of `names` and their twins; without names also with the other pages.

    Raises ChapterError for an unknown name and SettingsError for settings that cannot be used.
    """
    known = prose.known(settings)
    found: list[Problem] = []

    def note(path: Path, problems: Iterator[tuple[int, str]]) -> None:
        place = path.relative_to(settings.root)
        try:
            found.extend(Problem(place, max(line, 1), message) for line, message in problems)
        except ChapterError as error:
            at = re.match(rf"{re.escape(str(path))}, line (\d+): ", str(error))
            found.append(Problem(place, int(at[1]) if at else 1, str(error)[at.end() if at else 0 :]))

    for each in pair.select(settings, names or ()):
        note(each.chapter, _chapter(each, known, settings))
    if not names:
        for path in _pages(settings):
            note(path, prose.problems(chapters.read(path), known, settings))
        for path in pair.orphans(settings):
            note(path, iter([(1, f"there is no chapter {path.stem}.md for this notebook. Delete it, or write one.")]))
    return sorted(set(found))


def _pages(settings: Settings) -> list[Path]:
    """The Markdown pages that myst.yml lists, chapters apart."""
    file = settings.root / "myst.yml"
    if not file.is_file():
        return []
    try:
        toc = (yaml.safe_load(file.read_text(encoding="utf-8")) or {}).get("project", {}).get("toc", [])
    except (yaml.YAMLError, AttributeError) as error:
        raise SettingsError(f"{file} is not valid YAML ({error}). Mend the line it names.") from error
    listed: list[Path] = []
    waiting = list(toc)
    while waiting:
        entry = waiting.pop()
        waiting += entry.get("children", [])
        if str(entry.get("file", "")).endswith(".md"):
            listed.append(settings.root / entry["file"])
    return [
        p for p in sorted(listed) if p.is_file() and not p.is_relative_to(settings.chapters) and p != settings.report
    ]


def _chapter(each: Pair, known: prose.Known, settings: Settings) -> Iterator[tuple[int, str]]:
    chapter = chapters.read(each.chapter)
    yield from prose.problems(chapter, known, settings)
    yield from _title(chapter, settings)
    yield from _sections(chapter, settings)
    yield from _cells(chapter, settings)
    yield from _twin(each, chapter, settings)


# --- structure


def _title(chapter: Chapter, settings: Settings) -> Iterator[tuple[int, str]]:
    lines = [line for cell in chapter.cells for line in cell.prose()]
    titles = [i for i, (_, line) in enumerate(lines) if re.match(r"# \S", line)]
    if len(titles) != 1:
        yield (lines[titles[1]][0] if titles else 1), f"a chapter has one title ('# …'); this one has {len(titles)}."
        return
    number = lines[titles[0]][0]
    before = next((line.strip() for _, line in reversed(lines[: titles[0]]) if line.strip()), "")
    if settings.chapter_label and not re.fullmatch(rf"\({re.escape(settings.chapter_label)}[\w-]+\)=", before):
        yield (
            number,
            f"the line before the title must be a label like ({settings.chapter_label}{chapter.path.stem[3:]})=.",
        )
    if not settings.opening_class:
        return
    after = [line.strip() for _, line in lines[titles[0] + 1 :] if line.strip()]
    options = [line for line in after[1:4] if line.startswith(":")]
    classes = " ".join(option.removeprefix(":class:") for option in options if option.startswith(":class:"))
    if not after or "{admonition}" not in after[0] or settings.opening_class not in classes.split():
        yield (
            number,
            f"the title is not followed by the opening block: an {{admonition}} of class {settings.opening_class} with "
            "the chapter's question, what the reader should know, and how long it takes.",
        )


def _sections(chapter: Chapter, settings: Settings) -> Iterator[tuple[int, str]]:
    headings = [
        (number, line[3:].strip()) for cell in chapter.cells for number, line in cell.prose() if line.startswith("## ")
    ]
    names = [name for _, name in headings]
    last = 0
    for wanted in settings.required_sections:
        if names.count(wanted) != 1:
            yield 1, f"a chapter has one section '## {wanted}'; this one has {names.count(wanted)}."
            continue
        at = names.index(wanted)
        if at < last:
            yield (
                headings[at][0],
                f"the section '{wanted}' stands in the wrong place: {', '.join(settings.required_sections)}.",
            )
        last = max(last, at)
        if wanted == "Exercises":
            start = headings[at][0]
            end = headings[at + 1][0] if at + 1 < len(headings) else len(chapter.text.split("\n")) + 1
            yield from _exercises(chapter, start, end)


def _exercises(chapter: Chapter, start: int, end: int) -> Iterator[tuple[int, str]]:
    """Exercises are paragraphs that begin **1.**, **2.** …; each is followed by hidden cells tagged solution."""
    asked = [
        (number, line)
        for cell in chapter.cells
        for number, line in cell.prose()
        if start < number < end and re.match(r"\*\*\d+\.\*\*", line)
    ]
    if len(asked) not in _EXERCISES:
        few, many = _EXERCISES[0], _EXERCISES[-1]
        yield (
            start,
            f"a chapter has {few} to {many} exercises, each begun by its number as **1.**; this one has {len(asked)}.",
        )
    for i, (number, line) in enumerate(asked):
        until = asked[i + 1][0] if i + 1 < len(asked) else end
        cells = [cell for cell in chapter.code() if number < cell.line < until and "solution" in cell.tags]
        if not cells:
            yield number, f"exercise {line[2:4]} has no solution: add a code cell with the tags [solution, hide-cell]."
        for cell in cells:
            if not _HIDDEN.intersection(map(str, cell.tags)):
                yield cell.line, "the solution can be seen at once: add the tag hide-cell."


def _cells(chapter: Chapter, settings: Settings) -> Iterator[tuple[int, str]]:
    before: Cell | None = None
    for cell in chapter.cells:
        if cell.kind == "code":
            yield from ((cell.line, said) for said in twin.exemptions(cell.tags, cell.source))
            length = len(cell.source.strip("\n").split("\n"))
            if length > settings.cell_lines:
                yield cell.line, f"the cell has {length} lines, allowed are {settings.cell_lines}. Divide it."
            aside = _HIDDEN.union({"solution"}).intersection(map(str, cell.tags))
            if settings.prose_before_cells and (before is None or before.kind == "code") and not aside:
                yield cell.line, "no prose stands before this code cell. Say what it will do and why."
        before = cell


# --- twins


def _twin(each: Pair, chapter: Chapter, settings: Settings) -> Iterator[tuple[int, str]]:
    notebook = twin.read(each.twin, each.name)
    lines = chapters.lines_of(chapter.cells, notebook["cells"])
    yield from _step(each, chapter, notebook)
    reasons = fingerprint.stale(each, settings)
    for reason in reasons:
        yield 1, f"the twin is stale: {reason}. Run `bookpress run {each.name}`."
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code" and cell["source"].strip()]
    if code and not any(cell.get("execution_count") for cell in code):
        if not reasons:
            yield 1, f"the twin has lost its outputs: none of its cells was executed. Run `bookpress run {each.name}`."
        return  # each of its cells would say it again
    for index, said in twin.problems(notebook, each.name):
        yield lines[index], said
    for line, cell in zip(lines, notebook["cells"], strict=True):
        if cell["cell_type"] == "code":
            for said in (*_figure(cell), *_printed(cell, settings)):
                yield line, said
    effort = notebook["metadata"].get("bookpress", {}).get("seconds", 0)
    if effort > settings.chapter_seconds:
        yield 1, f"running the chapter takes {effort:.0f} s, allowed are {settings.chapter_seconds}. Make it lighter."


def _step(each: Pair, chapter: Chapter, notebook: Mapping) -> Iterator[tuple[int, str]]:
    """The first cell in which chapter and twin differ."""
    written = [(c.kind, c.source, {k: v for k, v in c.options.items() if k in _KEPT}) for c in chapter.cells]
    stored = [
        (c["cell_type"], c["source"], {k: v for k, v in c["metadata"].items() if k in _KEPT and v})
        for c in notebook["cells"]
    ]
    if written == stored:
        return
    at = next(
        (i for i, (a, b) in enumerate(zip(written, stored, strict=False)) if a != b), min(len(written), len(stored))
    )
    line = chapter.cells[at].line if at < len(chapter.cells) else len(chapter.text.split("\n"))
    yield line, f"chapter and twin differ from here on. Run `bookpress run {each.name}`."


_KEPT = ("tags", "label", "caption")


def _figure(cell: Mapping) -> Iterator[str]:
    shown = [o["data"] for o in cell["outputs"] if _PICTURES.intersection(o.get("data", {}))]
    for data in shown:
        said = "".join(data.get("text/plain", "")).strip().strip("'\"")
        if len(said.split()) < 3 or re.match(r"<.*>$|\[?<|Figure\(", said, re.DOTALL):
            yield (
                f"a picture has no description: its text is {said[:50]!r}. Let the cell end in something whose "
                "text/plain says what is to be seen."
            )
    options = cell["metadata"]
    missing = [option for option in ("label", "caption") if not options.get(option)]
    if shown and missing and "solution" not in twin.tags(cell):
        yield f"the cell shows a picture and has no {' and no '.join(missing)}."


def _printed(cell: Mapping, settings: Settings) -> Iterator[str]:
    for output in cell["outputs"]:
        texts = [
            output.get("text", ""),
            output.get("traceback", []),
            *(v for k, v in output.get("data", {}).items() if k not in _PICTURES),
        ]
        for text in texts:
            text = "".join(text) if isinstance(text, list) and all(isinstance(t, str) for t in text) else str(text)
            yield from (f"in the output, {said}" for said in prose.leaks(text, settings))
