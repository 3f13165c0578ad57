"""The [tool.bookpress] table of a book."""

from pathlib import Path

import pytest

import foreign
from bookpress.errors import SettingsError
from bookpress.settings import Settings


def test_a_book_is_found_from_any_of_its_folders(tmp_path: Path) -> None:
    settings = foreign.book(tmp_path)
    assert Settings.find(settings.chapters) == settings
    assert settings.source == (settings.root / "src",)
    assert settings.data == (settings.root / "data",)
    assert settings.environment == {"BREAD_UNITS": "grams"}
    assert settings.cell_timeout_seconds == 60


def test_no_book(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    with pytest.raises(SettingsError, match="No book found in"):
        Settings.find(tmp_path)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("chapter = 'x'", "unknown keys chapter; it takes "),
        ("source = 'src'", "`source` has to be a list of texts"),
        ("preload = [1]", "`preload` has to be a list of texts"),
        ("chapters = 3", "`chapters` has to be a text"),
        ("cell_lines = 'many'", "`cell_lines` has to be a whole number"),
        ("environment = {A = 1}", "`environment` has to be a table of texts"),
        ("chapters = ", "is not valid TOML"),
    ],
)
def test_values_that_cannot_be_used(tmp_path: Path, line: str, said: str) -> None:
    (tmp_path / "pyproject.toml").write_text(f"[tool.bookpress]\n{line}\n")
    with pytest.raises(SettingsError) as caught:
        Settings.find(tmp_path)
    assert said in str(caught.value)


def test_every_kind_of_field_is_known() -> None:
    """A field of a new kind has to be added to the check of values."""
    from dataclasses import fields

    from bookpress.settings import _value

    for known in fields(Settings):
        if known.name != "root":
            with pytest.raises(SettingsError, match=f"`{known.name}` has to be"):
                _value(known, object(), Path("/book"))
