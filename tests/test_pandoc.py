import re
from pathlib import Path

import pytest

from bookpress import pandoc, resolved
from bookpress.errors import ExportError
from bookpress.pandoc import ast
from regression_export import book, document, paragraph, small_book, text

OUTPUT = {"type": "output"}


def outputs(data: dict) -> dict:
    return {"type": "outputs", "children": [{"type": "output", "jupyter_data": data}]}


def converted(folder: Path, *children: dict, **data: object) -> list:
    return pandoc.convert(made := small_book(folder, {"children": list(children), "data": data}), made.pages).blocks


def nodes(kind: str, tree: object) -> list:
    return [node for node in ast.walk(tree) if node["t"] == kind]


def marked(name: str, tree: object) -> list:
    return [node for node in ast.walk(tree) if name in ast.classes_of(node)]


def test_every_node_of_the_regression_book_is_known() -> None:
    blocks = document().blocks
    assert len(nodes("Header", blocks)) > 30
    assert document().unlinked == 0


def test_numbers_are_those_of_the_site() -> None:
    numbers = [ast.text_of(node) for node in marked("caption-number", document("outputs").blocks)]
    assert numbers[:2] == ["Figure\u00a05.", "Figure\u00a06."]
    equations = [dict(node["c"][0][2]) for node in marked("equation", document("text").blocks)]
    assert [each.get("number") for each in equations] == ["1", "2", "3", "4", "5", "6"]


def test_every_link_into_the_file_leads_to_something_in_it() -> None:
    blocks = document().blocks
    names = [
        node["c"][1][0] if node["t"] == "Header" else node["c"][0][0] for node in ast.walk(blocks) if has_name(node)
    ]
    assert len(names) == len(set(names))
    targets = {node["c"][2][0][1:] for node in nodes("Link", blocks) if node["c"][2][0].startswith("#")}
    assert targets <= set(names)
    assert len(targets) > 20


def has_name(node: dict) -> bool:
    if node["t"] == "Header":
        return bool(node["c"][1][0])
    return node["t"] in ("Div", "Span", "Figure", "Table") and bool(node["c"][0][0])


def test_a_page_on_its_own_links_to_the_site_for_the_others() -> None:
    targets = {node["c"][2][0] for node in nodes("Link", document("index").blocks)}
    assert "https://example.org/text/" in targets
    assert "https://example.org/notebooks/outputs/" not in targets


def test_pages_without_a_known_site_are_named_and_not_linked(tmp_path: Path) -> None:
    link = {"type": "link", "url": "/page-1", "children": [text("the other")]}
    made = small_book(tmp_path, {"children": [paragraph(link)]}, {"children": []})
    found = pandoc.convert(made, made.pages[:1])
    assert ast.text_of(found.blocks[1]) == "the other"
    assert nodes("Link", found.blocks) == []
    assert found.unlinked == 1


def test_numbers_in_tables_stand_on_the_right() -> None:
    tables = nodes("Table", document("blocks").blocks)
    assert [column[0]["t"] for column in tables[0]["c"][2]] == [
        "AlignLeft",
        "AlignRight",
        "AlignCenter",
        "AlignDefault",
    ]
    assert [column[0]["t"] for column in tables[2]["c"][2]] == ["AlignDefault", "AlignRight", "AlignDefault"]


def test_a_footnote_stands_where_it_is_called() -> None:
    notes = nodes("Note", document("text").blocks)
    assert [ast.text_of(note).strip()[:24] for note in notes] == ["The text of the first no", "The second note."]


def test_neighbouring_cells_of_a_solution_are_one() -> None:
    (solution,) = [node for node in marked("solution", document("outputs").blocks)]
    assert ast.text_of(solution).startswith("SolutionAsk the standard library:")
    assert "1.4142135623730951" in [node["c"][1] for node in nodes("CodeBlock", solution)]


def test_what_is_left_out_of_a_page_is_left_out_and_what_is_folded_stays() -> None:
    shown = "".join(node["c"][1] for node in nodes("CodeBlock", document("outputs").blocks))
    assert "nobody sees" not in shown.replace('print("nobody sees this output")', "")
    for kept in ("the input of this cell is folded", "the output of this cell is folded", "the whole cell is folded"):
        assert shown.count(kept) == 2, kept  # in the code and under it


def test_a_traceback_names_no_file_of_the_machine() -> None:
    (shown,) = [node for node in marked("error", document("outputs").blocks) if "division" in str(node)]
    assert nodes("CodeBlock", shown)[0]["c"][1] == "ZeroDivisionError: division by zero"


def test_pictures_have_words_a_size_and_ink() -> None:
    pictures = document().pictures
    for node in nodes("Image", document().blocks):
        (_, _, pairs), alt, (target, _) = node["c"]
        assert ast.text_of(alt).strip()
        assert re.fullmatch(r"[\d.]+in", dict(pairs)["width"])
        assert b"currentColor" not in pictures[target].data
    assert {Path(name).suffix for name in pictures} == {".svg", ".png"}


@pytest.mark.parametrize(
    ("node", "message"),
    [
        (paragraph({"type": "hologram"}), r'page-0\.md:7 holds a node of type "hologram"'),
        (
            paragraph({"type": "inlineExpression", "value": "x", "children": []}),
            "page-0.md:7 shows {eval}`x`, which has no",
        ),
        (
            paragraph({"type": "inlineExpression", "value": "x", "result": {"status": "error", "ename": "NameError"}}),
            "{eval}`x`, which gave NameError",
        ),
        (
            paragraph({"type": "crossReference", "identifier": "gone", "label": "gone"}),
            'refers to "gone", which is nowhere',
        ),
        (
            paragraph({"type": "cite", "label": "nobody", "children": []}),
            'cites "nobody", which is not in the bibliography',
        ),
        (paragraph({"type": "link", "url": "/gone", "children": []}), 'links to "/gone", which the book does not have'),
        (paragraph({"type": "image", "url": "/gone.png", "alt": "x"}), "shows /gone.png, which was not found"),
        (paragraph({"type": "image", "url": "/gone.png"}), "shows /gone.png without a description"),
        (paragraph({"type": "footnoteReference", "identifier": "a"}), 'the footnote "a", which is written nowhere'),
        (outputs({"output_type": "display_data", "data": {"image/png": {"content": ""}}}), "without a description"),
        (
            outputs({"output_type": "display_data", "data": {"x/y": {}}}),
            "has an output that the exports cannot show: x/y",
        ),
        (
            outputs(
                {
                    "output_type": "display_data",
                    "data": {"image/png": {"path": "/a.png"}, "text/plain": {"content": "a"}},
                }
            ),
            "shows /a.png, which was not found",
        ),
        (outputs({"output_type": "stream", "name": "stdout", "path": "/gone.txt"}), "shows the output /gone.txt"),
        (paragraph({"type": "inlineMath", "value": " "}), "holds an empty formula"),
        ({"type": "mystDirective", "name": "wdiget"}, "uses the directive {wdiget}"),
    ],
)
def test_what_would_be_lost_stops_the_export_with_file_and_line(tmp_path: Path, node: dict, message: str) -> None:
    before = paragraph(text("These words come first."), line=5)
    with pytest.raises(ExportError, match=message if "\\" in message else re.escape(message)) as caught:
        converted(tmp_path, before, node)
    assert "page-0.md:" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_notebooks_lines_are_those_of_its_chapter() -> None:
    page = book().by_slug["outputs"]
    assert page.shown == "chapters/outputs.md"
    lines = page.source.read_text(encoding="utf-8").splitlines()
    line = next(number for number, each in enumerate(lines, 1) if each.startswith("The last value"))
    (cell,) = [index for index, start in enumerate(page.starts) if start == line]
    assert page.place(cell, 1) == f"chapters/outputs.md:{line}"


def test_a_page_that_is_not_there_is_told_with_those_that_are() -> None:
    assert book().chapter("text").slug == "text"
    with pytest.raises(ExportError, match=r"no page called 'gone'. It has index, text, blocks, outputs"):
        book().chapter("gone")


def test_a_book_that_was_never_read_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="Run `bookpress build` first"):
        resolved.read(small_book(tmp_path).settings)
