"""Formulas for Typst: pandoc translates their TeX, all of a document at once."""

import json
import re

from ..errors import ExportError
from ..pandoc import ast
from ..pandoc.ast import Node
from ..pandoc.command import run

_BETWEEN = "NEXT-FORMULA"
# Symbols that Typst has renamed since pandoc learned them.
_RENAMED = (
    (re.compile(r"\b(dot|plus|minus|times|ast|eq|convolve)\.circle\b"), r"\1.o"),
    (re.compile(r"\bangle\.([lr])\b"), r"chevron.\1"),
    (re.compile(r"\bdiff\b"), "partial"),
    (re.compile(r"\bsect\b"), "inter"),
)


def converted(formulas: list[Node]) -> dict[str, str]:
    """Typst's source of each formula, dollars included, by the JSON of the node's contents."""
    keys = list(dict.fromkeys(json.dumps(node["c"]) for node in formulas))
    if not keys:
        return {}
    blocks = []
    for key in keys:
        kind, tex = json.loads(key)
        # subtle: Typst sets `\\!` as a space of its own, over what stands before it.
        blocks.append(ast.para([{"t": "Math", "c": [kind, tex.replace(r"\!", "")]}]))
        blocks.append(ast.para([ast.string(_BETWEEN)]))
    said = run(["--from", "json", "--to", "typst", "--wrap", "preserve"], json.dumps(ast.document(blocks))).decode()
    parts = [part.strip() for part in said.split(_BETWEEN)][:-1]
    if len(parts) != len(keys) or not all(part.startswith("$") and part.endswith("$") for part in parts):
        raise ExportError("pandoc answered the formulas of the book in a way that was not foreseen. Pin its version.")
    for pattern, new in _RENAMED:
        parts = [pattern.sub(new, part) for part in parts]
    return dict(zip(keys, parts, strict=True))
