"""How much memory a model will take, known before anything is loaded, and what would fit if it is too much."""

from . import device as devices
from .catalogue import Row, list_models
from .errors import TooLittleMemoryError
from .files import FLOATS, Counts, bytes_of


def needed_bytes(counts: Counts, dtype: str, working_bytes: int) -> int:
    """Memory of the weights, their floating-point values held in `dtype`, and of the work with them.

    `working_bytes` is for 16-bit values. An estimate: what the libraries themselves take is not in it.
    """
    size = devices.BYTES_OF_DTYPE[dtype]
    weights = sum(number * (size if kind in FLOATS else bytes_of(kind)) for kind, number in counts.items())
    return weights + working_bytes * size // 2


def check(row: Row, counts: Counts, device: str, dtype: str) -> None:
    """Raises TooLittleMemoryError, with what would fit, if the model needs more than is free on `device`."""
    needed, free = needed_bytes(counts, dtype, row.working_bytes), devices.free_memory_bytes(device)
    if needed <= free:
        return
    raise TooLittleMemoryError(
        f"{row.hub_id} in {dtype} needs about {megabytes(needed)} and {device} has {megabytes(free)} free, so it was "
        f"not loaded. {_what_fits(row, counts, device, dtype, free)}"
    )


def megabytes(number_bytes: int) -> str:
    """A size for a reader: 7 MB, 551 MB, 2,740 MB."""
    return f"{max(1, round(number_bytes / 1e6)):,} MB"


def _what_fits(row: Row, counts: Counts, device: str, dtype: str, free: int) -> str:
    ways = []
    smaller = "float16" if device.partition(":")[0] == "mps" else "bfloat16"
    if devices.BYTES_OF_DTYPE[dtype] > 2 and needed_bytes(counts, smaller, row.working_bytes) <= free:
        ways.append(f'dtype="{smaller}" ({megabytes(needed_bytes(counts, smaller, row.working_bytes))})')
    if device != "cpu" and needed_bytes(counts, "float32", row.working_bytes) <= devices.free_memory_bytes("cpu"):
        ways.append(f'device="cpu" ({megabytes(needed_bytes(counts, "float32", row.working_bytes))}, slower)')
    for other in list_models(row.task):
        estimate = needed_bytes({"F32": other.parameters}, dtype, other.working_bytes)
        if other is not row and other.parameters < row.parameters and estimate <= free:
            ways.append(f'model="{other.name}" ({megabytes(estimate)})')
    if row.embedded:
        ways.append(f'source="embedded" (the small model "{row.embedded.name}")')
    if not ways:
        return "Nothing of this task fits here: free memory by unloading other models, or use a larger machine."
    return f"What would fit: {'; '.join(ways)}."
