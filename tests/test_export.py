import json
import shutil
from pathlib import Path

import pytest

from bookpress import census, downloads, export, site
from bookpress.cli import main
from bookpress.errors import ExportError
from bookpress.settings import Settings
from regression_site import built_site, copy_of_book


@pytest.fixture(scope="module")
def exported() -> Settings:
    """The regression book with its site and every file that is made of it."""
    settings = Settings.find(built_site().parents[1])
    export.export(settings, list(export.FORMATS), say=lambda line: None)
    return settings


def test_every_format_holds_what_the_site_holds(exported: Settings) -> None:
    taken = census.take(exported)
    assert taken.differences() == []
    assert taken.site["formulas"] > 20 and taken.site["tables"] > 5 and taken.site["links"] > 50
    assert "| formulas | 25 | 25 | 25 | 25 | 5 |" in taken.table()


def test_what_is_lost_is_counted(exported: Settings) -> None:
    taken = census.take(exported)
    taken.formats["Word"]["tables"] -= 1
    assert taken.differences() == ["Word has 7 tables, and the site 8"]


def test_the_files_have_names_a_reader_knows(exported: Settings) -> None:
    names = {path.name for path in downloads.exports(exported).iterdir()}
    assert {"a-book-with-everything-in-it.epub", "text.pdf", "outputs.docx", "outputs.ipynb"} <= names
    assert not {"index.pdf", "text.ipynb", "text.epub"} & names


def test_the_site_offers_what_is_current_and_nothing_older(exported: Settings, tmp_path: Path) -> None:
    copy = tmp_path / "book"
    shutil.copytree(exported.root, copy)
    settings = Settings.find(copy)
    downloads.stage(settings, tmp_path / "published")
    offered = json.loads((tmp_path / "published" / "downloads" / "downloads.json").read_text(encoding="utf-8"))
    assert set(offered["outputs"]) == {"colab", "docx", "pdf"}
    assert set(offered["index"]) == {"docx", "pdf", "epub"}
    (copy / "text.md").write_text("# Another\n", encoding="utf-8")
    shutil.rmtree(tmp_path / "published")
    downloads.stage(settings, tmp_path / "published")
    offered = json.loads((tmp_path / "published" / "downloads" / "downloads.json").read_text(encoding="utf-8"))
    assert "text" not in offered and "index" not in offered and "blocks" in offered
    assert not (tmp_path / "published" / "downloads" / "text.pdf").exists()


def test_pages_link_to_the_files(exported: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_REPOSITORY", "ada/book")
    export.export(exported, ["colab"], say=lambda line: None)
    folder = site.build(exported, say=lambda line: None)
    page = (folder / "outputs" / "index.html").read_text(encoding="utf-8")
    assert 'href="https://colab.research.google.com/github/ada/book/blob/colab/outputs.ipynb">Open in Colab</a>' in page
    assert '<a href="/downloads/outputs.pdf" download="outputs.pdf">PDF</a>' in page
    assert 'href="https://github.com/ada/book">Source</a>' in page
    assert (folder / "downloads" / "outputs.ipynb").is_file()
    assert 'download="a-book-with-everything-in-it.epub">EPUB</a>' in (folder / "index.html").read_text(
        encoding="utf-8"
    )


def test_a_failed_export_leaves_the_old_file_and_makes_the_others(tmp_path: Path) -> None:
    settings = copy_of_book(tmp_path / "book")
    text = (
        "version: 1\nproject:\n  title: Small\n  toc:\n    - file: index.md\n    - file: one.md\n    - file: two.md\n"
    )
    theme = (settings.root / "myst.yml").read_text(encoding="utf-8").split("template: ")[1].split()[0]
    (settings.root / "myst.yml").write_text(f"{text}site:\n  template: {theme}\n", encoding="utf-8")
    for name in ("index", "one", "two"):
        (settings.root / f"{name}.md").write_text(f"# {name}\n\nWords.\n", encoding="utf-8")
    made = downloads.exports(settings)
    export.export(settings, ["docx"], say=lambda line: None)
    before = (made / "one.docx").read_bytes()
    (settings.root / "one.md").write_text("# one\n\nThen:\n\nIt is {eval}`1 + 1`.\n", encoding="utf-8")
    (settings.root / "two.md").write_text("# two\n\nOther words.\n", encoding="utf-8")
    with pytest.raises(
        ExportError, match=r"2 of 3 files.*one\.docx: one\.md:5 shows \{eval\}`1 \+ 1`, which has no stored"
    ):
        export.export(settings, ["docx"], say=lambda line: None)
    assert (made / "one.docx").read_bytes() == before
    assert "two" in downloads.known(settings)
    assert [path.name for path in made.iterdir() if path.name.startswith(".")] == []


def test_the_command_names_what_it_takes(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["export", "odt"])
    assert "choose from" in capsys.readouterr().err


def test_counting_what_is_not_there_names_the_commands(tmp_path: Path) -> None:
    settings = copy_of_book(tmp_path / "book")
    site.resolve(settings, say=lambda line: None)
    with pytest.raises(ExportError, match="run `bookpress build` and `bookpress export all`"):
        census.take(settings)
