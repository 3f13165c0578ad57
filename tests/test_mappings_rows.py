"""What the in-context learner reads: which tasks, what a row asks for, and that nothing held out is in it."""

import random
from collections import Counter

import pytest
import torch

from genai_book.datasets import mappings_rows
from genai_book.datasets.byte_tokens import END, byte_tokenizer
from genai_book.datasets.mappings import ARROW, CHANGES, HELD_OUT_PAIRS, LONGEST, Cipher, Rule, a_word
from genai_book.datasets.mappings_compositions import (
    ALL_CHANGES,
    ALL_MOVES,
    PROBES,
    Composition,
    MovedCipher,
    Places,
    a_wider_task,
    does_held_out,
)
from genai_book.datasets.mappings_rows import FAMILIES, IGNORED, Batch, Rows, inputs

WIDER = ("composition", "moved cipher", "places")


@pytest.mark.parametrize(
    ("task", "word", "answer"),
    [
        (Composition(("reversed", "without the second"), ("next",)), "stone", "fput"),  # enots, eots
        (Composition(("neighbours swapped",), ("three on", "capital"), behind="!"), "stone", "Wvqrh!"),
        (Composition(("there and back",), ("mirrored",)), "ab9", "zy00yz"),
        (Composition(("every other",), ("dotted",)), "stone", "s.o.e"),
        (Places((1, 4, 2, 0), "none", length=5), "stone", "teos"),
        (MovedCipher("last two", Cipher("abc", "xyz")), "cab", "xy"),
    ],
)
def test_wider_tasks(task: Composition | Places | MovedCipher, word: str, answer: str) -> None:
    assert task(word) == answer


@pytest.mark.parametrize("word", ["bcad", "bcadu", "bcaduf"])
def test_moves_and_changes_are_all_different(word: str) -> None:
    assert len({move(word) for move in ALL_MOVES.values()}) == len(ALL_MOVES)
    assert len({change(word) for change in ALL_CHANGES.values()}) == len(ALL_CHANGES)


def test_nothing_that_contains_a_held_out_rule_is_allowed() -> None:
    assert ("reversed", "previous") in HELD_OUT_PAIRS and ("reversed", "next") not in HELD_OUT_PAIRS
    assert not Composition(("reversed",), ("previous",)).allowed
    assert not Composition(("reversed", "ends"), ("previous",)).allowed  # by its parts
    assert not Composition(("reversed",), ("previous", "upper case")).allowed
    assert Composition(("reversed",), ("next",)).allowed
    assert not Places((3, 2, 1, 0), "previous", 4).allowed  # by what it does: backwards, for words of four letters
    assert Places((3, 2, 0, 1), "previous", 4).allowed and Places((3, 2, 1, 0), "next", 4).allowed
    letters = "fmqt"
    assert not MovedCipher("reversed", Cipher(letters, "elps")).allowed  # the letters before
    assert ("without the last", "upper case") in HELD_OUT_PAIRS
    assert not Composition(("first letter last", "without the first"), ("upper case",)).allowed


@pytest.mark.parametrize("family", FAMILIES)
def test_no_training_task_answers_like_a_held_out_rule(family: str) -> None:
    rng, held_out = random.Random(family), [Rule(move, change) for move, change in sorted(HELD_OUT_PAIRS)]
    for _ in range(400):
        task = a_wider_task(family, rng)
        if family == "table":
            continue
        bare = Rule(task.move, task.change) if isinstance(task, Rule) else getattr(task, "middle", task)
        letters = task.letters if isinstance(task, Cipher | MovedCipher) else None
        lengths = [task.length] if isinstance(task, Places) else [4, 5, 6]
        words = [a_word(rng, length, letters) for length in lengths for _ in range(12)]
        assert not any(all(bare(word) == rule(word) for word in words) for rule in held_out), task
        if isinstance(task, Composition):
            assert not {(move, change) for move in task.moves for change in task.changes} & HELD_OUT_PAIRS


def test_the_probes_tell_all_rules_apart() -> None:
    for probe in PROBES:
        rules = [Rule(move, change) for move in ALL_MOVES if move in ("reversed", "first letter") for change in CHANGES]
        assert len({rule(probe) for rule in rules}) == len(rules)
        assert not does_held_out(lambda word: word, probe)


@pytest.mark.parametrize("family", WIDER)
def test_every_input_of_a_wider_task_has_an_answer(family: str) -> None:
    rng = random.Random(family)
    for _ in range(300):
        task = a_wider_task(family, rng)
        for word, _ in zip(inputs(task, rng), range(6), strict=False):
            assert 3 <= len(word) <= LONGEST and 1 <= len(task(word)) <= 28, task


def test_short_inputs_have_the_families_that_can_do_with_them() -> None:
    rng = random.Random(0)
    assert isinstance(a_wider_task("places", rng, longest=3), Rule)
    assert isinstance(a_wider_task("moved cipher", rng, longest=2), Cipher)
    assert isinstance(a_wider_task("composition", rng, longest=4), Composition)


def test_a_moved_cipher_asks_only_for_letters_that_were_replaced() -> None:
    task = MovedCipher("first letter", Cipher("abc", "xyz"))
    assert task.answerable("ab", ["ac"]) and not task.answerable("ba", ["ab"])


def test_a_question_may_have_another_length_than_the_examples() -> None:
    rng, kinds = random.Random(0), Counter()
    for _ in range(300):
        words = [word for word, _ in zip(inputs(Rule("reversed", "none"), rng), range(12), strict=False)]
        lengths = [len(word) for word in words]
        kinds["one"] += len(set(lengths)) == 1
        kinds["other after eight"] += len(set(lengths[:8])) == 1 < len(set(lengths))
    assert kinds["one"] > 60 and kinds["other after eight"] > 15


def test_a_row_asks_for_answers_and_their_end_and_for_nothing_else() -> None:
    tok = byte_tokenizer()
    batch = next(Rows(seed=1, rows=40, length=96))
    assert batch["ids"].shape == batch["targets"].shape == (40, 96)
    for row, goals in zip(batch["ids"].tolist(), batch["targets"].tolist(), strict=True):
        lines = tok.decode(row, skip_special_tokens=True).splitlines()
        answers = [line.partition(ARROW)[2] for line in lines]
        wanted = tok.decode([token for token in goals if token != IGNORED], skip_special_tokens=False)
        asked = wanted.replace(" ", "").split(END)[:-1]
        assert set(asked) <= set(answers) and all(answers)
        for place, goal in enumerate(goals):
            if goal not in (IGNORED, 0):
                assert row[place + 1] == goal  # what is predicted comes next, but for the end


def test_inputs_grow_and_batches_can_be_resumed() -> None:
    batch = Batch(seed=1, rows=4, length=80, growing=10)
    assert [batch.longest(number) for number in (0, 2, 5, 9, 10, 99)] == [2, 3, 4, 6, 6, 6]
    rows = Rows(seed=1, rows=4, length=80, growing=10)
    first, state = next(rows)["ids"], rows.state_dict()
    second = next(rows)["ids"]
    assert first.shape == (4, 80) and first.dtype == torch.long and not first.equal(second)
    again = Rows(seed=1, rows=4, length=80, growing=10)
    again.load_state_dict(state)
    assert next(again)["ids"].equal(second)


def test_fingerprint_follows_the_data(monkeypatch: pytest.MonkeyPatch) -> None:
    before = mappings_rows.fingerprint(1)
    assert before == mappings_rows.fingerprint(1) != mappings_rows.fingerprint(2)
    monkeypatch.setattr(mappings_rows, "REPEATED_FRACTION", 0.5)
    assert mappings_rows.fingerprint(1) != before
