"""The mean of several adapters: what is kept of it, and that it is the mean."""

import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from genai_book.recipes import soup

A, B, HEAD = "layer.lora_A.weight", "layer.lora_B.weight", "head.weight"


def adapter(folder: Path, seed: int, rank: int = 2, alpha: int = 4) -> torch.Tensor:
    """An adapter of a matrix (6, 5) with a head (2, 6) in `folder`; the change that it makes."""
    generator = torch.Generator().manual_seed(seed)
    weights = {
        A: torch.randn(rank, 5, generator=generator),
        B: torch.randn(6, rank, generator=generator),
        HEAD: torch.full((2, 6), float(seed)),
    }
    folder.mkdir()
    save_file({name: weight.half() for name, weight in weights.items()}, folder / "adapter_model.safetensors")
    told = {"r": rank, "lora_alpha": alpha, "lora_dropout": 0.1, "peft_type": "LORA"}
    (folder / "adapter_config.json").write_text(json.dumps(told))
    return alpha / rank * weights[B].half().float() @ weights[A].half().float()


def change(folder: Path) -> torch.Tensor:
    told = json.loads((folder / "adapter_config.json").read_text())
    weights = load_file(folder / "adapter_model.safetensors")
    return told["lora_alpha"] / told["r"] * weights[B].float() @ weights[A].float()


def test_with_rank_enough_it_is_the_mean(tmp_path: Path) -> None:
    changes = [adapter(tmp_path / str(seed), seed) for seed in (1, 2)]
    kept = soup.mean([tmp_path / "1", tmp_path / "2"], tmp_path / "mean", rank=4)
    assert kept == pytest.approx(1)
    torch.testing.assert_close(change(tmp_path / "mean"), (changes[0] + changes[1]) / 2, atol=0.01, rtol=0.01)
    stored = load_file(tmp_path / "mean" / "adapter_model.safetensors")
    assert stored[HEAD].unique().tolist() == [1.5]
    assert {weight.dtype for weight in stored.values()} == {torch.float16}
    told = json.loads((tmp_path / "mean" / "adapter_config.json").read_text())
    assert (told["r"], told["lora_dropout"], told["peft_type"]) == (4, 0.0, "LORA")


def test_the_mean_of_one_adapter_is_that_adapter(tmp_path: Path) -> None:
    before = adapter(tmp_path / "1", 1)
    assert soup.mean([tmp_path / "1"], tmp_path / "mean", rank=2) == pytest.approx(1)
    torch.testing.assert_close(change(tmp_path / "mean"), before, atol=0.01, rtol=0.01)


def test_what_rounding_leaves_is_the_largest_part() -> None:
    """Of the matrix with 3 and 4 on its diagonal, rank 1 keeps the 4: 16 of 25 (Eckart and Young 1936)."""
    b, a, kept = soup.rounded(torch.diag(torch.tensor([3.0, 4.0])), 1)
    torch.testing.assert_close(b @ a, torch.diag(torch.tensor([0.0, 4.0])))
    assert kept == pytest.approx(16 / 25)
