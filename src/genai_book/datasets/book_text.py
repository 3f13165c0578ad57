"""The prose of eleven chapters, paragraph by paragraph, as it stood on 27 November 2026: what chapter 18 answers from.

Frozen on purpose, in `texts/book/sections.json`, so that the answers do not change with every edit of another chapter;
the page of the chapter searches the same file. `cut` makes the like of a chapter as it stands today, from its executed
twin, so that the numbers in its sentences are there. Left out: code, formulas set apart, tables, figures, boxes,
exercises and sources.
"""

import json
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .book_sections import plain

FILE = Path(__file__).parents[1] / "texts" / "book" / "sections.json"
LEFT_OUT = ("Try it", "Summary", "Exercises", "Sources")  # a summary would answer everything twice
SHORTEST = 40  # characters; a shorter paragraph only leads over to a cell


@dataclass(frozen=True)
class Section:
    number: int  # of the chapter
    chapter: str  # title of the chapter up to its colon, as Attention
    heading: str
    address: str  # on the site, from its root, as attention/#why-divide-by-d
    paragraphs: tuple[str, ...]

    @property
    def cited(self) -> str:
        return f"chapter {self.number}, {self.heading}"


def sections() -> list[Section]:
    """The frozen sections, in the order of the book."""
    rows = json.loads(FILE.read_text(encoding="utf-8"))
    return [Section(**{**row, "paragraphs": tuple(row["paragraphs"])}) for row in rows]


def cut(notebook: dict[str, Any], number: int, page: str) -> list[Section]:
    """Sections of the executed chapter `number`, whose page on the site is `page`, as `attention`."""
    blocks: list[str] = []
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            values = iter(cell["metadata"].get("user_expressions", ()))
            said = re.sub(r"\{eval\}`[^`]*`", lambda _, v=values: _value(next(v)), "".join(cell["source"]))
            said = re.sub(r"^(`{3,}|:{3,}).*?^\1\s*$", "", said, flags=re.MULTILINE | re.DOTALL)
            said = re.sub(r"^\([\w-]+\)=$", "", said, flags=re.MULTILINE)
            said = re.sub(r"^\$\$.*?^\$\$.*?$", "", said, flags=re.MULTILINE | re.DOTALL)
            blocks += [block.strip() for block in re.split(r"\n\s*\n", said) if block.strip()]
    title, heading, found = "", "", {}
    for block in blocks:
        if mark := re.match(r"(#{1,3}) (.*)", block):
            heading = plain(mark[2])
            title = title or heading
        elif title and not re.match(r"[|%\-(]|\*\*\d+\.\*\*", block):
            found.setdefault(heading, []).append(_prose(block))
    made = []
    for heading, texts in found.items():
        kept = tuple(text for text in texts if len(text) >= SHORTEST)
        if kept and heading not in LEFT_OUT:
            address = f"{page}/{'' if heading == title else _anchor(heading)}"
            made.append(Section(number, title.partition(":")[0], heading, address, kept))
    return made


def _value(stored: dict[str, Any]) -> str:
    return stored["result"]["data"]["text/plain"].strip("'\"")


def _prose(markdown: str) -> str:
    text = re.sub(r"\$([^$]+)\$", lambda found: _formula(found[1]), markdown)
    text = re.sub(r"\{term\}`([^`<]*?)\s*(?:<[^`]*>)?`", r"\1", text)
    text = re.sub(r"\{cite:t\}`([a-z]+)(\d+)\w?`", lambda key: f"{key[1].title()} {key[2]}", text)
    text = re.sub(r"\s*\(?\{cite[\w:]*\}`[^`]*`\)?", "", text)
    text = re.sub(r"\[\]\(#fig[^)]*\)|\{numref\}`[^`]*`", "the figure", text)
    return plain(re.sub(r"\[\]\([^)]*\)|\{eq\}`[^`]*`", "the formula", text))


def _formula(latex: str) -> str:
    """Its letters, so that a search can find them."""
    text = re.sub(r"\\t?frac\{([^{}]*)\}\{([^{}]*)\}", r"\1/\2", latex)
    text = re.sub(r"\\sqrt\{([^{}]*)\}", r"√\1", text).replace(r"\cdot", "·").replace(r"\mid", "|")
    text = re.sub(r"\\(?:mathcal|mathrm|mathbb|mathbf|operatorname|text|hat|bar|tilde)\b", "", text)
    return re.sub(r"\\[,;! ]", " ", text).replace("{", "").replace("}", "").replace("\\", "")


def _anchor(heading: str) -> str:
    """The id that the site gives a heading."""
    bare = unicodedata.normalize("NFKD", heading.lower()).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", bare.replace("'", "")).rstrip("-")
    return "#" + ("id" if slug.startswith("-") else "") + slug
