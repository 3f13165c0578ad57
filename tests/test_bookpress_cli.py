"""The bookpress command: what it prints, and its exit status."""

import subprocess
import sys
from pathlib import Path

import pytest

import foreign
from bookpress import cli
from bookpress.settings import Settings


@pytest.fixture
def settings(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Settings:
    found = foreign.executed_book(tmp_path, tmp_path_factory)
    monkeypatch.chdir(found.root)
    return found


def test_a_current_book(settings: Settings, capsys: pytest.CaptureFixture) -> None:
    assert cli.main(["run"]) == 0
    assert capsys.readouterr().out == "2 current\n"
    assert cli.main(["sync"]) == 0
    assert cli.main(["sync", "--check"]) == 0
    assert capsys.readouterr().out == ""
    assert cli.main(["fingerprint"]) == 0
    assert capsys.readouterr().out == "01-dough: current\n02-oven: current\n"


def test_a_stale_book(settings: Settings, capsys: pytest.CaptureFixture) -> None:
    foreign.edit(settings.root / "src/bread/oven.py", "GRAMS = 5", "GRAMS = 6")
    assert cli.main(["fingerprint"]) == 1
    assert capsys.readouterr().out == "01-dough: current\n02-oven: src/bread/oven.py changed\n"
    assert cli.main(["fingerprint", "01-dough"]) == 0
    capsys.readouterr()
    assert cli.main(["run", "02-oven", "--jobs", "1"]) == 0
    said = capsys.readouterr()
    assert said.out == "1 executed\n"
    assert "[1/1] 02-oven: 2 steps, " in said.err


def test_a_failure(settings: Settings, capsys: pytest.CaptureFixture) -> None:
    foreign.edit(settings.chapters / "01-dough.md", "water = water_grams(500)", "water = water_grams(500")
    assert cli.main(["run"]) == 1
    said = capsys.readouterr()
    assert said.out == "1 current, 1 failed\n"
    assert "01-dough.md, line 33: '(' was never closed" in said.err


def test_sync_of_a_hand_edit(settings: Settings, capsys: pytest.CaptureFixture) -> None:
    foreign.edit(settings.notebooks / "01-dough.ipynb", "A baker weighs", "Bakers weigh")
    assert cli.main(["sync", "--check"]) == 1
    assert "01-dough: chapter and notebook differ" in capsys.readouterr().out
    assert cli.main(["sync"]) == 1
    assert "it has 'Bakers weigh everything" in capsys.readouterr().err
    assert cli.main(["sync", "--from-notebook"]) == 1
    assert "name the chapters it is meant for" in capsys.readouterr().err
    assert cli.main(["sync", "--from-notebook", "01-dough"]) == 0
    assert "Bakers weigh" in (settings.chapters / "01-dough.md").read_text()
    (settings.chapters / "02-oven.md").unlink()
    assert cli.main(["sync"]) == 1
    assert "02-oven.ipynb has no chapter" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["run", "sync", "fingerprint", "verify", "check"])
def test_a_name_that_is_no_chapter(settings: Settings, capsys: pytest.CaptureFixture, command: str) -> None:
    assert cli.main([command, "01-dugh"]) == 1
    said = capsys.readouterr().err
    assert "No chapter '01-dugh'" in said
    assert "Did you mean 01-dough?" in said
    assert len(said.strip().splitlines()) == 1


def test_usage_errors(settings: Settings, capsys: pytest.CaptureFixture) -> None:
    for arguments, said in (([], "required: command"), (["bake"], "invalid choice"), (["run", "--jobs", "0"], "1 or")):
        with pytest.raises(SystemExit) as stop:
            cli.main(arguments)
        assert stop.value.code == 2
        assert said in capsys.readouterr().err


def test_outside_a_book(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bookpress", "run"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("bookpress: No book found in ")
    assert "Traceback" not in done.stderr
