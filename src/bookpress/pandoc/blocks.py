"""What fills the column: headings, lists, quotations, notes, cards, tabs, theorems, exercises."""

from ..resolved import plain
from . import ast
from .ast import Node
from .inlines import away
from .references import pointing
from .writer import Blocks, Writer

_KINDS = {
    "attention": "Attention",
    "caution": "Caution",
    "danger": "Danger",
    "error": "Error",
    "hint": "Hint",
    "important": "Important",
    "note": "Note",
    "seealso": "See also",
    "tip": "Tip",
    "warning": "Warning",
}


def inside(node: dict, writer: Writer) -> list[Node]:
    return writer.blocks(node.get("children") or [])


def _division(*classes: str):
    def made(node: dict, writer: Writer) -> list[Node]:
        names = (*classes, *(node.get("class") or "").split())
        return [ast.div(inside(node, writer), writer.anchor(node, always=False), names)]

    return made


def _heading(node: dict, writer: Writer) -> list[Node]:
    number = [*ast.words(f"{node['enumerator']} ")] if node.get("enumerator") else []
    return [ast.header(node["depth"], number + writer.children(node), writer.anchor(node))]


def _paragraph(node: dict, writer: Writer) -> list[Node]:
    content = writer.children(node)
    name = writer.anchor(node, always=False)
    if name:
        content = [ast.span(content, name)]
    return [ast.para(content)] if content else []


def _list(node: dict, writer: Writer) -> list[Node]:
    items = [_item(item, writer) for item in node.get("children") or []]
    if not items:
        return []
    return [ast.numbered(items, node.get("start") or 1) if node.get("ordered") else ast.bullets(items)]


def _item(node: dict, writer: Writer) -> list[Node]:
    children = node.get("children") or []
    blocks = inside(node, writer)
    if blocks and blocks[0]["t"] == "Para" and (len(children) == 1 or not node.get("spread")):
        blocks[0] = ast.plain(blocks[0]["c"])
    if isinstance(node.get("checked"), bool):
        mark = ast.string("☒" if node["checked"] else "☐")
        first = blocks[0]["c"] if blocks else []
        blocks = [ast.plain([mark, {"t": "Space"}, *first]), *blocks[1:]]
    return blocks


def _definition_list(node: dict, writer: Writer) -> list[Node]:
    items: list[tuple[list[Node], list[list[Node]]]] = []
    for child in node.get("children") or []:
        if child["type"] == "definitionTerm":
            term = writer.children(child)
            name = writer.anchor(child, always=False)
            items.append(([ast.span(term, name)] if name else term, []))
        elif items:
            items[-1][1].append(inside(child, writer))
    return [ast.definitions(items)]


def _titled(node: dict) -> tuple[dict | None, list[dict]]:
    children = node.get("children") or []
    if children and children[0]["type"] in ("admonitionTitle", "summary"):
        return children[0], children[1:]
    return None, children


def boxed(writer: Writer, node: dict, title: list[Node], body: list[Node], *classes: str) -> Node:
    """A division that opens with a title of its own."""
    head = [ast.div([ast.para(title)], "", ["title"])] if title else []
    return ast.div(head + body, writer.anchor(node, always=False), classes)


def _admonition(node: dict, writer: Writer) -> list[Node]:
    names = (node.get("class") or "").split()
    kind = node.get("kind") or next((name for name in names if name in _KINDS), "note")
    title, rest = _titled(node)
    unnamed = [] if "simple" in names else ast.words(_KINDS[kind])
    classes = ("opening",) if "opening" in names else ("admonition", kind)
    return [boxed(writer, node, writer.children(title) if title else unnamed, writer.blocks(rest), *classes)]


def _details(node: dict, writer: Writer) -> list[Node]:
    title, rest = _titled(node)
    words = writer.children(title) if title else ast.words("Details")
    return [boxed(writer, node, words, writer.blocks(rest), "admonition", "details")]


def _aside(node: dict, writer: Writer) -> list[Node]:
    title, rest = _titled(node)
    kind = "admonition" if node.get("kind") == "topic" else "margin"
    return [boxed(writer, node, writer.children(title) if title else [], writer.blocks(rest), kind)]


def _quotation(node: dict, writer: Writer) -> list[Node]:
    return [ast.quote(inside(node, writer))]


def _card(node: dict, writer: Writer) -> list[Node]:
    def part(kind: str) -> list[dict]:
        return [child for child in node.get("children") or [] if child["type"] == kind]

    title = [each for head in part("cardTitle") for each in writer.children(head)]
    if node.get("url"):
        slug = writer.slug(node["url"]) if node["url"].startswith("/") else None
        target = writer.target(slug) if slug else node["url"]
        title = pointing(writer, title or ast.words("Read on"), target, "reference")
    rest = [child for child in node.get("children") or [] if child["type"] not in ("header", "cardTitle", "footer")]
    body = [each for kind in ("header",) for child in part(kind) for each in inside(child, writer)]
    body += writer.blocks(rest) + [each for child in part("footer") for each in inside(child, writer)]
    return [boxed(writer, node, title, body, "admonition", "card")]


def _tabs(node: dict, writer: Writer) -> list[Node]:
    made = []
    for item in node.get("children") or []:
        made.append(boxed(writer, item, ast.words(item.get("title") or ""), inside(item, writer), "tab"))
    return [ast.div(made, writer.anchor(node, always=False), ["tabs"])]


def _statement(node: dict, writer: Writer, name: str) -> list[Node]:
    title, rest = _titled(node)
    numbered = node.get("enumerated") is not False and node.get("enumerator") and node.get("kind") != "proof"
    label = f"{name}\u00a0{node['enumerator']}" if numbered else name
    words = [ast.span(ast.words(label), classes=["statement-name"])]
    if title:
        words += [{"t": "Space"}, ast.span([ast.string("("), *writer.children(title), ast.string(")")])]
    name = writer.anchor(node)
    head = ast.div([ast.para(words)], "", ["title"])
    return [ast.div([head, *writer.blocks(rest)], name, ["statement", node.get("kind") or node["type"]])]


def _proof(node: dict, writer: Writer) -> list[Node]:
    return _statement(node, writer, (node.get("kind") or "proof").capitalize())


def _exercise(node: dict, writer: Writer) -> list[Node]:
    return [] if node.get("hidden") else _statement(node, writer, "Exercise")


def _solution(node: dict, writer: Writer) -> list[Node]:
    title, rest = _titled(node)
    words = ast.words(plain(title) if title else "Solution")  # as on the site: its exercise stands above it
    return [boxed(writer, node, words, writer.blocks(rest), "solution")]


def _widget(node: dict, writer: Writer) -> list[Node]:
    """A widget stands here as what it says it would show without a page, and the page's address."""
    model = node.get("model") or {}
    instead = " ".join(str(model.get("fallback") or "This can be tried out.").split())
    return [ast.div([ast.para(away(writer, instead))], "", ["widget"])]


def _frame(node: dict, writer: Writer) -> list[Node]:
    if not node.get("title"):
        writer.fail(f"has an {{iframe}} of {node.get('src')} without a :title:")
    return [ast.para(away(writer, f"{node['title']}."))]


def _unknown(what: str):
    return lambda node, writer: writer.fail(f"uses the {what} {{{node.get('name')}}}, which does not exist")


BLOCKS: Blocks = {
    "heading": _heading,
    "paragraph": _paragraph,
    "list": _list,
    "definitionList": _definition_list,
    "blockquote": _quotation,
    "thematicBreak": lambda node, writer: [ast.RULE],
    "blockBreak": lambda node, writer: [],
    "admonition": _admonition,
    "details": _details,
    "aside": _aside,
    "card": _card,
    "grid": _division("grid"),
    "grid-item": _division("grid-item"),
    "tabSet": _tabs,
    "div": _division(),
    "glossary": _division("glossary"),
    "proof": _proof,
    "exercise": _exercise,
    "solution": _solution,
    "anywidget": _widget,
    "iframe": _frame,
    "embed": inside,
    "include": inside,
    "raw": inside,
    "toc": inside,
    "genindex": inside,
    "mystDirective": _unknown("directive"),
    "mystRole": _unknown("role"),
    "mystTarget": lambda node, writer: [],
}
