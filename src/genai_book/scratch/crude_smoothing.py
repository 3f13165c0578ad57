"""What a count becomes, without looking at shorter contexts: three crude rules for an n-gram model's probability.

A rule takes how often the token came after the context, how often anything did, and how many tokens there are; it
returns the token's probability. `ngram.NGram.probability` is the better rule, which mixes in the shorter contexts.
"""

import math
from collections.abc import Callable, Iterable, Sequence

from genai_book.scratch.ngram import NGram

Rule = Callable[[int, int, int], float]  # (count, total, vocabulary) -> probability
SHARE = 0.01  # set aside by `with_a_hundredth`


def counts_alone(count: int, total: int, vocabulary: int) -> float:
    """The share that was counted, which makes what was counted likeliest; after a new context, the same for all."""
    return count / total if total else 1 / vocabulary


def with_a_hundredth(count: int, total: int, vocabulary: int) -> float:
    """A hundredth of the probability goes to all tokens alike, the rest to what was counted."""
    return (1 - SHARE) * counts_alone(count, total, vocabulary) + SHARE / vocabulary


def add_one(count: int, total: int, vocabulary: int) -> float:
    """Laplace's rule: as if every token had come once more than it did."""
    return (count + 1) / (total + vocabulary)


def bits_per_token(model: NGram, sequences: Iterable[Sequence[int]], rule: Rule, order: int | None = None) -> float:
    """The mean surprise of a rule at every token of every sequence; infinite where it rules out what came.

    `order` defaults to the model's own and may be lower. Raises ValueError where there is no token.
    """
    window, bits, tokens = (order or model.order) - 1, 0.0, 0
    for sequence in sequences:
        for place, token in enumerate(sequence):
            context = tuple(sequence[max(0, place - window) : place])
            p = rule(model.after.get(context, {}).get(token, 0), model.seen.get(context, 0), model.vocabulary)
            bits += -math.log2(p) if p else math.inf
            tokens += 1
    if not tokens:
        raise ValueError("A mean surprise needs at least one token; these sequences have none.")
    return bits / tokens
