"""Cutting a text into passages that a search can find and a reader can take in.

A passage is a run of neighbouring sentences with at most `longest` words; it begins anew at the end of the text that it
is given, so a section never shares a passage with the next. Left out: overlap, and cutting a sentence that is too long.
"""

import re
from collections.abc import Sequence

BORDER = re.compile(r"(?<=[.!?:]) (?=[A-Z0-9'(])")  # a sentence has ended and another begins


def chunks(paragraphs: Sequence[str], longest: int) -> list[str]:
    """Passages of at most `longest` words; a paragraph is cut only if it has more.

    Raises ValueError.
    """
    if longest < 1:
        raise ValueError(f"A passage has at least one word, not {longest}.")
    pieces: list[str] = []
    for paragraph in paragraphs:
        pieces += _joined(BORDER.split(paragraph), longest)
    return _joined(pieces, longest)


def _joined(pieces: Sequence[str], longest: int) -> list[str]:
    """Neighbours put together while they have at most `longest` words."""
    made: list[str] = []
    for piece in pieces:
        if made and len(made[-1].split()) + len(piece.split()) <= longest:
            made[-1] += " " + piece
        else:
            made.append(piece)
    return made
