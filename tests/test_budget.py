"""Two models and memory for one: the least recently used gives way, says so, and can be brought back."""

import gc
from dataclasses import replace
from pathlib import Path

import pytest

import genai_book
import tiny_models
from genai_book import budget, catalogue
from genai_book import device as devices
from genai_book.errors import DeviceError, UnloadedError
from genai_book.loaded import Loaded


class Simulated:
    """A device of so many bytes, of which what is loaded takes its share."""

    def __init__(self, total: int, monkeypatch: pytest.MonkeyPatch):
        self.total = total
        monkeypatch.setattr(devices, "free_memory_bytes", lambda device: self.total - self.held(device))
        monkeypatch.delenv("GENAI_BOOK_MEMORY", raising=False)

    def held(self, device: str) -> int:
        return sum(budget._HELD[one] for one in budget._there(device))

    def load(self, name: str, size: int, device: str = "cpu") -> Loaded:
        loaded = Loaded(object(), object(), name=name, source="embedded", device=device, dtype="float32")
        budget.hold(loaded, size)
        return loaded


@pytest.fixture(autouse=True)
def nothing_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    gc.collect()
    monkeypatch.setattr(budget, "_HELD", type(budget._HELD)())


def test_the_least_recently_used_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Simulated(100, monkeypatch)
    first, second, third = (machine.load(name, 30) for name in ("first", "second", "third"))
    assert budget.free_bytes("cpu") == 10 and budget.reachable_bytes("cpu") == 100
    assert first.model  # a use
    assert budget.make_room(40, "cpu", "newcomer") == ["second"]
    assert [one.is_loaded for one in (first, second, third)] == [True, False, True]
    assert budget.make_room(40, "cpu", "newcomer") == []
    assert budget.make_room(95, "cpu", "newcomer") == ["third", "first"]


def test_another_device_is_left_alone_and_what_is_gone_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Simulated(100, monkeypatch)
    monkeypatch.setattr(devices, "empty_cache", lambda device: None)
    elsewhere, here = machine.load("elsewhere", 90, "cuda"), machine.load("here", 90)
    assert budget.make_room(50, "cpu", "newcomer") == ["here"]
    assert elsewhere.is_loaded and not here.is_loaded
    forgotten = machine.load("forgotten", 90)
    del forgotten
    gc.collect()
    assert budget.make_room(50, "cpu", "newcomer") == []


def test_the_unloaded_model_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Simulated(100, monkeypatch)
    old = machine.load("old", 90)
    budget.make_room(50, "cpu", "gpt2")
    says = (
        r"The model old was unloaded to make room for gpt2, as the model that had not been used for longest, so it "
        r"cannot be used any more\. Call genai_book\.load again to bring it back\. To hold both at once, "
    )
    with pytest.raises(UnloadedError, match=says):
        old.model  # noqa: B018
    old.unload()
    with pytest.raises(UnloadedError, match="to make room for gpt2"):
        old.tokenizer  # noqa: B018


def test_a_limit_of_ones_own(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Simulated(10**12, monkeypatch)
    monkeypatch.setenv("GENAI_BOOK_MEMORY", "4")
    held = machine.load("held", 3 * 10**9)
    assert budget.free_bytes("cpu") == 10**9 and budget.reachable_bytes("cpu") == 4 * 10**9
    assert budget.make_room(2 * 10**9, "cpu", "newcomer") == [held.name]
    for wrong in ("lots", "-1", "0", "nan", "inf"):
        monkeypatch.setenv("GENAI_BOOK_MEMORY", wrong)
        with pytest.raises(DeviceError, match=f"GENAI_BOOK_MEMORY is '{wrong}'; it is a number of gigabytes"):
            devices.memory_limit_bytes()


def test_load_unloads_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("text", "code"):
        tiny_models.save_gpt2(tmp_path / name)
    monkeypatch.setattr(catalogue, "WEIGHTS", tmp_path)
    rows = (replace(row, revision=None) for row in catalogue.ROWS)
    monkeypatch.setattr(catalogue, "ROWS", tuple(rows))
    monkeypatch.setenv("GENAI_BOOK_MEMORY", "0.0002")  # 200 kB; a model of the test takes 148
    text = genai_book.load("text-generation", source="embedded", device="cpu")
    assert "unloaded" not in capsys.readouterr().out
    code = genai_book.load("text-generation", model="code", source="embedded", device="cpu")
    assert capsys.readouterr().out.endswith("was asked for; text had to be unloaded to make room.\n")
    assert code("once", max_new_tokens=3)
    with pytest.raises(UnloadedError, match="to make room for code"):
        text("once")
    again = genai_book.load("text-generation", source="embedded", device="cpu")
    assert again("once", max_new_tokens=3) and not code.is_loaded
