"""Counts a Word file."""

import io
import zipfile
from collections import Counter
from xml.etree import ElementTree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_PIC = "{http://schemas.openxmlformats.org/drawingml/2006/picture}"


def count(data: bytes) -> Counter[str]:
    """What the document and its footnotes hold."""
    counts: Counter[str] = Counter()
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        for name in ("word/document.xml", "word/footnotes.xml"):
            counts.update(_part(ElementTree.fromstring(file.read(name))))
    return counts


def _part(tree: ElementTree.Element) -> Counter[str]:
    counts: Counter[str] = Counter()
    for paragraph in tree.iter(f"{_W}p"):
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        name = style.get(f"{_W}val", "") if style is not None else ""
        counts["headings"] += name.startswith("Heading")
        counts["code"] += name == "SourceCode"
        counts["text outputs"] += name in ("Output", "Complaint")
        counts["captions"] += name in ("ImageCaption", "TableCaption", "ListingCaption")
        for link in paragraph.iter(f"{_W}hyperlink"):
            anchor = link.get(f"{_W}anchor") or ""
            if name == "Bibliography" or anchor.startswith("_Toc"):
                continue
            counts["citations" if anchor.startswith("cite--") else "links"] += 1
    marks = [each.get(f"{_W}name") for each in tree.iter(f"{_W}bookmarkStart")]
    counts["headings"] -= "references" in marks
    counts["formulas"] = sum(1 for _ in tree.iter(f"{_M}oMath"))
    counts["pictures"] = sum(1 for _ in tree.iter(f"{_PIC}pic"))
    counts["tables"] = sum(each.get(f"{_W}val") == "Table" for each in tree.iter(f"{_W}tblStyle"))
    counts["footnotes"] = sum(1 for _ in tree.iter(f"{_W}footnoteReference"))
    return counts
