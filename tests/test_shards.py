"""Shards made ahead are those made on the spot, in the same order."""

import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from genai_book.datasets.shards import Ahead, spare_workers


class Squares:
    """A maker with something to remember."""

    def __init__(self, power: int):
        self.power = power

    def __call__(self, number: int) -> np.ndarray:
        if number > 90:
            raise ValueError(f"There is no shard {number}.")
        return np.array([number**self.power, random.Random(number).randrange(100)])


@pytest.fixture
def two_workers():
    ahead = Ahead(Squares(2), workers=2)
    yield ahead
    ahead.pool.shutdown(cancel_futures=True)


def read(ahead: Ahead, count: int) -> list[list[int]]:
    return [next(ahead).tolist() for _ in range(count)]


def test_they_are_the_same_with_and_without_workers(two_workers: Ahead) -> None:
    alone = Ahead(Squares(2), workers=0)
    assert read(alone, 3) == [[0, 49], [1, 17], [4, 7]]
    assert read(two_workers, 12) == read(Ahead(Squares(2), workers=0), 12)
    for ahead in (alone, two_workers):
        ahead.start_at(40)
    assert read(two_workers, 9) == read(alone, 9)
    two_workers.start_at(85)
    with pytest.raises(ValueError, match="There is no shard 91"):
        read(two_workers, 10)


def test_a_training_on_few_cores_makes_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    for cores, workers in ((1, 0), (2, 0), (4, 1), (16, 4)):
        monkeypatch.setattr("os.sched_getaffinity", lambda process, cores=cores: set(range(cores)), raising=False)
        assert spare_workers() == workers


def test_workers_are_gone_with_the_process_that_asked(tmp_path: Path) -> None:
    """A program that ends with shards under way ends at once, and nobody stays behind."""
    program = tmp_path / "asks.py"
    program.write_text(
        "from genai_book.datasets.shards import Ahead\n"
        "def make(number): return number\n"
        "if __name__ == '__main__':\n"
        "    ahead = Ahead(make, first=5, workers=1)\n"
        "    print([next(ahead) for _ in range(3)])\n"
    )
    done = subprocess.run([sys.executable, program], capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr, done.returncode) == ("[5, 6, 7]\n", "", 0)
