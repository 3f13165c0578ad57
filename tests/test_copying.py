"""Copies are found by their nearest training examples."""

import numpy as np
import pytest
from scipy.stats import mannwhitneyu
from sklearn.neighbors import NearestNeighbors

from genai_book.scratch import copying


def test_neighbours_worked_by_hand() -> None:
    training = np.array([[0.0], [1.0], [5.0]])
    assert copying.nearest_two(np.array([[1.0], [4.0]]), training).tolist() == [[0, 1], [1, 3]]


def test_neighbours_are_scikit_learns() -> None:
    rng = np.random.default_rng(0)
    examples, training = rng.normal(size=(50, 8)), rng.normal(size=(200, 8))
    expected, _ = NearestNeighbors(n_neighbors=2).fit(training).kneighbors(examples)
    assert copying.nearest_two(examples, training) == pytest.approx(expected)


def test_a_fraction_worked_by_hand() -> None:
    """Of the six pairs 1 < 2, 1 < 3, 3 < ... : 1 is smaller twice, 2 once and ties once, 4 never."""
    assert copying.nearer_fraction([1, 2, 4], [2, 3]) == pytest.approx((2 + 1 + 0.5) / 6)


def test_the_fraction_is_the_mann_whitney_statistic() -> None:
    rng = np.random.default_rng(0)
    made, held_out = rng.integers(0, 20, 70), rng.integers(5, 25, 90)
    statistic = mannwhitneyu(held_out, made).statistic
    assert copying.nearer_fraction(made, held_out) == pytest.approx(statistic / (70 * 90))


def test_a_copier_is_always_nearer_and_new_draws_are_not() -> None:
    rng = np.random.default_rng(0)
    training, held_out, new = rng.normal(size=(3, 300, 6))
    mark = copying.nearest_two(held_out, training)[:, 0]
    copies = training[rng.integers(0, 300, 300)]
    assert copying.nearer_fraction(copying.nearest_two(copies, training)[:, 0], mark) == 1
    assert abs(copying.nearer_fraction(copying.nearest_two(new, training)[:, 0], mark) - 0.5) < 0.1


def test_two_neighbours_need_two_examples() -> None:
    with pytest.raises(ValueError, match="The two nearest of 1 training examples"):
        copying.nearest_two(np.zeros((3, 2)), np.zeros((1, 2)))
