"""Functions with some of their statements left out: more of them end soon, and each reading of one is another."""

import ast
import random
import warnings
from itertools import pairwise

from genai_book.datasets.library_source import LibraryFunction


def shortened(one: LibraryFunction, longest_body: int, rng: random.Random) -> str:
    """The source without one run of statements, and without further ones until the body has at most `longest_body`
    bytes or nothing more can go.

    A run is drawn from one block and never all of it; a docstring stays. The lines that stay are as they were.
    """
    source = one.source
    while (shorter := _without_a_run(source, rng)) != source:
        source = shorter
        if len(source) - len(one.prompt) <= longest_body:
            break
    return source


def _without_a_run(source: str, rng: random.Random) -> str:
    """Unchanged where no block has two statements on lines of their own."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of an invalid escape, which is not an error
        tree = ast.parse(source)
    blocks = [
        block
        for node in ast.walk(tree)
        for name in ("body", "orelse", "finalbody")
        if len(block := _droppable(node, name)) > 0
    ]
    if not blocks:
        return source
    # Long blocks are drawn more often: otherwise the inner ones would all be cut down and the outer ones stay.
    spans = rng.choices(blocks, [len(block) for block in blocks])[0]
    length = rng.randint(1, len(spans))
    first = rng.randint(0, len(spans) - length)
    lines = source.splitlines(keepends=True)
    del lines[spans[first][0] - 1 : spans[first + length - 1][1]]
    return "".join(lines)


def _droppable(node: ast.AST, name: str) -> list[tuple[int, int]]:
    """First and last lines of the statements of a block that may go: all but the last one and a docstring."""
    block = getattr(node, name, None)
    if not isinstance(block, list) or len(block) < 2:
        return []
    spans = [(_first_line(statement), statement.end_lineno) for statement in block]
    own_lines = all(before[1] < after[0] for before, after in pairwise(spans))
    documented = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and ast.get_docstring(node)
    return spans[bool(documented) : -1] if own_lines else []


def _first_line(statement: ast.stmt) -> int:
    decorators = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(one.lineno for one in decorators)])
