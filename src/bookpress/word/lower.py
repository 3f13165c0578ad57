"""Turns what the neutral tree says by classes into Word's styles, fields and tables."""

import re
from xml.sax.saxutils import escape

from ..pandoc import ast
from ..pandoc.ast import Node

_STYLES = {  # class of a division: style of its title, style of its text
    "opening": ("Opening Title", "Opening"),
    "admonition": ("Admonition Title", "Admonition"),
    "statement": ("Admonition Title", "Admonition"),
    "solution": ("Solution Title", "Solution"),
    "tab": ("Box Title", ""),
    "margin": ("Box Title", "Margin Note"),
    "widget": ("", "Widget"),
    "attribution": ("", "Attribution"),
    "entry": ("", "Bibliography"),
    "file-name": ("", "File Name"),
    "listing-caption": ("", "Listing Caption"),
    "part": ("", "Part"),
}
LINE = 95  # characters of a table's type that fill a line
LONGEST_CELL = 45  # characters; longer texts are broken
_NUMBER = re.compile(r"(\w+)\u00a0(\d+)\.")


class Lowering:
    """One document's pass, from the leaves up; it counts bookmarks and Word's own sequences."""

    def __init__(self, suffixes: dict[str, str]) -> None:
        self.renamed = suffixes  # names of pictures, and what they are called as bitmaps
        self.sequences: dict[str, int] = {}
        self.marks = 0
        self.headings: list[tuple[int, str, str, str]] = []  # level, bookmark, text, part that begins with it
        self.part = ""

    def blocks(self, blocks: list[Node]) -> list[Node]:
        return ast.mapped(blocks, self._lower)  # type: ignore[return-value]

    def _lower(self, node: Node) -> Node | list[Node]:
        made = getattr(self, f"_{node['t'].lower()}", None)
        return made(node) if made else node

    def _header(self, node: Node) -> Node:
        level, attributes, content = node["c"]
        self.marks += 1
        name = f"_Toc{900000 + self.marks}"
        self.headings.append((level, name, ast.text_of(content), self.part if level == 1 else ""))
        if level == 1:
            self.part = ""
        begin = ast.raw_inline("openxml", f'<w:bookmarkStart w:id="{900000 + self.marks}" w:name="{name}"/>')
        end = ast.raw_inline("openxml", f'<w:bookmarkEnd w:id="{900000 + self.marks}"/>')
        return {"t": "Header", "c": [level, attributes, [begin, *content, end]]}

    def _math(self, node: Node) -> Node:
        tex = _LONE_SIGN.sub(lambda sign: f"{sign[1]}{{\\text{{{sign[3]}}}" + "}" * (not sign[2]), node["c"][1])
        tex = aligned_as_columns(_RAISED.sub(r"{\\left(\1\\right)}", tex))
        return ast.math(tex, node["c"][0]["t"] == "DisplayMath")

    def _image(self, node: Node) -> Node:
        attributes, alt, (target, title) = node["c"]
        return {"t": "Image", "c": [attributes, alt, [self.renamed.get(target, target), title]]}

    def _span(self, node: Node) -> Node | list[Node]:
        (name, classes, _), content = node["c"]
        if "caption-number" in classes:
            return ast.span(self._numbered(content), name, (), **{"custom-style": "Caption Number"})
        if "statement-name" in classes:
            return ast.span(content, name)
        return ast.span(content, name) if name else content

    def _numbered(self, content: list[Node]) -> list[Node]:
        """`Figure 3.` with the number as one of Word's own sequences, so that Word can list and renumber figures."""
        match = _NUMBER.fullmatch(ast.text_of(content))
        if not match:
            return [*content, {"t": "Space"}]
        kind, number = match[1], int(match[2])
        jump = "" if self.sequences.get(kind, 0) + 1 == number else rf" \r {number}"
        self.sequences[kind] = number
        field = _field(rf"SEQ {kind} \* ARABIC{jump}", str(number))
        return [ast.string(f"{kind}\u00a0"), ast.raw_inline("openxml", field), ast.string("."), {"t": "Space"}]

    def _codeblock(self, node: Node) -> Node:
        (_, classes, _), text = node["c"]
        if "output-text" in classes:
            return _verbatim(text, "Output")
        language = next((name for name in classes if name != "numberLines"), "")
        return ast.code_block(text, [language])

    def _table(self, node: Node) -> list[Node]:
        (name, _, _), caption, columns, head, bodies, foot = node["c"]
        rows = [*head[1], *(row for body in bodies for row in body[3])]
        widths = _widths([[ast.text_of(cell[4]) for cell in row[1]] for row in rows], len(columns))
        columns = [[column[0], {"t": "ColWidth", "c": width}] for column, width in zip(columns, widths, strict=True)]
        attributes = ast.attr(name, **{"custom-style": "Table"})
        # Word has no space below tables; a low paragraph makes it.
        return [
            {"t": "Table", "c": [attributes, caption, columns, head, bodies, foot]},
            _styled([ast.para([ast.string("\u00a0")])], "After Table"),
        ]

    def _figure(self, node: Node) -> Node:
        (name, _, _), (_, caption), body = node["c"]
        shown = [_styled([block], "Captioned Figure") if block["t"] in ("Para", "Plain") else block for block in body]
        words = [_styled(caption, "Image Caption")] if caption else []
        return ast.div([*shown, *words], name, ["figure"])

    def _div(self, node: Node) -> Node | list[Node]:
        (name, classes, pairs), blocks = node["c"]
        kinds = set(classes)
        if "equation" in kinds:
            number = dict(pairs).get("number")
            return [_equation(name, number, blocks)] if number else [ast.div(blocks, name)]
        if "title" in kinds:
            return ast.div(blocks, "", ["title"])  # its box gives it a style
        if "part" in kinds:
            self.part = ast.text_of(blocks)
            return _styled(blocks, "Part")
        if "error" in kinds and "output" in kinds:
            return [_restyled(block, "Complaint") for block in blocks]
        if "subfigures" in kinds:
            return _side_by_side(blocks)
        for kind, (title, text) in _STYLES.items():
            if kind in kinds:
                return _box(name, blocks, title, text)
        return ast.div(blocks, name) if name else blocks


# A sign that begins a script has nothing at its left: LibreOffice shows a mark in its place, unless it is text.
_LONE_SIGN = re.compile(r"([_^])(\{?)([<>*])")
# What is raised to a power is what stands between the brackets, not the closing one alone.
_RAISED = re.compile(
    r"(?<!left)(?<![bB]ig)(?<![bB]igg)(?<![bB]igl)\(([^()&\\]*(?:\\(?!right|left|\\)[^()&\\]*)*)\)(?=\^)"
)
_ALIGNED = re.compile(r"\\begin\{(align\*?|aligned)\}(.*?)\\end\{\1\}", re.DOTALL)


def aligned_as_columns(tex: str) -> str:
    """Aligned lines as columns of an array: Word lines both up, and LibreOffice shows the marks of the former."""

    def columns(match: re.Match) -> str:
        most = max(len(re.findall(r"(?<!\\)&", line)) for line in match[2].split(r"\\"))
        # subtle: of an array of right and left columns alone pandoc would make aligned lines again.
        # And a relation at the beginning of a column wants something at its left, if only a space of text.
        lines = re.sub(r"(?<!\\)&", lambda _: r"&\text{ }", match[2])
        return rf"\begin{{array}}{{{'rl' * (most // 2 + 1)}c}}{lines}\end{{array}}"

    return _ALIGNED.sub(columns, tex)


def _widths(rows: list[list[str]], columns: int) -> list[float]:
    """A share of the line for each column, as its longest text asks for."""
    longest = [4.0] * columns
    for row in rows:
        if len(row) == columns:
            longest = [max(have, min(len(text), LONGEST_CELL)) for have, text in zip(longest, row, strict=True)]
    asked = [(length + 3) / LINE for length in longest]
    return [share / max(1, sum(asked)) for share in asked]


def _box(name: str, blocks: list[Node], title: str, text: str) -> Node:
    made = []
    for block in blocks:
        if block["t"] == "Div" and "title" in block["c"][0][1]:
            made.append(_styled(block["c"][1], title or text))
        elif text and block["t"] in ("Para", "Plain"):
            made.append(_styled([ast.para(block["c"])], text))
        else:
            made.append(block)
    return ast.div(made, name)


def _styled(blocks: list[Node], style: str) -> Node:
    return ast.div([ast.para(b["c"]) if b["t"] == "Plain" else b for b in blocks], **{"custom-style": style})


def _restyled(block: Node, style: str) -> Node:
    return _styled(block["c"][1], style) if block["t"] == "Div" else block


def _verbatim(text: str, style: str) -> Node:
    """Lines as they are: spaces kept, no highlighting."""
    content: list[Node] = []
    for line in text.expandtabs(4).split("\n"):
        content += [ast.string(line), ast.BREAK] if line else [ast.BREAK]
    return _styled([ast.para(content[:-1] or [ast.string(" ")])], style)


def _equation(name: str, number: str, blocks: list[Node]) -> Node:
    """Word's own way to number a formula: a row with the formula in the middle and the number at the right."""
    label = _styled([ast.para([ast.span([ast.string(f"({number})")], name)])], "Equation Number")
    cells = [ast.cell([]), ast.cell([_styled(blocks, "Equation")]), ast.cell([label])]
    made = ast.table([], [cells], ["AlignLeft", "AlignCenter", "AlignRight"], **{"custom-style": "EquationTable"})
    for column, width in zip(made["c"][2], (0.08, 0.84, 0.08), strict=True):
        column[1] = {"t": "ColWidth", "c": width}
    return made


def _side_by_side(figures: list[Node]) -> Node:
    made = ast.table([], [[ast.cell([figure]) for figure in figures]], ["AlignLeft"] * len(figures))
    made["c"][0] = ast.attr(**{"custom-style": "FigureTable"})
    for column in made["c"][2]:
        column[1] = {"t": "ColWidth", "c": 1 / len(figures)}
    return made


def _field(code: str, shown: str) -> str:
    return f'<w:fldSimple w:instr=" {escape(code)} "><w:r><w:t>{escape(shown)}</w:t></w:r></w:fldSimple>'


def contents(headings: list[tuple[int, str, str, str]], depth: int = 2) -> list[Node]:
    """A table of contents that is whole before Word updates it, and that Word can update."""
    shown = [each for each in headings if each[0] <= depth]
    rows = [_paragraph("TOCHeading", _text("Contents"))]
    begin = _run_field("begin") + _instruction(rf'TOC \o "1-{depth}" \h \z \u') + _run_field("separate")
    for index, (level, mark, text, part) in enumerate(shown):
        first = begin if index == 0 else ""
        if part:
            rows.append(_paragraph("TOCPart", first + _text(part)))
            first = ""
        page = "<w:r><w:tab/></w:r>" + _run_field("begin", dirty=True) + _instruction(rf"PAGEREF {mark} \h")
        page += _run_field("separate") + _text(" ") + _run_field("end")
        linked = f'{first}<w:hyperlink w:anchor="{mark}" w:history="1">{_text(text)}{page}</w:hyperlink>'
        rows.append(_paragraph(f"Toc{level}", linked))
    rows.append(_paragraph("BodyText", _run_field("end")))
    sdt = (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/></w:docPartObj>'
        f"</w:sdtPr><w:sdtContent>{''.join(rows)}</w:sdtContent></w:sdt>"
    )
    return [ast.raw_block("openxml", sdt)] if shown else []


def _run_field(kind: str, dirty: bool = False) -> str:
    stale = ' w:dirty="true"' if dirty else ""
    return f'<w:r><w:fldChar w:fldCharType="{kind}"{stale}/></w:r>'


def _instruction(code: str) -> str:
    return f'<w:r><w:instrText xml:space="preserve"> {escape(code)} </w:instrText></w:r>'


def _paragraph(style: str, content: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{content}</w:p>'


def _text(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
