"""The numbers in words: as num2words writes them, never a held-out one in training, every word a token."""

import random
import re

import pytest
import torch
from num2words import num2words

from genai_book.datasets import number_words
from genai_book.datasets.number_words import Rows, draw, english, french, held_out, spelled, tokenizer, word_count


@pytest.mark.parametrize(
    ("number", "words"),
    [  # Grevisse, Le bon usage, § 595 to 599, in the traditional spelling
        (0, "zéro"),
        (21, "vingt et un"),
        (71, "soixante et onze"),
        (80, "quatre-vingts"),
        (81, "quatre-vingt-un"),
        (200, "deux cents"),
        (201, "deux cent un"),
        (1000, "mille"),
        (80_000, "quatre-vingt mille"),
        (200_080, "deux cent mille quatre-vingts"),
        (380_200, "trois cent quatre-vingt mille deux cents"),
    ],
)
def test_french_as_grammars_have_it(number: int, words: str) -> None:
    assert french(number) == words


def test_both_languages_equal_num2words() -> None:
    rng = random.Random(0)
    numbers = [*range(120), *range(900, 1120), *(rng.randrange(10 ** rng.randint(3, 6)) for _ in range(500)), 999_999]
    for number in numbers:
        assert (english(number), french(number)) == (num2words(number), num2words(number, lang="fr"))


def test_spellings_differ_only_in_what_may_be_left_out() -> None:
    rng = random.Random(0)
    found = {spelled(1142, rng) for _ in range(400)}
    assert {"one thousand, one hundred and forty-two", "a thousand one hundred forty two"} <= found
    for text in found:
        bare = re.sub(r"[-,]| and ", " ", text.lower()).replace("a thousand", "one thousand").split()
        assert bare == ["one", "thousand", "one", "hundred", "forty", "two"]


def test_words_are_counted_without_and() -> None:
    assert [word_count(number) for number in (7, 42, 305, 123_456)] == [1, 2, 3, 9]


def test_training_draws_no_held_out_number_and_every_length() -> None:
    rng = random.Random(0)
    drawn = [draw(rng) for _ in range(3000)]
    assert not any(map(held_out, drawn))
    assert {word_count(number) for number in drawn} == set(range(1, 10))
    assert not any(map(held_out, range(21)))


def test_one_number_in_ten_is_held_out() -> None:
    assert sum(map(held_out, range(100_000))) / 100_000 == pytest.approx(0.1, abs=0.003)
    groups = number_words.test_numbers(20)
    assert list(groups) == list(range(1, 10))
    assert all(held_out(number) and word_count(number) == count for count, group in groups.items() for number in group)


def test_every_word_is_one_token_and_no_text_is_unknown() -> None:
    tok = tokenizer()
    assert tok.encode("Three hundred and forty-two").tokens == [
        "Three", "Ġhundred", "Ġand", "Ġforty", "-", "two", "</s>",
    ]  # fmt: skip
    for number in range(1001):
        for text in (english(number), french(number)):
            assert len(tok.encode(text).ids) == len(re.findall(r"\w+|[-,]", text)) + 1
    strange = "42 chats, 星 & é!"
    assert tok.decode(tok.encode(strange).ids) == strange


def test_rows_go_on_where_they_were() -> None:
    rows = Rows(seed=5, batch=4)
    batches = [next(rows) for _ in range(20)]
    again = Rows(seed=5, batch=4)
    again.load_state_dict({"batch": 17})
    for side in ("source", "target"):
        assert torch.equal(next(again)[side], batches[17][side])
        again.load_state_dict({"batch": 17})
    texts = [tokenizer().decode(row.tolist()) for row in batches[0]["source"]]
    assert set(texts) <= {rows.pair(row)[0] for row in range(64)}


def test_the_fingerprint_follows_the_seed() -> None:
    assert number_words.fingerprint(1) == number_words.fingerprint(1) != number_words.fingerprint(2)
