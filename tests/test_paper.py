import json
import re
from pathlib import Path

import pytest

from bookpress import pandoc
from bookpress.errors import ExportError
from bookpress.pandoc import ast
from bookpress.paper import fonts, formulas, pdf
from regression_export import book, document, paragraph, small_book, text
from regression_site import THEME


def made(slug: str | None = None) -> bytes:
    return pdf.make(book(), document(slug), whole=slug is None)


def test_the_book_is_set_as_a_tagged_file_with_embedded_fonts() -> None:
    data = made()
    assert data.startswith(b"%PDF-1.7")
    assert b"/MarkInfo" in data and b"/Marked true" in data
    assert b"pdfuaid" in data  # it says of itself that it keeps PDF/UA-1; Typst refuses what does not
    assert b"/Lang" in data


def test_the_same_book_gives_the_same_file() -> None:
    assert made("text") == made("text")


def test_numbers_and_links_are_those_of_the_site(tmp_path: Path) -> None:
    source = pdf.write_source(document().blocks, document(), True, tmp_path).read_text(encoding="utf-8")
    assert '"1")[$' in re.sub(r'#display-formula\(.*?, ("\d+")', r"\1", source)
    assert "#caption-number[Figure~1.];" in source or "#caption-number[Figure\u00a01.];" in source
    assert "#link(<text--eq-attention>)" in source
    assert source.count("#title-page()") == 1


def test_formulas_are_translated_and_nothing_is_said_over() -> None:
    nodes = [ast.math(r"a\!\left(\frac{1}{2}\right)"), ast.math(r"a \odot b \langle c"), ast.math("x", display=True)]
    found = list(formulas.converted(nodes).values())
    assert found[0] == "$a (1 / 2)$" or "frac(1, 2)" in found[0]
    assert "dot.o" in found[1] and "chevron.l" in found[1]
    assert found[2] == "$ x $"
    assert formulas.converted([]) == {}


def test_a_formula_that_cannot_be_translated_stops_the_export() -> None:
    with pytest.raises(ExportError, match="pandoc could not make it whole"):
        formulas.converted([ast.math(r"\nonsense{")])


def test_what_no_font_has_stands_as_python_escapes_it(tmp_path: Path) -> None:
    said: list[str] = []
    odd = "\U0001e900"  # a letter of Adlam: in none of the fonts
    code = {"type": "code", "lang": "python", "value": f"x = '{odd}'"}
    small = small_book(tmp_path, {"children": [paragraph(text(f"Odd: {odd}")), code]}, title="T")
    found = pandoc.convert(small, small.pages)
    pdf.make(small, found, False, said.append)
    assert len(said) == 1 and "no font here has 1 characters" in said[0]
    escaped = ast.mapped(found.blocks, lambda node: pdf._escaped(node, {odd}))
    assert r"x = '\U0001e900'" in json.dumps(escaped).replace("\\\\", "\\")


def test_fonts_of_the_theme_are_made_ready_once(tmp_path: Path) -> None:
    package = THEME / "node_modules" / "@fontsource" / "source-serif-4"
    made = fonts._converted(package, tmp_path)
    assert made[:2] == ["Source Serif 4 Latin", "Source Serif 4 Latin Ext"]
    before = {path: path.stat().st_mtime_ns for path in tmp_path.glob("*.ttf")}
    fonts._converted(package, tmp_path)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.glob("*.ttf")} == before
    with pytest.raises(ExportError, match="holds no fonts"):
        fonts._converted(tmp_path, tmp_path)
