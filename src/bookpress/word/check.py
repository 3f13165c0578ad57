"""Whether a .docx is what Word opens without a word of repair."""

import io
import posixpath
import zipfile
from collections import Counter
from collections.abc import Iterator
from xml.etree import ElementTree

from ..errors import ExportError

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
# Children that the schema wants in this order; Word repairs files that have them in another.
_PARAGRAPH_ORDER = str.split(
    "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
    "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
    "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange"
)


def require_sound(data: bytes) -> None:
    """Raises ExportError with everything that is wrong."""
    if found := list(problems(data)):
        raise ExportError(f"The Word file would not be sound: {'; '.join(found[:8])}. This is a fault of bookpress.")


def problems(data: bytes) -> Iterator[str]:
    """Everything wrong with the file, one clause each."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    trees = {}
    for name, content in parts.items():
        if name.endswith((".xml", ".rels")):
            try:
                trees[name] = ElementTree.fromstring(content)
            except ElementTree.ParseError as error:
                yield f"{name} is not well-formed ({error})"
                return
    yield from _content_types(parts, trees)
    yield from _relationships(parts, trees)
    document, styles = trees["word/document.xml"], trees["word/styles.xml"]
    yield from _styles(document, styles)
    yield from _bookmarks(document)
    yield from _notes(document, trees)
    yield from _drawings(document)
    yield from _order(trees)


def _content_types(parts: dict, trees: dict) -> Iterator[str]:
    types = trees["[Content_Types].xml"]
    endings = {each.get("Extension", "").lower() for each in types.iter(f"{_TYPES}Default")}
    named = {each.get("PartName", "").lstrip("/") for each in types.iter(f"{_TYPES}Override")}
    for name in parts:
        if name != "[Content_Types].xml" and name not in named and name.rpartition(".")[2].lower() not in endings:
            yield f"{name} has no content type"
    for name in sorted(named - set(parts)):
        yield f"{name} has a content type and does not exist"


def _relationships(parts: dict, trees: dict) -> Iterator[str]:
    for name, tree in trees.items():
        if not name.endswith(".rels"):
            continue
        owner = posixpath.join(posixpath.dirname(posixpath.dirname(name)), posixpath.basename(name)[: -len(".rels")])
        known = set()
        for relation in tree.iter(_RELATIONS):
            known.add(relation.get("Id"))
            if relation.get("TargetMode") != "External":
                target = relation.get("Target", "")
                path = posixpath.normpath(posixpath.join("/", posixpath.dirname(owner), target))
                if path.lstrip("/") not in parts:
                    yield f"{owner or 'the package'} relates to {target}, which does not exist"
        if owner in trees:
            used = {value for each in trees[owner].iter() for key, value in each.attrib.items() if key.startswith(_R)}
            for missing in sorted(used - known):
                yield f"{owner} uses the relationship {missing}, which does not exist"


def _styles(document: ElementTree.Element, styles: ElementTree.Element) -> Iterator[str]:
    known = {each.get(f"{_W}styleId") for each in styles.iter(f"{_W}style")}
    for kind in ("pStyle", "rStyle", "tblStyle"):
        used = {each.get(f"{_W}val") for each in document.iter(f"{_W}{kind}")}
        for missing in sorted(used - known):
            yield f"the style {missing} does not exist"
    for tag in ("basedOn", "next", "link"):
        for each in styles.iter(f"{_W}{tag}"):
            if each.get(f"{_W}val") not in known:
                yield f"a style names {each.get(f'{_W}val')}, which does not exist"


def _bookmarks(document: ElementTree.Element) -> Iterator[str]:
    starts = list(document.iter(f"{_W}bookmarkStart"))
    names = Counter(each.get(f"{_W}name") for each in starts)
    numbers = Counter(each.get(f"{_W}id") for each in starts)
    ends = Counter(each.get(f"{_W}id") for each in document.iter(f"{_W}bookmarkEnd"))
    yield from (f"the bookmark {name} stands twice" for name, count in names.items() if count > 1)
    if numbers != ends or any(count > 1 for count in numbers.values()):
        yield "bookmarks begin and end in different numbers"
    yield from (f"the bookmark {name} is longer than 40 characters" for name in names if len(name or "") > 40)
    for link in document.iter(f"{_W}hyperlink"):
        anchor = link.get(f"{_W}anchor")
        if anchor and anchor not in names:
            yield f"a link leads to the bookmark {anchor}, which does not exist"


def _notes(document: ElementTree.Element, trees: dict) -> Iterator[str]:
    known = {each.get(f"{_W}id") for each in trees["word/footnotes.xml"].iter(f"{_W}footnote")}
    for reference in document.iter(f"{_W}footnoteReference"):
        if reference.get(f"{_W}id") not in known:
            yield f"the footnote {reference.get(f'{_W}id')} does not exist"


def _drawings(document: ElementTree.Element) -> Iterator[str]:
    properties = list(document.iter(f"{_WP}docPr"))
    if any(not (each.get("descr") or "").strip() for each in properties):
        yield "a picture has no description"
    numbers = Counter(each.get("id") for each in properties)
    yield from (f"the drawing number {number} stands twice" for number, count in numbers.items() if count > 1)
    for cell in document.iter(f"{_W}tc"):
        blocks = [each.tag for each in cell if each.tag in (f"{_W}p", f"{_W}tbl", f"{_W}sdt")]
        if blocks[-1:] != [f"{_W}p"]:
            yield "a table cell does not end with a paragraph"
            return


def _order(trees: dict) -> Iterator[str]:
    ranks = {f"{_W}{name}": rank for rank, name in enumerate(_PARAGRAPH_ORDER)}
    for name, tree in trees.items():
        for properties in tree.iter(f"{_W}pPr"):
            order = [ranks.get(each.tag, -1) for each in properties]
            if -1 in order or order != sorted(order):
                yield f"{name} has paragraph properties in an order that the schema does not allow"
                return
