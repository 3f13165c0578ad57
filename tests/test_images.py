"""load("text-to-image", fast=True) without the GPU it is for: what is compiled, and what is said where it cannot be."""

from types import SimpleNamespace
from typing import Any

import pytest
import torch

from genai_book.images import ImageGenerator


class Pipeline:
    """What the object asks of a diffusers pipeline."""

    def __init__(self) -> None:
        self.unet = torch.nn.Conv2d(3, 3, 3)
        self.runs: list[int] = []

    def set_progress_bar_config(self, **_: Any) -> None:
        pass

    def __call__(self, prompt: str, *, num_inference_steps: int, **_: Any) -> SimpleNamespace:
        self.runs.append(num_inference_steps)
        return SimpleNamespace(images=[])


def images(device: str) -> ImageGenerator:
    return ImageGenerator(Pipeline(), None, name="tiny", source="hub", device=device, dtype="bfloat16")


def test_the_network_is_compiled_and_run_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dict[str, Any]] = []
    monkeypatch.setattr(torch.nn.Module, "compile", lambda self, **options: asked.append(options))
    drawing = images("cuda")
    assert drawing.speed_up().startswith("its network was compiled in ")
    assert asked == [{"fullgraph": True}] and drawing.model.runs == [2]
    assert drawing.model.unet.weight.is_contiguous(memory_format=torch.channels_last)


def test_where_it_cannot_be_compiled_it_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: torch.nn.Module, **_: Any) -> None:
        self._compiled_call_impl = print
        raise RuntimeError("no compiler\nat all")

    monkeypatch.setattr(torch.nn.Module, "compile", broken)
    drawing = images("cuda")
    assert drawing.speed_up() == "fast=True was not possible, the compiler said: RuntimeError: no compiler"
    assert drawing.model.unet._compiled_call_impl is None
    assert images("cpu").speed_up() == "fast=True compiles a pipeline only for a GPU"
    drawing.model.unet._hf_hook = object()
    assert "take turns on the device" in drawing.speed_up()


def test_a_call_that_names_no_steps_takes_the_models_own() -> None:
    facts = {"name": "tiny", "source": "embedded", "device": "cpu", "dtype": "float32"}
    drawing = ImageGenerator(Pipeline(), None, steps=20, guidance=2.5, **facts)
    drawing("a red circle")
    drawing("a red circle", num_inference_steps=3)
    assert drawing.model.runs == [20, 3]
