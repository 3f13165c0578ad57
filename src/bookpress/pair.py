"""Chapters and their twins: `NN-slug.md`, where prose and cells are written, `NN-slug.ipynb`, which holds outputs."""

import copy
import difflib
import hashlib
import json
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from . import chapter as chapters
from .errors import ChapterError, SettingsError
from .files import write_whole
from .program import source_of, steps
from .settings import Settings

if TYPE_CHECKING:
    from nbformat import NotebookNode

# Cell options that are written in a chapter; jupytext.toml lists the same. Whatever else a notebook's cells hold is
# Jupyter's own, or outputs.
OPTIONS = ("label", "caption", "tags", "mystnb")
# Notebook metadata that is not the chapter's frontmatter.
_OWN_METADATA = ("kernelspec", "jupytext", "bookpress", "widgets", "language_info")
FORMAT = {"extension": ".md", "format_name": "myst"}


@dataclass(frozen=True)
class Pair:
    name: str  # "05-tokenization"
    chapter: Path  # the Markdown
    twin: Path  # the notebook; it may not exist yet


def pairs(settings: Settings) -> list[Pair]:
    """Every chapter of the book, in the order of its numbers. Raises SettingsError when there is no such folder."""
    if not settings.chapters.is_dir():
        raise SettingsError(
            f"The folder of chapters, {settings.chapters}, does not exist. Make it, or name another as `chapters` in "
            f"[tool.bookpress] of {settings.root / 'pyproject.toml'}."
        )
    return [Pair(p.stem, p, settings.notebooks / f"{p.stem}.ipynb") for p in sorted(settings.chapters.glob("*.md"))]


def select(settings: Settings, names: Sequence[str] = ()) -> list[Pair]:
    """The pairs with these names (or paths of either file); all of them for no names. Raises ChapterError."""
    every = {pair.name: pair for pair in pairs(settings)}
    wanted = [Path(name).stem if name.endswith((".md", ".ipynb")) else name for name in names]
    for name in wanted:
        if name not in every:
            near = difflib.get_close_matches(name, every, n=3, cutoff=0.5) or [n for n in every if name in n]
            said = f"Did you mean {' or '.join(near)}?" if near else f"There are {', '.join(every) or 'none'}."
            raise ChapterError(f"No chapter {name!r} in {settings.chapters}. {said}")
    return [pair for pair in every.values() if not wanted or pair.name in wanted]


def orphans(settings: Settings) -> list[Path]:
    """Notebooks that have lost their chapter."""
    known = {pair.twin for pair in pairs(settings)}
    return [path for path in sorted(settings.notebooks.glob("*.ipynb")) if path not in known]


def read_twin(pair: Pair) -> "NotebookNode":
    """The stored notebook. Raises ChapterError when it is missing or is no notebook."""
    import nbformat

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # ids that an editor doubled; ours are made anew
            return nbformat.reads(pair.twin.read_text(encoding="utf-8"), as_version=4)
    except FileNotFoundError as error:
        raise ChapterError(f"{pair.twin} does not exist yet. Run `bookpress run {pair.name}`.") from error
    except (ValueError, KeyError, AttributeError, OSError) as error:
        raise _not_a_notebook(pair, error) from error


def write_twin(pair: Pair, notebook: "NotebookNode") -> None:
    """Stores the notebook whole, with sorted keys, so that equal notebooks are equal files."""
    import nbformat

    write_whole(pair.twin, nbformat.writes(notebook, version=4).rstrip("\n") + "\n")


def from_chapter(pair: Pair) -> "NotebookNode":
    """The chapter as a notebook without outputs. Raises ChapterError when its cells cannot be read."""
    import jupytext

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            text = pair.chapter.read_text(encoding="utf-8")
            notebook = jupytext.reads(text, fmt=FORMAT, config=configuration(pair.chapter.parent))
    except Exception as error:  # jupytext's parsers raise what they like
        raise ChapterError(
            f"{pair.chapter} cannot be read as a chapter ({_first_line(error)}). Mend it there; its notebook is "
            "untouched."
        ) from error
    kernel = notebook.metadata.get("kernelspec", {"name": "python3"})
    if kernel.get("name") != "python3":
        raise ChapterError(
            f"{pair.chapter} asks for the kernel {kernel.get('name')!r}; bookpress runs python3 only. "
            "Change `kernelspec` in its first lines."
        )
    notebook.metadata["kernelspec"] = {"display_name": "Python 3", "language": "python", "name": "python3"}
    # Jupyter's own jupytext writes this language behind {code-cell}; without it a save there would drop the word.
    notebook.metadata["jupytext"] = {"default_lexer": "ipython3"}
    _name_cells(notebook)
    return notebook


def sync(pair: Pair, keep: str | None = None) -> bool:
    """Brings the twin in line with its chapter and tells whether a file changed.

    Outputs stay with the cells and expressions that did not change. A twin whose text was edited by hand raises
    ChapterError, unless `keep` says which side is right: "chapter" or "notebook".
    """
    if keep == "notebook":
        from .rewrite import take_text

        changed = take_text(pair)
        return sync(pair, keep="chapter") or changed
    if in_sync(pair):
        return False
    notebook = from_chapter(pair)
    written = chapter_cells(pair)
    if pair.twin.exists():
        if keep != "chapter":
            _refuse_hand_edits(pair, written)
        _carry_outputs(read_twin(pair), notebook)
    notebook.metadata.setdefault("bookpress", {})["text"] = _digest(written)
    write_twin(pair, notebook)
    return True


def in_sync(pair: Pair) -> bool:
    """Whether the twin exists and holds the frontmatter, text, code and options of its chapter."""
    chapter = chapters.read(pair.chapter)
    if not pair.twin.exists():
        return False
    stored = _read_json(pair)
    frontmatter = {k: v for k, v in stored["metadata"].items() if k not in _OWN_METADATA}
    wanted = {k: v for k, v in chapter.frontmatter.items() if k not in _OWN_METADATA}
    return (
        json.dumps(frontmatter, sort_keys=True) == json.dumps(wanted, sort_keys=True, default=str)
        and twin_cells(stored["cells"]) == chapter_cells(pair)
        and stored["metadata"].get("bookpress", {}).get("text") == _digest(chapter_cells(pair))
    )


def chapter_cells(pair: Pair) -> list[str]:
    """What the chapter says of each of its cells: kind, source and options."""
    return [_cell(cell.kind, cell.source, cell.options) for cell in chapters.read(pair.chapter).cells]


def twin_cells(cells: Sequence[dict]) -> list[str]:
    """The same of a notebook's cells."""
    return [
        _cell(cell["cell_type"], source_of(cell), {k: v for k, v in cell["metadata"].items() if k in OPTIONS})
        for cell in cells
    ]


def _cell(kind: str, source: str, options: dict) -> str:
    return json.dumps([kind, source, {k: v for k, v in options.items() if k in OPTIONS}], sort_keys=True, default=str)


def _said(cell: str) -> list[str]:
    kind, source, options = json.loads(cell)
    return [*(f"{key}: {value}" for key, value in options.items()), *source.splitlines(), f"(end of a {kind} cell)"]


def _carry_outputs(old: "NotebookNode", new: "NotebookNode") -> None:
    """Copies what each step of the old program gave to the same step of the new one."""
    for key in ("bookpress", "widgets"):
        if key in old.metadata:
            new.metadata[key] = copy.deepcopy(old.metadata[key])
    before, after = steps(old.cells), steps(new.cells)
    matcher = difflib.SequenceMatcher(
        None, [(s.kind, s.text) for s in before], [(s.kind, s.text) for s in after], autojunk=False
    )
    for start_before, start_after, length in matcher.get_matching_blocks():
        for there, here in zip(before[start_before:][:length], after[start_after:][:length], strict=True):
            source, target = old.cells[there.cell], new.cells[here.cell]
            if here.kind == "code":
                target.outputs, target.execution_count = source.outputs, source.execution_count
                continue
            for stored in source.metadata.get("user_expressions", []):
                if stored["expression"] == here.text:
                    target.metadata.setdefault("user_expressions", []).append(stored)
                    break


def _refuse_hand_edits(pair: Pair, written: list[str]) -> None:
    """subtle: a twin that differs from its chapter is old, unless its own text changed since bookpress wrote it."""
    stored = _read_json(pair)
    held = twin_cells(stored["cells"])
    before = stored["metadata"].get("bookpress", {}).get("text")
    if held == written or _digest(held) == before:
        return
    both = "" if _digest(written) == before else " The chapter has changed since, too."
    lines = [[line for cell in cells for line in _said(cell)] for cells in (written, held)]
    matcher = difflib.SequenceMatcher(None, *lines, autojunk=False)
    _, first, last, held_first, held_last = next(o for o in matcher.get_opcodes() if o[0] != "equal")
    ours = repr(lines[0][first]) if first < last else "nothing"
    theirs = repr(lines[1][held_first]) if held_first < held_last else "nothing"
    raise ChapterError(
        f"{pair.twin} was edited by hand and differs from {pair.chapter}: it has {theirs} where the chapter has {ours}."
        f"{both} Chapters are where this book is written, so nothing was overwritten. To take the notebook's text into "
        f"the chapter run `bookpress sync --from-notebook {pair.name}`; to drop it run "
        f"`bookpress sync --from-chapter {pair.name}`."
    )


def _read_json(pair: Pair) -> dict:
    try:
        stored = json.loads(pair.twin.read_text(encoding="utf-8"))
        stored["metadata"], stored["cells"][:]
        return stored
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise _not_a_notebook(pair, error) from error


def _not_a_notebook(pair: Pair, error: Exception) -> ChapterError:
    return ChapterError(
        f"{pair.twin} is no notebook that can be read ({_first_line(error)}). Restore it from the last commit, or "
        f"delete it and run `bookpress run {pair.name}`."
    )


def _name_cells(notebook: "NotebookNode") -> None:
    """Gives every cell an id made of its content, so that a twin is the same file wherever it is made."""
    seen: dict[str, int] = {}
    for cell in notebook.cells:
        name = "c" + _digest([cell.cell_type, cell.source])[:11]
        seen[name] = seen.get(name, 0) + 1
        cell["id"] = name if seen[name] == 1 else f"{name}-{seen[name]}"


@lru_cache
def configuration(folder: Path):
    """jupytext's settings for the chapters of this folder."""
    from jupytext.config import find_jupytext_configuration_file, load_jupytext_configuration_file

    file = find_jupytext_configuration_file(str(folder))
    return load_jupytext_configuration_file(file) if file else None


def _digest(parts: list[str]) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
