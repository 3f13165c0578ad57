"""An n-gram language model fitted by counting, smoothed by Witten and Bell's rule.

P(w | h) = (c(h w) + T(h) · P(w | h')) / (c(h) + T(h)), where h' is h without its oldest token, c counts, and T(h) is
the number of distinct tokens seen after h: the more often something new came after h, the more weight the shorter
context gets. The recursion ends at the uniform distribution over the vocabulary (Witten and Bell 1991; Chen and
Goodman 1999, section 2.6, in the interpolated form). Leaves out: pruning, Kneser-Ney's continuation counts, any care
for memory.
"""

import math
import random
from collections.abc import Iterable, Sequence


class NGram:
    """Counts of what follows each context of up to `order - 1` tokens; tokens are integers below `vocabulary`."""

    def __init__(self, order: int, vocabulary: int):
        if order < 1 or vocabulary < 1:
            raise ValueError(
                f"An n-gram model needs an order and a vocabulary of at least 1, not {order} and {vocabulary}."
            )
        self.order, self.vocabulary = order, vocabulary
        self.after: dict[tuple[int, ...], dict[int, int]] = {}  # context -> next token -> count
        self.seen: dict[tuple[int, ...], int] = {}  # context -> count of all its next tokens

    def fit(self, sequences: Iterable[Sequence[int]]) -> "NGram":
        """Count every token of every sequence in all its contexts; contexts do not cross sequences."""
        for sequence in sequences:
            for place, token in enumerate(sequence):
                for length in range(min(place, self.order - 1) + 1):
                    context = tuple(sequence[place - length : place])
                    followers = self.after.setdefault(context, {})
                    followers[token] = followers.get(token, 0) + 1
                    self.seen[context] = self.seen.get(context, 0) + 1
        return self

    def probability(self, token: int, context: Sequence[int] = (), order: int | None = None) -> float:
        """P(token | the last `order - 1` tokens of context); `order` defaults to the model's own and may be lower."""
        longest = min(len(context), (order or self.order) - 1)
        p = 1.0 / self.vocabulary
        for length in range(longest + 1):
            history = tuple(context[len(context) - length :])
            followers = self.after.get(history)
            if followers is None:
                break  # a context never seen says nothing, and a longer one was not seen either
            p = (followers.get(token, 0) + len(followers) * p) / (self.seen[history] + len(followers))
        return p

    def logprob_nats(self, sequence: Sequence[int], given: int = 0, order: int | None = None) -> float:
        """Log-probability of a sequence; its first `given` tokens are context only."""
        window = self.order - 1
        return sum(
            math.log(self.probability(sequence[place], sequence[max(0, place - window) : place], order))
            for place in range(given, len(sequence))
        )

    def sample(
        self, rng: random.Random, context: Sequence[int] = (), stop: int | None = None, most: int = 100
    ) -> list[int]:
        """Up to `most` tokens that follow `context`, ending after `stop`.

        Draws from the mixture itself: start at the longest context; with weight T / (c + T) step down to a shorter
        one, else take what was seen.
        """
        told = list(context)
        for _ in range(most):
            token = self._next(rng, told)
            told.append(token)
            if token == stop:
                break
        return told[len(context) :]

    def _next(self, rng: random.Random, context: list[int]) -> int:
        for length in range(min(len(context), self.order - 1), -1, -1):
            history = tuple(context[len(context) - length :])
            followers = self.after.get(history)
            if followers and rng.random() * (self.seen[history] + len(followers)) < self.seen[history]:
                return rng.choices(list(followers), weights=list(followers.values()))[0]
        return rng.randrange(self.vocabulary)
