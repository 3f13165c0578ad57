"""How good a ranking is, when it is known which items should have been found.

Recall at k is the share of the relevant items among the first k of the ranking; the reciprocal rank is one over the
place of the first relevant one (Manning, Raghavan and Schütze, "Introduction to Information Retrieval", 2008, ch. 8).
Left out: graded relevance (nDCG) and significance tests other than the bootstrap.
"""

from collections.abc import Collection, Hashable, Sequence

import numpy as np


def recall_at(k: int, ranking: Sequence[Hashable], relevant: Collection[Hashable]) -> float:
    """Share of `relevant` among the first `k` of `ranking`, best first. Raises ValueError."""
    if k < 1 or not relevant:
        raise ValueError(
            f"recall_at needs k of at least 1 and at least one relevant item, not k = {k} and {len(relevant)} items. "
            "Leave out queries to which nothing is relevant."
        )
    return len(set(ranking[:k]) & set(relevant)) / len(set(relevant))


def reciprocal_rank(ranking: Sequence[Hashable], relevant: Collection[Hashable]) -> float:
    """1 / place of the first relevant item, counted from 1; 0 when the ranking has none."""
    return next((1 / place for place, item in enumerate(ranking, 1) if item in relevant), 0.0)


def fuse(rankings: Sequence[Sequence[Hashable]], k: int = 60) -> list[Hashable]:
    """One ranking of several: each item scores the sum of 1 / (k + place) over the rankings that have it.

    Reciprocal rank fusion (Cormack, Clarke and Büttcher 2009, doi:10.1145/1571941.1572114), with their k. Of equal
    scores, the item that was met first stands first.
    """
    scores: dict[Hashable, float] = {}
    for ranking in rankings:
        for place, item in enumerate(ranking, 1):
            scores[item] = scores.get(item, 0.0) + 1 / (k + place)
    return sorted(scores, key=lambda item: -scores[item])


def bootstrap(values: Sequence[float], level: float = 0.95, draws: int = 2000, seed: int = 0) -> tuple[float, float]:
    """Percentile interval of the mean of `values`: where it falls when as many values are drawn from them again.

    Efron 1979, doi:10.1214/aos/1176344552. With few values it is somewhat too narrow. Raises ValueError.
    """
    if not len(values) or not 0 < level < 1:
        raise ValueError(
            f"bootstrap needs at least one value and a level between 0 and 1, not {len(values)} values and {level}."
        )
    drawn = np.random.default_rng(seed).integers(len(values), size=(draws, len(values)))
    means = np.asarray(values, dtype=float)[drawn].mean(1)
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)
