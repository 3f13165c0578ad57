"""The tasks of the `mappings` model: tasks given by examples alone, one `input -> output` a line.

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

ARROW = " -> "
LETTERS = "abcdefghijklmnopqrstuvwxyz"
DIGITS = "0123456789"
SHORTEST, LONGEST = 2, 6  # letters of an input


def along(word: str, steps: int) -> str:
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
    "next": lambda word: along(word, 1),
    "previous": lambda word: along(word, -1),
    "next but one": lambda word: along(word, 2),
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


def affix(rng: random.Random) -> str:
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
            task = Rule(rng.choice(list(MOVES)), rng.choice(list(CHANGES)), affix(rng), affix(rng))
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


def prompt(task: Task, shots: list[str], query: str) -> str:
    """The examples line by line, and the query with nothing behind its arrow."""
    return "".join(f"{word}{ARROW}{task(word)}\n" for word in shots) + (query + ARROW).rstrip()
