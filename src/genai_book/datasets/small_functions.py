"""Small Python functions with a docstring that says what they do, and tests: made from a seeded grammar.

A function is a combination of parts: a source of elements, conditions, changes, an ending; or cases and labels. Its
combination is the set of its parts, without constants, names, source and style. One combination in ten is held out by
its hash: no function of the training data has it, though each of its parts occurs there many times.
"""

import itertools
import random
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from genai_book.datasets import small_functions_branches as branches
from genai_book.datasets import small_functions_pipelines as pipelines

HELD_OUT_ONE_IN = 10
PIPELINE_FRACTION = 0.7
CASES = 8  # tests of a function


@dataclass(frozen=True)
class SmallFunction:
    """A function: `prompt` (signature and docstring) and `body` are its source; `parameters` are names with kinds."""

    name: str
    prompt: str
    body: str
    parameters: tuple[tuple[str, str], ...]
    combination: tuple[str, ...]

    @property
    def source(self) -> str:
        return self.prompt + self.body


def held_out(combination: tuple[str, ...]) -> bool:
    """Is a combination kept out of training? By its hash, if it has at least three parts, its kind included."""
    return len(combination) > 2 and zlib.crc32("|".join(combination).encode()) % HELD_OUT_ONE_IN == 0


def function(seed: int | str, is_held_out: bool = False) -> SmallFunction:
    """The function of a seed, of the training combinations or of those held out; the same again for the same seed."""
    rng = random.Random(f"small/{seed}")
    while True:
        draw = pipelines.draw if rng.random() < PIPELINE_FRACTION else branches.draw
        drawn = draw(rng)
        if held_out(drawn.combination) == is_held_out:
            break
    return _written(drawn)


def held_out_functions(number: int, seed: int | str = "evaluation") -> list[SmallFunction]:
    """The first `number` held-out functions of different combinations whose tests tell something.

    They do if the function gives at least two different answers, none of them most of the time, and if every answer
    is not simply the argument.
    """
    return _telling((function(f"{seed}/{index}", is_held_out=True) for index in itertools.count()), number)


def longer_functions(number: int, seed: int | str = "evaluation") -> list[SmallFunction]:
    """As many over a sequence whose tests tell something, with three conditions or three changes of the elements and
    up to two of the other: training has at most two of each.
    """
    return _telling((_longer(random.Random(f"longer/{seed}/{index}")) for index in itertools.count()), number)


def _longer(rng: random.Random) -> SmallFunction:
    three, others = 3, rng.randint(0, 2)
    return _written(pipelines.draw(rng, rng.choice(((three, others), (others, three)))))


def _written(drawn: pipelines.Drawn) -> SmallFunction:
    signature = f"def {drawn.name}({', '.join(name for name, _ in drawn.parameters)}):"
    body = "".join(f"    {line}\n" for line in drawn.body)
    prompt = f'{signature}\n    """{drawn.docstring}"""\n'
    return SmallFunction(drawn.name, prompt, body, drawn.parameters, drawn.combination)


def _telling(candidates: Iterator[SmallFunction], number: int) -> list[SmallFunction]:
    """The first of each combination whose answers to its tests differ, among each other and from the arguments."""
    found: dict[tuple[str, ...], SmallFunction] = {}
    while len(found) < number:
        one = next(candidates)
        answers = [repr(answer) for _, answer in cases(one)]
        given = [repr(arguments[0]) for arguments, _ in cases(one)]
        common = max(answers.count(answer) for answer in answers)
        if common <= 5 and answers != given:
            found.setdefault(one.combination, one)
    return list(found.values())


def cases(one: SmallFunction, number: int = CASES) -> list[tuple[tuple, object]]:
    """Arguments, the first of them empty or small, and what the function answers to them."""
    namespace: dict = {}
    exec(one.source, namespace)  # our own code, made above
    rng = random.Random(f"cases/{one.source}")
    drawn = [tuple(argument(rng, kind, one.source, index) for _, kind in one.parameters) for index in range(number)]
    return [(arguments, namespace[one.name](*arguments)) for arguments in drawn]


def tests(one: SmallFunction) -> str:
    """A program of asserts that a right function passes; to be run after its source."""
    lines = []
    for arguments, answer in cases(one):
        lines.append(f"assert {one.name}({', '.join(map(repr, arguments))}) == {answer!r}\n")
    return "".join(lines)


_WORDS = (
    "apple", "pear", "Banana", "cherry", "LEMON", "level", "noon", "radar", "1234", "77", "tomato", "onion", "ice",
    "Egg", "umbrella", "stone", "SKY", "plum", "carrot", "mint", "Olive", "melon", "peach", "coconut", "eye", "5",
    "rice", "stats", "NUT", "corn", "salt", "pepper", "Civic", "oat", "tea",
)  # fmt: skip


def _constants(source: str) -> list[int]:
    """Whole numbers in the text of a function: near them it changes its mind."""
    digits = "".join(character if character.isdigit() else " " for character in source)
    return [int(text) for text in digits.split()]


def _number(rng: random.Random, source: str) -> int:
    near = rng.choice([0, *_constants(source)])
    return rng.choice((rng.randint(-20, 40), rng.randint(-5, 12), near + rng.randint(-1, 1), near * rng.randint(-2, 4)))


def _word(rng: random.Random, source: str) -> str:
    word = rng.choice(_WORDS)
    quoted = [part for part in source.split("'")[1::2] if part.isalpha()]
    if quoted and rng.random() < 0.4:
        letters = rng.choice(quoted)
        word = rng.choice((letters + word, word + letters, word[:2] + letters + word[2:]))
    return word


def argument(rng: random.Random, kind: str, source: str, index: int) -> object:
    """An argument for a parameter of a kind; the first of a sequence kind is empty."""
    size = 0 if index == 0 else rng.randint(3, 9)
    if kind == "number":
        return _number(rng, source)
    if kind == "natural":
        return rng.choice((0, 1, 7, 12, 30, 57, 123, 305)) if index else 0
    if kind == "constant":
        return rng.randint(0, 20)
    if kind == "size":
        return rng.randint(2, 6)
    if kind == "letter":
        return rng.choice("aeiostrnlcmp")
    if kind == "word":
        return _word(rng, source)
    if kind == "numbers":
        return [_number(rng, source) for _ in range(size)]
    if kind == "words":
        return [_word(rng, source) for _ in range(size)]
    if kind == "sentence":
        return " ".join(_word(rng, source) for _ in range(size))
    if kind == "characters":
        pieces = [_word(rng, source) for _ in range(min(size, 3))]
        return "".join(rng.choice((" ", "! ", "", ", ")) + piece for piece in pieces).strip()
    return {_word(rng, source): _number(rng, source) for _ in range(size)}  # a table
