"""Measures of a ranking: worked examples, agreement with scikit-learn and SciPy, invariants, errors."""

import numpy as np
import pytest
from scipy import stats
from sklearn.metrics import label_ranking_average_precision_score

from genai_book.scratch.ranking import bootstrap, fuse, recall_at, reciprocal_rank


def test_recall_by_hand() -> None:
    found = ["d3", "d1", "d8", "d2"]
    assert recall_at(1, found, {"d1", "d2"}) == 0
    assert recall_at(2, found, {"d1", "d2"}) == 0.5
    assert recall_at(9, found, {"d1", "d2", "d7", "d5"}) == 0.5


def test_recall_never_falls_with_k() -> None:
    found = list(np.random.default_rng(0).permutation(20))
    values = [recall_at(k, found, {1, 5, 7}) for k in range(1, 21)]
    assert values == sorted(values) and values[-1] == 1


def test_reciprocal_rank_is_average_precision_of_a_single_answer() -> None:
    scores = np.random.default_rng(1).permutation(10).astype(float)
    ranking = np.argsort(-scores).tolist()
    assert reciprocal_rank(ranking, {4}) == pytest.approx(
        label_ranking_average_precision_score([np.arange(10) == 4], [scores])
    )
    assert reciprocal_rank(["a"], {"b"}) == 0


def test_fusion_by_hand() -> None:
    """c has 1/63 + 1/61 = 0.03227, b 1/62 + 1/62 = 0.03226, a 1/61 + 1/64 = 0.03202."""
    assert fuse([["a", "b", "c"], ["c", "b", "x", "a"]]) == ["c", "b", "a", "x"]
    assert fuse([["a", "b"], []]) == ["a", "b"] and fuse([]) == []


def test_bootstrap_agrees_with_scipy() -> None:
    values = np.random.default_rng(2).random(40)
    theirs = stats.bootstrap((values,), np.mean, method="percentile", rng=np.random.default_rng(3)).confidence_interval
    assert bootstrap(values) == pytest.approx(tuple(theirs), abs=0.01)
    assert bootstrap(values) == bootstrap(values)
    assert bootstrap([0.25] * 5) == (0.25, 0.25)


@pytest.mark.parametrize("call", [lambda: recall_at(0, ["a"], {"a"}), lambda: recall_at(1, ["a"], set())])
def test_recall_of_nothing_is_refused(call) -> None:
    with pytest.raises(ValueError, match="at least one relevant item"):
        call()


def test_bootstrap_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one value"):
        bootstrap([])
