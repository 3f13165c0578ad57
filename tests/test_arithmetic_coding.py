"""Arithmetic coding: worked by hand, back again, and no longer than the surprise and two bits."""

import math
import random

import pytest

from genai_book.scratch.arithmetic_coding import decode, encode
from genai_book.scratch.ngram import NGram

A, B, C = range(3)


def test_worked_by_hand() -> None:
    """With a 1/2, b 1/4, c 1/4 the text `b a` owns [1/2, 5/8): in binary, all that begins with 0.100."""
    halves = lambda before: [2, 1, 1]  # noqa: E731
    assert encode([B, A], halves) == "100"
    assert decode("100", 2, halves) == [B, A]
    assert encode([A], halves) == "0" and encode([C], halves) == "11" and encode([], halves) == ""


def test_as_short_as_the_surprise_and_back_again() -> None:
    rng = random.Random(0)
    model = NGram(order=3, vocabulary=4).fit([[rng.choice((0, 0, 0, 1, 2)) for _ in range(300)]])
    weights = lambda before: [1 + int(2**24 * model.probability(token, before)) for token in range(4)]  # noqa: E731
    for length in (1, 5, 60):
        text = model.sample(rng, most=length)
        bits = -sum(math.log2(weights(text[:i])[token] / sum(weights(text[:i]))) for i, token in enumerate(text))
        code = encode(text, weights)
        assert bits <= len(code) <= bits + 2
        assert decode(code, length, weights) == text


def test_no_text_is_the_beginning_of_anothers_code() -> None:
    codes = [encode([one, other], lambda before: [5, 2, 1]) for one in range(3) for other in range(3)]
    assert len(set(codes)) == 9
    assert not any(one != other and other.startswith(one) for one in codes for other in codes)
    assert sum(2.0 ** -len(code) for code in codes) <= 1  # Kraft's inequality


def test_what_cannot_come_has_no_code() -> None:
    with pytest.raises(ValueError, match="Token 2 at place 1 has no weight"):
        encode([A, C], lambda before: [1, 1, 0])
