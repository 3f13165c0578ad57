"""Witten-Bell smoothing against numbers worked by hand, and the invariants of a probability."""

import math
import random

import pytest

from genai_book.scratch.ngram import NGram

A, B, C = range(3)


def test_worked_example_of_two_words() -> None:
    """The text `a b a a` over the vocabulary {a, b, c}, by hand.

    Order 1: c(a) = 3, c(b) = 1, four tokens, two distinct: P(a) = (3 + 2/3) / 6 = 11/18, P(b) = 5/18, P(c) = 2/18.
    After a came b and a, once each: P(b | a) = (1 + 2 · 5/18) / 4 = 7/18.
    """
    model = NGram(order=2, vocabulary=3).fit([[A, B, A, A]])
    assert [model.probability(token) for token in (A, B, C)] == pytest.approx([11 / 18, 5 / 18, 2 / 18])
    assert model.probability(B, [A]) == pytest.approx(7 / 18)
    assert model.logprob_nats([A, B]) == pytest.approx(math.log(11 / 18 * 7 / 18))
    assert model.logprob_nats([A, B], given=1) == pytest.approx(math.log(7 / 18))


def test_an_unseen_context_leaves_the_shorter_one() -> None:
    model = NGram(order=3, vocabulary=3).fit([[A, B, A, A]])
    assert model.probability(A, [C]) == model.probability(A)
    assert model.probability(A, [C, B]) == model.probability(A, [B])


def test_no_counts_is_uniform() -> None:
    assert NGram(order=2, vocabulary=7).probability(3, [1]) == pytest.approx(1 / 7)


def test_every_distribution_sums_to_one() -> None:
    rng = random.Random(0)
    model = NGram(order=4, vocabulary=9).fit([[rng.randrange(9) for _ in range(50)] for _ in range(20)])
    for order in (1, 2, 3, 4):
        for context in ([], [1], [2, 3], [4, 5, 6], [8, 8, 8, 8]):
            assert sum(model.probability(token, context, order) for token in range(9)) == pytest.approx(1)


def test_a_lower_order_equals_a_model_of_that_order() -> None:
    text = [[0, 1, 2, 0, 1, 1, 2, 0]]
    long, short = NGram(4, 3).fit(text), NGram(2, 3).fit(text)
    assert long.logprob_nats([0, 1, 2, 2], order=2) == pytest.approx(short.logprob_nats([0, 1, 2, 2]))


def test_samples_follow_the_probabilities() -> None:
    model = NGram(order=2, vocabulary=3).fit([[A, B, A, A]])
    rng = random.Random(1)
    drawn = [model.sample(rng, [A], most=1)[0] for _ in range(6000)]
    for token in (A, B, C):
        expected = model.probability(token, [A])
        assert drawn.count(token) / 6000 == pytest.approx(expected, abs=4 * math.sqrt(expected * (1 - expected) / 6000))


def test_sampling_stops_after_the_stop_token_and_repeats_with_the_seed() -> None:
    model = NGram(order=3, vocabulary=3).fit([[A, B, C]] * 50)
    first = model.sample(random.Random(5), [A], stop=C)
    assert first == model.sample(random.Random(5), [A], stop=C)
    assert first[-1] == C and first.count(C) == 1


def test_bad_sizes() -> None:
    with pytest.raises(ValueError, match="at least 1, not 0 and 5"):
        NGram(order=0, vocabulary=5)
