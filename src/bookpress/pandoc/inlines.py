"""Words within a line."""

import re

from . import ast
from .ast import Node
from .writer import Blocks, Writer

# Units that {si} spells out; mystmd joins their symbols without a separator, so they are set again here.
_UNITS = {
    **{"ampere": "A", "bel": "B", "candela": "cd", "coulomb": "C", "day": "d", "decibel": "dB", "degree": "°"},
    **{"degreeCelsius": "°C", "electronvolt": "eV", "farad": "F", "gram": "g", "hertz": "Hz", "hour": "h"},
    **{"joule": "J", "kelvin": "K", "kilogram": "kg", "liter": "L", "litre": "L", "meter": "m", "metre": "m"},
    **{"minute": "min", "mole": "mol", "newton": "N", "ohm": "Ω", "pascal": "Pa", "percent": "%", "radian": "rad"},
    **{"second": "s", "tonne": "t", "volt": "V", "watt": "W"},
}
_PREFIXES = {
    **{"femto": "f", "pico": "p", "nano": "n", "micro": "µ", "milli": "m", "centi": "c", "deci": "d"},
    **{"hecto": "h", "kilo": "k", "mega": "M", "giga": "G", "tera": "T", "peta": "P", "exa": "E"},
}
_VIDEO = (".mp4", ".webm", ".ogv", ".mov")


def _marked(kind: str):
    return lambda node, writer: [ast.inline(kind, writer.children(node))]


def _named(node: dict, writer: Writer, *classes: str) -> list[Node]:
    return [ast.span(writer.children(node), writer.anchor(node, always=False), (*classes, *_classes(node)))]


def _classes(node: dict) -> list[str]:
    return (node.get("class") or "").split()


def _si(node: dict, writer: Writer) -> list[Node]:
    if node.get("error"):
        writer.fail(f"has {{si}}`{node.get('value')}`, which is not a number and a <\\unit>")
    text, separator = "", ""
    for unit in node["units"]:
        if unit == "per":
            separator = "/"
            continue
        text += separator + _PREFIXES.get(unit, _UNITS.get(unit, unit))
        separator = "" if unit in _PREFIXES else "·"
    return [ast.string(f"{node['number']}\u202f{text}")]


def _chemical(node: dict, writer: Writer) -> list[Node]:
    parts = re.split(r"(?<=[A-Za-z)\]])(\d+)", node["value"])
    return [
        ast.inline("Subscript", [ast.string(part)]) if i % 2 else ast.string(part)
        for i, part in enumerate(parts)
        if part
    ]


def _expression(node: dict, writer: Writer) -> list[Node]:
    result = node.get("result")
    if not result:
        writer.fail(f"shows {{eval}}`{node['value']}`, which has no stored value: execute the notebook")
    if result.get("status") != "ok":
        writer.fail(f"shows {{eval}}`{node['value']}`, which gave {result.get('ename')}: {result.get('evalue')}")
    content = writer.children(node)
    if not content:
        writer.fail(f"shows {{eval}}`{node['value']}`, whose value has no text")
    return [ast.span(content, classes=["value"])]


def _math(node: dict, writer: Writer) -> list[Node]:
    if not (node.get("value") or "").strip():
        writer.fail("holds an empty formula")
    return [ast.math(node["value"].strip())]


def _abbreviation(node: dict, writer: Writer) -> list[Node]:
    return [ast.span(writer.children(node), classes=["abbreviation"], title=node.get("title", ""))]


def _image(node: dict, writer: Writer) -> list[Node]:
    if node.get("placeholder"):
        return []
    if node["url"].lower().endswith(_VIDEO):
        name = node.get("alt") or node.get("urlSource") or node["url"].lstrip("/")
        return away(writer, f"A film: {name}.")
    if not node.get("alt"):
        writer.fail(f"shows {node.get('urlSource') or node['url']} without a description: give it an alt text")
    return [writer.picture(node["url"], node["alt"], node.get("width"))]


def away(writer: Writer, what: str) -> list[Node]:
    """A sentence for what paper cannot show, with the page that can."""
    address = writer.target_on_site()
    title = ast.words(writer.page.title)
    page = [ast.link(title, address)] if address else [ast.inline("Emph", title)]
    return [ast.span([*ast.words(f"{what} On the web: "), *page, ast.string(".")], classes=["away"])]


def _html(node: dict, writer: Writer) -> list[Node]:
    if re.fullmatch(r"\s*(<!--.*-->)?\s*", node.get("value") or "", re.DOTALL):
        return []
    writer.fail(f"holds raw HTML that was not understood: {node['value'][:50]}")


INLINES: Blocks = {
    "text": lambda node, writer: ast.words(node.get("value") or ""),
    "strong": _marked("Strong"),
    "emphasis": _marked("Emph"),
    "underline": _marked("Underline"),
    "delete": _marked("Strikeout"),
    "inserted": _marked("Underline"),
    "subscript": _marked("Subscript"),
    "superscript": _marked("Superscript"),
    "smallcaps": _marked("SmallCaps"),
    "span": _named,
    "keyboard": lambda node, writer: _named(node, writer, "keyboard"),
    "inlineCode": lambda node, writer: [ast.code(node["value"])],
    "inlineMath": _math,
    "break": lambda node, writer: [ast.BREAK],
    "abbreviation": _abbreviation,
    "chemicalFormula": _chemical,
    "si": _si,
    "inlineExpression": _expression,
    "image": _image,
    "comment": lambda node, writer: [],
    "mystComment": lambda node, writer: [],
    "html": _html,
}
