"""What a model will take: by its files' headers, in fewer bits, in parts, and what is said when it is too much."""

from pathlib import Path

import pytest

import tiny_models
from genai_book import catalogue, memory
from genai_book import device as devices
from genai_book.errors import TooLittleMemoryError
from genai_book.files import Stored, stored
from genai_book.memory import estimate, is_quantised

GB = 10**9
GPT2 = catalogue.find("text-generation")
PICTURES = catalogue.find("text-to-image")
# Stable Diffusion 1.5 in its parts, in round numbers of parameters.
PARTS = [
    Stored("unet/model.safetensors", "conv.weight", "F16", (860_000_000,)),
    Stored("vae/model.safetensors", "conv.weight", "F16", (84_000_000,)),
    Stored("text_encoder/model.safetensors", "fc.weight", "F16", (123_000_000,)),
]


def matrix(name: str, *shape: int, kind: str = "F16") -> Stored:
    return Stored("model.safetensors", name, kind, shape)


def test_only_matrices_inside_layers_are_quantised() -> None:
    assert is_quantised("transformer.h.0.attn.c_attn.weight", (768, 2304))
    for name, shape in (
        ("transformer.wte.weight", (50257, 768)),
        ("lm_head.weight", (50257, 768)),
        ("transformer.h.0.ln_1.weight", (768,)),
        ("transformer.h.0.attn.c_attn.bias", (2304,)),
        ("transformer.h.0.attn.c_attn.weight", (100, 768)),  # 100 is no multiple of 32
    ):
        assert not is_quantised(name, shape)


def test_bytes_by_hand() -> None:
    """A matrix of 64 by 32 and a table of 10 by 32: float32 4 bytes a value; 8 bits 1; 4 bits 1/2 and 4 for each 32."""
    tensors = [matrix("h.fc.weight", 64, 32), matrix("wte.weight", 10, 32), matrix("mask", 16, kind="BOOL")]
    assert estimate(tensors, "float32", 0).total == 4 * (2048 + 320) + 16
    assert estimate(tensors, "bfloat16", 100).total == 2 * (2048 + 320) + 16 + 100
    assert estimate(tensors, "float32", 100, 8).total == 2048 + 4 * 320 + 16 + 200
    assert estimate(tensors, "bfloat16", 0, 4).total == 2048 // 2 + 4 * 2048 // 32 + 2 * 320 + 16


def test_a_diffusers_folder_is_counted_part_by_part(tmp_path: Path) -> None:
    from safetensors.torch import load_file

    folder = tiny_models.save_stable_diffusion(tmp_path)
    files = sorted(folder.glob("*/*.safetensors"))
    found = estimate([tensor for file in files for tensor in stored(file, folder)], "float32", 0)
    assert found.parts == {
        file.parent.name: sum(tensor.float().nbytes for tensor in load_file(file).values()) for file in files
    }
    assert set(found.parts) == {"text_encoder", "unet", "vae"}


def machine(monkeypatch: pytest.MonkeyPatch, **free: int) -> None:
    monkeypatch.setattr(devices, "free_memory_bytes", lambda device: free[device.partition(":")[0]])


@pytest.mark.parametrize(
    ("gpu", "cpu", "way"),
    [
        (8 * GB, 64 * GB, None),
        (4 * GB, 64 * GB, "slices"),  # 2.1 GB of weights, 2 GB of work and 0.8 of it in slices
        (2.6 * GB, 64 * GB, "offload"),  # 1.7 GB of UNet
        (1 * GB, 64 * GB, "sequential"),
        (2.6 * GB, 1 * GB, "too little"),  # nowhere to wait for their turn
        (0.1 * GB, 64 * GB, "too little"),
    ],
)
def test_a_pipeline_makes_itself_smaller(gpu: int, cpu: int, way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    machine(monkeypatch, cuda=int(gpu), cpu=int(cpu))
    if way == "too little":
        with pytest.raises(TooLittleMemoryError, match="needs about 4,134 MB and cuda has"):
            memory.check(PICTURES, PARTS, "cuda", "bfloat16")
    else:
        found = memory.check(PICTURES, PARTS, "cuda", "bfloat16")
        assert (found.name if found else None) == way


def test_on_a_cpu_only_slices_help(monkeypatch: pytest.MonkeyPatch) -> None:
    machine(monkeypatch, cpu=6 * GB)
    assert memory.check(PICTURES, PARTS, "cpu", "float32").name == "slices"
    machine(monkeypatch, cpu=3 * GB)
    with pytest.raises(TooLittleMemoryError, match=r'What would fit: source="embedded"'):
        memory.check(PICTURES, PARTS, "cpu", "float32")


def test_too_little_memory_names_what_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    tensors = [matrix("wte.weight", 50257, 768), *(matrix(f"h.{i}.fc.weight", 768, 9216) for i in range(12))]
    machine(monkeypatch, cpu=500_000_000)
    with pytest.raises(TooLittleMemoryError) as caught:
        memory.check(GPT2, tensors, "cpu", "float32")
    assert "openai-community/gpt2 in float32 needs about 694 MB and cpu has 500 MB free" in str(caught.value)
    assert 'dtype="bfloat16" (347 MB); quantize="8bit" (439 MB); source="embedded" (the' in str(caught.value)
    assert memory.check(GPT2, tensors, "cpu", "float32", 8) is None
    with pytest.raises(TooLittleMemoryError, match="in 4 bits needs about"):
        memory.check(GPT2, tensors, "cpu", "float32", 4, free=1000)


def place(folder: Path, saving: memory.Saving | None, device: str = "cpu") -> tuple[object, list[tuple]]:
    """A tiny pipeline placed as on a GPU, and what it was asked for in place of going there."""
    from diffusers import StableDiffusionPipeline

    from genai_book.openers import _place

    pipeline = StableDiffusionPipeline.from_pretrained(folder)
    asked: list[tuple] = []
    for name in ("to", "enable_model_cpu_offload", "enable_sequential_cpu_offload"):
        setattr(pipeline, name, lambda *given, name=name, **named: asked.append((name, *given, *named.values())))
    _place(pipeline, device, saving)
    return pipeline, asked


def test_the_plan_is_carried_out(tmp_path: Path) -> None:
    import torch

    folder = tiny_models.save_stable_diffusion(tmp_path, variant=None)
    pipeline, asked = place(folder, None)
    assert asked == [("to", "cpu")] and not pipeline.vae.use_slicing
    for way, call in (
        ("slices", "to"),
        ("offload", "enable_model_cpu_offload"),
        ("sequential", "enable_sequential_cpu_offload"),
    ):
        pipeline, asked = place(folder, memory.Saving(way, 0, ""), "cuda")
        assert asked == [(call, "cuda")]
        assert pipeline.vae.use_slicing and pipeline.vae.use_tiling
        assert pipeline.unet.conv_in.weight.is_contiguous(memory_format=torch.channels_last)
