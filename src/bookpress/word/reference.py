"""The reference document from which pandoc takes styles, paper and running heads: pandoc's own, dressed anew."""

import io
import re
import zipfile
from functools import cache

from ..pandoc.command import run
from .styles import W, sheet

PACKAGE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
# A4 with margins of 22 mm; in twentieths of a point.
_SECTION = (
    '<w:sectPr xmlns:r="{rel}"><w:headerReference w:type="default" r:id="rIdHead"/>'
    '<w:footerReference w:type="default" r:id="rIdFoot"/><w:headerReference w:type="first" r:id="rIdNone"/>'
    '<w:footerReference w:type="first" r:id="rIdNone2"/>'
    '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1360" w:right="1247" w:bottom="1247" w:left="1247" '
    'w:header="680" w:footer="624" w:gutter="0"/><w:titlePg/></w:sectPr>'
).replace("{rel}", PACKAGE)


@cache
def made() -> bytes:
    """The document, as bytes."""
    default = zipfile.ZipFile(io.BytesIO(run(["--print-default-data-file", "reference.docx"], "")))
    parts = {name: default.read(name) for name in default.namelist()}
    parts["word/styles.xml"] = sheet().encode()
    parts["word/header1.xml"] = _part("hdr", "Header", _field('STYLEREF "heading 1"'))
    parts["word/footer1.xml"] = _part("ftr", "Footer", _field("PAGE"))
    parts["word/header2.xml"] = _part("hdr", "Header", "")
    parts["word/footer2.xml"] = _part("ftr", "Footer", "")
    parts["word/document.xml"] = _section(parts["word/document.xml"].decode()).encode()
    names = (("rIdHead", "header1"), ("rIdFoot", "footer1"), ("rIdNone", "header2"), ("rIdNone2", "footer2"))
    relations = "".join(
        f'<Relationship Id="{name}" Type="{PACKAGE}/{part[:6]}" Target="{part}.xml"/>' for name, part in names
    )
    types = "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{_TYPE}.{part[:6]}+xml"/>' for _, part in names
    )
    parts["word/_rels/document.xml.rels"] = _before(
        parts["word/_rels/document.xml.rels"], "</Relationships>", relations
    )
    parts["[Content_Types].xml"] = _before(parts["[Content_Types].xml"], "</Types>", types)
    return packed(parts)


def _part(kind: str, style: str, content: str) -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<w:{kind} xmlns:w="{W}"><w:p><w:pPr>'
        f'<w:pStyle w:val="{style}"/></w:pPr>{content}</w:p></w:{kind}>'
    ).encode()


def _field(code: str) -> str:
    return f"<w:fldSimple w:instr='{code}'><w:r><w:t></w:t></w:r></w:fldSimple>"


def _section(document: str) -> str:
    """The document with nothing in it but its paper."""
    return re.sub(r"<w:body>.*</w:body>", f"<w:body><w:p/>{_SECTION}</w:body>", document, flags=re.DOTALL)


def _before(part: bytes, mark: str, content: str) -> bytes:
    return part.decode().replace(mark, content + mark).encode()


def packed(parts: dict[str, bytes]) -> bytes:
    """A zip file of these parts that is the same whenever it is made; the content types come first, as Word asks."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name in sorted(parts, key=lambda name: (name != "[Content_Types].xml", name)):
            information = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            information.compress_type = zipfile.ZIP_DEFLATED
            information.external_attr = 0o644 << 16
            file.writestr(information, parts[name])
    return made.getvalue()
