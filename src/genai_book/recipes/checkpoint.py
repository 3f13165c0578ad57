"""The state of a training run on disk: one file, replaced atomically, and refused where it is another run's."""

import io
import random
from pathlib import Path
from typing import Any

import numpy
import torch

from genai_book.errors import CheckpointError
from genai_book.writing import write_atomically

FILE = "checkpoint.pt"


def save(out: Path, state: dict[str, Any]) -> None:
    """Write `state` and the random states of Python, NumPy and PyTorch. Raises DiskFullError; the old file stays."""
    numpy_state = numpy.random.get_state()
    randoms = {
        "python": random.getstate(),
        "numpy": (numpy_state[0], numpy_state[1].tolist(), *numpy_state[2:]),
        "torch": torch.get_rng_state(),
        "cuda": torch.cuda.get_rng_state_all() if torch.cuda.is_available() else [],
    }
    buffer = io.BytesIO()
    torch.save(state | {"random": randoms}, buffer)
    write_atomically(out / FILE, buffer.getvalue())


def read(out: Path, resume: bool, identity: dict[str, Any]) -> dict[str, Any]:
    """The state that `save` wrote to `out`, if it is the run that `identity` names and `resume` is true.

    Raises:
        CheckpointError: there is none, or it is not to be resumed, or it cannot be read, or it is another run's.
    """
    path = out / FILE
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
        found = state["identity"]
    except Exception as error:
        raise CheckpointError(
            f"{path} is not a checkpoint of this trainer ({error}). Give another folder with --out."
        ) from error
    refuse_unless_equal(
        out,
        [
            f"{key}: {found.get(key)!r} there, {identity.get(key)!r} here"
            for key in {**found, **identity}
            if found.get(key) != identity.get(key)
        ],
    )
    return state


def refuse_unless_equal(out: Path, differences: list[str]) -> None:
    """Raises CheckpointError that names `differences` between the run in `out` and the one that was asked for."""
    if differences:
        raise CheckpointError(
            f"The checkpoint in {out} belongs to another run ({'; '.join(differences)}), and it was left as it is. "
            "Use the settings of that run, or give another folder with --out."
        )


def restore_random(state: dict[str, Any]) -> None:
    """Put the random states back that were saved with `state`."""
    random.setstate(state["random"]["python"])
    name, keys, *rest = state["random"]["numpy"]
    numpy.random.set_state((name, numpy.array(keys, dtype=numpy.uint32), *rest))
    torch.set_rng_state(state["random"]["torch"])
    if torch.cuda.is_available():
        torch.cuda.set_rng_state_all(state["random"]["cuda"])
