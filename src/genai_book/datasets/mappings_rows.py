"""What the `mappings` model reads: rows of token ids, every row another task, as many lines of it as fit."""

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from genai_book.datasets import mappings_compositions
from genai_book.datasets.byte_tokens import byte_tokenizer
from genai_book.datasets.mappings import ARROW, LONGEST, SHORTEST, Cipher, Table, Task, a_word
from genai_book.datasets.mappings_compositions import MovedCipher, Places, Wider, a_wider_task
from genai_book.datasets.shards import Ahead

IGNORED = -100  # a target that is not counted
FAMILIES = {  # shares of the rows
    "rule": 0.35,
    "composition": 0.2,
    "cipher": 0.16,
    "moved cipher": 0.08,
    "places": 0.06,
    "table": 0.15,
}
REPEATED_FRACTION = 0.12  # of the lines whose task is no table: their input was there before
OTHER_LENGTH_FRACTION = 0.06  # of the lines of a row whose inputs had all one length


def inputs(task: Task | Wider, rng: random.Random, longest: int = LONGEST) -> Iterator[str]:
    """Endless inputs of a task, some of them again.

    In two rows of three they have one length, as in `cat`, `dog`, and now and then go over to another one: a question
    need not be as long as the examples.
    """
    letters = task.letters if isinstance(task, Cipher | MovedCipher) else None
    shortest = mappings_compositions.SHORTEST if isinstance(task, Wider) else SHORTEST
    same = isinstance(task, Places) or rng.random() < 2 / 3
    length = task.length if isinstance(task, Places) else rng.randint(shortest, longest)
    past: list[str] = []
    while True:
        if isinstance(task, Table):
            word = rng.choice(task.pairs)[0]
        elif past and rng.random() < REPEATED_FRACTION:
            word = rng.choice(past)
        else:
            if not isinstance(task, Places) and rng.random() < (OTHER_LENGTH_FRACTION if same else 1):
                length = rng.randint(shortest, longest)
            word = a_word(rng, length, letters)
        past.append(word)
        yield word


@dataclass(frozen=True)
class Batch:
    """Makes batch n of `ids` and `targets`, int16 (2, B, T): row n depends on (seed, n) alone.

    What is to be predicted is each answer and `<|endoftext|>` behind it, though a new line follows in `ids`: so one row
    asks after no, one, two … examples, and the model learns to stop. Inputs are not predicted, nor answers that the
    lines before cannot tell (`answerable`).

    In the first `growing` batches the inputs grow from two letters to `LONGEST`. A model that begins with long words
    stands still for long, because no part of an answer is right before all of them nearly are.
    """

    seed: int
    rows: int
    length: int
    growing: int

    def __call__(self, number: int) -> np.ndarray:
        longest = self.longest(number)
        rows = [self._row(number * self.rows + place, longest) for place in range(self.rows)]
        return np.array([[ids for ids, _ in rows], [goals for _, goals in rows]], dtype=np.int16)

    def longest(self, number: int) -> int:
        """Letters of the longest input in a batch."""
        grown = min(1.0, number / self.growing) if self.growing else 1.0
        return min(LONGEST, SHORTEST + int(grown * (LONGEST - SHORTEST + 1)))

    def _row(self, number: int, longest: int) -> tuple[list[int], list[int]]:
        rng = random.Random(f"mappings/{self.seed}/{number}")
        family = rng.choices(list(FAMILIES), list(FAMILIES.values()))[0]
        task = a_wider_task(family, rng, longest)
        ids: list[int] = []
        goals: list[int] = []
        past: list[str] = []
        for word in inputs(task, rng, longest):
            line = encode(word, task(word), task.answerable(word, past))
            if len(ids) + len(line[0]) > self.length:
                break
            ids += line[0]
            goals += line[1]
            past.append(word)
        blank = self.length - len(ids)
        return ids + [0] * blank, goals + [IGNORED] * blank


def encode(word: str, answer: str, asked: bool) -> tuple[list[int], list[int]]:
    """Ids of a line with its new line, and at each of them what should be predicted there."""
    given, told = (word + ARROW).rstrip(), " " + answer
    ids = [_IDS[byte] for byte in f"{given}{told}\n".encode()]
    if not asked:
        return ids, [IGNORED] * len(ids)
    start = len(given) - 1  # at the arrow's head, the space before the answer is predicted
    return ids, [IGNORED] * start + ids[start + 1 : -1] + [0, IGNORED]


_IDS = [byte_tokenizer().encode(chr(code)).ids[0] for code in range(128)]  # the token of each byte


class Rows:
    """Endless batches of `ids` and `targets` (B, T), made ahead where processes can be spared."""

    def __init__(self, seed: int, rows: int, length: int, growing: int = 0):
        self.ahead = Ahead(Batch(seed, rows, length, growing))

    def __next__(self) -> dict[str, torch.Tensor]:
        ids, targets = torch.from_numpy(next(self.ahead)).long()
        return {"ids": ids, "targets": targets}

    def state_dict(self) -> dict[str, Any]:
        return {"batch": self.ahead.number}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self.ahead.start_at(state["batch"])


def fingerprint(seed: int) -> str:
    """SHA-256 of the first thousand training rows with inputs of all lengths: changes when the data do."""
    return hashlib.sha256(Batch(seed, 1000, 192, 0)(0).tobytes()).hexdigest()
