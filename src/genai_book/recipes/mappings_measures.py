"""How often the `mappings` model answers a task it never read, after no, one, two … examples.

An answer counts if greedy decoding writes exactly it and then stops. Whether it would is read off one forward pass over
prompt and answer: every byte of the answer, and the end behind it, must be the likeliest one there.
"""

import random
import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import torch

from genai_book.datasets.byte_tokens import byte_tokenizer
from genai_book.datasets.mappings import LONGEST, Cipher, Rule, Table, Task, a_table, a_task, a_word, prompt

SHOTS = (0, 1, 2, 4, 8)
TASKS = 150  # of each family
LONGER_THAN = 3  # letters of a rule's input: with three, some moves are the same as others


@dataclass(frozen=True)
class Test:
    """A task with its examples and two inputs to ask for."""

    task: Task
    shots: tuple[str, ...]  # eight different inputs
    new: str | None  # an input that is none of these, answerable after all eight; a table has none
    repeated: tuple[str, ...]  # for each K of SHOTS but 0: an input that is among the first K

    def longest(self) -> int:
        """Bytes of the longest prompt with its answer."""
        asked = [self.new or "", *self.repeated]
        return len(prompt(self.task, list(self.shots), "")) + max(len(q) + len(self.task(q)) + 2 for q in asked if q)


def tests(family: str, held_out: bool = True, count: int = TASKS, context: int = 192) -> Iterator[Test]:
    """Tests of a family's held-out tasks, or of those that training reads, which fit into the context."""
    number = 0
    while count:
        test = a_test(family, random.Random(f"tests/{family}/{held_out}/{number}"), held_out)
        number += 1
        if test.longest() < context:
            count -= 1
            yield test


def a_test(family: str, rng: random.Random, held_out: bool) -> Test:
    """One test: other inputs for each number."""
    most = max(SHOTS)
    if family == "table":
        task: Task = Table(tuple(a_table(rng, most, held_out)))
        words = [word for word, _ in task.pairs]
        new = None
    else:
        task = a_task(family, rng, held_out)
        words = list(islice(_inputs(task, rng), most))
        new = next(word for word in _inputs(task, rng) if word not in words and task.answerable(word, words))
    return Test(task, tuple(words), new, tuple(rng.choice(words[:shots]) for shots in SHOTS[1:]))


def _inputs(task: Rule | Cipher, rng: random.Random) -> Iterator[str]:
    past: set[str] = set()
    length = rng.choice((None, 4, 5)) if isinstance(task, Rule) else rng.choice((3, 4, 5))
    while True:
        letters = task.letters if isinstance(task, Cipher) else None
        word = a_word(rng, length or rng.randint(LONGER_THAN + 1, LONGEST), letters)
        if word not in past:
            past.add(word)
            yield word


def scores(model: torch.nn.Module, count: int = TASKS) -> dict[str, float]:
    """Keys `<part>.shots_<K>`: the fraction of right answers, and `_se`, its standard error over tasks.

    `unseen`: held-out rules and ciphers asked for a new input, and each of these families by itself; `repeated`: all
    held-out tasks asked for an input that is among the examples, and the tables by themselves; `read_rule`: rules whose
    pair of move and change is one that training reads, asked for a new input.
    """
    context = model.config.n_positions
    held_out = {family: list(tests(family, True, count, context)) for family in ("rule", "cipher", "table")}
    new = {name: _new(model, held_out[name]) for name in ("rule", "cipher")}
    again = {name: _repeated(model, found) for name, found in held_out.items()}
    parts = {
        "unseen": _together(new),
        "unseen_rule": new["rule"],
        "unseen_cipher": new["cipher"],
        "repeated": _together(again),
        "repeated_table": again["table"],
        "read_rule": _new(model, list(tests("rule", False, count, context))),
    }
    found = {}
    for part, by_shots in parts.items():
        for shots, right in by_shots.items():
            found[f"{part}.shots_{shots}"] = statistics.fmean(right)
            found[f"{part}.shots_{shots}_se"] = statistics.stdev(right) / len(right) ** 0.5
    return found


Right = dict[int, list[bool]]  # by the number of shots, of every task


def _together(families: dict[str, Right]) -> Right:
    return {
        shots: [one for right in families.values() for one in right[shots]] for shots in next(iter(families.values()))
    }


def _new(model: torch.nn.Module, found: list[Test]) -> Right:
    return {shots: right(model, [(one.task, one.shots[:shots], one.new) for one in found]) for shots in SHOTS}


def _repeated(model: torch.nn.Module, found: list[Test]) -> Right:
    return {
        shots: right(model, [(one.task, one.shots[:shots], one.repeated[place]) for one in found])
        for place, shots in enumerate(SHOTS[1:])
    }


def right(model: torch.nn.Module, asked: list[tuple[Task, tuple[str, ...], str]], batch: int = 50) -> list[bool]:
    """Whether greedy decoding gives the answer: of each (task, shots, input)."""
    tok = byte_tokenizer()
    rows = []
    for task, shots, query in asked:
        start = tok.encode(prompt(task, list(shots), query)).ids
        rows.append((start, [*tok.encode(" " + task(query)).ids, 0]))
    found = []
    for place in range(0, len(rows), batch):
        group = rows[place : place + batch]
        width = max(len(start) + len(answer) for start, answer in group) - 1
        ids = torch.tensor([(start + answer + [0] * width)[:width] for start, answer in group])
        with torch.no_grad():
            likeliest = model(input_ids=ids, use_cache=False).logits.argmax(-1).tolist()
        for (start, answer), row in zip(group, likeliest, strict=True):
            found.append(row[len(start) - 1 : len(start) - 1 + len(answer)] == answer)
    return found
