"""What only a GPU can show: run it on a machine with one, `pytest tests/test_cuda.py`; elsewhere it is skipped."""

from pathlib import Path

import numpy as np
import pytest
import torch

import test_trainer
from genai_book import doctor, load
from genai_book.recipes import trainer

pytestmark = pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU that CUDA can use")

PROMPTS = ("Once upon a time in a magical forest,", "Theoretical physics is", "A banjo is")


@pytest.mark.parametrize("fast", [False, True])
@pytest.mark.filterwarnings("ignore")  # of the compiler
def test_greedy_text_is_that_of_the_cpu(fast: bool) -> None:
    here = load("text-generation", source="embedded", device="cpu")
    there = load("text-generation", source="embedded", device="cuda", dtype="float32", fast=fast)
    for prompt in PROMPTS:
        assert there(prompt, max_new_tokens=20, do_sample=False) == here(prompt, max_new_tokens=20, do_sample=False)
    there.unload()


def test_bfloat16_is_chosen_where_the_card_computes_in_it() -> None:
    with load("text-generation", source="embedded", device="cuda") as text:
        assert text.dtype == ("bfloat16" if torch.cuda.is_bf16_supported(including_emulation=False) else "float16")
        assert text(PROMPTS[0], max_new_tokens=20, seed=1) == text(PROMPTS[0], max_new_tokens=20, seed=1)


def test_a_picture_is_nearly_that_of_the_cpu() -> None:
    drawn = []
    for device in ("cpu", "cuda"):
        with load("text-to-image", source="embedded", device=device, dtype="float32") as images:
            drawn.append(np.asarray(images("a red circle on a white background", seed=3).images[0], dtype=float))
    assert np.abs(drawn[0] - drawn[1]).mean() < 3


def test_a_training_learns_and_can_be_interrupted_and_resumed(tmp_path: Path) -> None:
    alone = trainer.fit(test_trainer.job(test_trainer.Config(steps=60), dropout=0.0), tmp_path / "alone")
    assert sum(alone.losses[-10:]) < 0.5 * sum(alone.losses[:10])
    with pytest.raises(trainer.TrainingStopped):
        job = test_trainer.job(test_trainer.Config(steps=60), interrupt_at=5, dropout=0.0)
        trainer.fit(job, tmp_path / "stopped")
    resumed = trainer.fit(test_trainer.job(test_trainer.Config(steps=60), dropout=0.0), tmp_path / "stopped", True)
    assert resumed.losses == pytest.approx(alone.losses, rel=1e-3)


def test_the_doctor_names_the_card(capsys: pytest.CaptureFixture[str]) -> None:
    print(doctor.hardware("cuda"))
    assert torch.cuda.get_device_name() in capsys.readouterr().out
