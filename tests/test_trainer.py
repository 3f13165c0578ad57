"""The loop: the same losses again, a resumed run equal to one left alone, and errors that keep what was there."""

import errno
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch

from genai_book.errors import CheckpointError, DiskFullError, GenaiBookError, SettingError, TrainingStopped
from genai_book.recipes import trainer
from genai_book.recipes.ahead import OneAhead
from genai_book.recipes.average import Average


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


def job(config: Config, interrupt_at: int | None = None, dropout: float = 0.5) -> trainer.Job:
    """A line through noise, with dropout so that the random state matters."""
    trainer.start(config)
    model = torch.nn.Sequential(torch.nn.Linear(4, 16), torch.nn.Dropout(dropout), torch.nn.Linear(16, 1))
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


def test_two_processes_give_the_losses_and_the_weights_of_one(tmp_path: Path) -> None:
    alone = trainer.fit(job(Config(), dropout=0.0), tmp_path / "alone").losses
    script = tmp_path / "train.py"
    script.write_text(
        "import sys, pathlib, test_trainer as t\n"
        "t.trainer.fit(t.job(t.Config(), dropout=0.0), pathlib.Path(sys.argv[1]))\n"
    )
    # Accelerate reads what torchrun sets; its own launcher starts several processes only on GPUs or through MPI.
    launch = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
    paths = os.pathsep.join([str(Path(__file__).parent), *sys.path])
    environment = os.environ | {"PYTHONPATH": paths, "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [*launch, str(script), str(tmp_path / "two")], env=environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    one, two = (torch.load(tmp_path / name / "checkpoint.pt") for name in ("alone", "two"))
    assert two["past"]["losses"] == pytest.approx(alone, rel=1e-5)
    for name, weight in one["average"].items():
        torch.testing.assert_close(two["average"][name], weight, rtol=1e-4, atol=1e-5)


def test_the_moving_average_is_the_librarys() -> None:
    def update(averaged: list[torch.Tensor], current: list[torch.Tensor], done: torch.Tensor) -> None:
        torch._foreach_lerp_(averaged, current, 1 - min(0.9, (1 + int(done)) / (10 + int(done))))

    model = torch.nn.Linear(3, 2)
    ours, theirs = Average(model, 0.9), torch.optim.swa_utils.AveragedModel(model, multi_avg_fn=update)
    for step in range(30):
        with torch.no_grad():
            model.weight.add_(torch.randn(2, 3, generator=torch.Generator().manual_seed(step)))
        ours.update()
        theirs.update_parameters(model)
    again = Average(model, 0.9)
    again.load_state_dict(ours.state_dict())
    again.give(model)
    torch.testing.assert_close(model.weight, theirs.module.weight)
    assert again.updates == 30


def test_batches_made_ahead_are_the_same_and_know_their_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.Tensor, "pin_memory", lambda tensor: tensor)  # which needs a GPU
    plain, ahead = Counting(), OneAhead(Counting())
    for _ in range(3):
        assert torch.equal(next(ahead), next(plain))
        assert ahead.state_dict() == plain.state_dict()
    ahead.close()


def test_rows_that_cannot_be_shared_out() -> None:
    three = SimpleNamespace(process_index=1, num_processes=3)
    assert trainer._share({"ids": torch.arange(6)}, three)["ids"].tolist() == [1, 4]
    with pytest.raises(SettingError, match=r"8 rows cannot be shared out evenly among 3 processes.*divides 8"):
        trainer._share(torch.zeros(8, 2), three)


def test_a_finished_model_replaces_the_one_before_whole(tmp_path: Path) -> None:
    def save(text: str, fails: bool = False) -> Callable[[Path], None]:
        def write(folder: Path) -> None:
            (folder / "unet").mkdir()
            (folder / "unet" / "weights").write_text(text)
            if fails:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        return write

    trainer.finish(Config(), trainer.Past([1.0], [1.0], 2.0), tmp_path, save("first"))
    with pytest.raises(OSError):
        trainer.finish(Config(), trainer.Past([1.0], [1.0], 2.0), tmp_path, save("half", fails=True))
    assert (tmp_path / "model" / "unet" / "weights").read_text() == "first"
    trainer.finish(Config(), trainer.Past([0.5], [1.0], 3.0), tmp_path, save("second"))
    assert (tmp_path / "model" / "unet" / "weights").read_text() == "second"
    assert json.loads((tmp_path / "run.json").read_text())["losses_nats"] == [0.5]


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

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DiskFullError, match=r"checkpoint\.pt .* could not be written: No space left on device"):
        trainer.fit(job(Config()), tmp_path, resume=True)
    assert (tmp_path / "checkpoint.pt").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["checkpoint.pt"]
