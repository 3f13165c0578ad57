"""A book about bread, to show that bookpress needs to know nothing of its book's subject."""

import shutil
from pathlib import Path

import pytest

from bookpress import execute
from bookpress.settings import Settings

SOURCE = Path(__file__).with_name("foreign_book")
_executed: list[Path] = []


def book(folder: Path) -> Settings:
    """A copy of the book in `folder`, never executed."""
    place = folder / "bread book"  # a space, for what people's folders are called
    shutil.copytree(SOURCE, place, ignore=shutil.ignore_patterns("_build", "__pycache__"))
    return Settings.find(place)


def executed_book(folder: Path, factory: pytest.TempPathFactory) -> Settings:
    """A copy of the book in `folder`, executed; it is executed once for all tests."""
    if not _executed:
        settings = book(factory.mktemp("executed"))
        assert execute.run(settings).failed == {}
        _executed.append(settings.root)
    place = folder / "bread book"
    shutil.copytree(_executed[0], place, ignore=shutil.ignore_patterns("__pycache__"))
    return Settings.find(place)


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
