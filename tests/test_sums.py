"""The problems of the sums models: right workings, nothing of the test read, both forms from one set."""

import random
import re

import pytest

from genai_book.datasets import sums
from genai_book.datasets.byte_tokens import byte_tokenizer
from genai_book.datasets.sums import Problem


@pytest.mark.parametrize(
    ("problem", "steps"),
    [
        (Problem(4821, "+", 3975), "4821+3975= 1+5=6, 2+7=9, 8+9=17, 4+3+1=8, so 8796"),
        (Problem(95, "+", 7), "95+7= 5+7=12, 9+0+1=10, so 102"),
        (Problem(52, "-", 27), "52-27= 12-7=5, 5-2-1=2, so 25"),
        (Problem(1000, "-", 999), "1000-999= 10-9=1, 10-9-1=0, 10-9-1=0, 1-0-1=0, so 1"),
        (Problem(5, "-", 2), "5-2= 5-2=3, so 3"),
        (Problem(0, "+", 0), "0+0= 0+0=0, so 0"),
    ],
)
def test_workings_as_one_would_write_them(problem: Problem, steps: str) -> None:
    assert problem.question + problem.answer("steps") == steps
    assert problem.answer("direct") == str(problem.result) == sums.final_answer(steps)


def test_every_column_is_true_and_the_columns_make_the_result() -> None:
    for problem in sums.problems(seed=3, count=500):
        digits = []
        for column in problem.working():
            left, value = column.split("=")
            assert sum(int(term) for term in re.findall(r"[+-]?\d+", left)) == int(value)
            digits.append(int(value) % 10)
        top = int(value) // 10  # of the last column
        assert sum(digit * 10**place for place, digit in enumerate(digits)) + top * 10 ** len(digits) == problem.result


def test_held_out_numbers_are_in_no_training_problem_in_any_order_or_operation() -> None:
    found = sums.problems(seed=1, count=3000)
    assert len(found) == len(set(found)) == 3000 + 100 + 55
    assert not any(problem.held_out for problem in found)
    test = Problem(4821, "+", 3975)
    assert test.held_out == Problem(3975, "+", 4821).held_out == Problem(4821, "-", 3975).held_out
    rng = random.Random(0)
    share = sum(sums.a_problem(rng, 4).held_out for _ in range(3000)) / 3000
    assert share == pytest.approx(1 / sums.HELD_OUT_ONE_IN, abs=0.02)
    assert not Problem(9, "+", 9).held_out  # the table is learnt by heart


def test_stories_say_what_the_problem_says() -> None:
    rng = random.Random(0)
    told = sums.in_words(Problem(5, "-", 2), rng)
    assert re.fullmatch(r"I have 5 \w+ and [\w ]+ 2\. How many are left\?", told)
    assert sums.answer_in_words(Problem(5, "-", 2), "steps") == " 5-2= 5-2=3, so 3"
    assert sums.answer_in_words(Problem(5, "-", 2), "direct") == " 3"
    assert all(sums.a_small_problem(rng, held_out=True).held_out for _ in range(20))


def test_both_forms_read_the_same_problems_and_predict_the_answer_and_its_end_alone() -> None:
    tok = byte_tokenizer()
    direct, steps = (sums.Rows(form, seed=1, count=50, batch=8) for form in sums.FORMS)
    assert direct.problems == steps.problems
    for one, other in zip(next(direct)["ids"], next(steps)["ids"], strict=True):
        assert tok.decode(one.tolist()).split("=")[0] == tok.decode(other.tolist()).split("=")[0]
    batch = next(steps)
    for row, goals in zip(batch["ids"].tolist(), batch["targets"].tolist(), strict=True):
        text = tok.decode(row, skip_special_tokens=True)
        wanted = tok.decode([token for token in goals if token != sums.IGNORED], skip_special_tokens=False)
        question, _, answer = text.partition("=")
        assert wanted == f"{answer}<|endoftext|>"
        assert goals.index(row[len(question) + 1]) == len(question)  # predicted where the equals sign is


def test_an_epoch_reads_every_problem_once_and_can_be_resumed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sums, "TABLE_TIMES", 2)
    rows = sums.Rows("direct", seed=1, count=5, batch=21)
    assert len(rows.problems) == 5 + 2 * 155 == 15 * 21
    tok = byte_tokenizer()
    seen = [tok.decode(row.tolist()) for number in range(16) if number != 9 for row in _batch(rows, number)["ids"]]
    seen = [text.replace("<|endoftext|>", "") for text in seen]
    assert sorted(seen) == sorted(problem.question + problem.answer("direct") for problem in rows.problems)
    assert "I have" in tok.decode(_batch(rows, 9)["ids"][0].tolist())
    again = sums.Rows("direct", seed=1, count=5, batch=21)
    again.load_state_dict({"number": 16})
    assert next(again)["ids"].tolist() == next(_at(rows, 16))["ids"].tolist()


def _at(rows: sums.Rows, number: int) -> sums.Rows:
    rows.load_state_dict({"number": number})
    return rows


def _batch(rows: sums.Rows, number: int) -> dict:
    return next(_at(rows, number))


def test_fingerprint_follows_the_data(monkeypatch: pytest.MonkeyPatch) -> None:
    before = sums.fingerprint(1, 50)
    assert before == sums.fingerprint(1, 50) != sums.fingerprint(2, 50)
    monkeypatch.setattr(sums, "THINGS", ("cats",))
    assert sums.fingerprint(1, 50) != before
