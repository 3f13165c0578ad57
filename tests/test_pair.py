"""Chapters and twins, on a book about bread."""

import json
from pathlib import Path

import jupytext
import pytest
from nbformat.v4 import new_markdown_cell

import foreign
from bookpress import pair
from bookpress.errors import ChapterError, SettingsError
from bookpress.settings import Settings


@pytest.fixture
def settings(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return foreign.executed_book(tmp_path, tmp_path_factory)


def first(settings: Settings) -> pair.Pair:
    return pair.pairs(settings)[0]


def outputs(each: pair.Pair) -> list:
    cells = pair.read_twin(each).cells
    return [c.outputs if c.cell_type == "code" else c.metadata.get("user_expressions") for c in cells]


def test_pairs_by_name(settings: Settings) -> None:
    assert [p.name for p in pair.pairs(settings)] == ["01-dough", "02-oven"]
    assert first(settings).twin == settings.notebooks / "01-dough.ipynb"
    assert [p.name for p in pair.select(settings, ["notebooks/02-oven.ipynb"])] == ["02-oven"]
    with pytest.raises(ChapterError, match=r"No chapter '02-ovne' .* Did you mean 02-oven\?"):
        pair.select(settings, ["02-ovne"])


def test_twin_is_what_jupytext_reads(settings: Settings) -> None:
    each = first(settings)
    theirs = jupytext.read(each.chapter)
    ours = pair.read_twin(each)
    assert [(c.cell_type, c.source) for c in ours.cells] == [(c.cell_type, c.source) for c in theirs.cells]
    assert ours.cells[3].metadata == {
        "label": "fig-water",
        "caption": 'Water for a loaf, "a lot" of it.',
        "tags": ["hide-input"],
    }
    assert ours.metadata["description"] == "Flour and water, weighed."


@pytest.mark.parametrize("name", ["01-dough", "02-oven"])
def test_round_trip_keeps_every_byte(settings: Settings, name: str) -> None:
    [each] = pair.select(settings, [name])
    chapter, twin = each.chapter.read_bytes(), each.twin.read_bytes()
    assert pair.in_sync(each)
    assert not pair.sync(each)
    assert not pair.sync(each, keep="notebook")
    assert not pair.sync(each, keep="chapter")
    assert (each.chapter.read_bytes(), each.twin.read_bytes()) == (chapter, twin)


def test_twin_is_a_function_of_the_chapter(settings: Settings) -> None:
    each = first(settings)
    before = json.loads(each.twin.read_text())
    each.twin.unlink()
    pair.sync(each)
    after = json.loads(each.twin.read_text())
    assert [c["id"] for c in after["cells"]] == [c["id"] for c in before["cells"]]
    assert each.twin.read_text().endswith("}\n")
    assert list(after["metadata"]) == sorted(after["metadata"])


def test_prose_may_change_without_losing_an_output(settings: Settings) -> None:
    each = first(settings)
    before = outputs(each)
    foreign.edit(each.chapter, "will do.", "will have to do.")
    assert not pair.in_sync(each)
    assert pair.sync(each)
    assert outputs(each) == before
    assert "have to do" in pair.read_twin(each).cells[2].source


def test_a_changed_cell_loses_its_output_and_no_other(settings: Settings) -> None:
    each = first(settings)
    before = outputs(each)
    foreign.edit(each.chapter, "water_grams(500)", "water_grams(600)")
    foreign.edit(each.chapter, "{eval}`len(protein)`", "{eval}`len(protein) + 1`")
    pair.sync(each)
    after = outputs(each)
    assert after[1] == before[1] != []
    assert after[2] is None
    assert after[3] == []
    assert after[4] == before[4]


def test_frontmatter_follows_the_chapter(settings: Settings) -> None:
    each = first(settings)
    foreign.edit(each.chapter, "description: Flour and water, weighed.\n", "short_title: Dough\n")
    assert pair.sync(each)
    metadata = pair.read_twin(each).metadata
    assert metadata["short_title"] == "Dough"
    assert "description" not in metadata  # jupytext alone would bring it back


def test_hand_edit_of_a_twin_is_refused(settings: Settings) -> None:
    each = first(settings)
    twin = pair.read_twin(each)
    twin.cells[3].source = "water = water_grams(700)\nwater"
    pair.write_twin(each, twin)
    edited = each.twin.read_bytes()
    with pytest.raises(ChapterError) as caught:
        pair.sync(each)
    said = str(caught.value)
    assert "it has 'water = water_grams(700)' where the chapter has 'water = water_grams(500)'" in said
    assert "`bookpress sync --from-notebook 01-dough`" in said
    assert "changed since" not in said
    assert each.twin.read_bytes() == edited
    assert not pair.in_sync(each)

    foreign.edit(each.chapter, "A baker", "Every baker")
    with pytest.raises(ChapterError, match="The chapter has changed since, too"):
        pair.sync(each)
    assert pair.sync(each, keep="chapter")
    assert "(500)" in pair.read_twin(each).cells[3].source
    assert pair.in_sync(each)


def test_edits_are_taken_from_the_notebook(settings: Settings) -> None:
    each = first(settings)
    before = each.chapter.read_text()
    twin = pair.read_twin(each)
    twin.cells[3].source = "water = water_grams(700)\nwater"
    twin.cells.insert(1, new_markdown_cell("Added."))
    pair.write_twin(each, twin)
    assert pair.sync(each, keep="notebook")
    expected = before.replace("(500)", "(700)").replace("the flour.\n", "the flour.\n\n+++\n\nAdded.\n")
    assert each.chapter.read_text() == expected
    assert pair.in_sync(each)
    foreign.edit(each.chapter, "Added.", "Added here.")
    assert pair.sync(each), "the notebook's text has become the chapter's: no hand edit any more"


def test_what_cannot_be_read(settings: Settings) -> None:
    each = first(settings)
    each.twin.write_text("{")
    with pytest.raises(ChapterError, match="is no notebook that can be read"):
        pair.sync(each)
    each.twin.unlink()
    foreign.edit(each.chapter, "name: python3", "name: julia")
    with pytest.raises(ChapterError, match="asks for the kernel 'julia'"):
        pair.sync(each)
    foreign.edit(each.chapter, "name: julia", "name: python3")
    foreign.edit(each.chapter, ":caption: Water", ":caption: Water: much of it, ")
    with pytest.raises(ChapterError, match="line 30"):
        pair.sync(each)
    assert not each.twin.exists()


def test_book_without_chapters(settings: Settings) -> None:
    settings.chapters.rename(settings.root / "elsewhere")
    with pytest.raises(SettingsError, match="does not exist"):
        pair.pairs(settings)


def test_orphans(settings: Settings) -> None:
    assert pair.orphans(settings) == []
    first(settings).chapter.unlink()
    assert pair.orphans(settings) == [settings.notebooks / "01-dough.ipynb"]
