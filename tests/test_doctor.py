"""genai-book doctor: what it says of machines that this one is not, and when it fails."""

import ctypes
import json
from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch

from genai_book import catalogue, doctor, models
from genai_book import device as devices
from genai_book.cli import main
from genai_book.errors import NoEmbeddedModelError

GB = 10**9
GPU = doctor.Device(
    name="cuda",
    hardware="1 x Some GPU (driver for CUDA 12.8, PyTorch built for CUDA 12.8)",
    dtype="bfloat16",
    memory_total_bytes=8 * GB,
    memory_free_bytes=7 * GB,
    multiplied_flops=100e12,
    read_bytes=1e12,
    step_seconds=4e-6,
)
CPU = replace(GPU, name="cpu", hardware="Some CPU", dtype="float32", multiplied_flops=1e11, read_bytes=2e10)


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """A machine with every package and embedded model, and no network; called: with these devices."""
    monkeypatch.setattr(models, "embedded", lambda row: row)
    monkeypatch.setattr(doctor, "version", lambda name: doctor.MADE_WITH[name] + "+cpu")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")

    def set_up(*found: doctor.Device) -> None:
        monkeypatch.setattr(doctor, "_devices", lambda remarks: list(found))

    set_up(CPU)
    return set_up


def test_the_pinned_versions_are_those_of_the_requirements() -> None:
    pinned = (Path(__file__).parents[1] / "requirements.txt").read_text().splitlines()
    assert {f"{name}=={version}" for name, version in doctor.MADE_WITH.items()} <= set(pinned)


def test_a_machine_that_can(machine: Callable[..., None], capsys: pytest.CaptureFixture[str]) -> None:
    machine(GPU, CPU)
    assert main(["doctor"]) == 0
    printed = capsys.readouterr().out
    assert printed.endswith("The book can run here.\n")
    assert (
        "cuda: 1 x Some GPU (driver for CUDA 12.8, PyTorch built for CUDA 12.8); 7,000 MB of 8,000 MB free" in printed
    )
    assert "the Hub was not asked, because HF_HUB_OFFLINE is set" in printed
    lines = {line.split()[0]: line for line in printed.splitlines() if line}
    # By hand: 248 MB at 1 TB/s are 0.248 ms, and 250 small operations of 4 us are 1 ms; together 801 tokens a second.
    assert lines["gpt2"].endswith("about 801 tokens/s in bfloat16")
    # 50 steps, twice, of 0.8 TFLOP at half of 100 TFLOP/s.
    assert lines["stable-diffusion-v1-5"].endswith("about 2 s a picture of 512² in bfloat16")
    assert "only in the book" in lines["numbers-rnn"]
    assert "bfloat16 4,740 MB" in lines["stable-diffusion-v1-5"] and "float32" not in lines["stable-diffusion-v1-5"]


def test_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["devices"][0]["name"] == "cpu" and report["problems"] == []
    assert [model["name"] for model in report["models"]] == [row.name for row in catalogue.ROWS]


def test_what_a_machine_lacks_is_named_with_what_to_do(
    machine: Callable[..., None], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def missing(row: catalogue.Row) -> None:
        raise NoEmbeddedModelError('The embedded model "text" is not installed; install it.')

    def version(name: str) -> str:
        if name == "diffusers":
            raise PackageNotFoundError(name)
        return "4.0.0"

    machine(replace(CPU, memory_free_bytes=GB))
    monkeypatch.setattr(models, "embedded", missing)
    monkeypatch.setattr(doctor, "version", version)
    assert main(["doctor"]) == 1
    printed = capsys.readouterr().out
    assert "Problem: diffusers is not installed: `pip install diffusers==0.42.1`." in printed
    assert "Problem: 1,000 MB of memory are free and chapters take up to 1,500 MB" in printed
    assert 'Problem: The embedded model "text" is not installed; install it.' in printed
    assert "Note: torch is 4.0.0 and the book was made with 2.13.0; outputs may differ." in printed
    assert printed.endswith("The book cannot run here as it is.\n")


def test_without_torch_it_still_speaks(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def version(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(doctor, "version", version)
    assert main(["doctor"]) == 1
    assert "Problem: torch is not installed: `pip install torch==2.13.0`." in capsys.readouterr().out


def test_this_machine_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor._seconds, "__defaults__", (0.01,))
    found = doctor._device("cpu")
    assert found.multiplied_flops > 1e8 and found.read_bytes > 1e8 and 0 < found.step_seconds < 0.01
    assert 0 < found.memory_free_bytes <= found.memory_total_bytes
    assert "threads" in found.hardware


def test_a_gpu_that_does_not_work_is_a_remark(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.setattr(devices, "available", lambda: ["cuda", "cpu"])
    monkeypatch.setattr(doctor, "_device", lambda name: CPU if name == "cpu" else broken())

    def broken() -> None:
        raise RuntimeError("CUDA driver is too old\nand more")

    remarks: list[str] = []
    assert doctor._devices(remarks) == [CPU]
    assert remarks == ["cuda is there but gave an error: CUDA driver is too old"]


@pytest.mark.parametrize(
    ("driver", "cuda", "said"),
    [
        (12040, "12.8", "driver for CUDA 12.4, PyTorch built for CUDA 12.8"),
        (0, "12.8", "PyTorch built for CUDA 12.8"),
        (None, "12.8", "PyTorch built for CUDA 12.8"),
        (None, None, "PyTorch built for ROCm 6.4"),
    ],
)
def test_a_gpu_says_its_driver(
    driver: int | None, cuda: str | None, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def library(name: str) -> SimpleNamespace:
        if driver is None:
            raise OSError(f"{name}: cannot open shared object file: No such file or directory")
        return SimpleNamespace(cuDriverGetVersion=lambda number: setattr(number._obj, "value", driver))

    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda number: "NVIDIA T4")
    monkeypatch.setattr(torch.version, "cuda", cuda)
    monkeypatch.setattr(torch.version, "hip", "6.4")
    monkeypatch.setattr(ctypes, "CDLL", library)
    assert doctor.hardware("cuda") == f"2 x NVIDIA T4 ({said})"


@pytest.mark.parametrize("answers", [True, False])
def test_the_hub(answers: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    from simulated_hub import SimulatedHub

    monkeypatch.delenv("HF_HUB_OFFLINE")
    if answers:
        with SimulatedHub({}) as running:
            monkeypatch.setenv("HF_ENDPOINT", running.address)
            assert doctor._hub() == f"answers ({running.address})"
    else:
        monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
        assert doctor._hub() == "does not answer (http://127.0.0.1:9): the embedded models need no network"
