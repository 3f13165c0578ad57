"""Tasks that training reads beside those of `mappings`, so that it learns to compose and not the compositions by heart.

A *composition* is one or two moves and one or two changes, of longer lists than a rule's. A *moved cipher* moves the
letters before it replaces them. *Places* picks letters of a word of fixed length in any order, `stone -> teos`.

None of them contains a held-out rule: no task here has a move and a change among its parts that are held out as a pair,
and none does to words of four to six letters what a held-out rule does.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass

from genai_book.datasets.mappings import (
    CHANGES,
    HELD_OUT_PAIRS,
    LONGEST,
    MOVES,
    Cipher,
    Rule,
    Task,
    a_task,
    affix,
    along,
)

SHORTEST = 3  # letters of an input; fewer leave nothing to move twice
MOST = 2 * LONGEST  # letters of an answer, what stands before and behind aside
PROBES = ("fqbx", "fqbxk", "fqbxku")  # no letter is another one's neighbour, or its neighbour's

# Different from the moves of `mappings`, and from each other, for every word of four letters or more.
MORE_MOVES: dict[str, Callable[[str], str]] = {
    "last two": lambda word: word[-2:],
    "ends": lambda word: word[0] + word[-1],
    "without the ends": lambda word: word[1:-1],
    "without the second": lambda word: word[:1] + word[2:],
    "second letter": lambda word: word[1:2],
    "last letter but one": lambda word: word[-2:-1],
    "first two last": lambda word: word[2:] + word[:2],
    "first two swapped": lambda word: word[1::-1] + word[2:],
    "last two swapped": lambda word: word[:-2] + word[-1] + word[-2:-1],
    "neighbours swapped": lambda word: "".join(word[at + 1 : at + 2] + word[at] for at in range(0, len(word), 2)),
    "every other": lambda word: word[::2],
    "every other from the second": lambda word: word[1::2],
    "there and back": lambda word: word + word[::-1],
    "back and there": lambda word: word[::-1] + word,
    "first letter twice": lambda word: word[:1] + word,
    "last letter twice": lambda word: word + word[-1:],
    "first letter again": lambda word: word + word[:1],
    "last letter before": lambda word: word[-1:] + word,
}
SHIFTS: dict[str, Callable[[str], str]] = {
    **{name: change for name, change in CHANGES.items() if name not in ("none", "upper case")},
    "previous but one": lambda word: along(word, -2),
    "three on": lambda word: along(word, 3),
    "three back": lambda word: along(word, -3),
    "five on": lambda word: along(word, 5),
    "mirrored": lambda word: "".join(_mirrored(letter) for letter in word),
}
DRESSES: dict[str, Callable[[str], str]] = {
    "upper case": str.upper,
    "capital": str.capitalize,
    "last letter upper case": lambda word: word[:-1] + word[-1].upper(),
    "vowels upper case": lambda word: "".join(letter.upper() if letter in "aeiou" else letter for letter in word),
    "dotted": ".".join,
}
ALL_MOVES = MOVES | MORE_MOVES
ALL_CHANGES = SHIFTS | DRESSES


def _mirrored(letter: str) -> str:
    """`a` for `z`, `b` for `y`, 0 for 9."""
    if letter.isdigit():
        return str(9 - int(letter))
    return chr(ord("a") + ord("z") - ord(letter)) if "a" <= letter <= "z" else letter


@dataclass(frozen=True)
class Composition:
    """Moves, one after the other, then changes, then something put before and behind."""

    moves: tuple[str, ...]  # keys of ALL_MOVES
    changes: tuple[str, ...]  # keys of ALL_CHANGES
    before: str = ""
    behind: str = ""

    def __call__(self, word: str) -> str:
        return self.before + self.middle(word) + self.behind

    def middle(self, word: str) -> str:
        """The answer without what stands before and behind it."""
        for move in self.moves:
            word = ALL_MOVES[move](word)
        for change in self.changes:
            word = ALL_CHANGES[change](word)
        return word

    @property
    def allowed(self) -> bool:
        """Whether it contains no held-out rule, and every word is left with letters to move and to answer."""
        if any((move, change) in HELD_OUT_PAIRS for move in self.moves for change in self.changes):
            return False
        if not all(self._leaves_letters("a" * length) for length in range(SHORTEST, LONGEST + 1)):
            return False
        return not any(does_held_out(self.middle, probe) for probe in PROBES)

    def _leaves_letters(self, word: str) -> bool:
        for move in self.moves:
            if len(word) < 2:
                return False
            word = ALL_MOVES[move](word)
        return 1 <= len(word) <= MOST

    def answerable(self, word: str, inputs: list[str]) -> bool:
        return True


@dataclass(frozen=True)
class Places:
    """Letters at some places of a word of fixed length, then a change."""

    places: tuple[int, ...]
    change: str  # key of ALL_CHANGES, or "none"
    length: int  # of every input

    def __call__(self, word: str) -> str:
        picked = "".join(word[place] for place in self.places)
        return picked if self.change == "none" else ALL_CHANGES[self.change](picked)

    @property
    def allowed(self) -> bool:
        return not does_held_out(self, PROBES[self.length - len(PROBES[0])])

    def answerable(self, word: str, inputs: list[str]) -> bool:
        return True


@dataclass(frozen=True)
class MovedCipher:
    """A move, then one letter for another."""

    move: str  # key of ALL_MOVES
    cipher: Cipher

    @property
    def letters(self) -> str:
        return self.cipher.letters

    def __call__(self, word: str) -> str:
        return self.cipher(ALL_MOVES[self.move](word))

    @property
    def allowed(self) -> bool:
        return not self.cipher.held_out and not does_held_out(self, self.letters)

    def answerable(self, word: str, inputs: list[str]) -> bool:
        """Whether every letter that is asked for was replaced before."""
        move = ALL_MOVES[self.move]
        return set(move(word)) <= set("".join(map(move, inputs)))


Wider = Composition | Places | MovedCipher


def does_held_out(task: Callable[[str], str], probe: str) -> bool:
    """Whether a task does to the probe, a word of different letters, what a held-out rule does."""
    answer = task(probe)
    return any(answer == Rule(move, change)(probe) for move, change in HELD_OUT_PAIRS)


def a_wider_task(family: str, rng: random.Random, longest: int = LONGEST) -> Task | Wider:
    """A task for training of any family: `composition`, `moved cipher`, `places`, or one of `mappings`.

    Where inputs are still shorter than four letters, a rule or cipher stands for the families that need them longer.
    """
    if longest <= SHORTEST:
        family = {"composition": "rule", "places": "rule", "moved cipher": "cipher"}.get(family, family)
    while True:
        if family == "composition":
            task: Wider = _a_composition(rng)
        elif family == "places":
            length = rng.randint(len(PROBES[0]), longest)
            places = rng.sample(range(length), rng.randint(1, length))
            change = rng.choice(("none", "none", *ALL_CHANGES))
            task = Places(tuple(places), change, length)
        elif family == "moved cipher":
            task = MovedCipher(rng.choice([move for move in ALL_MOVES if move != "as it is"]), a_task("cipher", rng))
        else:
            return a_task(family, rng, longest=longest)
        if task.allowed:
            return task


def _a_composition(rng: random.Random) -> Composition:
    moves = rng.sample(list(ALL_MOVES), 2 if rng.random() < 0.4 else 1)
    shift, dress = rng.choice(list(SHIFTS)), rng.choice(list(DRESSES))
    kind = rng.random()
    changes = () if kind < 0.2 else (shift,) if kind < 0.6 else (dress,) if kind < 0.8 else (shift, dress)
    return Composition(tuple(moves), changes, affix(rng), affix(rng))
