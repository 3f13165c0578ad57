"""The one training loop that all recipes share: seeded, resumable to the bit, safe to interrupt.

A checkpoint is one file, `checkpoint.pt`, replaced atomically; it holds the model, the optimizers, the data
position, the random states and every loss so far, so that a run stopped and resumed gives the losses of a run left
alone (same machine, same thread count).
"""

import io
import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy
import torch
from accelerate import Accelerator
from accelerate.utils import set_seed
from tqdm import tqdm

from genai_book.errors import CheckpointError, DiskFullError, TrainingStopped

CHECKPOINT = "checkpoint.pt"


class Batches(Protocol):
    """An endless stream of batches that can say where it is and be put back there."""

    def __next__(self) -> Any: ...
    def state_dict(self) -> dict[str, Any]: ...
    def load_state_dict(self, state: dict[str, Any]) -> None: ...


@dataclass
class Job:
    """What a recipe hands to the loop."""

    recipe: str  # name in RECIPES
    config: Any  # the recipe's frozen dataclass; with `steps`, `seed`, `threads`, `precision`
    model: torch.nn.Module
    optimizers: list[torch.optim.Optimizer]  # each with its peak rate in every group's `lr`
    batches: Batches
    loss: Callable[[torch.nn.Module, Any], torch.Tensor]  # scalar, nats
    rate: Callable[[int], float]  # factor of the peak rate at a step; never 0 before the last step


@dataclass
class Past:
    """What a run has done so far."""

    losses: list[float] = field(default_factory=list)  # of every step, nats
    rates: list[float] = field(default_factory=list)  # factor of the peak rate at every step
    seconds: float = 0.0  # spent training, interruptions not counted


def start(config: Any) -> None:
    """Seed everything and set the threads: call before the model is made."""
    torch.set_num_threads(config.threads)
    set_seed(config.seed)


def fit(job: Job, out: Path, resume: bool = False, save_every_seconds: float = 180.0) -> Past:
    """Train to `job.config.steps` and return what happened, from the first step on.

    Raises:
        CheckpointError: `out` holds a checkpoint and `resume` is false, or it is another run's, or there is none to
        resume.
        DiskFullError: a checkpoint could not be written; the one before is whole.
        TrainingStopped: Ctrl-C; the checkpoint was written first.
    """
    out.mkdir(parents=True, exist_ok=True)
    accelerator = Accelerator(cpu=not torch.cuda.is_available(), mixed_precision=job.config.precision)
    model, *optimizers = accelerator.prepare(job.model, *job.optimizers)
    peaks = [[group["lr"] for group in optimizer.param_groups] for optimizer in optimizers]
    past = Past()
    if (out / CHECKPOINT).exists() or resume:
        past = _restore(job, out, resume, accelerator.unwrap_model(model), optimizers)
    losses = past.losses
    began = saved = time.monotonic()
    before = past.seconds
    bar = tqdm(total=job.config.steps, initial=len(losses), desc=f"train {job.recipe}", unit="step", dynamic_ncols=True)
    with _interruptible() as stopped, bar:
        while len(losses) < job.config.steps:
            rate = job.rate(len(losses))
            for optimizer, groups in zip(optimizers, peaks, strict=True):
                for group, peak in zip(optimizer.param_groups, groups, strict=True):
                    group["lr"] = peak * rate
            with accelerator.autocast():
                loss = job.loss(model, next(job.batches))
            accelerator.backward(loss)
            accelerator.clip_grad_norm_(model.parameters(), 1.0)
            for optimizer in optimizers:
                optimizer.step()
                optimizer.zero_grad()
            losses.append(loss.item())
            past.rates.append(rate)
            bar.update()
            bar.set_postfix(loss=f"{sum(losses[-50:]) / len(losses[-50:]):.3f}", refresh=False)
            if stopped or time.monotonic() - saved > save_every_seconds or len(losses) == job.config.steps:
                saved = time.monotonic()
                past.seconds = before + saved - began
                _save(job, out, accelerator.unwrap_model(model), optimizers, past)
            if stopped and len(losses) < job.config.steps:
                raise TrainingStopped(
                    f"Stopped after step {len(losses)} of {job.config.steps}; the checkpoint is in {out}. Carry on "
                    f"with `genai-book train {job.recipe} --out {out} --resume`."
                )
    return past


@contextmanager
def _interruptible() -> Iterator[list[int]]:
    """Within it the first Ctrl-C fills the list instead of breaking a step in two; the second one breaks."""
    stopped: list[int] = []

    def handle(number: int, frame: object) -> None:
        if stopped:
            raise KeyboardInterrupt
        stopped.append(number)

    try:
        before = signal.signal(signal.SIGINT, handle)
    except ValueError:  # not the main thread: signals cannot be handled here, and need not be
        yield stopped
        return
    try:
        yield stopped
    finally:
        signal.signal(signal.SIGINT, before)


def _identity(job: Job) -> dict[str, Any]:
    """What must agree for a checkpoint to be this run's; the number of steps may be raised."""
    return {"recipe": job.recipe, **{key: value for key, value in asdict(job.config).items() if key != "steps"}}


def _save(job: Job, out: Path, model, optimizers, past: Past) -> None:
    numpy_state = numpy.random.get_state()
    state = {
        "identity": _identity(job),
        "model": model.state_dict(),
        "optimizers": [optimizer.state_dict() for optimizer in optimizers],
        "batches": job.batches.state_dict(),
        "past": asdict(past),
        "random": {
            "python": random.getstate(),
            "numpy": (numpy_state[0], numpy_state[1].tolist(), *numpy_state[2:]),
            "torch": torch.get_rng_state(),
        },
    }
    buffer = io.BytesIO()
    torch.save(state, buffer)
    write_atomically(out / CHECKPOINT, buffer.getvalue())


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file so that a reader sees the old one or the new one whole.

    Raises:
        DiskFullError: it could not be written; the old file is untouched.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with open(temporary, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise DiskFullError(
            f"{path} ({len(data) / 1e6:.1f} MB) could not be written: {error.strerror}. What was there before is "
            "untouched. Free some space, or give another folder with --out, then run the same command with --resume."
        ) from error


def _restore(job: Job, out: Path, resume: bool, model, optimizers) -> Past:
    path = out / CHECKPOINT
    if not path.exists():
        raise CheckpointError(
            f"There is no checkpoint in {out} to resume. Leave out --resume, or give the run's folder with --out."
        )
    if not resume:
        raise CheckpointError(
            f"{out} already holds a checkpoint, and it was left as it is. Add --resume to carry on with it, or give "
            "another folder with --out."
        )
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
        found, wanted, past = state["identity"], _identity(job), Past(**state["past"])
    except Exception as error:
        raise CheckpointError(
            f"{path} is not a checkpoint of this trainer ({error}). Give another folder with --out."
        ) from error
    differences = [
        f"{key}: {found.get(key)!r} there, {wanted.get(key)!r} here"
        for key in {**found, **wanted}
        if found.get(key) != wanted.get(key)
    ]
    done = len(past.losses)
    if not differences and (done > job.config.steps or [job.rate(step) for step in range(done)] != past.rates):
        differences = [f"steps: {job.config.steps} here, which would have given other learning rates up to step {done}"]
    if differences:
        raise CheckpointError(
            f"The checkpoint in {out} belongs to another run ({'; '.join(differences)}), and it was left as it is. "
            "Use the settings of that run, or give another folder with --out."
        )
    model.load_state_dict(state["model"])
    for optimizer, saved in zip(optimizers, state["optimizers"], strict=True):
        optimizer.load_state_dict(saved)
    job.batches.load_state_dict(state["batches"])
    random.setstate(state["random"]["python"])
    name, keys, *rest = state["random"]["numpy"]
    numpy.random.set_state((name, numpy.array(keys, dtype=numpy.uint32), *rest))
    torch.set_rng_state(state["random"]["torch"])
    return past
