"""Counts a tagged PDF by its structure: what a screen reader would announce."""

import re
import zlib
from collections import Counter

_OBJECT = re.compile(rb"(?:^|\n)(\d+) 0 obj\b(.*?)endobj", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_KIND = re.compile(rb"/S\s*/(\w+)")
_PARENT = re.compile(rb"/P (\d+) 0 R")
_HEADING = re.compile(r"H[1-6]")


def count(data: bytes) -> Counter[str]:
    """What the structure tree holds outside the table of contents."""
    elements = {}
    for number, content in _objects(data):
        kind, parent = _KIND.search(content), _PARENT.search(content)
        if kind and parent and b"/StructElem" in content:
            elements[number] = (kind[1].decode(), int(parent[1]), content)
    counts: Counter[str] = Counter()
    for kind, parent, content in elements.values():
        above = _above(parent, elements)
        if "TOC" in above:
            continue
        counts["headings"] += bool(_HEADING.fullmatch(kind))
        counts["formulas"] += kind == "Formula"
        counts["captions"] += kind == "Caption"
        counts["pictures"] += kind == "Figure" and b"/Alt" in content
        counts["tables"] += kind == "Table"
        counts["code and outputs"] += kind == "Code"
        counts["all links"] += kind == "Link"
        counts["footnotes"] += kind == "Note"
    return counts


def _objects(data: bytes):
    for match in _OBJECT.finditer(data):
        stream = _STREAM.search(match[2])
        head = match[2][: stream.start()] if stream else match[2]
        if not stream or b"/ObjStm" not in head:
            yield int(match[1]), head
            continue
        inner = zlib.decompress(stream[1])
        first = int(re.search(rb"/First (\d+)", head)[1])
        numbers = list(map(int, inner[:first].split()))
        ends = [*numbers[3::2], len(inner) - first]
        for number, start, end in zip(numbers[::2], numbers[1::2], ends, strict=True):
            yield number, inner[first + start : first + end]


def _above(number: int, elements: dict[int, tuple[str, int, bytes]]) -> set[str]:
    kinds = set()
    while number in elements:
        kind, number, _ = elements[number]
        kinds.add(kind)
    return kinds
