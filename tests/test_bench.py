"""The benchmark runs: at toy size, both ways, with the same tokens, and prints its table."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

import tiny_models

BENCH = Path(__file__).parents[1] / "bench"


@pytest.fixture
def loading(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(BENCH))
    specification = importlib.util.spec_from_file_location("bench_loading", BENCH / "loading.py")
    module = importlib.util.module_from_spec(specification)
    monkeypatch.setitem(sys.modules, "bench_loading", module)
    specification.loader.exec_module(module)
    return module


def test_the_embedded_text_model(loading: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert loading.main(["--only", "text", "--rounds", "1", "--tokens", "5", "--no-memory"]) == 0
    table = [line for line in capsys.readouterr().out.splitlines() if line.startswith("|")]
    assert table[0] == "| model | quantity | paper's way | load | times better: median (range) |"
    assert [row.split("|")[2].strip() for row in table[2:]] == [
        "seconds to load",
        "milliseconds to the first token",
        "greedy tokens/s",
        "greedy tokens/s, a list of 8 prompts",
    ]


def test_real_architectures_and_pictures_in_small(
    loading: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import architectures

    small = {"vocab_size": 300, "n_positions": 64, "n_embd": 32, "n_layer": 2, "n_head": 4}
    subjects = [
        loading.Subject(
            name, "text-generation", architectures.save_text(name, tmp_path / name, **small, **more), "t1 t2 t3"
        )
        for name, more in (("gpt2", {}), ("codegen-350M", {"n_ctx": 64, "rotary_dim": 4}))
    ]
    folder = tiny_models.save_stable_diffusion(tmp_path / "sd", variant=None)
    subjects.append(loading.Subject("sd-1.5", "text-to-image", folder, "a red circle"))
    monkeypatch.setattr(loading, "_subjects", lambda *_: subjects)
    arguments = ["--rounds", "1", "--tokens", "4", "--steps", "2", "--no-memory", "--device", "cpu"]
    assert loading.main(arguments) == 0
    printed = capsys.readouterr().out
    assert "| codegen-350M | greedy tokens/s |" in printed and "| sd-1.5 | images/s, 2 steps |" in printed


def test_a_ratio_is_how_many_times_better_ours_is(loading: ModuleType) -> None:
    assert loading.Row("m", "tokens/s", [10.0, 20.0], [30.0, 80.0]).ratios == [3.0, 4.0]
    assert loading.Row("m", "seconds", [3.0], [1.5], less_is_better=True).ratios == [2.0]
    assert str(loading.Row("m", "q", [10.0, 20.0], [30.0, 80.0])) == "| m | q | 15 | 55 | 3.50 (3.00-4.00) |"
