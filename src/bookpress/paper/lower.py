"""Turns what the neutral tree says by classes into calls of the functions in book.typ."""

import json

from ..pandoc import ast
from ..pandoc.ast import Node
from .formulas import converted

LONG_ROW = 76  # characters of a table's longest row beyond which it may use the margin
SHORT_TABLE = 12  # rows that are kept on one page
AS_WIDE_AS_THE_PAGE = 90  # counted as characters: what holds a wide picture is set as wide code is
COLUMN_INCHES = 122 / 25.4


def lowered(blocks: list[Node]) -> list[Node]:
    """The blocks, with raw Typst where it says what Pandoc cannot."""
    blocks = _margins_together(blocks)
    formulas = converted([node for node in ast.walk(blocks) if node["t"] == "Math"])

    def lower(node: Node) -> Node | list[Node]:
        if node["t"] == "Math":
            return _math(node, formulas)
        made = _LOWER.get(node["t"])
        return made(node) if made else node

    return ast.mapped(blocks, lower)  # type: ignore[return-value]


def _margins_together(blocks: list[Node]) -> list[Node]:
    """Neighbouring margin notes as one, so that they do not lie on each other."""
    made: list[Node] = []
    for block in blocks:
        is_note = "margin" in ast.classes_of(block)
        if is_note and made and "margin" in ast.classes_of(made[-1]):
            both = [ast.div(each["c"][1], each["c"][0][0]) for each in (made.pop(), block)]
            block = ast.div(both, "", ["margin"])
        made.append(block)
    return made


def _text(value: str) -> str:
    """A Typst string: JSON's escapes are Typst's, but for those of Unicode, which are not used."""
    return json.dumps(value, ensure_ascii=False)


def _raw(text: str) -> Node:
    return ast.raw_block("typst", text)


def _call(name: str, arguments: str, blocks: list[Node], label: str = "") -> list[Node]:
    opening = f"#{name}({arguments})[" if arguments else f"#{name}["
    # The label belongs to something that stays in the document: an empty box before the content.
    return [_raw(opening), *([_raw(_mark(label))] if label else []), *blocks, _raw("]")]


def _mark(label: str) -> str:
    return f"#metadata(none)<{label}>" if label else ""


def _math(node: Node, formulas: dict[str, str]) -> Node:
    tex = node["c"][1]
    typst = formulas[json.dumps(node["c"])]
    if node["c"][0]["t"] == "DisplayMath":  # its division calls display-formula
        return ast.span([ast.raw_inline("typst", typst)], classes=["display"], tex=tex)
    return ast.raw_inline("typst", f"#formula({_text(tex)})[{typst}];")


def _image(node: Node) -> Node:
    (_, _, pairs), alt, (target, _) = node["c"]
    width = dict(pairs).get("width", "auto")
    call = f"picture({_text(target)}, alt: {_text(ast.text_of(alt))}, width: {width})"
    return ast.raw_inline("typst", f"#box({call});")


def _figure(node: Node) -> list[Node]:
    (name, classes, _), (_, caption), body = node["c"]
    if wide := _is_wide(body):  # what it holds is not made wide a second time
        body = [_raw("#outputs(0)[") if _opens_outputs(block) else block for block in body]
    kind = "table" if "table" in classes else "image"
    head = f"#figure(kind: {kind}, caption: [" if caption else f"#figure(kind: {kind}, caption: none)["
    made = [_raw(head), *([*caption, _raw("])[")] if caption else []), *body]
    made.append(_raw("]" + (f" <{name}>" if name else "")))
    return _wide(made, "above: 1.5em, below: 1.6em") if wide else made


def _opens_outputs(block: Node) -> bool:
    return block["t"] == "RawBlock" and block["c"][1].startswith("#outputs(")


def _is_wide(blocks: list[Node]) -> bool:
    for node in ast.walk(blocks):
        if node["t"] == "RawInline" and "#box(picture(" in node["c"][1]:
            width = node["c"][1].rpartition("width: ")[2].removesuffix(");").removesuffix(")")
            if width.endswith("in") and float(width[:-2]) > COLUMN_INCHES:
                return True
    return False


def _wide(blocks: list[Node], options: str = "above: 1.2em, below: 1.4em") -> list[Node]:
    return [_raw(f"#wide({options})["), *blocks, _raw("]")]


def _table(node: Node) -> list[Node]:
    rows = [*node["c"][3][1], *(row for body in node["c"][4] for row in body[3])]
    longest = max((sum(len(ast.text_of(cell[4])) + 3 for cell in row[1]) for row in rows), default=0)
    if node["c"][0][1]:  # Pandoc would write classes as options of Typst's table
        node = {"t": "Table", "c": [ast.attr(node["c"][0][0]), *node["c"][1:]]}
    made = [node]
    if len(rows) > SHORT_TABLE:
        made = [_raw("#[#show figure: set block(breakable: true)"), node, _raw("]")]
    return _wide(made) if longest > LONG_ROW else made


def _span(node: Node) -> Node | list[Node]:
    (name, classes, _), content = node["c"]
    if "display" in classes:
        return node
    if "caption-number" in classes:
        return [ast.raw_inline("typst", "#caption-number["), *content, ast.raw_inline("typst", "];")]
    if "statement-name" in classes:
        return [ast.raw_inline("typst", "#sans(weight: 600)["), *content, ast.raw_inline("typst", "];")]
    if name:
        return [ast.raw_inline("typst", _mark(name) + ";"), *content]
    return content


def _code_block(node: Node) -> Node:
    (_, classes, _), text = node["c"]
    language = next((name for name in classes if name not in ("output-text", "numberLines")), "")
    return ast.code_block(text, [language])


def _lines(blocks: list[Node]) -> list[str]:
    texts = [node["c"][1] for node in ast.walk(blocks) if node["t"] == "CodeBlock"]
    return [line for text in texts for line in text.split("\n")]


_BOXES = ("opening", "admonition", "statement", "solution", "margin", "widget", "attribution", "entry", "file-name")


def _div(node: Node) -> Node | list[Node]:
    (name, classes, pairs), blocks = node["c"]
    kinds = set(classes)
    values = dict(pairs)
    longest = max(map(len, _lines(blocks)), default=0)
    if "equation" in kinds:
        return _equation(name, values.get("number"), blocks)
    if "part" in kinds:
        return [_raw(f"#part({_text(ast.text_of(blocks))})")]
    if "title" in kinds:
        return _call("box-title", "", blocks)
    if "input" in kinds or "source" in kinds:
        folded = str("folded" in kinds).lower()
        return _call("listing", f"{longest}, {len(_lines(blocks))}, {folded}", blocks, name)
    if "outputs" in kinds:
        return _call("outputs", str(AS_WIDE_AS_THE_PAGE if _is_wide(blocks) else longest), blocks, name)
    if "error" in kinds and "output" in kinds:
        return _call("complaint", "", blocks)
    if "listing-caption" in kinds:
        return node  # its listing takes it
    if "listing" in kinds:
        return _listing(name, blocks)
    if "subfigures" in kinds:
        return (
            [_raw(f"#grid(columns: (1fr,) * {values['columns']}, gutter: 5mm, align: bottom,")]
            + [each for block in _figures(blocks) for each in (_raw("["), *block, _raw("],"))]
            + [_raw(")")]
        )
    for kind in _BOXES:
        if kind in kinds:
            return _call(kind, "", blocks, name)
    return [_raw(_mark(name)), *blocks] if name else blocks


def _listing(name: str, blocks: list[Node]) -> list[Node]:
    """A figure of code: its caption is a caption to a screen reader, too."""
    captions = [block for block in blocks if "listing-caption" in ast.classes_of(block)]
    rest = [block for block in blocks if block not in captions]
    if not captions:
        return [_raw(_mark(name)), *blocks] if name else blocks
    words = [each for caption in captions for each in caption["c"][1]]
    label = f" <{name}>" if name else ""
    return [_raw("#figure(kind: raw, caption: ["), *words, _raw("])["), *rest, _raw(f"]{label}")]


def _figures(blocks: list[Node]) -> list[list[Node]]:
    """Figures that were lowered already, one list each."""
    made: list[list[Node]] = []
    for block in blocks:
        if block["t"] == "RawBlock" and block["c"][1].startswith("#figure("):
            made.append([])
        made[-1].append(block)
    return made


def _equation(name: str, number: str | None, blocks: list[Node]) -> list[Node]:
    (shown,) = [node for node in ast.walk(blocks) if node["t"] == "Span" and "display" in node["c"][0][1]]
    (_, tex), formula = shown["c"][0][2][0], shown["c"][1][0]["c"][1]
    label = f" <{name}>" if name else ""
    return [_raw(f"#display-formula({_text(tex)}, {_text(number) if number else 'none'})[{formula}{label}]")]


def _header(node: Node) -> Node:
    level, (name, _, _), content = node["c"]
    return ast.header(level, content, name)


_LOWER = {
    "Image": _image,
    "Figure": _figure,
    "Table": _table,
    "Span": _span,
    "CodeBlock": _code_block,
    "Div": _div,
    "Header": _header,
}
