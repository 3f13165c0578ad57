"""What a notebook computes, in document order: its code cells and the {eval} expressions between them.

Prose is not part of it: two notebooks with the same program have the same outputs.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from .errors import ChapterError

_FENCE = re.compile(r"^\s*(?:>\s*)*(`{3,}|~{3,}|:{3,})\s*(.*)$")
_DIRECTIVE = re.compile(r"\{\s*([^}\s]+)[^}]*\}")
# Directives whose body is no Markdown. The role does nothing there, in mystmd as here.
_CODE = {"code", "code-block", "sourcecode", "code-cell", "raw-cell", "raw", "literalinclude", "include"}
_VERBATIM = _CODE | {"math", "mermaid", "csv-table", "anywidget"}
# One alternative for each inline thing that can hold backticks; the first that matches at a place wins, as in mystmd.
_INLINE = re.compile(
    r"\\."
    r"|<!--.*?(?:-->|\Z)"
    r"|(?<!\\)\{\s*(?P<role>[^}]+?)\s*\}(?P<ticks>`+)(?!`)(?P<body>.+?)(?<!`)(?P=ticks)(?!`)"
    r"|(?P<code>`+)(?!`).+?(?<!`)(?P=code)(?!`)"
    r"|`+"
    r"|\$\$.+?\$\$|\$(?!\s)[^$]+?(?<!\s)\$(?!\d)",
    re.DOTALL,
)


@dataclass(frozen=True)
class Step:
    """One thing the kernel is asked to compute."""

    kind: str  # "code" or "eval"
    text: str  # the cell's source, or the expression
    cell: int  # index of the cell it stands in


def source_of(cell: Mapping) -> str:
    """The text of a cell, which a notebook file may hold as a list of lines."""
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def steps(cells: Iterable[Mapping]) -> list[Step]:
    """Everything that has to be executed, in order; empty code cells are left out."""
    found = []
    for index, cell in enumerate(cells):
        source = source_of(cell)
        if cell["cell_type"] == "markdown":
            found += [Step("eval", expression, index) for expression in expressions(source)]
        elif cell["cell_type"] == "code" and source.strip():
            found.append(Step("code", source, index))
    return found


def expressions(markdown: str) -> list[str]:
    """What a text's {eval} roles ask for, spelled as mystmd looks them up. Raises ChapterError for a line break."""
    if "eval" not in markdown:
        return []
    found = []
    for match in _INLINE.finditer("\n".join(_prose(markdown))):
        if match["role"] and match["role"].split()[0] == "eval":
            if "\n" in match["body"]:
                raise ChapterError(
                    f"The expression {{eval}}`{match['body']}` runs over the end of a line. mystmd then spells it in "
                    "another way than the notebook stores it, and its value is lost. Write it on one line."
                )
            found.append(match["body"])
    return found


def _prose(markdown: str) -> Iterator[str]:
    """The lines of a text that are Markdown, those inside directives like {note} included."""
    open_fences: list[tuple[str, bool]] = []  # the closing mark, and whether the body is Markdown
    for line in markdown.split("\n"):
        fence = _FENCE.match(line)
        inside_verbatim = bool(open_fences) and not open_fences[-1][1]
        if fence and open_fences and fence[1].startswith(open_fences[-1][0]) and not fence[2].strip():
            open_fences.pop()
            yield ""
        elif inside_verbatim:
            continue
        elif fence and not (fence[1].startswith("`") and "`" in fence[2]):
            directive = _DIRECTIVE.match(fence[2])
            text = bool(directive) and directive[1].split(":")[0] not in _VERBATIM
            open_fences.append((fence[1], text))
            yield fence[2][directive.end() :] if text else ""
        elif not line.lstrip().startswith("%"):
            yield line
