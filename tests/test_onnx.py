"""Exported models give torch's numbers and say nothing of the machine that made them."""

import os
import re
import site
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch

import tiny_models
from genai_book import cli, onnx
from genai_book.errors import ExportError, MissingPackageError

onnxruntime = pytest.importorskip("onnxruntime", reason="the extra `onnx` is not installed")

MACHINE = {str(Path.home()), os.getcwd(), "site-packages", sys.prefix, *site.getsitepackages()}


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> Iterator[SimpleNamespace]:
    """What `load` gives to the exporter, to be filled with a model."""
    holder = SimpleNamespace(model=None)
    monkeypatch.setattr(onnx, "load", lambda *_: holder)
    yield holder


def tiny_codegen() -> torch.nn.Module:
    from transformers import CodeGenConfig, CodeGenForCausalLM

    config = CodeGenConfig(
        vocab_size=90, n_positions=64, n_ctx=64, n_embd=32, n_layer=2, n_head=4, rotary_dim=8, bos_token_id=0
    )
    config.eos_token_id = 0
    return CodeGenForCausalLM(config).float().eval()


def says_nothing_of_the_machine(path: Path) -> bool:
    data = path.read_bytes()
    return not any(word.encode() in data for word in MACHINE) and not re.search(rb"\.py\W", data)


def test_a_language_model(loaded: SimpleNamespace, tmp_path: Path) -> None:
    loaded.model = tiny_codegen()
    (path,) = onnx.export("text", tmp_path)
    assert path == tmp_path / "text.onnx" and says_nothing_of_the_machine(path)
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    ids = torch.randint(0, 90, (5, 33), generator=torch.Generator().manual_seed(3))  # no size of the exporter's own
    (logits,) = session.run(["logits"], {"input_ids": ids.numpy()})
    with torch.no_grad():
        torch.testing.assert_close(torch.tensor(logits), loaded.model(ids).logits, rtol=0, atol=1e-4)


def test_the_networks_of_a_text_to_image_pipeline(loaded: SimpleNamespace, tmp_path: Path) -> None:
    from diffusers import StableDiffusionPipeline

    folder = tiny_models.save_stable_diffusion(tmp_path / "tiny")
    loaded.model = StableDiffusionPipeline.from_pretrained(folder, variant="fp16", dtype=torch.float32)
    written = onnx.export("scenes", tmp_path / "out")
    assert [path.name for path in written] == [
        "scenes-text-encoder.onnx",
        "scenes-unet.onnx",
        "scenes-decoder.onnx",
    ]
    assert max(written.values()) < 1e-4
    assert all(says_nothing_of_the_machine(path) for path in written)


def test_a_file_that_would_give_other_numbers_is_not_written(
    loaded: SimpleNamespace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded.model = tiny_codegen()
    monkeypatch.setattr(onnx, "_difference", lambda *_: float("nan"))
    monkeypatch.setattr(onnx, "_traced", lambda part: SimpleNamespace())
    monkeypatch.setattr(onnx, "_without_metadata", lambda model: b"")
    with pytest.raises(ExportError, match=r"differ from torch's by nan, and less than 1e-04 is asked for"):
        onnx.export("text", tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_package_that_is_not_installed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "onnxscript", None)
    with pytest.raises(MissingPackageError, match=r"pip install 'generative-ai-with-python\[onnx\]'"):
        onnx.export("text", tmp_path)
    assert cli.main(["export-onnx", "text", "--out", str(tmp_path)]) == 1
    assert capsys.readouterr().err.startswith("genai-book: Exporting to ONNX needs the package onnxscript")


def test_a_task_that_cannot_be_exported(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="numbers does translation, and only models for text-generation, feature-"):
        onnx.export("numbers", tmp_path)


def test_a_model_too_large_for_one_file(loaded: SimpleNamespace, tmp_path: Path) -> None:
    with torch.device("meta"):
        big = torch.nn.Linear(100_000, 10_000)
    big.config = SimpleNamespace(max_position_embeddings=64, vocab_size=90)
    loaded.model = big
    with pytest.raises(ExportError, match=r"text has 4\.0 GB of float32 weights"):
        onnx.export("text", tmp_path)
