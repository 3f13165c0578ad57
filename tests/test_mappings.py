"""The tasks of the in-context learner: what they do, what is held out, what a row asks for."""

import random

import pytest

from genai_book.datasets import mappings
from genai_book.datasets.byte_tokens import END, byte_tokenizer
from genai_book.datasets.mappings import Cipher, Rule, Table, a_task


@pytest.mark.parametrize(
    ("rule", "word", "answer"),
    [
        (Rule("reversed", "none"), "cat", "tac"),
        (Rule("ends swapped", "upper case"), "house", "EOUSH"),
        (Rule("first letter last", "none"), "word", "ordw"),
        (Rule("last letter first", "next"), "abcz", "aabcd"[:1] + "bcd"),
        (Rule("without the first", "previous"), "abc", "ab"),
        (Rule("first letter", "none", before="(", behind=")"), "sun", "(s)"),
        (Rule("each letter twice", "next but one"), "a9", "cc11"),
        (Rule("as it is", "none", behind="s"), "dog", "dogs"),
    ],
)
def test_rules(rule: Rule, word: str, answer: str) -> None:
    assert rule(word) == answer


def test_moves_are_different_from_four_letters_on() -> None:
    assert len({move("abcd") for move in mappings.MOVES.values()}) == len(mappings.MOVES)
    assert mappings.MOVES["reversed"]("abc") == mappings.MOVES["ends swapped"]("abc")


def test_ciphers_and_tables_answer_only_what_was_shown() -> None:
    cipher = Cipher("abc", "xyz")
    assert cipher("cab") == "zxy"
    assert cipher.answerable("aba", ["ab"]) and not cipher.answerable("abc", ["ab"])
    table = Table((("cheese", "fromage"), ("house", "maison")))
    assert table("house") == "maison"
    assert table.answerable("house", ["house"]) and not table.answerable("house", ["cheese"])


def test_every_half_of_a_held_out_pair_is_read_in_other_pairs() -> None:
    held_out = mappings.HELD_OUT_PAIRS
    assert len(held_out) == 8
    for move in mappings.MOVES:
        assert sum((move, change) not in held_out for change in mappings.CHANGES) >= 3
    for change in mappings.CHANGES:
        assert sum((move, change) not in held_out for move in mappings.MOVES) >= 6
    assert Rule("reversed", "previous", "a", "b").held_out and not Rule("reversed", "none").held_out


@pytest.mark.parametrize("family", ["rule", "cipher", "table"])
def test_no_held_out_task_is_read(family: str) -> None:
    rng = random.Random(0)
    for _ in range(100):
        for held_out in (False, True):
            task = a_task(family, rng, held_out)
            if isinstance(task, Table):
                assert all(mappings.pair_held_out(*pair) == held_out for pair in task.pairs)
            else:
                assert task.held_out == held_out


def test_a_cipher_is_held_out_in_whatever_order_its_letters_are_named() -> None:
    rng = random.Random(1)
    for _ in range(50):
        cipher = a_task("cipher", rng)
        turned = Cipher(cipher.letters[::-1], cipher.images[::-1])
        assert cipher.held_out == turned.held_out


def test_the_prompt_is_few_shot_prompting_line_by_line() -> None:
    task = Rule("reversed", "none")
    assert mappings.prompt(task, ["cat", "dog"], "sun") == "cat -> tac\ndog -> god\nsun ->"
    assert mappings.prompt(task, [], "sun") == "sun ->"


def test_byte_tokens_are_lossless_and_one_a_byte() -> None:
    tok = byte_tokenizer()
    assert tok.token_to_id(END) == 0 and tok.get_vocab_size() == 257
    for text in ("cat -> tac\n", "naïve ☃ \t  two", "12+30="):
        ids = tok.encode(text).ids
        assert len(ids) == len(text.encode()) and tok.decode(ids) == text
