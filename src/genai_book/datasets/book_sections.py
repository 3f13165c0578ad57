"""What the sections of a MyST chapter are about: heading and first paragraph of each, as plain text for a search index.

Left out: code, formulas set apart, tables, and whatever stands in a directive.
"""

import re
from dataclasses import dataclass

CLOSING = ("Try it", "Summary", "Exercises", "Sources")  # sections that every chapter has
SHORTEST = 120  # characters; a shorter paragraph only leads over to a cell


@dataclass(frozen=True)
class Section:
    chapter: str  # its label, as ch-attention
    heading: str
    text: str  # of its first paragraph

    @property
    def passage(self) -> str:
        """What is embedded: the heading says what the paragraph takes for granted."""
        return f"{self.heading} {self.text}"


def sections(markdown: str) -> list[Section]:
    """Sections of a chapter whose first paragraph says something. Raises ValueError when it has no label."""
    label = re.search(r"^\((ch-[\w-]+)\)=$", markdown, re.MULTILINE)
    if label is None:
        raise ValueError("This is no chapter: no line like (ch-attention)= stands before its title.")
    prose = re.sub(r"^(`{3,}|:{3,}).*?^\1\s*$", "", markdown[label.end() :], flags=re.MULTILINE | re.DOTALL)
    found = []
    for part in re.split(r"^##? ", prose, flags=re.MULTILINE)[1:]:
        heading, _, body = part.partition("\n")
        blocks = [block.strip() for block in re.split(r"\n\s*\n", body) if block.strip()]
        first = next((block for block in blocks if not re.match(r"[|$%\-]|\*\*\d+\.\*\*", block)), "")
        if len(first) >= SHORTEST and heading.strip() not in CLOSING:
            found.append(Section(label[1], plain(heading), plain(first)))
    return found


def plain(markdown: str) -> str:
    """Text without emphasis, links, citations and line ends; formulas keep their letters."""
    text = re.sub(r"\s*\{(?:cite|eval)[\w:]*\}`[^`]*`", "", markdown)
    text = re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", text)
    return re.sub(r"\s+", " ", re.sub(r"[*`$]|\\(?=[a-z])", "", text)).strip()
