"""Counts a notebook: its Markdown as pandoc reads it back, its cells and outputs as they are."""

import json
from collections import Counter

from ..commonmark import FORM
from ..pandoc import ast
from ..pandoc.command import parse

_MARKUP = {"text/html": "html", "text/markdown": FORM, "text/latex": FORM}
_PICTURES = {"image/svg+xml", "image/png", "image/jpeg", "image/webp", "image/gif"}


def count(data: bytes) -> Counter[str]:
    """What the notebook shows beside its first cell, which installs things."""
    notebook = json.loads(data)
    counts: Counter[str] = Counter()
    texts = [cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "markdown"]
    for node in ast.walk(parse("\n\n".join(texts), FORM)):
        counts["headings"] += node["t"] == "Header"
        counts["formulas"] += node["t"] == "Math"
        counts["tables"] += node["t"] == "Table"
        counts["pictures"] += node["t"] == "Image"
        counts["code"] += node["t"] == "CodeBlock"
        if node["t"] == "Header" and ast.text_of(node["c"][2]) == "References":
            counts["headings"] -= 1
    for cell in notebook["cells"][1:]:
        if cell["cell_type"] == "code":
            tags = set(map(str, cell["metadata"].get("tags", [])))
            counts["code"] += not tags & {"remove-cell", "remove-input"}
            if not tags & {"remove-cell", "remove-output"}:
                counts.update(_outputs(cell["outputs"]))
    return counts


def _outputs(outputs: list[dict]) -> Counter[str]:
    counts: Counter[str] = Counter()
    last = None
    for output in outputs:
        data = output.get("data", {})
        markup = next((mime for mime in _MARKUP if mime in data), None)
        if _PICTURES & set(data):
            counts["pictures"] += 1
        elif markup:
            for node in ast.walk(parse("".join(data[markup]), _MARKUP[markup])):
                counts["tables"] += node["t"] == "Table"
                counts["formulas"] += node["t"] == "Math"
        else:
            stream = output.get("name")
            # Prints that follow each other on one stream are one output.
            counts["text outputs"] += stream is None or stream != last
        last = output.get("name")
    return counts
