"""Drawings as bitmaps, for what cannot show SVG. Typst draws them, so that no other program is needed."""

import tempfile
from pathlib import Path

from .errors import ExportError
from .pandoc.pictures import PIXELS_PER_INCH, Picture

PIXELS_PER_INCH_ON_PAPER = 200


def drawn(pictures: dict[str, Picture]) -> dict[str, Picture]:
    """Every drawing as PNG, by the drawing's name. Raises ExportError where one cannot be drawn."""
    import typst

    drawings = [picture for picture in pictures.values() if picture.is_drawing]
    if not drawings:
        return {}
    with tempfile.TemporaryDirectory(prefix="bookpress-drawings-") as name:
        folder = Path(name)
        pages = []
        for picture in drawings:
            (folder / picture.name).write_bytes(picture.data)
            size = f"width: {picture.width / PIXELS_PER_INCH}in, height: {picture.height / PIXELS_PER_INCH}in"
            pages.append(f'#page({size}, margin: 0pt, fill: white, image("{picture.name}", width: 100%, height: 100%))')
        source = folder / "drawings.typ"
        source.write_text("\n".join(pages), encoding="utf-8")
        try:
            made = typst.compile(source, root=folder, format="png", ppi=PIXELS_PER_INCH_ON_PAPER)
        except typst.TypstError as error:
            raise ExportError(f"A picture could not be drawn as a bitmap: {error}") from error
    made = made if isinstance(made, list) else [made]
    if len(made) != len(drawings):
        raise ExportError(f"{len(drawings)} drawings gave {len(made)} bitmaps: one of them does not fit its own size.")
    return {
        picture.name: Picture(f"{Path(picture.name).stem}.png", data, picture.width, picture.height)
        for picture, data in zip(drawings, made, strict=True)
    }
