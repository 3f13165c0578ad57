"""What a twin must hold before its outputs are worth comparing: all executed, in order, nothing exempted in silence.

Reads the notebook file alone; whether the outputs are still true is the business of `verify`.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from .compare import Tolerance
from .errors import ChapterError
from .program import expressions, source_of

# What a tag may say. Anything else is a spelling mistake, or an exemption that hides something.
TAGS = frozenset(
    (
        "remove-input",
        "hide-input",
        "hide-cell",
        "hide-output",
        "remove-output",
        "raises-exception",
        "solution",
        "timings",
    )
)
UNVERIFIED = "unverified:"
_NBVAL = re.compile(r"^\s*#\s*(?:NBVAL_\w+|PYTEST_VALIDATE_IGNORE_OUTPUT)\s*$", re.MULTILINE)


def read(path: Path, name: str) -> dict:
    """The notebook file as it is, every cell's source one string. Raises ChapterError."""
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        for cell in notebook["cells"]:
            cell["source"] = source_of(cell)
    except FileNotFoundError as error:
        raise ChapterError(
            f"{path.name} does not exist: the chapter was never run. Run `bookpress run {name}`."
        ) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ChapterError(
            f"{path.name} is no notebook ({error}). Delete it and run `bookpress run {name}`."
        ) from error
    return notebook


def tags(cell: Mapping) -> list:
    return cell.get("metadata", {}).get("tags") or []


def unverified(cell: Mapping) -> str | None:
    """The reason for which a cell's outputs are not compared, if it has one."""
    for tag in tags(cell):
        if isinstance(tag, str) and tag.startswith(UNVERIFIED):
            return tag.removeprefix(UNVERIFIED).strip()
    return None


def problems(notebook: Mapping, name: str) -> Iterator[tuple[int, str]]:
    """Index of a cell and what is wrong with how it is stored, for every cell."""
    run = f"Run `bookpress run {name}`."
    count = 0
    for index, cell in enumerate(notebook["cells"]):
        for message in exemptions(tags(cell), cell["source"] if cell["cell_type"] == "code" else ""):
            yield index, message
        if cell["cell_type"] == "markdown":
            for message in _values(cell, run):
                yield index, message
        elif cell["cell_type"] == "code" and cell["source"].strip():
            count += 1
            stored = cell.get("execution_count")
            if stored is None:
                yield index, f"the cell was never executed: its execution count is missing. {run}"
            elif stored != count:
                yield index, f"the cell was executed as number {stored}, but stands at {count}: not in order. {run}"
            raised = next((o for o in cell["outputs"] if o["output_type"] == "error"), None)
            if raised and "raises-exception" not in tags(cell):
                yield index, f"the cell is stored with the error {raised['ename']} but has no tag raises-exception."
            elif "raises-exception" in tags(cell) and stored is not None and not raised:
                yield index, f"the cell is tagged raises-exception, but no error is stored. {run}"


def exemptions(tags: Iterable, code: str) -> Iterator[str]:
    """What is wrong with a cell's tags, and with comments that nbval would obey."""
    for tag in tags:
        if not isinstance(tag, str):
            yield f"the tag {tag!r} is not a text: a tag with a colon in it needs quotes around it."
        elif tag.startswith("nbval") or tag in ("skip-execution", "remove-cell"):
            yield f"the tag '{tag}' would hide the cell from checking. Say why in 'unverified: reason', or drop it."
        elif tag.startswith(UNVERIFIED.rstrip(":")):
            if len(tag.removeprefix(UNVERIFIED).split()) < 2:
                yield f"the tag '{tag}' gives no reason. Write 'unverified: ' and the reason in a few words."
        elif tag.startswith("tolerance="):
            try:
                Tolerance.of([tag])
            except ChapterError as error:
                yield str(error)
        elif tag not in TAGS:
            known = ", ".join(sorted(TAGS))
            yield f"the tag '{tag}' is unknown. There are {known}, tolerance=… and 'unverified: reason'."
    if marker := _NBVAL.search(code):
        yield f"the comment '{marker[0].strip()}' would hide the cell from checking. Drop it."


def _values(cell: Mapping, run: str) -> Iterator[str]:
    try:
        asked = expressions(cell["source"])
    except ChapterError as error:
        yield str(error)
        return
    stored = {e["expression"]: e["result"] for e in cell.get("metadata", {}).get("user_expressions", [])}
    for expression in asked:
        result = stored.get(expression)
        if result is None:
            yield f"{{eval}}`{expression}` has no stored value. {run}"
        elif result.get("status") != "ok":
            yield f"{{eval}}`{expression}` is stored as an error, {result.get('ename')}: {result.get('evalue')}. {run}"
