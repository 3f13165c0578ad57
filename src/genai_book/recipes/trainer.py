"""The one training loop that all recipes share: seeded, resumable to the bit, safe to interrupt.

It runs on one CPU, on one GPU, or in several processes: `accelerate launch -m genai_book train NAME` on GPUs,
`torchrun --nproc-per-node 2 -m genai_book train NAME` on CPUs, where Accelerate's launcher knows only MPI. Then every
process takes its rows of each batch, and gradients and losses are those of the whole batch.
"""

import atexit
import json
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Protocol

import torch
from accelerate import Accelerator, PartialState
from accelerate.utils import recursively_apply, send_to_device, set_seed
from tqdm import tqdm

from genai_book.errors import SettingError, TrainingStopped
from genai_book.recipes import checkpoint
from genai_book.recipes.ahead import OneAhead
from genai_book.recipes.average import Average
from genai_book.recipes.publish import versions
from genai_book.writing import write_atomically


class Batches(Protocol):
    """An endless stream of batches that can say where it is and be put back there.

    A batch is a tensor, or a dict or tuple of tensors, whose first dimension is the rows.
    """

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
    loss: Callable[[torch.nn.Module, Any], tuple[torch.Tensor, torch.Tensor | int]]  # sum in nats, number of terms
    rate: Callable[[int], float]  # factor of the peak rate at a step; never 0 before the last step
    average: float = 0.0  # decay of the moving average of the weights that the model holds at the end; 0 = none
    compile: bool = False  # the model's forward pass on a GPU; every batch must then have the same shape


LOSSES_AT_ONCE = 20  # fetched from a GPU, which would otherwise wait for Python after every step


@dataclass
class Past:
    """What a run has done so far."""

    losses: list[float] = field(default_factory=list)  # mean of every step, nats
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
        SettingError: the rows of a batch cannot be shared out evenly among the processes.
        TrainingStopped: Ctrl-C; the checkpoint was written first.
    """
    out.mkdir(parents=True, exist_ok=True)
    accelerator = Accelerator(cpu=not torch.cuda.is_available(), mixed_precision=job.config.precision)
    if accelerator.num_processes > 1:
        # subtle: a process that ends without leaving the others is aborted now and then by a thread of PyTorch's.
        atexit.register(accelerator.state.destroy_process_group)
    model, *optimizers = accelerator.prepare(job.model, *job.optimizers)
    bare = accelerator.unwrap_model(model)
    on_gpu = accelerator.device.type == "cuda"
    average = Average(bare, job.average) if job.average else None
    peaks = [[group["lr"] for group in optimizer.param_groups] for optimizer in optimizers]
    past = Past()
    if (out / checkpoint.FILE).exists() or resume:
        past = _restore(job, out, resume, bare, average, optimizers)
    if on_gpu:
        torch.set_float32_matmul_precision("high")  # TF32 where a product is not in bfloat16 anyway
        job.batches = OneAhead(job.batches)
        model = torch.compile(model) if job.compile else model
    losses, waiting = past.losses, []  # of the last steps, still on the device: losses of a batch, terms, stops
    began = saved = time.monotonic()
    before = past.seconds
    main = accelerator.is_main_process
    bar = tqdm(
        total=job.config.steps,
        initial=len(losses),
        desc=f"train {job.recipe}",
        unit="step",
        dynamic_ncols=True,
        disable=not main,
    )
    with _interruptible() as signals, bar:
        while len(losses) < job.config.steps:
            step = len(losses) + len(waiting)
            rate = job.rate(step)
            for optimizer, groups in zip(optimizers, peaks, strict=True):
                for group, peak in zip(optimizer.param_groups, groups, strict=True):
                    group["lr"] = peak * rate
            rows = send_to_device(_share(next(job.batches), accelerator), accelerator.device, non_blocking=on_gpu)
            with accelerator.autocast():
                total, count = job.loss(model, rows)
            # One message for all: the loss of the whole batch, its size, and whether somebody wants to stop.
            sums = accelerator.reduce(_numbers(total, count, bool(signals)), "sum")
            # subtle: several processes average their gradients, and each has divided by the terms of all.
            accelerator.backward(total * (accelerator.num_processes / sums[1]).to(total.dtype))
            accelerator.clip_grad_norm_(model.parameters(), 1.0)
            for optimizer in optimizers:
                optimizer.step()
                optimizer.zero_grad()
            if average:
                average.update()
            waiting.append(sums)
            past.rates.append(rate)
            bar.update()
            if on_gpu and len(waiting) < LOSSES_AT_ONCE and step + 1 < job.config.steps:
                continue
            fetched = torch.stack(waiting).tolist()
            waiting.clear()
            losses += [loss / terms for loss, terms, _ in fetched]
            stopped = any(stop for *_, stop in fetched)
            bar.set_postfix(loss=f"{sum(losses[-50:]) / len(losses[-50:]):.3f}", refresh=False)
            if main and (stopped or time.monotonic() - saved > save_every_seconds or len(losses) == job.config.steps):
                saved = time.monotonic()
                past.seconds = before + saved - began
                _save(job, out, bare, average, optimizers, past)
            if stopped and len(losses) < job.config.steps:
                raise TrainingStopped(
                    f"Stopped after step {len(losses)} of {job.config.steps}; the checkpoint is in {out}. Carry on "
                    f"with `genai-book train {job.recipe} --out {out} --resume`."
                )
    if on_gpu:
        job.batches.close()
    if average:
        average.give(bare)
    bare.cpu()
    return past


def _numbers(total: torch.Tensor, count: torch.Tensor | int, stop: bool) -> torch.Tensor:
    """(3,) on the device of `total`, made without waiting for it."""
    count = count if isinstance(count, torch.Tensor) else torch.full((), count, device=total.device)
    wishes = torch.full((), stop, device=total.device)
    return torch.stack([total.detach().double(), count.double(), wishes.double()])


def finish(config: Any, past: Past, out: Path, save: Callable[[Path], None]) -> None:
    """What a finished run leaves: the model that `save(folder)` writes, in `out / "model"`, and `out / "run.json"`.

    Only the first of several processes writes. An interruption leaves the model of before, or none.
    """
    if PartialState().is_main_process:
        new, folder = out / ".model.new", out / "model"
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(parents=True)
        save(new)
        for path in new.rglob("*"):
            if path.is_file():
                path.chmod(0o644)  # safetensors writes 0600, which a web server cannot read
        shutil.rmtree(folder, ignore_errors=True)
        new.rename(folder)
        run = {
            "config": asdict(config),
            "losses_nats": past.losses,
            "seconds": past.seconds,
            "hardware": hardware(config),
            "versions": versions(),
        }
        write_atomically(out / "run.json", json.dumps(run).encode())
    PartialState().wait_for_everyone()


@contextmanager
def part_of(out: Path, part: Path) -> Iterator[None]:
    """Within it a training that is stopped in the folder `part` says that the whole run, in `out`, is to be resumed."""
    try:
        yield
    except TrainingStopped as stopped:
        raise TrainingStopped(str(stopped).replace(f"--out {part} ", f"--out {out} ")) from None


def hardware(config: Any) -> str:
    """What `fit` trains on here, and in which numbers, as the card says it."""
    numbers = {"no": "float32"}.get(config.precision, config.precision)
    if not torch.cuda.is_available():
        return f"{config.threads} thread{'s' * (config.threads > 1)} of a CPU, {numbers}"
    count = PartialState().num_processes
    return f"{'one' if count == 1 else count} {torch.cuda.get_device_name()}, {numbers}"


def muon_and_adam(
    model: torch.nn.Module,
    inside: Callable[[str], bool],
    muon_rate: float,
    adam_rate: float,
    muon_decay: float = 0.01,
    adam_decay: float = 0.0,
) -> list[torch.optim.Optimizer]:
    """Muon (Jordan et al. 2024) for the matrices whose names `inside` accepts, AdamW for all other parameters."""
    matrices = [p for name, p in model.named_parameters() if p.ndim == 2 and inside(name)]
    others = [p for name, p in model.named_parameters() if not (p.ndim == 2 and inside(name))]
    return [
        torch.optim.Muon(matrices, lr=muon_rate, weight_decay=muon_decay),
        torch.optim.AdamW(others, lr=adam_rate, betas=(0.9, 0.95), weight_decay=adam_decay),
    ]


def warm_hold_decay(step: int, steps: int, warmup_steps: int, decay_fraction: float) -> float:
    """Factor of the peak rate: linear warm-up, plateau, linear decay over the last `decay_fraction` of the run.

    Hu et al. 2024 (arXiv:2404.06395): the plateau can be prolonged without having been planned so.
    """
    left = (steps - step) / max(1.0, decay_fraction * steps)
    return min(1.0, (step + 1) / warmup_steps, left)


def _share(batch: Any, accelerator: Accelerator) -> Any:
    """This process's rows of a batch: every N-th."""
    index, number = accelerator.process_index, accelerator.num_processes
    if number == 1:
        return batch

    def rows(tensor: torch.Tensor) -> torch.Tensor:
        if len(tensor) % number:
            raise SettingError(
                f"A batch of {len(tensor)} rows cannot be shared out evenly among {number} processes. Give "
                f"`accelerate launch` a --num_processes that divides {len(tensor)}."
            )
        return tensor[index::number]

    return recursively_apply(rows, batch)


@contextmanager
def _interruptible() -> Iterator[list[int]]:
    """Within it the first Ctrl-C fills the list instead of breaking a step in two; the second one breaks."""
    signals: list[int] = []

    def handle(number: int, frame: object) -> None:
        if signals:
            raise KeyboardInterrupt
        signals.append(number)

    try:
        before = signal.signal(signal.SIGINT, handle)
    except ValueError:  # not the main thread: signals cannot be handled here, and need not be
        yield signals
        return
    try:
        yield signals
    finally:
        signal.signal(signal.SIGINT, before)


def _identity(job: Job) -> dict[str, Any]:
    """What must agree for a checkpoint to be this run's; the number of steps may be raised."""
    return {"recipe": job.recipe, **{key: value for key, value in asdict(job.config).items() if key != "steps"}}


def _save(job: Job, out: Path, model, average: Average | None, optimizers, past: Past) -> None:
    state = {
        "identity": _identity(job),
        "model": model.state_dict(),
        "average": average.state_dict() if average else None,
        "optimizers": [optimizer.state_dict() for optimizer in optimizers],
        "batches": job.batches.state_dict(),
        "past": asdict(past),
    }
    checkpoint.save(out, state)


def _restore(job: Job, out: Path, resume: bool, model, average: Average | None, optimizers) -> Past:
    state = checkpoint.read(out, resume, _identity(job))
    past = Past(**state["past"])
    done = len(past.losses)
    if done > job.config.steps or [job.rate(step) for step in range(done)] != past.rates:
        said = f"steps: {job.config.steps} here, which would have given other learning rates up to step {done}"
        checkpoint.refuse_unless_equal(out, [said])
    model.load_state_dict(state["model"])
    if average:
        average.load_state_dict(state["average"])
    for optimizer, saved in zip(optimizers, state["optimizers"], strict=True):
        optimizer.load_state_dict(saved)
    job.batches.load_state_dict(state["batches"])
    checkpoint.restore_random(state)
    return past
