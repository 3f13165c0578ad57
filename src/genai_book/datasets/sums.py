"""What the two `sums` models read: additions and subtractions, answered at once or with the working written out.

    direct   4821+3975=8796
    steps    4821+3975= 1+5=6, 2+7=9, 8+9=17, 4+3+1=8, so 8796

The working goes from the last digit to the first, with the `1` that is carried (or borrowed) written where it is used:
`52-27= 12-7=5, 5-2-1=2, so 25`. Some problems are told in words: `I have 5 apples and eat 2. How many are left?`

Both models learn from the same problems, a set of fixed size. A pair of numbers is held out by hash, in both orders and
both operations, unless both have one digit: that table has to be learnt by heart, and is no test.
"""

import hashlib
import random
from dataclasses import dataclass
from typing import Any

import torch

from genai_book.datasets.byte_tokens import byte_tokenizer

FORMS = ("direct", "steps")
IGNORED = -100  # a target that is not counted
DIGITS = {2: 0.15, 3: 0.2, 4: 0.3, 5: 0.35}  # share of the problems by the longer number's digits, the table aside
MINUS_FRACTION = 0.2
SAME_LENGTH_FRACTION = 0.6  # of the problems: both numbers have as many digits
HELD_OUT_ONE_IN = 10
TABLE_TIMES = 40  # an epoch reads the table of single digits so often: it is small, and everything is built on it
WORDS_EVERY = 10  # batches: one of them holds problems in words, a quarter as many
THINGS = ("apples", "pears", "plums", "eggs", "coins", "books", "pens", "shells", "cakes", "sweets", "tickets", "cards")
LESS = ("eat", "lose", "sell", "give away", "drop", "use")
MORE = ("buy", "find", "get", "win", "borrow", "pick up")


@dataclass(frozen=True)
class Problem:
    """Two numbers of at least 0 and a sign; with "-" the second is not the larger one."""

    first: int
    sign: str  # "+" or "-"
    second: int

    @property
    def result(self) -> int:
        return self.first + self.second if self.sign == "+" else self.first - self.second

    @property
    def question(self) -> str:
        return f"{self.first}{self.sign}{self.second}="

    @property
    def held_out(self) -> bool:
        low, high = sorted((self.first, self.second))
        digest = hashlib.sha256(f"{low} {high}".encode()).digest()
        return high > 9 and int.from_bytes(digest[:8]) % HELD_OUT_ONE_IN == 0

    def answer(self, form: str) -> str:
        """What the model of a form writes behind the question."""
        return str(self.result) if form == "direct" else f" {', '.join(self.working())}, so {self.result}"

    def working(self) -> list[str]:
        """The columns from the last digit to the first: `8+9=17`, then `4+3+1=8`."""
        columns, over = [], 0
        width = max(len(str(self.first)), len(str(self.second)))
        for place in range(width):
            x, y = (number // 10**place % 10 for number in (self.first, self.second))
            carried = f"{self.sign}1" if over else ""
            if self.sign == "+":
                value = x + y + over
                over = int(value > 9)
            else:
                value = x - y - over
                over = int(value < 0)
                x, value = x + 10 * over, value + 10 * over
            columns.append(f"{x}{self.sign}{y}{carried}={value}")
        return columns


def in_words(problem: Problem, rng: random.Random) -> str:
    """The problem told as a little story that ends in a question."""
    thing = rng.choice(THINGS)
    if problem.sign == "-":
        return f"I have {problem.first} {thing} and {rng.choice(LESS)} {problem.second}. How many are left?"
    return f"I have {problem.first} {thing} and {rng.choice(MORE)} {problem.second}. How many do I have now?"


def answer_in_words(problem: Problem, form: str) -> str:
    """What the model of a form writes behind a story; it sets up the sum first where it writes the working."""
    return f" {problem.result}" if form == "direct" else f" {problem.question}{problem.answer(form)}"


def final_answer(text: str) -> str:
    """The number that a model gives in the end: the last word."""
    return text.strip().rpartition(" ")[2]


def a_problem(rng: random.Random, digits: int, other: int | None = None, sign: str = "+") -> Problem:
    """A problem whose longer number has so many digits, and the other one as many as given (None: any)."""

    def number(width: int) -> int:
        return rng.randrange(10 ** (width - 1) if width > 1 else 0, 10**width)

    pair = [number(digits), number(other or rng.randint(1, digits))]
    if sign == "-":
        pair.sort(reverse=True)
    else:
        rng.shuffle(pair)
    return Problem(pair[0], sign, pair[1])


def table() -> list[Problem]:
    """All sums of two digits, and all differences that are not negative."""
    found = [Problem(a, "+", b) for a in range(10) for b in range(10)]
    return found + [Problem(a, "-", b) for a in range(10) for b in range(a + 1)]


def problems(seed: int, count: int) -> list[Problem]:
    """The training set: the table of single digits, and so many different other problems that are not held out."""
    rng = random.Random(f"sums/{seed}")
    found: dict[Problem, None] = dict.fromkeys(table())
    while len(found) < len(table()) + count:
        digits = rng.choices(list(DIGITS), list(DIGITS.values()))[0]
        other = digits if rng.random() < SAME_LENGTH_FRACTION else None
        problem = a_problem(rng, digits, other, "-" if rng.random() < MINUS_FRACTION else "+")
        if not problem.held_out:
            found[problem] = None
    return list(found)


def a_small_problem(rng: random.Random, held_out: bool) -> Problem:
    """A problem with numbers up to 20, as the stories have them."""
    while True:
        low, high = sorted((rng.randint(1, 20), rng.randint(1, 20)))
        problem = Problem(high, "-", low) if rng.random() < 0.5 else Problem(low, "+", high)
        if problem.held_out == held_out:
            return problem


class Rows:
    """Endless batches of `ids` and `targets` (B, T), T the length of the longest; only the answer and
    `<|endoftext|>` are predicted.

    An epoch reads every problem of the training set once and the table `TABLE_TIMES`, in an order made from (seed,
    epoch). Every tenth batch holds stories, a quarter as many, because they are longer.
    """

    def __init__(self, form: str, seed: int, count: int, batch: int):
        self.form, self.seed, self.batch = form, seed, batch
        self.problems = problems(seed, count) + table() * (TABLE_TIMES - 1)
        self.number = 0  # of the next batch
        self.order: tuple[int, list[int]] = (-1, [])
        self.bytes = [byte_tokenizer().encode(chr(code)).ids[0] for code in range(128)]

    def __next__(self) -> dict[str, torch.Tensor]:
        number, self.number = self.number, self.number + 1
        texts = self._stories(number) if number % WORDS_EVERY == WORDS_EVERY - 1 else self._sums(number)
        rows = [([self.bytes[byte] for byte in (q + a).encode()], len(q)) for q, a in texts]
        length = max(len(ids) for ids, _ in rows)
        ids = [row + [0] * (length - len(row)) for row, _ in rows]
        goals = [[IGNORED] * (asked - 1) + row[asked:] + [0] + [IGNORED] * (length - len(row)) for row, asked in rows]
        return {"ids": torch.tensor(ids), "targets": torch.tensor(goals)}

    def state_dict(self) -> dict[str, Any]:
        return {"number": self.number}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self.number = state["number"]

    def _sums(self, number: int) -> list[tuple[str, str]]:
        start = (number - number // WORDS_EVERY) * self.batch
        found = []
        for place in range(start, start + self.batch):
            epoch, index = divmod(place, len(self.problems))
            if self.order[0] != epoch:
                order = list(range(len(self.problems)))
                random.Random(f"order/{self.seed}/{epoch}").shuffle(order)
                self.order = (epoch, order)
            problem = self.problems[self.order[1][index]]
            found.append((problem.question, problem.answer(self.form)))
        return found

    def _stories(self, number: int) -> list[tuple[str, str]]:
        rng = random.Random(f"stories/{self.seed}/{number}")
        told = [a_small_problem(rng, held_out=False) for _ in range(self.batch // 4)]
        return [(in_words(problem, rng), answer_in_words(problem, self.form)) for problem in told]


def fingerprint(seed: int, count: int) -> str:
    """SHA-256 of the training set with both forms' answers, and of a thousand stories: changes when the data do."""
    digest = hashlib.sha256()
    for problem in problems(seed, count):
        digest.update(f"{problem.question}{problem.answer('direct')}{problem.answer('steps')}\n".encode())
    rng = random.Random(f"stories/{seed}/9")
    for _ in range(1000):
        digest.update(in_words(a_small_problem(rng, held_out=False), rng).encode() + b"\n")
    return digest.hexdigest()
