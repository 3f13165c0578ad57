"""The loop: the same losses again, a resumed run equal to one left alone, and errors that keep what was there."""

import errno
import os
import signal
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import torch

from genai_book.errors import CheckpointError, DiskFullError, GenaiBookError, TrainingStopped
from genai_book.recipes import checkpoint, trainer


@dataclass(frozen=True)
class Config:
    seed: int = 3
    steps: int = 12
    threads: int = 1
    precision: str = "no"
    peak: float = 0.05


class Counting:
    """Batches that depend on the place in the stream alone; can send Ctrl-C to this process while one is drawn."""

    def __init__(self, interrupt_at: int | None = None):
        self.place, self.interrupt_at = 0, interrupt_at

    def __next__(self) -> torch.Tensor:
        self.place += 1
        if self.place == self.interrupt_at:
            os.kill(os.getpid(), signal.SIGINT)
        return torch.randn(8, 4, generator=torch.Generator().manual_seed(self.place))

    def state_dict(self) -> dict[str, Any]:
        return {"place": self.place}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self.place = state["place"]


def job(config: Config, interrupt_at: int | None = None) -> trainer.Job:
    """A line through noise, with dropout so that the random state matters."""
    trainer.start(config)
    model = torch.nn.Sequential(torch.nn.Linear(4, 16), torch.nn.Dropout(0.5), torch.nn.Linear(16, 1))
    return trainer.Job(
        recipe="toy",
        config=config,
        model=model,
        optimizers=[torch.optim.AdamW(model.parameters(), lr=config.peak)],
        batches=Counting(interrupt_at),
        loss=lambda model, batch: (((model(batch) - batch.sum(1, keepdim=True)) ** 2).sum(), len(batch)),
        average=0.9,
        rate=lambda step: 1.0 if step < 8 else max(0.1, 1 - (step - 7) / max(1, config.steps - 8)),
    )


def test_the_same_seed_gives_the_same_losses_and_learns(tmp_path: Path) -> None:
    config = Config(steps=60)
    first = trainer.fit(job(config), tmp_path / "a").losses
    assert trainer.fit(job(config), tmp_path / "b").losses == first
    assert sum(first[-10:]) < 0.5 * sum(first[:10])
    assert trainer.fit(job(Config(steps=60, seed=4)), tmp_path / "c").losses != first


def test_interrupted_and_resumed_equals_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    alone = trainer.fit(job(Config()), tmp_path / "alone")
    handler = signal.getsignal(signal.SIGINT)
    with pytest.raises(TrainingStopped, match=r"Stopped after step 5 of 12; .*`genai-book train toy --out .* --resume"):
        trainer.fit(job(Config(), interrupt_at=5), tmp_path / "stopped")
    assert signal.getsignal(signal.SIGINT) is handler
    assert issubclass(TrainingStopped, KeyboardInterrupt) and issubclass(TrainingStopped, GenaiBookError)
    resumed = trainer.fit(job(Config()), tmp_path / "stopped", resume=True)
    assert resumed.losses == alone.losses
    assert resumed.rates == alone.rates
    weights = [torch.load(tmp_path / name / "checkpoint.pt")["model"] for name in ("alone", "stopped")]
    assert all(torch.equal(a, b) for a, b in zip(*(w.values() for w in weights), strict=True))
    assert "5/12" in capsys.readouterr().err


def test_a_plateau_can_be_prolonged_but_not_rewritten(tmp_path: Path) -> None:
    with pytest.raises(TrainingStopped):
        trainer.fit(job(Config(), interrupt_at=6), tmp_path)
    assert len(trainer.fit(job(Config(steps=16)), tmp_path, resume=True).losses) == 16
    before = (tmp_path / "checkpoint.pt").read_bytes()
    with pytest.raises(CheckpointError, match="other learning rates up to step 16"):
        trainer.fit(job(Config(steps=20)), tmp_path, resume=True)
    with pytest.raises(CheckpointError, match="steps: 9 here"):
        trainer.fit(job(Config(steps=9)), tmp_path, resume=True)
    assert (tmp_path / "checkpoint.pt").read_bytes() == before


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    trainer.fit(job(Config()), tmp_path)
    before = (tmp_path / "checkpoint.pt").read_bytes()
    with pytest.raises(CheckpointError, match=r"already holds a checkpoint.*Add --resume"):
        trainer.fit(job(Config()), tmp_path)
    with pytest.raises(CheckpointError, match=r"another run \(seed: 3 there, 4 here\), and it was left as it is"):
        trainer.fit(job(Config(seed=4)), tmp_path, resume=True)
    assert (tmp_path / "checkpoint.pt").read_bytes() == before


def test_nothing_to_resume(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match=r"no checkpoint in .* to resume\. Leave out --resume"):
        trainer.fit(job(Config()), tmp_path, resume=True)


def test_a_file_that_is_no_checkpoint(tmp_path: Path) -> None:
    (tmp_path / "checkpoint.pt").write_bytes(b"somebody's notes")
    with pytest.raises(CheckpointError, match="is not a checkpoint of this trainer"):
        trainer.fit(job(Config()), tmp_path, resume=True)
    assert (tmp_path / "checkpoint.pt").read_bytes() == b"somebody's notes"


def test_a_full_disk_leaves_the_old_checkpoint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(TrainingStopped):
        trainer.fit(job(Config(), interrupt_at=5), tmp_path)
    before = (tmp_path / "checkpoint.pt").read_bytes()

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(checkpoint.os, "fsync", full)
    with pytest.raises(DiskFullError, match=r"checkpoint\.pt .* could not be written: No space left on device"):
        trainer.fit(job(Config()), tmp_path, resume=True)
    assert (tmp_path / "checkpoint.pt").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["checkpoint.pt"]
