"""Turns the neutral tree into Markdown that every notebook shows: CommonMark, tables and formulas, no directives."""

import base64
import json
import re

from .errors import ExportError
from .pandoc import ast
from .pandoc.ast import Node
from .pandoc.command import run
from .pandoc.pictures import Picture

FORM = "commonmark+pipe_tables+tex_math_dollars"
_BETWEEN = "NEXT-CELL-OF-THE-NOTEBOOK"
_BOXES = {"opening", "admonition", "statement", "margin", "solution", "tab"}
# What would still be MyST: a notebook's reader would see it raw.
_LEFT_OVER = re.compile(r"^ {0,3}(:{3,}|`{3,}\{|\(\w[\w-]*\)=$|%\s)|\{(eval|cite|ref|numref|eq|term)[:}]", re.MULTILINE)


def written(cells: list[list[Node]], pictures: dict[str, Picture]) -> list[str]:
    """The Markdown of each cell. Raises ExportError where something of MyST is left."""
    blocks: list[Node] = []
    for cell in cells:
        blocks += [*_lowered(cell, pictures), ast.para([ast.string(_BETWEEN)])]
    text = run(["--from", "json", "--to", FORM, "--wrap", "none"], json.dumps(ast.document(blocks))).decode()
    made = [each.strip("\n") for each in text.split(_BETWEEN)][:-1]
    if len(made) != len(cells):
        raise ExportError(
            "pandoc answered with another number of cells than it was given. This is a fault of bookpress."
        )
    for each in made:
        if left := _LEFT_OVER.search(re.sub(r"^(`{3,}).*?^\1|`[^`\n]+`", "", each, flags=re.MULTILINE | re.DOTALL)):
            raise ExportError(f"A notebook would show MyST's own markup, {left[0].strip()!r}: {each[:80]!r}.")
    return made


def _lowered(blocks: list[Node], pictures: dict[str, Picture]) -> list[Node]:
    def lower(node: Node) -> Node | list[Node]:
        if node["t"] == "Image":
            return _image(node, pictures)
        made = _LOWER.get(node["t"])
        return made(node) if made else node

    return ast.mapped(blocks, lower)  # type: ignore[return-value]


def _image(node: Node, pictures: dict[str, Picture]) -> Node:
    """The picture itself, inside the text: a notebook travels alone."""
    _, alt, (target, _) = node["c"]
    name = target.rpartition(".")[0]
    picture = next(each for each in pictures.values() if each.name.rpartition(".")[0] == name and not each.is_drawing)
    kind = picture.name.rpartition(".")[2].replace("jpg", "jpeg")
    data = f"data:image/{kind};base64,{base64.b64encode(picture.data).decode()}"
    return {"t": "Image", "c": [ast.attr(), alt, [data, ""]]}


def _math(node: Node) -> Node:
    kind, tex = node["c"]
    return ast.math(" ".join(tex.split()) if kind["t"] == "InlineMath" else tex, kind["t"] == "DisplayMath")


def _div(node: Node) -> Node | list[Node]:
    (_, classes, pairs), blocks = node["c"]
    kinds = set(classes)
    if "equation" in kinds:
        return _equation(dict(pairs).get("number"), blocks)
    if "title" in kinds:
        return [ast.para([ast.inline("Strong", block["c"])]) for block in blocks]
    if kinds & _BOXES:
        return ast.quote(blocks) if "solution" not in kinds else blocks
    return blocks


def _equation(number: str | None, blocks: list[Node]) -> list[Node]:
    (formula,) = [node for node in ast.walk(blocks) if node["t"] == "Math"]
    # Inside dollars KaTeX and MathJax know `aligned`, and not the environment that stands on its own.
    tex = re.sub(r"\\(begin|end)\{align\*?\}", r"\\\1{aligned}", formula["c"][1])
    return [ast.para([ast.math(f"{tex} \\tag{{{number}}}" if number else tex, display=True)])]


def _figure(node: Node) -> list[Node]:
    _, (_, caption), body = node["c"]
    return [*body, *caption_of(caption)]


def caption_of(caption: list[Node]) -> list[Node]:
    return [ast.para(block["c"]) if block["t"] == "Plain" else block for block in caption]


def _span(node: Node) -> Node | list[Node]:
    (_, classes, _), content = node["c"]
    if "caption-number" in classes or "statement-name" in classes:
        return [ast.inline("Strong", content), {"t": "Space"}]
    return content


def _link(node: Node) -> Node | list[Node]:
    _, content, (target, title) = node["c"]
    if target.startswith("#"):
        return content  # notebooks have no names to lead to
    return {"t": "Link", "c": [ast.attr(), content, [target, title]]}


def _code_block(node: Node) -> Node:
    (_, classes, _), text = node["c"]
    language = next((each for each in classes if each not in ("output-text", "numberLines")), "")
    return ast.code_block(text, [language])


def _header(node: Node) -> Node:
    level, _, content = node["c"]
    return ast.header(level, content)


def _table(node: Node) -> list[Node]:
    _, (_, caption), *rest = node["c"]
    return [*caption_of(caption), {"t": "Table", "c": [ast.attr(), [None, []], *rest]}]


_LOWER = {
    "Math": _math,
    "Div": _div,
    "Figure": _figure,
    "Span": _span,
    "Link": _link,
    "CodeBlock": _code_block,
    "Header": _header,
    "Table": _table,
}
