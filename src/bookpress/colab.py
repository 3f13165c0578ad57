"""The chapters as notebooks for Colab and Jupyter: CommonMark alone, and a first cell that installs what they need."""

import json
from collections.abc import Iterable, Mapping

from . import addresses, pandoc, twin, wheel
from .bitmaps import drawn
from .commonmark import caption_of, written
from .errors import ExportError
from .pandoc import ast
from .pandoc.ast import Node
from .resolved import Book, Page

_VIEW = "application/vnd.jupyter.widget-view+json"
FORMAT = (4, 5)


def make(book: Book, page: Page, package: wheel.Package | None) -> bytes:
    """The page's notebook: its twin's cells and outputs, its prose as resolved. Raises ExportError."""
    notebook = twin.read(book.settings.root / page.twin, page.source.stem)
    cells, pictures = pandoc.by_cell(book, page)
    if len(cells) < len(notebook["cells"]):
        raise ExportError(f"{page.shown} resolves to fewer cells than its notebook has. Run `bookpress run`.")
    texts = _texts(cells, notebook["cells"])
    markdown = dict(zip(texts, written(list(texts.values()), {**pictures, **drawn(pictures)}), strict=True))
    libraries = notebook["metadata"].get("bookpress", {}).get("fingerprint", {}).get("versions", {})
    made = [_code(_first(book, page, package, libraries), "install")]
    for index, cell in enumerate(notebook["cells"]):
        if cell["cell_type"] == "code":
            if "solution" in twin.tags(cell) and (
                index == 0 or "solution" not in twin.tags(notebook["cells"][index - 1])
            ):
                made.append(_markdown("**Solution**", f"solution-{index}"))
            made.append(_kept(cell))
        if markdown.get(index):
            made.append(_markdown(markdown[index], f"text-{index}"))
    for index in range(len(notebook["cells"]), len(cells)):
        if markdown.get(index):
            made.append(_markdown(markdown[index], f"text-{index}"))
    whole = {
        "cells": made,
        "metadata": {
            "colab": {"provenance": [], "toc_visible": True},
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": FORMAT[0],
        "nbformat_minor": FORMAT[1],
    }
    _require_valid(whole, page)
    return (json.dumps(whole, indent=1, ensure_ascii=False) + "\n").encode()


def address(book: Book, page: Page) -> str | None:
    """Where Colab opens the page's notebook: a branch of the repository; None where that is unknown."""
    name = addresses.repository(book)
    if name is None or not page.is_notebook:
        return None
    return f"https://colab.research.google.com/github/{name}/blob/colab/{page.source.stem}.ipynb"


def _texts(cells: list[list[Node]], twins: list[Mapping]) -> dict[int, list[Node]]:
    """The prose by the number of its cell; under a code cell stands what its figure's caption says."""
    found = {}
    for index, blocks in enumerate(cells):
        if index < len(twins) and twins[index]["cell_type"] == "code":
            blocks = [
                each for node in ast.walk(blocks) if node["t"] == "Figure" for each in caption_of(node["c"][1][1])
            ]
        if blocks:
            found[index] = blocks
    return found


def _first(book: Book, page: Page, package: wheel.Package | None, libraries: Iterable[str]) -> str:
    where = addresses.page(book, page.slug)
    lines = [f'# "{page.title}", a chapter of "{book.title}".']
    if where:
        lines.append(f"# The page it was made from: {where}")
    lines += [
        "#",
        "# Run this cell first. It installs what the chapter needs, in the versions that its outputs were made with;",
    ]
    lines.append("# that takes a few minutes, once for each runtime.")
    lines += [f"# {line}" for line in book.settings.notebook_hint]
    needed = wheel.requirements(book, package, libraries)
    if package is not None and not addresses.site(book):
        lines.append(f"# Where the wheel of {package.name} lies in a folder, set PIP_FIND_LINKS to it.")
    quoted = "".join(f' "{each}"' for each in needed)
    return "\n".join([*lines, *([f"%pip install --quiet{quoted}"] if needed else [])])


def _code(source: str, identifier: str) -> dict:
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": identifier,
        "metadata": {},
        "outputs": [],
        "source": source,
    }


def _markdown(text: str, identifier: str) -> dict:
    return {"cell_type": "markdown", "id": identifier, "metadata": {}, "source": text}


def _kept(cell: Mapping) -> dict:
    """A cell as it was run. Of its widgets the still forms stay; what has none shows when the cell is run again."""
    tags = twin.tags(cell)
    outputs = []
    for output in cell["outputs"]:
        data = {mime: content for mime, content in output.get("data", {}).items() if mime != _VIEW}
        if _VIEW not in output.get("data", {}):
            outputs.append(output)
        elif set(data) - {"text/plain"}:
            outputs.append({**output, "data": data})
    hidden = {"hide-input", "hide-cell", "solution"} & set(map(str, tags))
    metadata = {"tags": tags} if tags else {}
    if hidden:
        metadata["jupyter"] = {"source_hidden": True}
    return {
        "cell_type": "code",
        "execution_count": cell["execution_count"],
        "id": cell["id"],
        "metadata": metadata,
        "outputs": outputs,
        "source": cell["source"],
    }


def _require_valid(notebook: dict, page: Page) -> None:
    import nbformat

    try:
        nbformat.validate(nbformat.from_dict(notebook))
    except nbformat.ValidationError as error:
        said = " ".join(str(error).split())[:300]
        raise ExportError(
            f"The notebook of {page.shown} would not be one: {said}. This is a fault of bookpress."
        ) from error
