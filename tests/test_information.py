"""Entropy, cross-entropy and divergence: worked by hand, against PyTorch, and their invariants."""

import math

import pytest
import torch
from torch.distributions import Categorical, kl_divergence

from genai_book.scratch.information import cross_entropy_bits, entropy_bits, kl_bits

HALF, EVEN = (1 / 2, 1 / 4, 1 / 4, 0), (1 / 4,) * 4


def test_the_example_of_the_chapter_worked_by_hand() -> None:
    """H(p) = ½·1 + ¼·2 + ¼·2 = 1.5 bits; under the even one each outcome costs 2, and one may come that p rules out."""
    assert entropy_bits(HALF) == 1.5
    assert cross_entropy_bits(HALF, EVEN) == 2
    assert kl_bits(HALF, EVEN) == 0.5
    assert kl_bits(EVEN, HALF) == math.inf


def test_shannons_example() -> None:
    """A source of four letters with 1/2, 1/4, 1/8, 1/8 has 7/4 bits a letter (Shannon 1948, section 9)."""
    assert entropy_bits((1 / 2, 1 / 4, 1 / 8, 1 / 8)) == 7 / 4


def test_equal_to_pytorch_and_its_invariants() -> None:
    generator = torch.Generator().manual_seed(0)
    for _ in range(50):
        p, q = torch.rand(2, 6, generator=generator, dtype=torch.double).pow(3).softmax(-1)
        one, other = p.tolist(), q.tolist()
        assert entropy_bits(one) == pytest.approx(Categorical(p).entropy().item() / math.log(2))
        found = kl_bits(one, other)
        assert found == pytest.approx(kl_divergence(Categorical(p), Categorical(q)).item() / math.log(2))
        assert found == pytest.approx(cross_entropy_bits(one, other) - entropy_bits(one))
        assert found > 0 and kl_bits(one, one) == 0


@pytest.mark.parametrize(
    ("p", "q", "says"),
    [
        ((0.5, 0.5), (1.0,), "the same length, not 2 and 1"),
        ((0.5, 0.6), (0.5, 0.5), "these sum to 1.1"),
        ((1.5, -0.5), (0.5, 0.5), "at least 0"),
    ],
)
def test_what_is_no_distribution(p, q, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        kl_bits(p, q)
