"""How much memory a model will take, known before anything is loaded, and what would fit if it is too much."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from . import device as devices
from .catalogue import Row, list_models
from .errors import TooLittleMemoryError
from .files import FLOATS, Stored, bytes_of

QUANTIZATIONS = {"8bit": 8, "4bit": 4}
GROUP = 32  # weights that share a scale at 4 bits
BYTES_OF_WEIGHT = {8: 1.0, 4: 0.5 + 4 / GROUP}  # 4 bits: with two 16-bit numbers for each group
_NEVER_QUANTISED = re.compile(r"wte|wpe|embed|lm_head|shared|relative_attention_bias|pooler|outputs")
_SLICED = 0.4  # of the working memory that is left when the picture is decoded in slices; a guess on the safe side


@dataclass(frozen=True)
class Estimate:
    """What a model takes, in bytes. What the libraries themselves take is not in it."""

    parts: dict[str, int]  # of a pipeline: folder → its weights; of a single model: one entry
    working: int  # beside the weights, while it runs

    @property
    def weights(self) -> int:
        return sum(self.parts.values())

    @property
    def total(self) -> int:
        return self.weights + self.working


@dataclass(frozen=True)
class Saving:
    """A way to run a diffusers pipeline in less memory, slower."""

    name: str
    needs: int  # bytes on the device
    says: str  # for the line that `load` prints


def estimate(tensors: Iterable[Stored], dtype: str, working_bytes: int, bits: int | None = None) -> Estimate:
    """Memory of weights held in `dtype`, or their matrices in `bits`, and of the work with them.

    `working_bytes` is for 16-bit values. Only floating-point values change their size.
    """
    size, parts = devices.BYTES_OF_DTYPE[dtype], {}
    for tensor in tensors:
        each: float = size if tensor.kind in FLOATS else bytes_of(tensor.kind)
        if bits and is_quantised(tensor.name, tensor.shape):
            each = BYTES_OF_WEIGHT[bits]
        part = tensor.file.rpartition("/")[0]
        parts[part] = parts.get(part, 0) + round(tensor.values * each)
    return Estimate(parts, working_bytes * size // 2)


def is_quantised(name: str, shape: tuple[int, ...]) -> bool:
    """Whether a weight of this name and shape is kept in fewer bits where that is asked for: matrices inside layers."""
    return (
        len(shape) == 2
        and name.endswith(".weight")
        and all(n % GROUP == 0 for n in shape)
        and not _NEVER_QUANTISED.search(name)
    )


def savings(needed: Estimate, device: str) -> list[Saving]:
    """What a diffusers pipeline could do to take less of a device's memory, the fastest first."""
    sliced = round(needed.working * _SLICED)
    ways = [Saving("slices", needed.weights + sliced, "the picture is decoded in slices")]
    if device != "cpu":
        largest = max(needed.parts.values(), default=0)
        ways.append(Saving("offload", largest + sliced, f"its parts take turns on {device}"))
        ways.append(Saving("sequential", sliced, f"its layers go to {device} one by one, which is slow"))
    return ways


def check(
    row: Row,
    tensors: list[Stored],
    device: str,
    dtype: str,
    bits: int | None = None,
    *,
    free: int | None = None,
) -> Saving | None:
    """The saving that is needed for the model to fit on `device`, or None if it fits as it is.

    `free` is the memory that can be had, left out what is free now. Raises TooLittleMemoryError, with what would fit.
    """
    needed = estimate(tensors, dtype, row.working_bytes, bits)
    free = devices.free_memory_bytes(device) if free is None else free
    if needed.total <= free:
        return None
    if row.task == "text-to-image":
        for way in savings(needed, device):
            held_elsewhere = way.name != "slices" and needed.weights > devices.free_memory_bytes("cpu")
            if way.needs <= free and not held_elsewhere:
                return way
    raise TooLittleMemoryError(
        f"{row.hub_id} in {f'{bits} bits' if bits else dtype} needs about {megabytes(needed.total)} and {device} has "
        f"{megabytes(free)} free, so it was not loaded. {_what_fits(row, tensors, device, dtype, free)}"
    )


def megabytes(number_bytes: int) -> str:
    """A size for a reader: 7 MB, 551 MB, 2,740 MB."""
    return f"{max(1, round(number_bytes / 1e6)):,} MB"


def _what_fits(row: Row, tensors: list[Stored], device: str, dtype: str, free: int) -> str:
    def total(dtype: str, bits: int | None = None) -> int:
        return estimate(tensors, dtype, row.working_bytes, bits).total

    ways = []
    smaller = "float16" if device.partition(":")[0] == "mps" else "bfloat16"
    if devices.BYTES_OF_DTYPE[dtype] > 2 and total(smaller) <= free:
        ways.append(f'dtype="{smaller}" ({megabytes(total(smaller))})')
    if row.task != "text-to-image":
        for name, bits in QUANTIZATIONS.items():
            if total(dtype, bits) <= free:
                ways.append(f'quantize="{name}" ({megabytes(total(dtype, bits))})')
                break
    if device != "cpu" and total("float32") <= devices.free_memory_bytes("cpu"):
        ways.append(f'device="cpu" ({megabytes(total("float32"))}, slower)')
    for other in list_models(row.task):
        guess = other.parameters * devices.BYTES_OF_DTYPE[dtype] + other.working_bytes
        if other is not row and other.hub_id and other.parameters < row.parameters and guess <= free:
            ways.append(f'model="{other.name}" ({megabytes(guess)})')
    if row.embedded:
        ways.append(f'source="embedded" (the small model "{row.embedded.name}")')
    if not ways:
        return "Nothing of this task fits here: free memory by unloading other models, or use a larger machine."
    return f"What would fit: {'; '.join(ways)}."
