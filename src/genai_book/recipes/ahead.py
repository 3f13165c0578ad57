"""Batches made while a GPU works on the one before."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from accelerate.utils import recursively_apply


class OneAhead:
    """The batches of another stream, the next one always in the making, in memory that a GPU can copy from while it
    computes.

    What it says of its place is that of the batch given out last: the one ahead is made again after an interruption.
    """

    def __init__(self, batches: Any):
        self._batches, self._place = batches, batches.state_dict()
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="batches")
        self._next = self._worker.submit(self._make)

    def _make(self) -> tuple[Any, dict[str, Any]]:
        batch = recursively_apply(lambda tensor: tensor.pin_memory(), next(self._batches))
        return batch, self._batches.state_dict()

    def __next__(self) -> Any:
        batch, self._place = self._next.result()
        self._next = self._worker.submit(self._make)
        return batch

    def state_dict(self) -> dict[str, Any]:
        return self._place

    def close(self) -> None:
        """Make no more; the batch in the making is lost."""
        self._worker.shutdown(cancel_futures=True)
