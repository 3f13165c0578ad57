"""Three ways down a slope: plain gradient descent, with momentum, and Adam; each changes parameters in place.

Parameters and gradients are lists of arrays of equal shapes. Written like PyTorch's `torch.optim`, whose steps these
are. Left out: weight decay, Nesterov's variant, learning rates that change.
"""

from collections.abc import Sequence

import numpy as np

Arrays = Sequence[np.ndarray]


class SGD:
    """θ ← θ - rate · v with v ← momentum · v + g; without momentum v is the gradient g (Polyak 1964 for the rest)."""

    def __init__(self, parameters: Arrays, rate: float, momentum: float = 0.0):
        _require_positive(rate)
        self.parameters, self.rate, self.momentum = parameters, rate, momentum
        self.v = [np.zeros_like(p) for p in parameters]

    def step(self, gradients: Arrays) -> None:
        """One step against `gradients`."""
        for p, v, g in zip(self.parameters, self.v, gradients, strict=True):
            v *= self.momentum
            v += g
            p -= self.rate * v


class Adam:
    """θ ← θ - rate · m̂ / (√v̂ + ε): Kingma and Ba, arXiv:1412.6980, algorithm 1.

    m and v are running means of g and of g²; m̂ and v̂ are divided by 1 - β^t, since both begin at zero.
    """

    def __init__(self, parameters: Arrays, rate: float, betas: tuple[float, float] = (0.9, 0.999), eps: float = 1e-8):
        _require_positive(rate)
        self.parameters, self.rate, self.betas, self.eps = parameters, rate, betas, eps
        self.m = [np.zeros_like(p) for p in parameters]
        self.v = [np.zeros_like(p) for p in parameters]
        self.steps = 0

    def step(self, gradients: Arrays) -> None:
        """One step against `gradients`."""
        self.steps += 1
        first, second = self.betas
        for p, m, v, g in zip(self.parameters, self.m, self.v, gradients, strict=True):
            m += (1 - first) * (g - m)
            v += (1 - second) * (g**2 - v)
            p -= self.rate * (m / (1 - first**self.steps)) / (np.sqrt(v / (1 - second**self.steps)) + self.eps)


def _require_positive(rate: float) -> None:
    if not rate > 0:
        raise ValueError(f"A learning rate is larger than 0; this one is {rate}.")
