"""The pictures of one file: their bytes once each, and how large they are to be shown."""

import hashlib
import io
import re
from dataclasses import dataclass, field

from . import ast

PIXELS_PER_INCH = 96  # what a CSS pixel is
FULL_WIDTH = 6.4 * PIXELS_PER_INCH  # pixels of a figure as wide as a page; a percentage is taken of it
INK = "#1b1b1a"  # what `currentColor` becomes on paper
BITMAPS = {".png", ".jpg", ".jpeg", ".gif", ".webp"}
_UNITS = {"": 1, "px": 1, "pt": 96 / 72, "in": 96, "cm": 96 / 2.54, "mm": 96 / 25.4, "em": 16, "rem": 16, "ch": 8}
_LENGTH = re.compile(r"\s*([\d.]+)\s*([a-z%]*)\s*")
# The space of a font has no outline; Matplotlib leaves out what SVG 1.1 asks for and EPUB checks.
_NO_OUTLINE = re.compile(rb"<path(?![^>]*\sd=)")


@dataclass(frozen=True)
class Picture:
    name: str  # of its file: a hash of the bytes and a suffix
    data: bytes
    width: float  # of its own, in CSS pixels
    height: float

    @property
    def is_drawing(self) -> bool:
        return self.name.endswith(".svg")


@dataclass
class Pictures:
    files: dict[str, Picture] = field(default_factory=dict)

    def add(self, data: bytes, suffix: str, alt: str, width: str | None = None) -> ast.Node:
        """An image node for these bytes. Raises ValueError where they are no picture."""
        if suffix == ".svg":
            data = re.sub(rb"\bcurrentColor\b", INK.encode(), data)
            data = _NO_OUTLINE.sub(rb'<path d=""', data)
            own = _svg_size(data)
        elif suffix in BITMAPS:
            own = _bitmap_size(data)
            if suffix == ".webp":  # neither Word nor older readers of EPUB know it
                data, suffix = _as_png(data), ".png"
        else:
            raise ValueError(f"it is a {suffix or 'nameless'} file")
        name = hashlib.sha256(data).hexdigest()[:20] + suffix
        self.files[name] = Picture(name, data, *own)
        shown = _pixels(width) if width else own[0]
        return ast.image(name, alt, width=f"{shown / PIXELS_PER_INCH:.3f}in")


def _pixels(length: str) -> float:
    match = _LENGTH.fullmatch(length)
    if not match or match[2] not in {*_UNITS, "%"}:
        raise ValueError(f"its width is {length!r}")
    return float(match[1]) * (FULL_WIDTH / 100 if match[2] == "%" else _UNITS[match[2]])


def _svg_size(data: bytes) -> tuple[float, float]:
    root = re.search(r"<svg\b[^>]*>", data.decode("utf-8", "replace"), re.DOTALL)
    if not root:
        raise ValueError("it has no <svg> element")
    given = {name: re.search(rf'\s{name}="([^"]*)"', root[0]) for name in ("width", "height", "viewBox")}
    box = [float(part) for part in re.split(r"[\s,]+", given["viewBox"][1].strip())] if given["viewBox"] else None
    sizes = []
    for index, name in enumerate(("width", "height")):
        if given[name] and "%" not in given[name][1]:
            sizes.append(_pixels(given[name][1]))
        elif box:
            sizes.append(box[2 + index])
        else:
            raise ValueError(f"its <svg> has neither a {name} nor a viewBox")
    return sizes[0], sizes[1]


def _bitmap_size(data: bytes) -> tuple[float, float]:
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(data)) as opened:
            return opened.size
    except UnidentifiedImageError as error:
        raise ValueError("its bytes are no picture") from error


def _as_png(data: bytes) -> bytes:
    from PIL import Image

    made = io.BytesIO()
    with Image.open(io.BytesIO(data)) as opened:
        opened.save(made, format="png")
    return made.getvalue()
