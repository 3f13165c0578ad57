"""The functions of Python's standard library, as the running interpreter has them on its disk.

Licence of the source: Python Software Foundation License. Whole modules are held out, chosen by the hash of their
path; a function whose text also stands in a module that is not held out does not count as held out. Other versions
of Python give other functions: what was measured with one version holds for that version.
"""

import ast
import sysconfig
import textwrap
import warnings
import zlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from genai_book.errors import DataMissingError

HELD_OUT_ONE_IN = 20  # modules
SHORTEST_BYTES, LONGEST_BYTES = 60, 1500  # of a function: longer ones do not fit in a context
LONGEST_FURTHER_BYTES = 6000  # of a function that is read shortened
_TESTS = "test"  # the folder with the tests of Python itself
_LEFT_OUT = frozenset(
    {"test", "tests", "idle_test", "site-packages", "dist-packages", "lib2to3", "turtledemo", "pydoc_data"}
)


@dataclass(frozen=True)
class LibraryFunction:
    """One function or method, moved to the left margin, without its decorators."""

    module: str  # path of its file below the library's folder
    source: str
    body_line: int  # lines of `source` before the body: the signature, and the docstring where there is one

    @property
    def held_out(self) -> bool:
        return zlib.crc32(self.module.encode()) % HELD_OUT_ONE_IN == 0

    @property
    def prompt(self) -> str:
        return "".join(self.source.splitlines(keepends=True)[: self.body_line])


@lru_cache(maxsize=1)
def functions(folder: Path | None = None) -> tuple[LibraryFunction, ...]:
    """Every usable function once, in the order of the files; held-out ones only if no other module has the same text.

    Raises:
        DataMissingError: the folder holds no Python source, as where Python was installed without it.
    """
    folder = folder or Path(sysconfig.get_paths()["stdlib"])
    found: dict[str, LibraryFunction] = {}
    for one in _all(folder):
        if len(one.source) <= LONGEST_BYTES and (one.source not in found or found[one.source].held_out):
            found[one.source] = one
    if not found:
        raise DataMissingError(
            f"There is no Python source in {folder}, and the code model is trained and measured on the functions of "
            "the standard library. Install it, on Debian with `sudo apt-get install libpython3-stdlib`, or use a "
            "Python from python.org, then run the command again."
        )
    return tuple(found.values())


@lru_cache(maxsize=1)
def further(folder: Path | None = None) -> tuple[LibraryFunction, ...]:
    """What else can be read in training, each once: longer functions of the modules that are not held out, and those
    of the tests of Python itself. None of them is among `functions`.

    Raises:
        DataMissingError: Python was installed without its tests, or without its source.
    """
    folder = folder or Path(sysconfig.get_paths()["stdlib"])
    known = {one.source for one in functions(folder)}
    tests = _below(folder / _TESTS, folder, frozenset())
    if not tests:
        raise DataMissingError(
            f"There are no tests of Python in {folder / _TESTS}, and the code model is trained on their functions too. "
            "Install them, on Debian with `sudo apt-get install libpython3-testsuite`, or use a Python from "
            "python.org, then run the command again."
        )
    every = {one.source: one for one in (*_all(folder), *tests)}
    return tuple(one for one in every.values() if not one.held_out and one.source not in known)


def _all(folder: Path) -> list[LibraryFunction]:
    return _below(folder, folder, _LEFT_OUT)


def _below(start: Path, folder: Path, left_out: frozenset[str]) -> list[LibraryFunction]:
    """The functions of all files below `start`, in the order of the files, short and long."""
    found: list[LibraryFunction] = []
    for path in sorted(start.rglob("*.py")):
        inside = path.relative_to(folder)
        if left_out.isdisjoint(inside.parts) and (not left_out or not path.name.startswith("test_")):
            found += of_file(inside.as_posix(), path.read_text("utf-8", errors="replace"), LONGEST_FURTHER_BYTES)
    return found


def of_file(module: str, text: str, longest: int = LONGEST_BYTES) -> list[LibraryFunction]:
    """The functions and methods of one file, of at most `longest` bytes, nested ones only inside those that hold them;
    none if the file has an error.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of an invalid escape, which is not an error
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return []
    lines = text.splitlines(keepends=True)
    found: list[LibraryFunction] = []

    def visit(node: ast.AST) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
                found.extend(_one(module, lines, child, longest))
            else:
                visit(child)

    visit(tree)
    return found


def _one(
    module: str, lines: list[str], node: ast.FunctionDef | ast.AsyncFunctionDef, longest: int
) -> list[LibraryFunction]:
    source = textwrap.dedent("".join(lines[node.lineno - 1 : node.end_lineno])).rstrip() + "\n"
    whole = source.isascii() and SHORTEST_BYTES <= len(source) <= longest and source.startswith(("def ", "async "))
    described = ast.get_docstring(node, clean=False) is not None
    start = node.body[0].end_lineno + 1 if described else node.body[0].lineno
    if not whole or start > node.end_lineno or "\t" in source:
        return []
    return [LibraryFunction(module, source, start - node.lineno)]
