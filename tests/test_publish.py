import hashlib
import json
from pathlib import Path

import pytest

from bookpress import publish
from bookpress.errors import SettingsError
from bookpress.settings import Settings


def book(root: Path, published: dict[str, str]) -> Settings:
    folder = root / "data" / "flours"
    (folder / "rye").mkdir(parents=True)
    (folder / "spelt.txt").write_bytes(b"spelt")
    (folder / "rye" / "dark.txt").write_bytes(b"dark rye")
    (folder / "spelt.txt").chmod(0o600)
    return Settings(root, root / "chapters", root / "notebooks", published=published)


def test_a_folder_is_copied_with_a_list_of_what_it_holds(tmp_path: Path) -> None:
    staged = publish.stage(book(tmp_path, {"kitchen/flours": "data/flours"}))
    place = staged / "kitchen" / "flours"
    assert (place / "rye" / "dark.txt").read_bytes() == b"dark rye"
    assert (place / "spelt.txt").stat().st_mode & 0o044  # whoever serves the site can read it
    assert json.loads((place / "files.json").read_text()) == {
        "rye/dark.txt": {"bytes": 8, "sha256": hashlib.sha256(b"dark rye").hexdigest()},
        "spelt.txt": {"bytes": 5, "sha256": hashlib.sha256(b"spelt").hexdigest()},
    }


def test_what_is_no_longer_published_goes(tmp_path: Path) -> None:
    settings = book(tmp_path, {"old": "data/flours"})
    publish.stage(settings)
    staged = publish.stage(Settings(tmp_path, tmp_path, tmp_path, published={"new": "data/flours"}))
    assert sorted(path.name for path in staged.iterdir()) == ["new"]


def test_nothing_published_is_an_empty_folder(tmp_path: Path) -> None:
    assert list(publish.stage(book(tmp_path, {})).iterdir()) == []


@pytest.mark.parametrize("place", ["", "/flours", "../flours", "build/flours", "assets"])
def test_a_place_off_the_site_is_refused(tmp_path: Path, place: str) -> None:
    with pytest.raises(SettingsError, match="is no place on the site"):
        publish.stage(book(tmp_path, {place: "data/flours"}))


@pytest.mark.parametrize("folder", ["data/wheat", "data/flours/spelt.txt", "/"])
def test_only_folders_of_the_book_are_published(tmp_path: Path, folder: str) -> None:
    with pytest.raises(SettingsError, match="is no folder of the book"):
        publish.stage(book(tmp_path, {"flours": folder}))


def test_a_file_that_has_the_name_of_the_list_is_refused(tmp_path: Path) -> None:
    settings = book(tmp_path, {"flours": "data/flours"})
    (tmp_path / "data" / "flours" / "files.json").write_text("{}")
    with pytest.raises(SettingsError, match=r"holds a files\.json"):
        publish.stage(settings)
