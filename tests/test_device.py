"""Device, dtype, memory and settings on machines that this one is not."""

from pathlib import Path

import pytest
import torch

from genai_book import device as devices
from genai_book.errors import DeviceError, SourceError

VARIABLES = (
    "GENAI_BOOK_SOURCE", "GENAI_BOOK_DEVICE", "GENAI_BOOK_CACHE", "HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "HF_HOME",
    "XDG_CACHE_HOME", "HF_ENDPOINT", "HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE",
)  # fmt: skip


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


def machine(monkeypatch: pytest.MonkeyPatch, kind: str, *, bf16: bool = True, count: int = 1) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: kind == "cuda")
    monkeypatch.setattr(torch.xpu, "is_available", lambda: kind == "xpu")
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: kind == "mps")
    monkeypatch.setattr(torch.cuda, "device_count", lambda: count)
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda including_emulation=True: bf16 or including_emulation)


@pytest.mark.parametrize(
    ("kind", "bf16", "dtype"),
    [
        ("cuda", True, "bfloat16"),
        ("cuda", False, "float16"),
        ("xpu", True, "bfloat16"),
        ("mps", True, "float16"),
        ("cpu", True, "float32"),
    ],
)
def test_the_fastest_device_and_its_dtype(monkeypatch: pytest.MonkeyPatch, kind: str, bf16: bool, dtype: str) -> None:
    machine(monkeypatch, kind, bf16=bf16)
    assert devices.pick() == kind
    assert devices.pick_dtype(kind) == dtype
    assert devices.available()[-1] == "cpu"


def test_an_argument_wins_over_the_variable_and_the_variable_over_the_hardware(monkeypatch: pytest.MonkeyPatch) -> None:
    machine(monkeypatch, "cuda", count=2)
    assert devices.pick() == "cuda"
    monkeypatch.setenv("GENAI_BOOK_DEVICE", "cpu")
    assert devices.pick() == "cpu"
    assert devices.pick("cuda:1") == "cuda:1"


def test_a_device_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    machine(monkeypatch, "cuda", count=1)
    with pytest.raises(DeviceError, match=r"'cuda:1', given by the `device` argument, .* sees cuda, cpu"):
        devices.pick("cuda:1")
    machine(monkeypatch, "cpu")
    monkeypatch.setenv("GENAI_BOOK_DEVICE", "cuda")
    with pytest.raises(DeviceError, match=r"'cuda', given by GENAI_BOOK_DEVICE, .* sees cpu on this machine"):
        devices.pick()
    with pytest.raises(DeviceError, match="'toaster'"):
        devices.pick("toaster")


def test_dtypes_by_name_and_by_object() -> None:
    assert devices.pick_dtype("cpu", torch.bfloat16) == devices.pick_dtype("cpu", "bfloat16") == "bfloat16"
    with pytest.raises(DeviceError, match="'int8' is none of float32, bfloat16, float16"):
        devices.pick_dtype("cpu", "int8")


def test_source(monkeypatch: pytest.MonkeyPatch) -> None:
    assert devices.source("auto") == devices.Choice("auto", None)
    monkeypatch.setenv("GENAI_BOOK_SOURCE", "embedded")
    assert devices.source("auto") == devices.Choice("embedded", "GENAI_BOOK_SOURCE")
    assert devices.source("hub").value == "hub"
    monkeypatch.setenv("GENAI_BOOK_SOURCE", "cloud")
    with pytest.raises(SourceError, match=r"'cloud', given by GENAI_BOOK_SOURCE, is none of auto, hub, embedded"):
        devices.source("auto")


def test_the_cache_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    assert devices.cache_folder() == Path("~/.cache/huggingface/hub").expanduser()
    monkeypatch.setenv("XDG_CACHE_HOME", "/x")
    assert devices.cache_folder() == Path("/x/huggingface/hub")
    monkeypatch.setenv("HF_HOME", "/h")
    assert devices.cache_folder() == Path("/h/hub")
    monkeypatch.setenv("HF_HUB_CACHE", "/c")
    assert devices.cache_folder() == Path("/c")
    monkeypatch.setenv("GENAI_BOOK_CACHE", "/own")
    assert devices.cache_folder() == Path("/own")


def test_endpoint_and_offline(monkeypatch: pytest.MonkeyPatch) -> None:
    assert devices.endpoint() == "https://huggingface.co"
    assert devices.offline_by() is None
    monkeypatch.setenv("HF_ENDPOINT", "https://mirror.example/")
    assert devices.endpoint() == "https://mirror.example"
    monkeypatch.setenv("HF_HUB_OFFLINE", "0")
    assert devices.offline_by() is None
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    assert devices.offline_by() == "HF_HUB_OFFLINE"


def test_free_memory_of_this_machine() -> None:
    import psutil

    assert 0 < devices.free_memory_bytes("cpu") <= psutil.virtual_memory().total


def test_free_memory_of_a_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda device: (3, 10))
    assert devices.free_memory_bytes("cuda:0") == 3
    monkeypatch.setattr(torch.mps, "recommended_max_memory", lambda: 10)
    monkeypatch.setattr(torch.mps, "driver_allocated_memory", lambda: 4)
    assert devices.free_memory_bytes("mps") == 6


def test_a_container_may_have_less_than_its_machine(tmp_path: Path) -> None:
    assert devices._container_free_bytes(tmp_path) == ()
    (tmp_path / "memory.current").write_text("700\n")
    (tmp_path / "memory.stat").write_text("anon 500\ninactive_file 100\n")
    (tmp_path / "memory.max").write_text("max\n")
    assert devices._container_free_bytes(tmp_path) == ()
    (tmp_path / "memory.max").write_text("1000\n")
    assert devices._container_free_bytes(tmp_path) == (400,)


def test_no_progress_bars_in_stored_outputs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(devices.sys.stderr, "isatty", lambda: True, raising=False)
    assert devices.shows_progress()
    monkeypatch.setenv("GENAI_BOOK_SOURCE", "embedded")
    assert not devices.shows_progress()
