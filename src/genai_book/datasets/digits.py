"""Handwritten digits of 8 x 8 pixels, from scikit-learn, scaled for networks and split once and for all.

Alpaydin and Kaynak, "Optical recognition of handwritten digits", UCI Machine Learning Repository, 1998. The split is
that of the book's first chapter, so that no model of any chapter has seen a test digit.
"""

from dataclasses import dataclass

import numpy as np

SIDE = 8  # pixels
CLASSES = 10
TRAINING = 1400  # digits of the 1797; the others are for testing


@dataclass(frozen=True)
class Digits:
    """Digits of one part of the split."""

    images: np.ndarray  # (N, 64) float32, row by row; -1 is paper, 1 is ink
    labels: np.ndarray  # (N,) int64, 0 to 9


def load() -> tuple[Digits, Digits]:
    """The digits for training, and those for testing; the same ones in the same order each time."""
    from sklearn.datasets import load_digits

    ink, labels = load_digits(return_X_y=True)  # 0 is paper, 16 is ink
    order = np.random.default_rng(0).permutation(len(ink))
    images = (ink / 8 - 1).astype(np.float32)  # eighths: exact in float32
    return tuple(Digits(images[part], labels[part]) for part in (order[:TRAINING], order[TRAINING:]))
