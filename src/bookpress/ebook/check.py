"""Whether an .epub is what e-readers and shops take without complaint. epubcheck, where there is one, asks for more."""

import io
import posixpath
import zipfile
from collections import Counter
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

from ..errors import ExportError

_X = "{http://www.w3.org/1999/xhtml}"
_OPF = "{http://www.idpf.org/2007/opf}"
_MATH = "{http://www.w3.org/1998/Math/MathML}math"


def require_sound(data: bytes) -> None:
    """Raises ExportError with everything that is wrong."""
    if found := list(problems(data)):
        raise ExportError(f"The EPUB file would not be sound: {'; '.join(found[:8])}. This is a fault of bookpress.")


def problems(data: bytes) -> Iterator[str]:
    """Everything wrong with the file, one clause each."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        if file.namelist()[:1] != ["mimetype"] or file.infolist()[0].compress_type != zipfile.ZIP_STORED:
            yield "its kind is not the first thing it says"
        parts = {name: file.read(name) for name in file.namelist()}
    pages = {}
    for name, content in parts.items():
        if name.endswith((".xhtml", ".opf", ".svg", ".ncx")):
            try:
                pages[name] = ElementTree.fromstring(content)
            except ElementTree.ParseError as error:
                yield f"{name} is not well-formed ({error})"
    yield from _manifest(parts, pages["EPUB/content.opf"])
    texts = {name: tree for name, tree in pages.items() if name.endswith(".xhtml")}
    names = {name: Counter(each.get("id") for each in tree.iter() if each.get("id")) for name, tree in texts.items()}
    for name, tree in texts.items():
        yield from (f"{name} has the id {each!r} twice" for each, count in names[name].items() if count > 1)
        yield from _page(name, tree, parts, names)


def _manifest(parts: dict[str, bytes], package: ElementTree.Element) -> Iterator[str]:
    listed = {posixpath.join("EPUB", unquote(item.get("href", ""))) for item in package.iter(f"{_OPF}item")}
    held = {name for name in parts if name.startswith("EPUB/")} - {"EPUB/content.opf"}
    yield from (f"{name} is not in its list" for name in sorted(held - listed))
    yield from (f"{name} is in its list and not in it" for name in sorted(listed - held))


def _page(name: str, tree: ElementTree.Element, parts: dict[str, bytes], names: dict[str, Counter]) -> Iterator[str]:
    for image in tree.iter(f"{_X}img"):
        if not (image.get("alt") or "").strip():
            yield f"{name} shows {image.get('src')} without a description"
    for element in tree.iter():
        for attribute in ("href", "src"):
            if (link := element.get(attribute)) and (reason := _dead(name, link, parts, names)):
                yield reason
    for formula in tree.iter(_MATH):
        if len(formula) == 0:
            yield f"{name} has an empty formula"


def _dead(name: str, link: str, parts: dict[str, bytes], names: dict[str, Counter]) -> str | None:
    address = urlsplit(link)
    if address.scheme or address.netloc:
        return None
    path = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(address.path))) if address.path else name
    if path not in parts:
        return f"{name} leads to {link}, which is not in the book"
    if address.fragment and path in names and unquote(address.fragment) not in names[path]:
        return f"{name} leads to {link}, but nothing there has that name"
    return None
