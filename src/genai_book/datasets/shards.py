"""Shards of training data, made ahead by other processes: Python makes some hundred thousand tokens a second, and a
graphics card reads millions.
"""

import os
import signal
import threading
import weakref
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context, parent_process
from typing import Any

MakeShard = Callable[[int], Any]  # shard number -> arrays: a pure function that can be pickled, quick to send


def spare_workers() -> int:
    """One process for every four cores this process may use: trainings run side by side, and on a machine of one or
    two cores the training needs them itself.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return cores // 4


class Ahead:
    """The endless stream `make(first)`, `make(first + 1)`, …

    With `workers` the shards are made by so many processes, two ahead for each, and come in the same order; with none
    each is made when it is asked for. `make` is sent to every process once, as it is now.
    """

    def __init__(self, make: MakeShard, first: int = 0, workers: int | None = None):
        self.make, self.number = make, first
        self.workers = spare_workers() if workers is None else workers
        self.pending: deque[Future] = deque()
        self.pool: ProcessPoolExecutor | None = None

    def __next__(self) -> Any:
        self.number += 1
        if not self.workers:
            return self.make(self.number - 1)
        if self.pool is None:
            self.pool = ProcessPoolExecutor(self.workers, get_context("spawn"), _begin, (self.make,))
            weakref.finalize(self, self.pool.shutdown, wait=False, cancel_futures=True)
        while len(self.pending) <= 2 * self.workers:
            self.pending.append(self.pool.submit(_made, self.number - 1 + len(self.pending)))
        return self.pending.popleft().result()

    def start_at(self, number: int) -> None:
        """Go on with `make(number)`."""
        for future in self.pending:
            future.cancel()
        self.pending.clear()
        self.number = number


_make: MakeShard  # of a worker


def _begin(make: MakeShard) -> None:
    global _make
    _make = make
    os.putenv("TOKENIZERS_PARALLELISM", "false")  # its threads would take the other workers' cores
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the training, which ends its step and saves
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent_process().join()
    os._exit(1)


def _made(number: int) -> Any:
    return _make(number)
