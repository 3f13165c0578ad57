"""revisions.py against a Hub on loopback."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from genai_book import catalogue, cli, revisions
from genai_book.errors import HubUnreachableError, SourceError
from simulated_hub import REVISION, Repository, SimulatedHub

ROW = replace(catalogue.find("text-generation"), hub_id="book/tiny", name="tiny", revision=REVISION)
OTHER = "f" * 40
TEXT = '    Row(\n        hub_id="book/tiny",\n        revision={},\n        revision_confirmed=False,\n    ),\n'


@pytest.fixture
def simulated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SimulatedHub]:
    folder = tmp_path / "repository"
    folder.mkdir()
    (folder / "config.json").write_text("{}")
    (folder / "model.safetensors").write_bytes(b"weights")
    monkeypatch.setenv("GENAI_BOOK_CACHE", str(tmp_path / "cache"))
    with SimulatedHub({"book/tiny": Repository(folder)}) as running:
        monkeypatch.setenv("HF_ENDPOINT", running.address)
        monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
        yield running


def written(tmp_path: Path, revision: str) -> Path:
    file = tmp_path / "catalogue.py"
    file.write_text(TEXT.format(revision), encoding="utf-8")
    return file


def test_a_revision_that_is_there_is_confirmed(simulated: SimulatedHub, tmp_path: Path) -> None:
    found = revisions.ask(ROW)
    assert (found.newest, found.problem, found.change) == (REVISION, None, (REVISION, True))
    file = written(tmp_path, f'"{REVISION}"')
    assert revisions.resolve([found], file) == [f"book/tiny: {REVISION} is on the Hub."]
    assert f'revision="{REVISION}",\n        revision_confirmed=True,' in file.read_text(encoding="utf-8")
    assert revisions.ask(replace(ROW, revision_confirmed=True)).change is None


def test_a_missing_revision_is_filled_in(simulated: SimulatedHub, tmp_path: Path) -> None:
    found = revisions.ask(replace(ROW, revision=None))
    assert "has no revision of book/tiny" in found.problem
    file = written(tmp_path, "None")
    revisions.resolve([found], file)
    assert f'revision="{REVISION}",\n        revision_confirmed=True,' in file.read_text(encoding="utf-8")


def test_a_revision_that_is_gone_is_told_and_never_replaced(simulated: SimulatedHub, tmp_path: Path) -> None:
    found = revisions.ask(replace(ROW, revision=OTHER))
    assert f"has no revision {OTHER}" in found.problem
    file = written(tmp_path, f'"{OTHER}"')
    before = file.read_text(encoding="utf-8")
    assert revisions.resolve([found], file) == []
    assert file.read_text(encoding="utf-8") == before


def test_a_repository_that_is_gone_or_empty_is_told(simulated: SimulatedHub) -> None:
    assert "is not there" in revisions.ask(replace(ROW, hub_id="book/gone")).problem
    (simulated.repositories["book/tiny"].folder / "model.safetensors").unlink()
    assert "no weights among them" in revisions.ask(ROW).problem


def test_a_hub_that_cannot_be_asked_is_no_finding(simulated: SimulatedHub) -> None:
    simulated.lies.page = b"<html>Please log in</html>"
    with pytest.raises(HubUnreachableError):
        revisions.ask(ROW)


def test_a_catalogue_written_otherwise_is_left_alone(simulated: SimulatedHub, tmp_path: Path) -> None:
    file = tmp_path / "catalogue.py"
    file.write_text("ROWS = ()\n", encoding="utf-8")
    with pytest.raises(SourceError, match="has 0 rows of book/tiny"):
        revisions.resolve([revisions.ask(ROW)], file)
    assert file.read_text(encoding="utf-8") == "ROWS = ()\n"


def test_every_row_of_the_catalogue_could_be_resolved() -> None:
    text = revisions.FILE.read_text(encoding="utf-8")
    for row in revisions.rows():
        assert text.count(f'hub_id="{row.hub_id}",\n        revision=') == 1, row.hub_id


def test_the_command_checks_and_prints(
    simulated: SimulatedHub, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(revisions, "rows", lambda: [ROW, replace(ROW, revision=OTHER)])
    assert cli.main(["revisions"]) == 0
    assert cli.main(["revisions", "--check"]) == 1
    said = capsys.readouterr()
    assert "book/tiny  01234567  yes" in said.out
    assert f"genai-book: book/tiny at {simulated.address} has no revision {OTHER}" in said.err
