"""The recordings of the chapters on the digits: they are what a training gives today, and small."""

import pytest
import torch

from genai_book import recordings
from genai_book.recordings import make


def test_they_are_what_the_trainings_give(capsys: pytest.CaptureFixture) -> None:
    threads = torch.get_num_threads()
    assert make.main(["--check"]) == 0, capsys.readouterr().err
    torch.set_num_threads(threads)


def test_they_are_small_enough_for_a_page() -> None:
    for name, file in recordings.FILES.items():
        assert (recordings.FOLDER / name / file).stat().st_size <= 60_000


def test_what_differs_is_named(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    stored = recordings.load("digits-gan")
    assert not make.differences("digits-gan", stored)
    assert make.differences("digits-gan", stored | {"calm.kinds": stored["calm.kinds"] + 0.1}) == ["calm.kinds differs"]
    assert make.differences("digits-gan", {"calm.kinds": stored["calm.kinds"]}) == ["it holds other tensors"]
    near = stored | {"calm.digits": stored["calm.digits"].int().add(1).clamp(max=255).to(torch.uint8)}
    assert not make.differences("digits-gan", near)  # a rounding that fell to the other side
    monkeypatch.setattr(make, "FOLDER", tmp_path)
    monkeypatch.setattr(recordings, "FOLDER", tmp_path)
    assert make.differences("digits-gan", stored) == ["replay.safetensors is missing"]


def test_a_check_that_fails_names_the_command(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.setattr(make, "MAKERS", {"digits-vae": lambda: {"x": torch.zeros(1)}})
    assert make.main(["--check"]) == 1
    assert "it holds other tensors. Run `python -m genai_book.recordings.make`." in capsys.readouterr().err
    monkeypatch.setattr(make, "FOLDER", tmp_path)
    assert make.main([]) == 0
    assert (tmp_path / "digits-vae" / "model.safetensors").is_file()
    assert "Written:" in capsys.readouterr().out
