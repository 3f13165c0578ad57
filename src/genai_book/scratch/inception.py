"""The Inception Score: what a classifier thinks of a set of generated examples, with no real one beside them.

Salimans et al. 2016, arXiv:1606.03498, where the classifier is the Inception network; here it is any that gives
probabilities. Left out: the mean over ten parts of the set, as which the score is usually reported.
"""

import numpy as np


def inception_score(probabilities: np.ndarray) -> float:
    """exp of how far, on average, what is said of one example is from what is said of all:

        IS = exp(E KL(p(y|x) ‖ p(y)))

    from probabilities (N, classes). 1 when the classifier says the same of every example, the number of classes when
    it is sure and the classes are even. Raises ValueError.
    """
    p = np.asarray(probabilities, dtype=np.float64)
    if p.ndim != 2 or not len(p) or (p < 0).any() or not np.allclose(p.sum(1), 1, atol=1e-4):
        raise ValueError(f"Probabilities are rows (N, classes) that add up to 1; this array is {p.shape}: {p!r}.")
    average = p.mean(0)
    logarithm = np.log(np.where(p > 0, p, 1)) - np.log(np.where(average > 0, average, 1))  # 0 log 0 = 0
    return float(np.exp((p * logarithm).sum(1).mean()))
