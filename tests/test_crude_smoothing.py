"""Crude rules of smoothing: worked by hand, against PyTorch, sums to one, and the texts of errors."""

import math

import pytest
import torch

from genai_book.scratch.crude_smoothing import add_one, bits_per_token, counts_alone, with_a_hundredth
from genai_book.scratch.ngram import NGram

A, B, C = range(3)
RULES = (counts_alone, with_a_hundredth, add_one)


def test_worked_example_of_laplace() -> None:
    """Laplace's rule of succession: after s successes in n trials the next has (s + 1) / (n + 2)."""
    assert add_one(7, 10, 2) == pytest.approx(8 / 12)
    assert counts_alone(7, 10, 2) == 0.7
    assert with_a_hundredth(7, 10, 2) == pytest.approx(0.99 * 0.7 + 0.005)


def test_bits_by_hand() -> None:
    """`a b a a`: order 1 gives a 3/4, b 1/4. Order 2: a first, then b after a 1/2, a after b 1, a after a 1/2."""
    model = NGram(order=2, vocabulary=3).fit([[A, B, A, A]])
    assert bits_per_token(model, [[A, B]], counts_alone, order=1) == pytest.approx((-math.log2(3 / 4) + 2) / 2)
    # subtle: the first token has no context, so its counts are those of order 1
    assert bits_per_token(model, [[A, B, A, A]], counts_alone) == pytest.approx((-math.log2(3 / 4) + 1 + 0 + 1) / 4)
    assert bits_per_token(model, [[A, C]], counts_alone) == math.inf
    assert bits_per_token(model, [[C, C]], counts_alone, order=2) == math.inf


def test_every_rule_sums_to_one() -> None:
    for rule in RULES:
        for counts in ([0, 0, 0], [5, 0, 1], [1, 1, 1]):
            assert sum(rule(count, sum(counts), 3) for count in counts) == pytest.approx(1)


def test_equal_to_pytorchs_cross_entropy() -> None:
    text = [A, B, B, C, A, B, A, C, C, B]
    model = NGram(order=1, vocabulary=3).fit([text])
    logits = torch.tensor([add_one(text.count(token), len(text), 3) for token in range(3)]).double().log()
    loss_nats = torch.nn.functional.cross_entropy(logits.expand(len(text), 3), torch.tensor(text)).item()
    assert bits_per_token(model, [text], add_one) == pytest.approx(loss_nats / math.log(2))


def test_counts_alone_are_the_likeliest_of_all_rules() -> None:
    model = NGram(order=3, vocabulary=3).fit([[A, B, C, A, B, B, A, C]])
    text = [[A, B, C, A, B, B, A, C]]
    best, *others = (bits_per_token(model, text, rule, order=3) for rule in RULES)
    assert all(best < other for other in others)


def test_no_token() -> None:
    with pytest.raises(ValueError, match="at least one token"):
        bits_per_token(NGram(order=1, vocabulary=3), [[]], add_one)
