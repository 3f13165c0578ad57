"""Pandoc's tree, in the few shapes that a book needs: every function makes one node."""

import re
from collections.abc import Callable, Iterable, Iterator

API_VERSION = [1, 23, 1]

Node = dict  # {"t": constructor, "c": contents}


def attr(identifier: str = "", classes: Iterable[str] = (), **pairs: object) -> list:
    return [identifier, [name for name in classes if name], [[key, str(value)] for key, value in pairs.items()]]


def words(text: str) -> list[Node]:
    """Text as Pandoc has it: strings between spaces."""
    parts = re.split(r"([ \t\r\n]+)", text)
    return [{"t": "Space"} if part.isspace() and "\u00a0" not in part else string(part) for part in parts if part]


def string(text: str) -> Node:
    return {"t": "Str", "c": text}


def inline(kind: str, content: list[Node]) -> Node:
    """Emph, Strong, Underline, Strikeout, Superscript, Subscript or SmallCaps."""
    return {"t": kind, "c": content}


def span(content: list[Node], identifier: str = "", classes: Iterable[str] = (), **pairs: object) -> Node:
    return {"t": "Span", "c": [attr(identifier, classes, **pairs), content]}


def code(text: str, classes: Iterable[str] = ()) -> Node:
    return {"t": "Code", "c": [attr("", classes), text]}


def math(tex: str, display: bool = False) -> Node:
    return {"t": "Math", "c": [{"t": "DisplayMath" if display else "InlineMath"}, tex]}


def link(content: list[Node], target: str, classes: Iterable[str] = ()) -> Node:
    return {"t": "Link", "c": [attr("", classes), content, [target, ""]]}


def image(target: str, alt: str, **pairs: object) -> Node:
    return {"t": "Image", "c": [attr("", (), **pairs), words(alt), [target, ""]]}


def note(blocks: list[Node]) -> Node:
    return {"t": "Note", "c": blocks}


def raw_inline(form: str, text: str) -> Node:
    return {"t": "RawInline", "c": [form, text]}


BREAK: Node = {"t": "LineBreak"}
RULE: Node = {"t": "HorizontalRule"}


def para(content: list[Node]) -> Node:
    return {"t": "Para", "c": content}


def plain(content: list[Node]) -> Node:
    return {"t": "Plain", "c": content}


def header(level: int, content: list[Node], identifier: str = "", classes: Iterable[str] = ()) -> Node:
    return {"t": "Header", "c": [level, attr(identifier, classes), content]}


def div(blocks: list[Node], identifier: str = "", classes: Iterable[str] = (), **pairs: object) -> Node:
    return {"t": "Div", "c": [attr(identifier, classes, **pairs), blocks]}


def code_block(text: str, classes: Iterable[str] = (), **pairs: object) -> Node:
    return {"t": "CodeBlock", "c": [attr("", classes, **pairs), text]}


def raw_block(form: str, text: str) -> Node:
    return {"t": "RawBlock", "c": [form, text]}


def quote(blocks: list[Node]) -> Node:
    return {"t": "BlockQuote", "c": blocks}


def bullets(items: list[list[Node]]) -> Node:
    return {"t": "BulletList", "c": items}


def numbered(items: list[list[Node]], start: int = 1) -> Node:
    return {"t": "OrderedList", "c": [[start, {"t": "Decimal"}, {"t": "Period"}], items]}


def definitions(items: list[tuple[list[Node], list[list[Node]]]]) -> Node:
    return {"t": "DefinitionList", "c": [[term, descriptions] for term, descriptions in items]}


def figure(blocks: list[Node], caption: list[Node], identifier: str = "", classes: Iterable[str] = ()) -> Node:
    return {"t": "Figure", "c": [attr(identifier, classes), [None, caption], blocks]}


def cell(blocks: list[Node], alignment: str = "AlignDefault", rows: int = 1, columns: int = 1) -> list:
    return [attr(), {"t": alignment}, rows, columns, blocks]


def table(
    head: list[list[list]],
    body: list[list[list]],
    alignments: list[str],
    caption: list[Node] = (),  # type: ignore[assignment]
    identifier: str = "",
    classes: Iterable[str] = (),
    **pairs: object,
) -> Node:
    """`head` and `body` are rows of `cell`s; one alignment a column."""
    columns = [[{"t": alignment}, {"t": "ColWidthDefault"}] for alignment in alignments]
    rows = [[attr(), row] for row in body]
    return {
        "t": "Table",
        "c": [
            attr(identifier, classes, **pairs),
            [None, list(caption)],
            columns,
            [attr(), [[attr(), row] for row in head]],
            [[attr(), 0, [], rows]],
            [attr(), []],
        ],
    }


def meta(value: str | list) -> Node:
    """A value of a document's metadata."""
    if isinstance(value, str):
        return {"t": "MetaInlines", "c": words(value)}
    return {"t": "MetaList", "c": [meta(each) for each in value]}


def document(blocks: list[Node], **metadata: str | list) -> dict:
    values = {key.replace("_", "-"): meta(value) for key, value in metadata.items() if value}
    return {"pandoc-api-version": API_VERSION, "meta": values, "blocks": blocks}


def walk(tree: object) -> Iterator[Node]:
    """Every node of a tree, in reading order."""
    if isinstance(tree, dict):
        if "t" in tree:
            yield tree
        for value in tree.values():
            yield from walk(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from walk(value)


def mapped(tree: object, change: Callable[[Node], Node | list[Node]]) -> object:
    """The tree with every node replaced, from the leaves up, by what `change` makes of it: a node, or several."""
    if isinstance(tree, list):
        result: list = []
        for value in tree:
            new = mapped(value, change)
            if isinstance(value, dict) and "t" in value and isinstance(new, list):
                result += new
            else:
                result.append(new)
        return result
    if isinstance(tree, dict):
        inner = {key: mapped(value, change) for key, value in tree.items()}
        return change(inner) if "t" in inner else inner
    return tree


def text_of(tree: object) -> str:
    """The words of a tree; of mathematics, its TeX source."""
    parts = []
    for node in walk(tree):
        if node["t"] in ("Str", "Code", "Math"):
            parts.append(node["c"] if node["t"] == "Str" else node["c"][1])
        elif node["t"] in ("Space", "SoftBreak", "LineBreak"):
            parts.append(" ")
    return "".join(parts)


def classes_of(node: Node) -> list[str]:
    """The classes of a node that can have some."""
    if node["t"] in ("Header",):
        return node["c"][1][1]
    return (
        node["c"][0][1] if node["t"] in ("Div", "Span", "CodeBlock", "Code", "Figure", "Table", "Link", "Image") else []
    )
