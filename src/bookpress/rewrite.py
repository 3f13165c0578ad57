"""Takes what was edited in a notebook back into its chapter, leaving every unchanged cell as it is, byte for byte."""

import copy
import difflib
import re
from typing import TYPE_CHECKING

from . import chapter as chapters
from .files import write_whole
from .pair import FORMAT, OPTIONS, Pair, chapter_cells, configuration, read_twin, twin_cells

if TYPE_CHECKING:
    from nbformat import NotebookNode

_BLANK_END = re.compile(r"(\s*^\+\+\+[^\n]*$)?\s*\Z", re.MULTILINE)


def take_text(pair: Pair) -> bool:
    """Writes the cells of the twin into the chapter and tells whether it changed; the frontmatter stays as it is."""
    current = pair.chapter.read_text(encoding="utf-8")
    lines = current.splitlines()
    starts = [cell.line - 1 for cell in chapters.read(pair.chapter).cells] + [len(lines)]
    twin = read_twin(pair)
    matcher = difflib.SequenceMatcher(None, chapter_cells(pair), twin_cells(twin.cells), autojunk=False)
    head = _BLANK_END.sub("", "\n".join(lines[: starts[0]]))
    pieces = [head + "\n"] if head else []
    previous = ""
    for action, first, last, twin_first, twin_last in matcher.get_opcodes():
        cells = twin.cells[twin_first:twin_last]
        if action == "equal":
            blocks = [_BLANK_END.sub("", "\n".join(lines[starts[first] : starts[last]]))]
        else:
            blocks = [_written(cell, pair) for cell in cells]
        for block, cell in zip(blocks, cells, strict=False):
            if cell.cell_type == previous == "markdown":
                pieces.append("+++\n")
            pieces.append(block + "\n")
            previous = cell.cell_type
        if cells:
            previous = cells[-1].cell_type
    wanted = "\n".join(pieces)
    if wanted == current:
        return False
    write_whole(pair.chapter, wanted)
    return True


def _written(cell: "NotebookNode", pair: Pair) -> str:
    """One cell in jupytext's spelling; a notebook file sorts the options, so they are put into a fixed order."""
    import jupytext
    from nbformat.v4 import new_notebook

    cell = copy.copy(cell)
    cell.metadata = {key: cell.metadata[key] for key in OPTIONS if key in cell.metadata}
    notebook = new_notebook(cells=[cell], metadata={"jupytext": {"default_lexer": "ipython3"}})
    text = jupytext.writes(notebook, fmt=FORMAT, config=configuration(pair.chapter.parent))
    return re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL).strip("\n")
