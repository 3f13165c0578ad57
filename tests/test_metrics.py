"""Measures of generated against real examples."""

import numpy as np
import pytest
import scipy.linalg
import scipy.stats
import torch

from genai_book.datasets import digits
from genai_book.scratch import digit_classifier, metrics


def clouds(count: int = 200, width: int = 12) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    return rng.normal(size=(count, width)) @ rng.normal(size=(width, width)), rng.normal(1, 2, size=(count, width))


def test_a_distance_worked_by_hand() -> None:
    """In one dimension d² = (μ₁ - μ₂)² + (σ₁ - σ₂)²: means 1 and 4, standard deviations √2 and 3√2, so 9 + 8."""
    assert metrics.frechet_distance(np.array([[0.0], [2.0]]), np.array([[1.0], [7.0]])) == pytest.approx(17)


def test_the_distance_is_that_of_the_reference_formula() -> None:
    real, generated = clouds()
    first, second = np.cov(real, rowvar=False), np.cov(generated, rowvar=False)
    root = scipy.linalg.sqrtm(first @ second).real
    expected = ((real.mean(0) - generated.mean(0)) ** 2).sum() + np.trace(first + second - 2 * root)
    assert metrics.frechet_distance(real, generated) == pytest.approx(expected, rel=1e-9)
    assert metrics.frechet_distance(torch.tensor(real), torch.tensor(generated)) == pytest.approx(expected, rel=1e-9)


def test_the_distance_is_symmetric_and_zero_to_itself() -> None:
    real, generated = clouds()
    assert metrics.frechet_distance(real, real) == pytest.approx(0, abs=1e-9)
    there, back = metrics.frechet_distance(real, generated), metrics.frechet_distance(generated, real)
    assert there == pytest.approx(back)


def test_fewer_examples_than_features_give_a_true_root() -> None:
    """The trace is also the sum of singular values of Σ₁^½ Σ₂^½, here from factors that need no root at all."""
    rng = np.random.default_rng(0)
    real, generated = rng.normal(size=(6, 40)), rng.normal(size=(9, 40))
    factors = [(x - x.mean(0)) / np.sqrt(len(x) - 1) for x in (real, generated)]
    expected = np.linalg.svd(factors[0] @ factors[1].T, compute_uv=False).sum()
    found = metrics.trace_of_root(metrics.covariance(real), metrics.covariance(generated))
    assert found == pytest.approx(expected, rel=1e-6)


def test_covariance_is_numpys() -> None:
    real, _ = clouds()
    assert np.allclose(metrics.covariance(real), np.cov(real, rowvar=False))


def test_classes_counted_by_hand() -> None:
    drawn = [0] * 50 + [1] * 49 + [2]
    assert metrics.class_shares(drawn, 4).tolist() == [0.5, 0.49, 0.01, 0]
    assert metrics.classes_covered(drawn, 4) == 2
    assert metrics.classes_covered(drawn, 4, fair_fraction=0.04) == 3


def test_effective_classes_are_the_entropys() -> None:
    drawn = [0, 0, 0, 1, 2, 2]
    assert metrics.effective_classes(drawn, 5) == pytest.approx(np.exp(scipy.stats.entropy([3, 1, 2])))
    assert metrics.effective_classes([3] * 9, 10) == pytest.approx(1)
    assert metrics.effective_classes(list(range(10)), 10) == pytest.approx(10)


def test_precision_and_recall_worked_by_hand() -> None:
    """Real at 0, 1, 2 and 10, made at 0.5, 1.5 and 30; a member reaches as far as its nearest neighbour.

    The real reach 1, 1, 1 and 8: two of three made lie there. The made reach 1, 1 and 28.5, so 0, 1 and 2 lie among
    them, and 10 does too: 30 reaches back to 1.5.
    """
    real, made = np.array([[0.0], [1], [2], [10]]), np.array([[0.5], [1.5], [30]])
    assert metrics.precision_recall(real, made, neighbours=1) == (2 / 3, 1)


def test_a_model_that_draws_one_thing_well_has_precision_and_no_recall() -> None:
    rng = np.random.default_rng(0)
    real = rng.normal(size=(300, 4))
    precision, recall = metrics.precision_recall(real, rng.normal(0, 0.1, size=(300, 4)))
    assert precision > 0.95 and recall < 0.05


def test_on_digits_the_scale_tells_test_digits_from_a_gaussian_and_a_blur() -> None:
    train, test = digits.load()
    judge = digit_classifier.fit(torch.from_numpy(train.images), torch.from_numpy(train.labels))
    rng = np.random.default_rng(0)
    gaussian = rng.multivariate_normal(train.images.mean(0), np.cov(train.images, rowvar=False), len(test.images))
    real = judge.features(torch.from_numpy(train.images))
    scores = [
        metrics.frechet_distance(real, judge.features(torch.as_tensor(images)))
        for images in (test.images, gaussian, rng.uniform(-1, 1, size=test.images.shape))
    ]
    assert scores[0] < 0.5 and 4 * scores[0] < scores[1] < scores[2] / 3


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: metrics.frechet_distance(np.zeros((3, 2)), np.zeros((3, 4))), "Real examples have 2 features"),
        (lambda: metrics.frechet_distance(np.zeros((1, 2)), np.zeros((3, 2))), "needs at least two examples"),
        (lambda: metrics.frechet_distance(np.full((3, 2), np.nan), np.zeros((3, 2))), "finite numbers"),
        (lambda: metrics.class_shares([0, 4], 4), "whole numbers from 0 to 3"),
        (lambda: metrics.precision_recall(np.zeros((3, 2)), np.zeros((9, 2))), "3 neighbours among 3 real"),
    ],
)
def test_what_cannot_be_measured_is_named(call, message) -> None:
    with pytest.raises(ValueError, match=message):
        call()
