"""Descent against numbers worked by hand and against torch.optim."""

import numpy as np
import pytest
import torch

from genai_book.scratch.optimizers import SGD, Adam


def test_worked_example() -> None:
    """Gradient 2 twice, rate 0.1. Plain: 1 - 0.2 - 0.2. Momentum 0.9: v = 2, then 3.8. Adam: 0.1 a step, whatever the
    gradient's size, as m̂ / √v̂ = 2 / 2 (Kingma and Ba, section 2.1).
    """
    for maker, expected in (
        (lambda p: SGD(p, 0.1), 0.6),
        (lambda p: SGD(p, 0.1, 0.9), 0.42),
        (lambda p: Adam(p, 0.1), 0.8),
    ):
        numbers = [np.array([1.0])]
        descent = maker(numbers)
        for _ in range(2):
            descent.step([np.array([2.0])])
        assert numbers[0][0] == pytest.approx(expected, abs=1e-8)


@pytest.mark.parametrize("name", ["plain", "momentum", "adam"])
def test_equals_the_library(name: str) -> None:
    rng = np.random.default_rng(0)
    numbers = [rng.normal(size=(3, 2)), rng.normal(size=4)]
    copies = [torch.tensor(one, requires_grad=True) for one in numbers]
    ours, theirs = {
        "plain": (SGD(numbers, 0.05), torch.optim.SGD(copies, lr=0.05)),
        "momentum": (SGD(numbers, 0.05, 0.9), torch.optim.SGD(copies, lr=0.05, momentum=0.9)),
        "adam": (Adam(numbers, 0.05, (0.8, 0.95)), torch.optim.Adam(copies, lr=0.05, betas=(0.8, 0.95))),
    }[name]
    for _ in range(20):
        gradients = [rng.normal(size=one.shape) for one in numbers]
        for copy, gradient in zip(copies, gradients, strict=True):
            copy.grad = torch.tensor(gradient)
        ours.step(gradients)
        theirs.step()
    for one, copy in zip(numbers, copies, strict=True):
        np.testing.assert_allclose(one, copy.detach().numpy(), atol=1e-12)


def test_adam_does_not_mind_the_unit_of_the_loss() -> None:
    ends = []
    for scale in (1.0, 1000.0):
        numbers = [np.array([3.0, -2.0])]
        descent = Adam(numbers, 0.1)
        for _ in range(50):
            descent.step([scale * numbers[0] * np.array([1.0, 20.0])])
        ends.append(numbers[0])
    np.testing.assert_allclose(*ends, atol=1e-5)


@pytest.mark.parametrize("maker", [SGD, Adam])
def test_a_rate_must_be_positive(maker) -> None:
    with pytest.raises(ValueError, match="larger than 0; this one is 0"):
        maker([np.zeros(1)], 0)
