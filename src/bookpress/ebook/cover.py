"""A cover: the book's title, large, on paper. Typst draws it."""

import json

from ..errors import ExportError
from ..paper import fonts
from ..resolved import Book

_SOURCE = """
#let facts = json(bytes(sys.inputs.facts))
#set page(width: 6in, height: 9in, margin: (x: 0.6in, y: 0.7in), fill: rgb("#fffefb"))
#set text(font: facts.fonts, fill: rgb("#1b1b1a"))
#set par(justify: false, leading: 0.35em)
#rect(width: 22%, height: 4pt, fill: rgb("#a3410a"))
#v(1.1in)
#text(size: 34pt, weight: 600, hyphenate: false, facts.title)
#v(0.15in)
#text(size: 14pt, fill: rgb("#5d5a53"), facts.subtitle)
#v(1fr)
#text(size: 12pt, fill: rgb("#0a5a8f"), facts.authors)
"""


def drawn(book: Book) -> bytes:
    """The cover as PNG. Raises ExportError where Typst cannot draw it."""
    import typst

    folder, families = fonts.prepare(book.settings)
    facts = {
        "title": book.title,
        "subtitle": book.subtitle,
        "authors": ", ".join(book.authors),
        "fonts": families["sans"],
    }
    try:
        made = typst.compile(
            _SOURCE.encode(), font_paths=[folder], format="png", ppi=180, sys_inputs={"facts": json.dumps(facts)}
        )
    except typst.TypstError as error:
        raise ExportError(f"The cover could not be drawn: {error}") from error
    return made if isinstance(made, bytes) else made[0]
