import io
import re
import zipfile
from xml.etree import ElementTree

import pytest

from bookpress.pandoc import ast
from bookpress.word import check, docx, reference
from bookpress.word.lower import Lowering, aligned_as_columns
from bookpress.word.styles import STYLES, sheet
from regression_export import book, document, word

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"


def part(name: str = "word/document.xml") -> ElementTree.Element:
    with zipfile.ZipFile(io.BytesIO(word())) as file:
        return ElementTree.fromstring(file.read(name))


def styled(style: str) -> list[str]:
    found = []
    for paragraph in part().iter(f"{W}p"):
        name = paragraph.find(f"{W}pPr/{W}pStyle")
        if name is not None and name.get(f"{W}val") == style:
            found.append("".join(each.text or "" for each in paragraph.iter(f"{W}t")))
    return found


def changed(**parts: tuple[str, str]) -> bytes:
    """The regression book's file with one text replaced in a part."""
    with zipfile.ZipFile(io.BytesIO(word())) as file:
        content = {name: file.read(name) for name in file.namelist()}
    for name, (old, new) in parts.items():
        path = {"document": "word/document.xml", "types": "[Content_Types].xml"}[name]
        assert old.encode() in content[path]
        content[path] = content[path].replace(old.encode(), new.encode(), 1)
    return reference.packed(content)


def test_the_file_is_sound() -> None:
    assert list(check.problems(word())) == []


@pytest.mark.parametrize(
    ("part", "old", "new", "complaint"),
    [
        ("document", "</w:body>", "", "word/document.xml is not well-formed"),
        ("document", 'w:anchor="text--eq-attention"', 'w:anchor="gone"', "leads to the bookmark gone"),
        ("document", 'w:val="Output"', 'w:val="Outptu"', "the style Outptu does not exist"),
        ("document", 'r:embed="rId', 'r:embed="xId', "uses the relationship xId"),
        ("document", "<w:bookmarkEnd ", "<w:proofErr ", "begin and end in different numbers"),
        ("document", "<w:keepNext", "<w:jc/><w:keepNext", "an order that the schema does not allow"),
        (
            "types",
            'PartName="/word/footnotes.xml"',
            'PartName="/word/x.xml"',
            "word/x.xml has a content type and does not",
        ),
    ],
)
def test_what_word_would_repair_is_found(part: str, old: str, new: str, complaint: str) -> None:
    if old == "<w:keepNext":
        old, new = '<w:pStyle w:val="TOCHeading"/>', '<w:jc w:val="left"/><w:pStyle w:val="TOCHeading"/>'
    assert any(complaint in problem for problem in check.problems(changed(**{part: (old, new)})))


def test_formulas_are_words_own_and_numbered() -> None:
    tree = part()
    assert len(list(tree.iter(f"{M}oMathPara"))) == 7  # six of the pages, one of an output
    assert len(list(tree.iter(f"{M}oMath"))) > 20
    assert [number for number in styled("EquationNumber")] == ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"]


def test_captions_carry_words_sequences_and_the_sites_numbers() -> None:
    fields = [each.get(f"{W}instr").split() for each in part().iter(f"{W}fldSimple")]
    assert ["SEQ", "Figure", r"\*", "ARABIC"] in fields
    captions = styled("ImageCaption")
    assert "Figure\u00a01. A drawing from a file, with a caption that has emphasis and ." in captions
    # The third figure is two: its halves have letters, which are no sequence, and the fourth goes on.
    assert any(caption.startswith("Figure\u00a03. Two pictures") for caption in captions)


def test_contents_name_every_chapter_and_section_before_word_is_asked() -> None:
    titles = [each.strip() for each in styled("Toc1")]
    assert titles[:3] == ["About this book", "Every kind of text", "Every kind of block"]
    assert "Mathematics" in [each.strip() for each in styled("Toc2")]
    assert styled("TOCPart") == ["Pages of prose", "Pages that run", "At the back"]


def test_outputs_keep_their_spaces() -> None:
    assert "tokens: 4096  greedy   6.00    beam   4.00" in styled("Output")


def test_code_is_coloured_by_the_books_own_theme() -> None:
    with zipfile.ZipFile(io.BytesIO(word())) as file:
        styles = file.read("word/styles.xml").decode()
    assert re.search(r'w:styleId="KeywordTok".*?w:val="0a5a8f"', styles, re.DOTALL | re.IGNORECASE)


def test_nothing_tells_when_or_where_it_was_made() -> None:
    assert docx.make(book(), document("text"), whole=False) == docx.make(book(), document("text"), whole=False)
    with zipfile.ZipFile(io.BytesIO(word())) as file:
        core = file.read("docProps/core.xml").decode()
        assert {information.date_time for information in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert "<dc:creator>Ada Example</dc:creator>" in core
    assert "created" not in core


def test_the_reference_document_has_every_style_once() -> None:
    identifiers = re.findall(r'w:styleId="([^"]+)"', sheet())
    assert len(identifiers) == len(set(identifiers))
    assert {style.based_on for style in STYLES if style.based_on} <= set(identifiers)
    assert list(check.problems(reference.made())) == []


def test_aligned_lines_become_columns_that_every_program_shows() -> None:
    tex = r"\begin{align} a &= b \\ c &= d & e &= f \end{align}"
    assert aligned_as_columns(tex) == (
        r"\begin{array}{rlrlc} a &\text{ }= b \\ c &\text{ }= d &\text{ } e &\text{ }= f \end{array}"
    )
    assert aligned_as_columns(r"a \& b") == r"a \& b"
    matrices = [tree for tree in part().iter(f"{M}m")]
    assert any(each.get(f"{M}val") == "right" for tree in matrices for each in tree.iter(f"{M}mcJc"))
    assert list(part().iter(f"{M}eqArr")) == []


def test_short_tables_stay_on_a_page() -> None:
    table = next(
        tree for tree in part().iter(f"{W}tbl") if tree.find(f"{W}tblPr/{W}tblStyle").get(f"{W}val") == "Table"
    )
    bound = [row.find(f".//{W}keepNext") is not None for row in table.iter(f"{W}tr")]
    assert bound == [True] * (len(bound) - 1) + [False]
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in table.iter(f"{W}tr"))


@pytest.mark.parametrize(
    ("tex", "written"),
    [
        (r"p(x_t \mid x_{<t})", r"p(x_t \mid x_{\text{<}t})"),
        ("D^*(x)", r"D^{\text{*}}(x)"),
        (r"(\Sigma_1\Sigma_2)^{1/2}", r"{\left(\Sigma_1\Sigma_2\right)}^{1/2}"),
        (r"\left(a\right)^2", r"\left(a\right)^2"),
        (r"\big(a)^2 + f(x)", r"\big(a)^2 + f(x)"),
    ],
)
def test_formulas_are_written_so_that_other_programs_read_them_too(tex: str, written: str) -> None:
    assert Lowering({})._math(ast.math(tex))["c"][1] == written
