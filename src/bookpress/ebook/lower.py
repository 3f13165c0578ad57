"""Turns the neutral tree into what the style sheet of the e-book knows; EPUB has an element for nearly everything."""

from ..pandoc import ast
from ..pandoc.ast import Node


def lowered(blocks: list[Node]) -> list[Node]:
    return ast.mapped(blocks, _lower)  # type: ignore[return-value]


def _lower(node: Node) -> Node | list[Node]:
    made = _LOWER.get(node["t"])
    return made(node) if made else node


def _div(node: Node) -> Node | list[Node]:
    (name, classes, pairs), blocks = node["c"]
    if "part" in classes:
        # A part is a page of its own; pandoc begins files at headings.
        return ast.header(1, [each for block in blocks for each in block["c"]], name, ["part", "unnumbered"])
    if "equation" in classes:
        number = dict(pairs).get("number")
        label = [ast.div([ast.plain([ast.string(f"({number})")])], "", ["equation-number"])] if number else []
        return ast.div([*blocks, *label], name, ["equation"])
    if not name and not classes:
        return blocks
    return ast.div(blocks, name, [each for each in classes if each != "title"] + ["box-title"] * ("title" in classes))


def _figure(node: Node) -> Node:
    (name, classes, _), (_, caption), body = node["c"]
    figure = ast.figure(body, caption, "", classes)
    # subtle: pandoc writes a figure's name twice; that of a division around it once.
    return ast.div([figure], name) if name else figure


def _table(node: Node) -> Node:
    (name, classes, _), *rest = node["c"]
    return {"t": "Table", "c": [ast.attr(name, [each for each in classes if each != "table"]), *rest]}


def _code_block(node: Node) -> Node:
    (_, classes, pairs), text = node["c"]
    return {"t": "CodeBlock", "c": [["", [each for each in classes if each != "numberLines"], pairs], text]}


def _span(node: Node) -> Node:
    (name, classes, pairs), content = node["c"]
    if "caption-number" in classes:
        content = [*content, {"t": "Space"}]
    return {"t": "Span", "c": [[name, classes, pairs], content]}


_LOWER = {"Div": _div, "Figure": _figure, "Table": _table, "CodeBlock": _code_block, "Span": _span}
