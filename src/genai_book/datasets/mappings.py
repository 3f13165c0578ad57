"""What the `mappings` model reads: tasks given by examples alone, one `input -> output` a line.

    cat -> TAC
    dog -> GOD
    sun -> NUS

Three families. A *rule* moves the letters (reversed, rotated, doubled …), changes each of them (upper case, the next in
the alphabet …) and puts something before or behind. A *cipher* replaces every letter of a small alphabet by another
one. A *table* pairs words that have nothing to do with each other: nothing but an earlier line tells the answer.

Held out, and read only by tests: one in five of the pairs (move, change) whose halves both do something, whatever
stands before or behind; one in ten ciphers; one in ten pairs of a table. All by hash.
"""

import hashlib
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import torch

from genai_book.datasets.byte_tokens import byte_tokenizer

ARROW = " -> "
LETTERS = "abcdefghijklmnopqrstuvwxyz"
DIGITS = "0123456789"
IGNORED = -100  # a target that is not counted
SHORTEST, LONGEST = 2, 6  # letters of an input
FAMILIES = {"rule": 0.55, "cipher": 0.25, "table": 0.2}  # shares of the training rows
REPEATED_FRACTION = 0.12  # of the lines of a rule or cipher: their input was there before


def _along(word: str, steps: int) -> str:
    """Each letter or digit moved on in its alphabet, round the end."""
    return "".join(
        next((row[(row.index(one) + steps) % len(row)] for row in (LETTERS, DIGITS) if one in row), one) for one in word
    )


MOVES: dict[str, Callable[[str], str]] = {
    "as it is": lambda word: word,
    "reversed": lambda word: word[::-1],
    "ends swapped": lambda word: word[-1] + word[1:-1] + word[0],
    "first letter last": lambda word: word[1:] + word[0],
    "last letter first": lambda word: word[-1] + word[:-1],
    "without the first": lambda word: word[1:],
    "without the last": lambda word: word[:-1],
    "first letter": lambda word: word[0],
    "last letter": lambda word: word[-1],
    "first two": lambda word: word[:2],
    "twice": lambda word: word + word,
    "each letter twice": lambda word: "".join(one + one for one in word),
}
CHANGES: dict[str, Callable[[str], str]] = {
    "none": lambda word: word,
    "upper case": str.upper,
    "next": lambda word: _along(word, 1),
    "previous": lambda word: _along(word, -1),
    "next but one": lambda word: _along(word, 2),
}


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4])


# The salt is one with which every move is left with two changes in training, and every change with six moves.
HELD_OUT_PAIRS = {
    (move, change)
    for move in list(MOVES)[1:]
    for change in list(CHANGES)[1:]
    if _hash(f"pairs/{move}/{change}") % 5 == 0
}


@dataclass(frozen=True)
class Rule:
    """Letters moved, then changed, then something put before and behind."""

    move: str  # key of MOVES
    change: str  # key of CHANGES
    before: str = ""
    behind: str = ""

    def __call__(self, word: str) -> str:
        return self.before + CHANGES[self.change](MOVES[self.move](word)) + self.behind

    @property
    def held_out(self) -> bool:
        return (self.move, self.change) in HELD_OUT_PAIRS

    def answerable(self, word: str, inputs: list[str]) -> bool:
        """Whether the lines before can tell the answer; of a rule always said so, though few lines leave doubts."""
        return True


@dataclass(frozen=True)
class Cipher:
    """One letter for another."""

    letters: str
    images: str

    def __call__(self, word: str) -> str:
        return word.translate(str.maketrans(self.letters, self.images))

    @property
    def held_out(self) -> bool:
        return _hash("".join(sorted(map("".join, zip(self.letters, self.images, strict=True))))) % 10 == 0

    def answerable(self, word: str, inputs: list[str]) -> bool:
        """Whether every letter of the word was in an input before."""
        return set(word) <= set("".join(inputs))


@dataclass(frozen=True)
class Table:
    """Words for words, without a rule."""

    pairs: tuple[tuple[str, str], ...]

    def __call__(self, word: str) -> str:
        return dict(self.pairs)[word]

    def answerable(self, word: str, inputs: list[str]) -> bool:
        """Whether the word was an input before."""
        return word in inputs


Task = Rule | Cipher | Table


def a_word(rng: random.Random, length: int, letters: str | None = None) -> str:
    """Letters at random, half of the time with vowels in turn; now and then digits; or only of `letters`."""
    if letters:
        return "".join(rng.choices(letters, k=length))
    kind = rng.random()
    if kind < 0.08:
        return "".join(rng.choices(DIGITS, k=length))
    if kind < 0.5:
        return "".join(rng.choices(LETTERS, k=length))
    rows = ("bcdfghjklmnprstvwz", "aeiou")
    start = rng.random() < 0.25
    return "".join(rng.choice(rows[(place + start) % 2]) for place in range(length))


def _affix(rng: random.Random) -> str:
    kind = rng.random()
    if kind < 0.8:
        return ""
    return "".join(rng.choices(LETTERS if kind < 0.93 else "!?*.+()[]<>#&%=", k=rng.choice((1, 1, 2))))


def a_task(family: str, rng: random.Random, held_out: bool = False, longest: int = LONGEST) -> Task:
    """A task of a family, of those that training reads or of those held out; a table's words have `longest` letters
    or fewer.
    """
    while True:
        if family == "rule":
            task = Rule(rng.choice(list(MOVES)), rng.choice(list(CHANGES)), _affix(rng), _affix(rng))
        elif family == "cipher":
            size = rng.randint(3, 7)
            task = Cipher("".join(rng.sample(LETTERS, size)), "".join(rng.sample(LETTERS, size)))
        else:
            return Table(tuple(a_table(rng, rng.randint(2, 8), held_out, longest)))
        if task.held_out == held_out:
            return task


def a_table(rng: random.Random, count: int, held_out: bool, longest: int = LONGEST) -> Iterator[tuple[str, str]]:
    """Pairs of words, none of them with the same first word."""
    used: set[str] = set()
    while len(used) < count:
        pair = (a_word(rng, rng.randint(SHORTEST, longest)), a_word(rng, rng.randint(SHORTEST, longest)))
        if pair[0] not in used and pair_held_out(*pair) == held_out:
            used.add(pair[0])
            yield pair


def pair_held_out(word: str, answer: str) -> bool:
    """Whether a pair of a table is kept for tests."""
    return _hash(f"{word}/{answer}") % 10 == 0


def inputs(task: Task, rng: random.Random, longest: int = LONGEST) -> Iterator[str]:
    """Endless inputs of a task, some of them again; in two rows of three all of one length, as in `cat`, `dog`."""
    one = rng.randint(SHORTEST, longest) if rng.random() < 2 / 3 else None
    past: list[str] = []
    while True:
        if isinstance(task, Table):
            word = rng.choice(task.pairs)[0]
        elif past and rng.random() < REPEATED_FRACTION:
            word = rng.choice(past)
        else:
            letters = task.letters if isinstance(task, Cipher) else None
            word = a_word(rng, one or rng.randint(SHORTEST, longest), letters)
        past.append(word)
        yield word


class Rows:
    """Endless batches of `ids` and `targets` (B, T): row n depends on (seed, n) alone.

    A row is one task, as many lines of it as fit. What is to be predicted is each answer and `<|endoftext|>` behind
    it, though a new line follows in `ids`: so one row asks after no, one, two … examples, and the model learns to stop.
    Inputs are not predicted, nor answers that the lines before cannot tell (`answerable`).

    In the first `growing` batches the task grows: from inputs of two letters to `LONGEST`, and from rows of 0.4 times
    the length to all of it. A model that begins with long words stands still for long, because no part of an answer
    is right before all of them nearly are.
    """

    def __init__(self, seed: int, batch: int, length: int, growing: int = 0):
        self.seed, self.batch, self.length, self.growing = seed, batch, length, growing
        self.row = 0
        self.bytes = byte_ids()

    def __next__(self) -> dict[str, torch.Tensor]:
        longest, length = self.size(self.row // self.batch)
        rows = [self._row(self.row + place, longest, length) for place in range(self.batch)]
        self.row += self.batch
        return {"ids": torch.tensor([ids for ids, _ in rows]), "targets": torch.tensor([goals for _, goals in rows])}

    def size(self, batch: int) -> tuple[int, int]:
        """Letters of the longest input in a batch, and bytes of its rows."""
        grown = min(1.0, batch / self.growing) if self.growing else 1.0
        longest = SHORTEST + int(grown * (LONGEST - SHORTEST + 1))
        return min(LONGEST, longest), 8 * round(self.length * (0.4 + 0.6 * grown) / 8)

    def state_dict(self) -> dict[str, Any]:
        return {"row": self.row}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self.row = state["row"]

    def _row(self, number: int, longest: int, length: int) -> tuple[list[int], list[int]]:
        rng = random.Random(f"mappings/{self.seed}/{number}")
        family = rng.choices(list(FAMILIES), list(FAMILIES.values()))[0]
        task = a_task(family, rng, longest=longest)
        ids: list[int] = []
        goals: list[int] = []
        past: list[str] = []
        for word in inputs(task, rng, longest):
            line = self.encode(word, task(word), task.answerable(word, past))
            if len(ids) + len(line[0]) > length:
                break
            ids += line[0]
            goals += line[1]
            past.append(word)
        blank = length - len(ids)
        return ids + [0] * blank, goals + [IGNORED] * blank

    def encode(self, word: str, answer: str, asked: bool) -> tuple[list[int], list[int]]:
        """Ids of a line with its new line, and at each of them what should be predicted there."""
        given, told = (word + ARROW).rstrip(), " " + answer
        ids = [self.bytes[byte] for byte in f"{given}{told}\n".encode()]
        if not asked:
            return ids, [IGNORED] * len(ids)
        start = len(given) - 1  # at the arrow's head, the space before the answer is predicted
        return ids, [IGNORED] * start + ids[start + 1 : -1] + [0, IGNORED]


def byte_ids() -> list[int]:
    """The token of each byte."""
    tok = byte_tokenizer()
    ids = [0] * 256
    for code in range(128):
        ids[code] = tok.encode(chr(code)).ids[0]
    return ids


def prompt(task: Task, shots: list[str], query: str) -> str:
    """The examples line by line, and the query with nothing behind its arrow."""
    return "".join(f"{word}{ARROW}{task(word)}\n" for word in shots) + (query + ARROW).rstrip()


def fingerprint(seed: int) -> str:
    """SHA-256 of the first thousand training rows: changes when the data do."""
    rows = Rows(seed, 1000, 192)
    batch = next(rows)
    digest = hashlib.sha256()
    for part in ("ids", "targets"):
        digest.update(batch[part].to(torch.int16).numpy().tobytes())
    return digest.hexdigest()
