"""Code, and what it gave. Every output appears; what a page folds stands here in full, marked as folded."""

import json
import re

from . import ast
from .ast import Node
from .blocks import inside
from .command import parse
from .inlines import away
from .writer import Blocks, Writer

_VIEW = "application/vnd.jupyter.widget-view+json"
_PICTURES = ("image/svg+xml", "image/webp", "image/png", "image/jpeg", "image/gif")
_ORDER = (*_PICTURES, "text/html", "text/markdown", "text/latex", "application/json", "text/plain")
_NO_DESCRIPTION = re.compile(r"<.*>|None|", re.DOTALL)
_ANSI = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b[()][A-B0-2]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_LANGUAGES = {"ipython": "python", "ipython3": "python", "python-repl": "python", "javascript": "javascript"}


def _code(node: dict, writer: Writer) -> list[Node]:
    if node.get("visibility") == "remove":
        return []
    language = node.get("lang") or ""
    classes = [_LANGUAGES.get(language, language)]
    pairs: dict[str, object] = {}
    if node.get("showLineNumbers"):
        classes.append("numberLines")
        pairs["startFrom"] = node.get("startingLineNumber") or 1
    source = (node.get("value") or "").rstrip("\n")
    listing = [ast.code_block(source, classes, **pairs)] if source else []
    if node.get("filename"):
        listing.insert(0, ast.div([ast.para([ast.code(node["filename"])])], "", ["file-name"]))
    name = writer.anchor(node, always=False)
    kinds = ["input" if node.get("executable") else "source", "folded" if node.get("visibility") == "hide" else ""]
    return [ast.div(listing, name, kinds)] if listing else []


def _outputs(node: dict, writer: Writer) -> list[Node]:
    if node.get("visibility") == "remove":
        return []
    made = [each for data in _merged(node.get("children") or []) for each in _one(data, writer)]
    return [ast.div(made, writer.anchor(node, always=False), ["outputs"])] if made else []


def _output(node: dict, writer: Writer) -> list[Node]:
    return _outputs({"type": "outputs", "children": [node]}, writer)


def _merged(nodes: list[dict]) -> list[dict]:
    """Prints that follow each other on one stream are one output."""
    result: list[dict] = []
    for node in nodes:
        data = node.get("jupyter_data")
        last = result[-1] if result else {}
        if not data:
            continue
        streams = data.get("output_type") == last.get("output_type") == "stream"
        if streams and last.get("name") == data.get("name") and "path" not in data and "path" not in last:
            last["text"] = _joined(last["text"]) + _joined(data["text"])
        else:
            result.append(dict(data))
    return result


def _joined(value: object) -> str:
    return "".join(value) if isinstance(value, list) else str(value or "")


def _one(data: dict, writer: Writer) -> list[Node]:
    kind = data.get("output_type")
    if kind in ("stream", "error"):
        content = _content(data, writer) if data.get("path") else _joined(data.get("text") or "")
        if kind == "error":
            # A traceback names files of the machine it ran on; its last line says what happened.
            content = f"{data.get('ename')}: {data.get('evalue')}"
        classes = ["output", "error" if kind == "error" or data.get("name") == "stderr" else "stream"]
        return [ast.div([_plain(content)], "", classes)] if content.strip() else []
    return [ast.div(_bundle(data.get("data") or {}, writer), "", ["output", "result"])]


def _plain(text: str) -> Node:
    """Text as a terminal would show it; its colours are lost, its words are not."""
    return ast.code_block(_CONTROL.sub("", _ANSI.sub("", text)).rstrip("\n"), ["output-text"])


def _content(entry: dict, writer: Writer) -> str:
    if not entry.get("path"):
        return _joined(entry.get("content"))
    data = writer.book.asset(entry["path"])
    if data is None:
        writer.fail(f"shows the output {entry['path']}, which was not found")
    return data.decode("utf-8")


def _bundle(data: dict, writer: Writer) -> list[Node]:
    mime = next((each for each in _ORDER if each in data), None)
    if mime is None or (_VIEW in data and mime == "text/plain"):
        if _VIEW in data and _is_live(data, writer):
            return [ast.div([ast.para(away(writer, "This can be tried out."))], "", ["widget"])]
        what = "a widget without a still form" if _VIEW in data else ", ".join(data) or "no data"
        writer.fail(f"has an output that the exports cannot show: {what}")
    drawn = mime in _PICTURES
    shown = [ast.para([_picture(mime, data, writer)])] if drawn else _MARKUP[mime](data[mime], writer)
    if _VIEW in data:
        shown.append(ast.div([ast.para(away(writer, "This can be moved."))], "", ["widget"]))
    return shown


def _is_live(data: dict, writer: Writer) -> bool:
    """Whether the widget's own code is stored, so that the page shows it without a kernel."""
    view = _content(data[_VIEW], writer) if isinstance(data[_VIEW], dict) and "content" in data[_VIEW] else data[_VIEW]
    view = json.loads(view) if isinstance(view, str) else view
    stored = writer.page.data.get("widgets", {}).get("application/vnd.jupyter.widget-state+json", {}).get("state", {})
    return "_esm" in stored.get(view.get("model_id"), {}).get("state", {})


def _picture(mime: str, data: dict, writer: Writer) -> Node:
    alt = _content(data["text/plain"], writer).strip() if "text/plain" in data else ""
    if _NO_DESCRIPTION.fullmatch(alt):
        writer.fail(f"shows a picture without a description: its text/plain is {alt[:40]!r}")
    entry = data[mime]
    suffix = ".svg" if mime == "image/svg+xml" else f".{mime[6:]}"
    if entry.get("path"):
        found = writer.book.asset(entry["path"])
        if found is None:
            writer.fail(f"shows {entry['path']}, which was not found")
    elif suffix == ".svg":
        found = _joined(entry["content"]).encode()
    else:
        import base64

        found = base64.b64decode(_joined(entry["content"]))
    return writer.drawn(found, suffix, re.sub(r"^'(.*)'$", r"\1", alt, flags=re.DOTALL))


def _html(entry: dict, writer: Writer) -> list[Node]:
    text = re.sub(r"<(script|style)\b.*?</\1>", "", _content(entry, writer), flags=re.DOTALL | re.IGNORECASE)
    blocks = parse(text, "html")
    if not ast.text_of(blocks).strip():
        writer.fail("has an HTML output without words")
    return blocks


def _markdown(entry: dict, writer: Writer) -> list[Node]:
    return parse(_content(entry, writer), "commonmark+pipe_tables+tex_math_dollars")


def _latex(entry: dict, writer: Writer) -> list[Node]:
    text = _content(entry, writer).strip()
    display = re.fullmatch(r"(?:\$\$|\\\[)(.+?)(?:\$\$|\\\])", text, re.DOTALL)
    if display:
        return [ast.div([ast.para([ast.math(display[1].strip(), display=True)])], "", ["equation"])]
    return parse(text, "commonmark+tex_math_dollars")


def _json(entry: dict, writer: Writer) -> list[Node]:
    value = _content(entry, writer) if entry.get("path") else entry["content"]
    value = json.loads(value) if isinstance(value, str) else value
    return [ast.code_block(json.dumps(value, indent=2, ensure_ascii=False), ["json", "output-text"])]


_MARKUP = {
    "text/html": _html,
    "text/markdown": _markdown,
    "text/latex": _latex,
    "application/json": _json,
    "text/plain": lambda entry, writer: [_plain(_content(entry, writer))],
}


def _block(node: dict, writer: Writer) -> list[Node]:
    """A cell, a part of the page with a name of its own, or just a group."""
    if node.get("visibility") == "remove":
        return []
    blocks = inside(node, writer)
    name = writer.anchor(node, always=False)
    classes = [*(node.get("class") or "").split()]
    if node.get("kind") == "notebook-code":
        classes.insert(0, "cell")
    return [ast.div(blocks, name, classes)] if blocks and (name or classes) else blocks


def is_solution(node: dict) -> bool:
    return node["type"] == "block" and "solution" in ((node.get("data") or {}).get("tags") or [])


BLOCKS: Blocks = {"code": _code, "outputs": _outputs, "output": _output, "block": _block}
