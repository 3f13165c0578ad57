import json
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest

from bookpress import addresses, colab, commonmark, wheel
from bookpress.errors import ExportError
from bookpress.pandoc import ast
from regression_export import book, small_book


def notebook(package: wheel.Package | None = None) -> dict:
    return json.loads(colab.make(book(), book().by_slug["outputs"], package))


def prose() -> str:
    return "\n\n".join(cell["source"] for cell in notebook()["cells"] if cell["cell_type"] == "markdown")


def test_the_first_cell_says_what_it_does_and_pins_what_it_installs(monkeypatch: pytest.MonkeyPatch) -> None:
    first = notebook(wheel.Package("bread", "1.2", "bread-1.2-py3-none-any.whl", "abc"))["cells"][0]
    assert first["cell_type"] == "code"
    lines = first["source"].splitlines()
    assert lines[1] == "# The page it was made from: https://example.org/outputs/"
    own = "bread @ https://example.org/downloads/bread-1.2-py3-none-any.whl#sha256=abc"
    assert lines[-1].startswith(f'%pip install --quiet "{own}"')


def test_a_package_whose_address_is_unknown_is_asked_for_by_name(tmp_path: Path) -> None:
    made = small_book(tmp_path)
    assert wheel.requirements(made, wheel.Package("bread", "1.2"), ["numpy"]) == ["bread==1.2"]
    (tmp_path / "lock.txt").write_text("numpy==2.4.6\n", encoding="utf-8")
    made.settings = replace(made.settings, lock=tmp_path / "lock.txt")
    assert wheel.requirements(made, None, ["numpy", "pyyaml"]) == ["numpy==2.4.6", "pyyaml"]


def test_the_wheel_asks_for_the_locked_versions() -> None:
    text = '[project]\ndependencies = [\n  "numpy",\n  "torch==2.13.0",\n  "Pillow",\n]\n[x]\ny = ["numpy"]\n'
    pinned = wheel._pin(text, {"numpy": "2.4.6", "torch": "3", "pillow": "12.3.0"})
    assert '"numpy==2.4.6",\n  "torch==2.13.0",\n  "Pillow==12.3.0",' in pinned
    assert 'y = ["numpy"]' in pinned


def test_cells_and_outputs_are_those_of_the_twin() -> None:
    twin = json.loads((book().settings.root / "notebooks" / "outputs.ipynb").read_text(encoding="utf-8"))
    wanted = [cell for cell in twin["cells"] if cell["cell_type"] == "code"]
    made = [cell for cell in notebook()["cells"][1:] if cell["cell_type"] == "code"]
    assert [cell["source"] for cell in made] == ["".join(cell["source"]) for cell in wanted]
    assert [cell["execution_count"] for cell in made] == [cell["execution_count"] for cell in wanted]
    views = [
        data for cell in made for output in cell["outputs"] for data in output.get("data", {}) if "widget-view" in data
    ]
    assert views == []
    pictures = [output for cell in made for output in cell["outputs"] if "image/svg+xml" in output.get("data", {})]
    assert len(pictures) == 4  # two curves, the green rectangle, the still form of a widget


def test_the_prose_is_plain_markdown() -> None:
    text = prose()
    for expected in (
        "# Every kind of output",
        "> **Before you start**",
        "The logarithm of two is 0.6931, and there are 50 points.",
        "**Figure\u00a05.** A curve of a cell, with a formula $e^{-x}$ in its caption.",
        "**Solution**",
        "[Figure\u00a05](https://example.org/outputs/#fig-curve)",
    ):
        assert expected in text, expected
    for left in (":::", "{eval}", "```{", "(ch-outputs)="):
        assert left not in text, left


def test_formulas_keep_their_numbers() -> None:
    formula = ast.div(
        [ast.para([ast.math("\\begin{align} a &= b \\end{align}", display=True)])], "", ["equation"], number="3"
    )
    (written,) = commonmark.written([[formula]], {})
    assert written == "$$\\begin{aligned} a &= b \\end{aligned} \\tag{3}$$"


def test_markup_of_myst_that_is_left_stops_the_export() -> None:
    with pytest.raises(ExportError, match=r"MyST's own markup, '\{eval\}'"):
        commonmark.written([[ast.para([ast.string("{eval}`x`")])]], {})
    assert commonmark.written([[ast.code_block("```{note}\n:::", [])]], {})


def test_colab_is_linked_where_the_repository_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = book().by_slug["outputs"]
    monkeypatch.delenv("GITHUB_REPOSITORY", raising=False)
    assert colab.address(book(), page) is None
    monkeypatch.setenv("GITHUB_REPOSITORY", "ada/book")
    assert colab.address(book(), page) == "https://colab.research.google.com/github/ada/book/blob/colab/outputs.ipynb"
    assert colab.address(book(), book().by_slug["text"]) is None


@pytest.mark.parametrize(
    ("environment", "github", "repository", "site"),
    [
        (None, None, None, None),
        (None, "ada/book", "ada/book", "https://ada.github.io/book"),
        (None, "https://github.com/Ada/book.git", "Ada/book", "https://ada.github.io/Book"),
        ("eve/copy", "ada/book", "eve/copy", "https://eve.github.io/copy"),
        ("eve/eve.github.io", None, "eve/eve.github.io", "https://eve.github.io"),
    ],
)
def test_addresses_come_from_one_place(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    environment: str | None,
    github: str | None,
    repository: str | None,
    site: str | None,
) -> None:
    monkeypatch.delenv("GITHUB_REPOSITORY", raising=False)
    if environment:
        monkeypatch.setenv("GITHUB_REPOSITORY", environment)
    made = small_book(tmp_path, github=github)
    assert addresses.repository(made) == repository
    assert (addresses.site(made) or "").lower() == (site or "").lower()


@pytest.mark.parametrize("name", ["ada", "https://github.com/ada/book", "ada/book/tree"])
def test_a_repository_that_is_none_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("GITHUB_REPOSITORY", name)
    with pytest.raises(ExportError, match="GITHUB_REPOSITORY is"):
        addresses.repository(small_book(tmp_path))
    monkeypatch.delenv("GITHUB_REPOSITORY")
    with pytest.raises(ExportError, match=r"`github` in myst\.yml is"):
        addresses.repository(small_book(tmp_path, github="https://example.org/ada"))


def test_the_books_package_is_built_without_a_trace(tmp_path: Path) -> None:
    root = tmp_path / "bread"
    (root / "src" / "bread").mkdir(parents=True)
    (root / "src" / "bread" / "__init__.py").write_text("", encoding="utf-8")
    build = '[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n'
    project = '[project]\nname = "bread"\nversion = "1.2"\n[tool.setuptools.packages.find]\nwhere = ["src"]\n'
    (root / "pyproject.toml").write_text(f"{build}{project}[tool.bookpress]\nsource = ['src']\n", encoding="utf-8")
    made = small_book(root)
    made.settings = type(made.settings).find(root)
    before = sorted(root.rglob("*"))
    package = wheel.build(made, tmp_path / "out")
    assert package == wheel.build(made, tmp_path / "again")  # the same source is the same wheel
    assert sorted(root.rglob("*")) == before
    with zipfile.ZipFile(BytesIO((tmp_path / "out" / package.wheel).read_bytes())) as file:
        assert "bread/__init__.py" in file.namelist()
    (root / "pyproject.toml").write_text(f"{build}[project]\nname = 'bread'\nversion = 'x y'\n", encoding="utf-8")
    with pytest.raises(ExportError, match="could not be built as a wheel"):
        wheel.build(made, tmp_path / "out")
