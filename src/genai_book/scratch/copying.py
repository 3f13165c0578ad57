"""Does a model copy? Its drawings are held against the examples it was trained on, with held-out examples as the mark.

A distance to the nearest training example says nothing by itself: two people's sevens are alike as well. What held-out
examples of the same kind have, an honest model may have too.
N examples of D numbers, pixels or features, are an array (N, D). Left out: copies that were moved, turned or cut.
"""

import numpy as np

from genai_book.scratch.metrics import distances


def nearest_two(examples: np.ndarray, training: np.ndarray) -> np.ndarray:
    """The distances of each example from its nearest and second nearest training example, (N, 2).

    Raises ValueError when there are fewer than two training examples.
    """
    if len(training) < 2:
        raise ValueError(f"The two nearest of {len(training)} training examples do not exist.")
    return np.partition(distances(examples, training), 1, axis=1)[:, :2]


def nearer_fraction(made: np.ndarray, held_out: np.ndarray) -> float:
    """How often a number of `made` (M,) is smaller than one of `held_out` (N,), over all pairs; a tie counts half.

    0.5 when both come from one distribution: the Mann-Whitney U over M N. With distances from the training examples it
    is the test of Meehan, Chaudhuri and Dasgupta (arXiv:2004.05675) without its division into regions.
    """
    made, held_out = np.asarray(made, dtype=float)[:, None], np.asarray(held_out, dtype=float)
    return float((made < held_out).mean() + 0.5 * (made == held_out).mean())
