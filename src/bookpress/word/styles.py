"""How the Word file looks: every style is a row here, and `sheet` writes Word's style sheet from the rows."""

from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

SERIF, SANS, MONO = "Cambria", "Calibri", "Consolas"
INK, QUIET, BLUE, RUST, TINT, RULE = "1B1B1A", "5D5A53", "0A5A8F", "A3410A", "F5F3EC", "DEDACF"


@dataclass(frozen=True)
class Style:
    """One paragraph or character style. Lengths are in points."""

    name: str
    based_on: str = "Normal"
    follows: str = ""  # style of the next paragraph
    font: str = ""
    size: float = 0
    colour: str = ""
    bold: bool | None = None
    italic: bool | None = None
    caps: bool = False
    before: float | None = None
    after: float | None = None
    line: float | None = None  # in lines
    left: float = 0
    right: float = 0
    hanging: float = 0
    keep_next: bool = False
    keep_lines: bool = False
    new_page: bool = False
    level: int = 0  # in the outline; 1 is the highest
    shade: str = ""
    borders: tuple[tuple[str, float, str], ...] = ()  # side, width, colour
    align: str = ""
    tabs: tuple[tuple[str, float], ...] = ()  # kind, position
    character: bool = False

    @property
    def identifier(self) -> str:
        return "".join(part[0].upper() + part[1:] for part in self.name.split())


def _headings() -> list[Style]:
    sizes = ((22, 0, 18), (15, 22, 6), (12.5, 16, 5), (11, 14, 4), (11, 12, 4), (10, 12, 4))
    made = []
    for level, (size, before, after) in enumerate(sizes, 1):
        made.append(
            Style(
                f"heading {level}",
                follows="BodyText",
                font=SANS,
                size=size,
                colour=QUIET if level == 6 else INK,
                bold=level != 5,
                italic=level == 5,
                before=before,
                after=after,
                line=1.0,
                keep_next=True,
                keep_lines=True,
                new_page=level == 1,
                level=level,
            )
        )
    return made


BOX = (("left", 1.5, BLUE),)
STYLES = [
    Style("Body Text", before=0, after=7),
    Style("First Paragraph", "BodyText", follows="BodyText"),
    Style("Compact", "BodyText", before=1, after=1, line=1.1),
    Style("Title", follows="Subtitle", font=SANS, size=34, bold=True, before=150, after=10, line=1.0),
    Style("Subtitle", follows="Author", size=16, italic=True, after=40, line=1.0),
    Style("Author", font=SANS, size=12, after=6),
    Style("Imprint", font=SANS, size=9, colour=QUIET, before=3, after=0),
    Style("Part", font=SANS, size=30, bold=True, before=200, after=0, line=1.0, new_page=True),
    *_headings(),
    Style("Block Text", "BodyText", italic=True, left=22, right=22, before=6, after=10),
    Style("Attribution", font=SANS, size=9, colour=QUIET, right=22, align="right", after=10),
    Style("footnote text", size=9, after=2, line=1.0),
    Style("Footnote Block Text", "FootnoteText"),
    Style("Bibliography", size=10, left=16, hanging=16, after=4, line=1.05),
    Style("Definition Term", "BodyText", bold=True, keep_next=True, after=1),
    Style("Definition", "BodyText", left=18),
    Style("caption", font=SANS, size=9, before=3, after=14, line=1.05),
    Style("Table Caption", "Caption", keep_next=True, before=10, after=4),
    Style("Image Caption", "Caption", keep_lines=True),
    Style("Listing Caption", "Caption", keep_next=True, before=8, after=3),
    Style("Figure", before=8, after=2, keep_next=True),
    Style("Captioned Figure", "Figure"),
    Style("Table Text", font=SANS, size=9.5, before=1.5, after=1.5, line=1.0),
    Style("After Table", size=4, line=1.0, after=4),
    Style("Equation", before=4, after=8, align="center"),
    Style("Equation Number", before=4, after=8, align="right", font=SANS, size=10),
    Style("Source Code", font=MONO, size=8, shade=TINT, before=6, after=6, line=1.05, left=4, right=4, keep_lines=True),
    Style("File Name", font=SANS, size=8.5, colour=QUIET, before=8, after=2, keep_next=True),
    Style("Output", font=MONO, size=8, left=9, before=2, after=10, line=1.05, borders=(("left", 1.5, RUST),)),
    Style("Complaint", "Output", colour=RUST),
    Style("Box Title", font=SANS, size=9.5, bold=True, before=10, after=3, keep_next=True),
    Style("Opening", size=10.5, before=3, after=5, left=10, right=10, shade=TINT),
    Style("Opening Title", "BoxTitle", shade=TINT, left=10, right=10),
    Style("Admonition", "BodyText", left=12, after=5, borders=BOX),
    Style("Admonition Title", "BoxTitle", left=12, borders=BOX),
    Style("Solution", "BodyText", left=12, borders=(("left", 1.5, RULE),)),
    Style("Solution Title", "BoxTitle", left=12, borders=(("left", 1.5, RULE),)),
    Style("Margin Note", font=SANS, size=9, colour=QUIET, left=280, before=2, after=6, line=1.05),
    Style("Widget", font=SANS, size=9, colour=QUIET, after=8),
    Style("TOC Heading", "Heading1", level=0),
    Style("toc 1", font=SANS, size=10.5, bold=True, before=6, after=1, tabs=(("right", 470),)),
    Style("toc 2", font=SANS, size=9.5, colour=QUIET, left=12, before=0, after=0, tabs=(("right", 470),)),
    Style("TOC Part", font=SANS, size=9, colour=QUIET, caps=True, before=12, after=0, keep_next=True),
    Style("header", font=SANS, size=8.5, colour=QUIET, tabs=(("right", 470),)),
    Style("footer", font=SANS, size=8.5, colour=QUIET, align="right"),
    Style("Verbatim Char", "", font=MONO, size=9.5, character=True),
    Style("Caption Number", "", bold=True, character=True),
    Style("Hyperlink", "", colour=BLUE, character=True),
]


def sheet() -> str:
    """Word's styles.xml."""
    defaults = (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{_font(SERIF)}"
        f'<w:color w:val="{INK}"/><w:sz w:val="22"/><w:szCs w:val="22"/><w:lang w:val="en-US"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:spacing w:after="0" w:line="288" w:lineRule="auto"/></w:pPr></w:pPrDefault>'
        "</w:docDefaults>"
    )
    fixed = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>'
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:semiHidden/></w:style>'
        '<w:style w:type="character" w:styleId="FootnoteReference"><w:name w:val="footnote reference"/>'
        '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>'
    )
    rows = "".join(map(_style, STYLES))
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<w:styles xmlns:w="{W}">'
    return f"{head}{defaults}{fixed}{rows}{_tables()}</w:styles>"


def _tables() -> str:
    margins = '<w:left w:w="80" w:type="dxa"/><w:right w:w="80" w:type="dxa"/>'
    rule = f'<w:bottom w:val="single" w:sz="4" w:space="0" w:color="{INK}"/>'
    layout = "".join(
        f'<w:style w:type="table" w:customStyle="1" w:styleId="{name}Table"><w:name w:val="{name} Table"/>'
        '<w:basedOn w:val="TableNormal"/></w:style>'
        for name in ("Figure", "Equation")
    )
    return (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr>'
        f'<w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>{margins}</w:tblCellMar></w:tblPr></w:style>'
        '<w:style w:type="table" w:customStyle="1" w:styleId="Table"><w:name w:val="Table"/>'
        '<w:basedOn w:val="TableNormal"/><w:pPr><w:spacing w:before="30" w:after="30" w:line="240" w:lineRule="auto"/>'
        f'</w:pPr><w:rPr>{_font(SANS)}<w:sz w:val="19"/></w:rPr><w:tblPr><w:tblBorders>{rule}</w:tblBorders></w:tblPr>'
        f'<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:tcBorders>{rule}</w:tcBorders>'
        '<w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr></w:style>' + layout
    )


def _font(name: str) -> str:
    return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:cs="{name}"/>'


def _style(style: Style) -> str:
    kind = "character" if style.character else "paragraph"
    named = f"<w:name w:val={quoteattr(style.name)}/>"
    based = f'<w:basedOn w:val="{style.based_on}"/>' if style.based_on else ""
    then = f'<w:next w:val="{style.follows}"/>' if style.follows else ""
    paragraph = "" if style.character else f"<w:pPr>{_paragraph(style)}</w:pPr>"
    return (
        f'<w:style w:type="{kind}" w:styleId="{style.identifier}">{named}{based}{then}<w:qFormat/>'
        f"{paragraph}<w:rPr>{_run(style)}</w:rPr></w:style>"
    )


def _twips(points: float) -> int:
    return round(points * 20)


def _paragraph(style: Style) -> str:
    """The parts stand in the order that the schema asks for."""
    parts = ["<w:keepNext/>"] if style.keep_next else []
    parts += ["<w:keepLines/>"] if style.keep_lines else []
    parts += ["<w:pageBreakBefore/>"] if style.new_page else []
    if style.borders:
        sides = "".join(
            f'<w:{side} w:val="single" w:sz="{round(width * 8)}" w:space="8" w:color="{colour}"/>'
            for side, width, colour in style.borders
        )
        parts.append(f"<w:pBdr>{sides}</w:pBdr>")
    if style.shade:
        parts.append(f'<w:shd w:val="clear" w:color="auto" w:fill="{style.shade}"/>')
    if style.tabs:
        stops = "".join(f'<w:tab w:val="{kind}" w:pos="{_twips(place)}"/>' for kind, place in style.tabs)
        parts.append(f"<w:tabs>{stops}</w:tabs>")
    spacing = "".join(
        f' w:{name}="{_twips(value)}"'
        for name, value in (("before", style.before), ("after", style.after))
        if value is not None
    )
    if style.line is not None:
        spacing += f' w:line="{round(style.line * 240)}" w:lineRule="auto"'
    parts += [f"<w:spacing{spacing}/>"] if spacing else []
    if style.left or style.right or style.hanging:
        hanging = f' w:hanging="{_twips(style.hanging)}"' if style.hanging else ""
        parts.append(f'<w:ind w:left="{_twips(style.left)}" w:right="{_twips(style.right)}"{hanging}/>')
    parts += [f'<w:jc w:val="{style.align}"/>'] if style.align else []
    if style.level:
        parts.append(f'<w:outlineLvl w:val="{style.level - 1}"/>')
    elif style.based_on == "Heading1":
        parts.append('<w:outlineLvl w:val="9"/>')
    return "".join(parts)


def _run(style: Style) -> str:
    parts = [_font(style.font)] if style.font else []
    for name, value in (("b", style.bold), ("i", style.italic)):
        if value is not None:
            parts.append(f"<w:{name}/>" if value else f'<w:{name} w:val="0"/>')
    parts += ["<w:caps/>"] if style.caps else []
    parts += [f'<w:color w:val="{style.colour}"/>'] if style.colour else []
    parts += ['<w:spacing w:val="14"/>'] if style.caps else []
    if style.size:
        parts.append(f'<w:sz w:val="{round(style.size * 2)}"/><w:szCs w:val="{round(style.size * 2)}"/>')
    return "".join(parts)
