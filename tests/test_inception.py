"""The Inception Score of probabilities."""

import numpy as np
import pytest
import scipy.stats
import torch

from genai_book.scratch.inception import inception_score


def test_scores_worked_by_hand() -> None:
    """Two examples, each sure of another of two classes: 2. Both alike: 1. Half sure, (¾, ¼) and (¼, ¾): e^0.1308."""
    assert inception_score([[1, 0], [0, 1]]) == pytest.approx(2)
    assert inception_score([[0.3, 0.7], [0.3, 0.7]]) == pytest.approx(1)
    assert inception_score([[0.75, 0.25], [0.25, 0.75]]) == pytest.approx(np.exp(0.1308), abs=1e-4)


def test_it_is_the_one_from_entropies() -> None:
    probabilities = np.random.default_rng(0).dirichlet(np.full(10, 0.3), size=200)
    mutual = scipy.stats.entropy(probabilities.mean(0)) - scipy.stats.entropy(probabilities, axis=1).mean()
    assert inception_score(probabilities) == pytest.approx(np.exp(mutual))
    assert inception_score(torch.tensor(probabilities)) == pytest.approx(np.exp(mutual))


def test_it_lies_between_one_and_the_number_of_classes() -> None:
    rng = np.random.default_rng(0)
    for sharpness in (0.01, 0.1, 1, 10):
        assert 1 <= inception_score(rng.dirichlet(np.full(7, sharpness), size=50)) <= 7


@pytest.mark.parametrize("wrong", [[[0.5, 0.6]], [[1.5, -0.5]], [0.5, 0.5], np.zeros((0, 3))])
def test_what_are_no_probabilities_is_named(wrong) -> None:
    with pytest.raises(ValueError, match="add up to 1"):
        inception_score(wrong)
