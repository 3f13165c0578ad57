"""Figures, tables, formulas that stand alone, and the containers that give them a number and a caption."""

import re

from . import ast
from .ast import Node
from .blocks import inside
from .inlines import away
from .writer import Blocks, Writer

_SIGN = "[\u2212\u2013+±-]"  # minus and dash as typographers write them, too
_NUMBER = re.compile(
    rf"{_SIGN}?\s?\d[\d,\u202f\u00a0 ]*(\.\d+)?(e{_SIGN}?\d+)?\s?(%|\u00d7|[a-zA-Zµ]{{1,3}})?|{_SIGN}?\.\d+"
)
_EMPTY = {"", "\u2013", "—", "-", "NaN", "n/a", "…"}


def _container(node: dict, writer: Writer) -> list[Node]:
    children = node.get("children") or []
    if node.get("kind") == "quote":
        return _quote(node, writer)
    code = [] if node.get("source") else [child for child in children if child["type"] == "code"]
    captions = [child for child in children if child["type"] in ("caption", "legend")]
    rest = [child for child in children if child["type"] not in ("code", "caption", "legend")]
    if node.get("kind") == "code":
        return _listing(node, writer, captions)
    name = writer.anchor(node)
    shown = writer.blocks(code)
    caption = [each for child in captions for each in _caption(child, writer)]
    subfigures = [child for child in rest if child["type"] == "container"]
    if subfigures and len(subfigures) == len(rest):
        body = [ast.div(writer.blocks(rest), "", ["subfigures"], columns=len(rest))]
    else:
        body = writer.blocks(rest)
    if not body:
        # A cell that shows nothing: its caption is that of its code.
        head = [ast.div(caption, "", ["listing-caption"])] if caption else []
        return [ast.div([*head, *shown], name, ["listing"], **_numbers(node))]
    kind = node.get("kind") or "figure"
    if len(body) == 1 and body[0]["t"] == "Table" and caption:
        # A table's caption is the table's own.
        body[0]["c"][0] = ast.attr(name, [kind, *_classes(node)], **_numbers(node))
        body[0]["c"][1] = [None, caption]
        return shown + body
    figure = ast.figure(body, caption, name, [kind, *_classes(node)])
    figure["c"][0][2] = [[key, value] for key, value in _numbers(node).items()]
    return [*shown, figure]


def _classes(node: dict) -> list[str]:
    return (node.get("class") or "").split()


def _numbers(node: dict) -> dict[str, str]:
    number = str(node.get("enumerator") or "")
    if node.get("parentEnumerator"):
        number = f"{node['parentEnumerator']}{number}"
    return {"number": number} if number else {}


def _caption(node: dict, writer: Writer) -> list[Node]:
    blocks = inside(node, writer)
    return [ast.plain(block["c"]) if block["t"] == "Para" else block for block in blocks]


def _caption_number(node: dict, writer: Writer) -> list[Node]:
    content = writer.children(node)
    if content and content[-1] == ast.string(":"):
        content = content[:-1]
    stop = [] if ast.text_of(content).endswith(")") else [ast.string(".")]
    return [ast.span([*content, *stop], classes=["caption-number"])]


def _quote(node: dict, writer: Writer) -> list[Node]:
    blocks = []
    for child in node.get("children") or []:
        if child["type"] == "caption":
            blocks.append(ast.div(inside(child, writer), "", ["attribution"]))
        else:
            (quoted,) = writer.blocks([child])
            blocks += quoted["c"] if quoted["t"] == "BlockQuote" else [quoted]
    return [ast.div([ast.quote(blocks)], writer.anchor(node, always=False), ["quotation", *_classes(node)])]


def _listing(node: dict, writer: Writer, captions: list[dict]) -> list[Node]:
    code = [child for child in node.get("children") or [] if child["type"] not in ("caption", "legend")]
    head = [ast.div(_caption(child, writer), "", ["listing-caption"]) for child in captions]
    return [ast.div([*head, *writer.blocks(code)], writer.anchor(node), ["listing"], **_numbers(node))]


# Formulas


def _math(node: dict, writer: Writer) -> list[Node]:
    tex = (node.get("value") or "").strip()
    if not tex:
        writer.fail("holds an empty formula")
    number = {"number": str(node["enumerator"])} if node.get("enumerator") else {}
    return [ast.div([ast.para([ast.math(tex, display=True)])], writer.anchor(node), ["equation"], **number)]


# Tables


def _table(node: dict, writer: Writer) -> list[Node]:
    rows = [row for row in node.get("children") or [] if row["type"] == "tableRow"]
    if not rows:
        writer.fail("has a table without rows")
    cells = [[_cell(cell, writer) for cell in row.get("children") or []] for row in rows]
    heads = 0
    while heads < len(rows) and all(cell.get("header") for cell in rows[heads].get("children") or []):
        heads += 1
    aligned = _alignments(rows, cells, heads)
    name = writer.anchor(node, always=False)
    return [ast.table(cells[:heads], cells[heads:], aligned, identifier=name, classes=_classes(node))]


def _cell(node: dict, writer: Writer) -> list:
    blocks = [ast.plain(block["c"]) if block["t"] == "Para" else block for block in inside(node, writer)]
    alignment = {"left": "AlignLeft", "center": "AlignCenter", "right": "AlignRight"}.get(
        node.get("align") or "", "AlignDefault"
    )
    return ast.cell(blocks, alignment, node.get("rowspan") or 1, node.get("colspan") or 1)


def _alignments(rows: list[dict], cells: list[list], heads: int) -> list[str]:
    """One alignment a column: numbers stand on the right."""
    width = max(sum(cell[3] for cell in row) for row in cells)
    if any(cell[2] > 1 or cell[3] > 1 for row in cells for cell in row):
        return ["AlignDefault"] * width
    aligned = []
    for column in range(width):
        body = [row[column] for row in cells[heads:] if column < len(row)]
        texts = [text for cell in body if (text := ast.text_of(cell[4]).strip()) not in _EMPTY]
        written = next((cell[1]["t"] for row in cells for cell in row[column : column + 1]), "AlignDefault")
        numeric = bool(texts) and all(map(_NUMBER.fullmatch, texts)) and written in ("AlignDefault", "AlignRight")
        aligned.append("AlignRight" if numeric else written)
    return aligned


def _picture_block(node: dict, writer: Writer) -> list[Node]:
    return [ast.para(writer.inlines([node]))] if not node.get("placeholder") else []


def _away(node: dict, writer: Writer) -> list[Node]:
    return [ast.para(away(writer, node.get("title") or ""))]


BLOCKS: Blocks = {
    "container": _container,
    "math": _math,
    "mathGroup": inside,
    "table": _table,
    "image": _picture_block,
}
INLINES: Blocks = {"captionNumber": _caption_number}
