"""Measures of a set of generated examples against a set of real ones, both as feature vectors.

N examples of D features are an array (N, D), of NumPy or of PyTorch; the sums are done in 64-bit numbers. No measure
looks at pixels: which features are taken decides what is seen. Every distance depends on how many examples are given,
so compare only scores of equal numbers, and give the score of real test examples beside them as the floor.
Left out: the Inception network, whose features the published scores of photographs use.
"""

import numpy as np


def frechet_distance(real: np.ndarray, generated: np.ndarray) -> float:
    """Distance between two clouds of features, each taken for a Gaussian:

        d² = |μ₁ - μ₂|² + tr(Σ₁ + Σ₂ - 2 (Σ₁ Σ₂)^½)

    with means μ and covariances Σ (Heusel et al., arXiv:1706.08500, who call d², not d, the Fréchet inception
    distance, as everybody has since). Raises ValueError.
    """
    real, generated = _features(real), _features(generated)
    _require_same_width(real, generated)
    means = real.mean(0) - generated.mean(0)
    first, second = covariance(real), covariance(generated)
    return float(means @ means + np.trace(first) + np.trace(second) - 2 * trace_of_root(first, second))


def covariance(features: np.ndarray) -> np.ndarray:
    """How features vary together: (N, D) to (D, D), divided by N - 1. Raises ValueError for fewer than two examples."""
    features = _features(features)
    if len(features) < 2:
        raise ValueError(f"A covariance needs at least two examples; there are {len(features)}.")
    away = features - features.mean(0)
    return away.T @ away / (len(features) - 1)


def trace_of_root(first: np.ndarray, second: np.ndarray) -> float:
    """tr (Σ₁ Σ₂)^½ of two covariances (D, D), without the root of their product.

    Σ₁ Σ₂ has the eigenvalues of the symmetric Σ₁^½ Σ₂ Σ₁^½, all real and at least zero, and the trace of a root is the
    sum of the eigenvalues' roots.
    """
    # subtle: with fewer examples than features Σ₁ Σ₂ is singular; a general matrix root (scipy.linalg.sqrtm) then gives
    # complex or wrong numbers, and the usual cure, adding 1e-6 to the diagonals, changes the score.
    values, vectors = np.linalg.eigh(first)
    half = (vectors * np.sqrt(values.clip(min=0))) @ vectors.T
    return float(np.sqrt(np.linalg.eigvalsh(half @ second @ half).clip(min=0)).sum())


def class_shares(classes: np.ndarray, number: int) -> np.ndarray:
    """What fraction of the examples falls to each of `number` classes, (number,), adding up to one."""
    classes = np.asarray(classes)
    if classes.ndim != 1 or not len(classes) or classes.min() < 0 or classes.max() >= number:
        raise ValueError(f"Classes are a list (N,) of whole numbers from 0 to {number - 1}; this is {classes!r}.")
    return np.bincount(classes, minlength=number) / len(classes)


def classes_covered(classes: np.ndarray, number: int, fair_fraction: float = 0.1) -> int:
    """How many classes occur: those with at least `fair_fraction` of the share 1 / number that would be even."""
    return int((class_shares(classes, number) >= fair_fraction / number).sum())


def effective_classes(classes: np.ndarray, number: int) -> float:
    """exp of the entropy of the classes' shares: 1 when all examples fall into one class, `number` when even."""
    shares = class_shares(classes, number)
    shares = shares[shares > 0]
    return float(np.exp(-(shares * np.log(shares)).sum()))


def precision_recall(real: np.ndarray, generated: np.ndarray, neighbours: int = 3) -> tuple[float, float]:
    """Fidelity and diversity apart: the fraction of generated examples that lie among the real ones, and of real ones
    that lie among the generated.

    To lie among a set is to be no farther from one of its members than that member's k-th nearest neighbour in the set
    (Kynkäänniemi et al., arXiv:1904.06991). Raises ValueError.
    """
    real, generated = _features(real), _features(generated)
    _require_same_width(real, generated)
    if not 0 < neighbours < min(len(real), len(generated)):
        raise ValueError(
            f"{neighbours} neighbours among {len(real)} real and {len(generated)} generated examples do not exist."
        )
    return _among(generated, real, neighbours), _among(real, generated, neighbours)


def _among(examples: np.ndarray, members: np.ndarray, neighbours: int) -> float:
    radius = np.sort(distances(members, members), 1)[:, neighbours]  # place 0 is the member itself
    return float((distances(examples, members) <= radius).any(1).mean())


def distances(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """The distance of each example of `first` (M, D) from each of `second` (N, D): (M, N)."""
    first, second = _features(first), _features(second)
    # Row by row instead of |a|² - 2ab + |b|²: that loses the digits that tell near examples apart.
    return np.stack([np.sqrt(((second - one) ** 2).sum(1)) for one in first])


def _features(features: np.ndarray) -> np.ndarray:
    features = np.asarray(features, dtype=np.float64)
    if features.ndim != 2 or not np.isfinite(features).all():
        raise ValueError(f"Features are finite numbers (N, D); this array is {features.shape}.")
    return features


def _require_same_width(real: np.ndarray, generated: np.ndarray) -> None:
    if real.shape[1] != generated.shape[1]:
        raise ValueError(f"Real examples have {real.shape[1]} features, generated ones {generated.shape[1]}.")
