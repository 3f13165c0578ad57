"""What makes a twin stale, and what does not."""

import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

import foreign
from bookpress import fingerprint, pair
from bookpress.errors import SettingsError
from bookpress.settings import Settings


@pytest.fixture
def settings(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return foreign.executed_book(tmp_path, tmp_path_factory)


def reasons(settings: Settings) -> dict[str, list[str]]:
    return {each.name: fingerprint.stale(each, settings) for each in pair.pairs(settings)}


def test_an_executed_book_is_current(settings: Settings) -> None:
    assert reasons(settings) == {"01-dough": [], "02-oven": []}


def test_what_was_recorded(settings: Settings) -> None:
    dough, oven = (pair.read_twin(each).metadata["bookpress"] for each in pair.pairs(settings))
    assert list(dough["fingerprint"]["source"]) == ["src/bread/__init__.py", "src/bread/dough.py"]
    assert list(oven["fingerprint"]["source"]) == ["src/bread/__init__.py", "src/bread/dough.py", "src/bread/oven.py"]
    assert dough["data"] == list(dough["fingerprint"]["data"]) == ["data/flours.yaml"]
    assert oven["data"] == []
    assert dough["fingerprint"]["versions"] == {"pyyaml": "6.0.3"}
    assert oven["fingerprint"]["versions"] == {}
    assert 0 <= dough["seconds"] < 60
    assert 1e7 < dough["peak_memory_bytes"] < 1e10


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        ("src/bread/oven.py", "100_GRAMS = 5", "100_GRAMS = 6", {"02-oven": ["src/bread/oven.py changed"]}),
        (
            "src/bread/dough.py",
            "(7, 10)",
            "(8, 10)",
            {"01-dough": ["src/bread/dough.py changed"], "02-oven": ["src/bread/dough.py changed"]},
        ),
        ("data/flours.yaml", "8.5", "8.6", {"01-dough": ["data/flours.yaml changed"]}),
        ("data/starter/diary.txt", "fed", "not fed", {}),
        ("requirements.txt", "PyYAML==6.0.3", "pyyaml==6.0.4", {"01-dough": ["pyyaml is now 6.0.4, was 6.0.3"]}),
        ("requirements.txt", "PyYAML==6.0.3", "", {"01-dough": ["pyyaml is now not locked, was 6.0.3"]}),
        ("requirements.txt", "nbformat==5.11.1", "nbformat==5.12.0", {}),
        ("book/chapters/01-dough.md", "A baker weighs", "Bakers weigh", {}),
        ("book/chapters/01-dough.md", "[hide-input]", "[hide-input, solution]", {}),
        ("book/chapters/01-dough.md", "water_grams(500)", "water_grams(501)", {"01-dough": ["its cells changed"]}),
        ("book/chapters/01-dough.md", "{eval}`water`", "{eval}`water + 1`", {"01-dough": ["its cells changed"]}),
    ],
)
def test_only_what_depends_on_a_change_is_stale(
    settings: Settings, file: str, old: str, new: str, expected: dict[str, list[str]]
) -> None:
    foreign.edit(settings.root / file, old, new)
    found = reasons(settings)
    assert {name: why for name, why in found.items() if why} == expected
    for each in pair.pairs(settings):
        pair.sync(each)
    assert reasons(settings) == found, "a sync must not hide what is stale"


def test_undoing_a_change_makes_the_twin_current(settings: Settings) -> None:
    place = settings.root / "book/chapters/01-dough.md"
    foreign.edit(place, "(500)", "(501)")
    foreign.edit(place, "(501)", "(500)")
    assert reasons(settings)["01-dough"] == []


def test_a_folder_is_one_unit_of_data(settings: Settings) -> None:
    unit = settings.root / "data/starter"
    before = fingerprint.content_hash(unit)
    (unit / ".hidden").write_text("")
    assert fingerprint.content_hash(unit) == before
    (unit / "diary.txt").rename(unit / "book.txt")
    assert fingerprint.content_hash(unit) != before
    deep = unit / "more/deep.txt"
    taken = fingerprint.take([], [], [str(deep), str(unit / "book.txt")], [], settings)
    assert list(taken["data"]) == ["data/starter"]


def test_files_read_by_a_helper_count(settings: Settings) -> None:
    style = settings.root / "src/bread/look.style"
    style.write_text("crust: dark")
    taken = fingerprint.take([], [], [str(style), str(settings.root / ".venv/x"), "/etc/hostname"], [], settings)
    assert list(taken["source"]) == ["src/bread/look.style"]


def test_lost_files_and_settings(settings: Settings) -> None:
    (settings.root / "src/bread/oven.py").unlink()
    (settings.notebooks / "01-dough.ipynb").unlink()
    assert reasons(settings) == {"01-dough": ["it has no notebook yet"], "02-oven": ["src/bread/oven.py is gone"]}
    changed = replace(settings, environment={"BREAD_UNITS": "ounces"})
    assert "[tool.bookpress.environment] changed" in reasons(changed)["02-oven"]
    settings.lock.unlink()
    with pytest.raises(SettingsError, match="lock file"):
        reasons(settings)


def test_distributions_come_from_import_statements(settings: Settings) -> None:
    source = (
        "%matplotlib inline\nimport bread.oven, os\n\ndef later():\n    from yaml import safe_load\n    import numpy\n"
    )
    taken = fingerprint.take([{"cell_type": "code", "source": source}], [], [], ["bread", "yaml", "nbformat"], settings)
    assert taken["versions"] == {"pyyaml": "6.0.3"}, "numpy was never reached, nbformat never asked for"


def test_thirty_chapters_are_checked_in_a_moment(settings: Settings) -> None:
    text, twin = ((settings.root / f).read_text() for f in ("book/chapters/02-oven.md", "notebooks/02-oven.ipynb"))
    for number in range(3, 31):
        (settings.chapters / f"{number:02}-more.md").write_text(text)
        (settings.notebooks / f"{number:02}-more.ipynb").write_text(twin)
    began = time.process_time()
    found = reasons(settings)
    assert len(found) == 30
    assert not any(found.values())
    assert time.process_time() - began < 0.5


def test_the_check_imports_nothing_heavy() -> None:
    code = (
        "import sys, bookpress.cli, bookpress.fingerprint\nprint(*{'jupytext', 'nbformat', 'torch'} & {*sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=os.environ, check=True)
    assert done.stdout.strip() == ""
