"""Entropy, cross-entropy and Kullback-Leibler divergence of distributions over the same few outcomes, in bits.

    H(p) = - Σ p log₂ p        H(p, q) = - Σ p log₂ q        KL(p ‖ q) = H(p, q) - H(p) = Σ p log₂ (p / q) ≥ 0

Shannon 1948; Kullback and Leibler 1951, doi:10.1214/aoms/1177729694. Distributions are sequences of probabilities that
sum to one, the same outcome at the same place in both; a ValueError says where they are not. Left out: densities, and
estimates from samples.
"""

import math
from collections.abc import Sequence

SUM_TOLERANCE = 1e-6


def entropy_bits(p: Sequence[float]) -> float:
    """H(p): the mean surprise of somebody who knows p and draws from p. Raises ValueError."""
    return cross_entropy_bits(p, p)


def cross_entropy_bits(p: Sequence[float], q: Sequence[float]) -> float:
    """H(p, q): the mean surprise of somebody who believes q and draws from p.

    Infinite where q rules out what p lets happen. Raises ValueError.
    """
    _require_distributions(p, q)
    return sum(math.inf if b == 0 else -a * math.log2(b) for a, b in zip(p, q, strict=True) if a > 0)


def kl_bits(p: Sequence[float], q: Sequence[float]) -> float:
    """KL(p ‖ q): what believing q costs where p is true. Raises ValueError.

    Never negative, zero only for q = p, and not symmetric.
    """
    _require_distributions(p, q)
    return sum(math.inf if b == 0 else a * math.log2(a / b) for a, b in zip(p, q, strict=True) if a > 0)


def _require_distributions(p: Sequence[float], q: Sequence[float]) -> None:
    if len(p) != len(q):
        raise ValueError(f"Two distributions over the same outcomes have the same length, not {len(p)} and {len(q)}.")
    for one in (p, q):
        if min(one) < 0 or abs(sum(one) - 1) > SUM_TOLERANCE:
            raise ValueError(f"Probabilities are at least 0 and sum to 1; these sum to {sum(one):.4g}: {list(one)}.")
