"""Adversarial training: its losses against the library's, its optimum, and what it learns in a second."""

import pytest
import torch
from torch import nn
from torch.nn import functional

from genai_book.scratch.gan import (
    discriminator_loss,
    fit,
    minimax_loss,
    non_saturating_loss,
    perceptron,
    r1_penalty,
)


def test_losses_are_cross_entropies():
    real, fake = torch.tensor([[2.0], [-1.0]]), torch.tensor([[0.5], [-3.0]])
    entropy = functional.binary_cross_entropy_with_logits
    theirs = entropy(real, torch.ones(2, 1)) + entropy(fake, torch.zeros(2, 1))
    assert torch.allclose(discriminator_loss(real, fake), theirs)
    assert torch.allclose(non_saturating_loss(fake), entropy(fake, torch.ones(2, 1)))
    assert torch.allclose(minimax_loss(fake), -entropy(fake, torch.zeros(2, 1)))


def test_only_one_of_the_two_generators_hears_a_sure_discriminator():
    """d/dl log(1 - sigmoid(l)) = -D and d/dl (-log sigmoid(l)) = -(1 - D)."""
    for loss, slope in ((minimax_loss, -0.01), (non_saturating_loss, -0.99)):
        logit = torch.tensor([[0.01 / 0.99]]).log().requires_grad_()
        loss(logit).backward()
        assert logit.grad.item() == pytest.approx(slope)


def test_penalty_of_a_linear_discriminator_is_half_its_squared_slope():
    discriminator = nn.Linear(2, 1)
    discriminator.weight.data = torch.tensor([[3.0, 4.0]])
    x = torch.randn(5, 2, requires_grad=True)
    assert r1_penalty(x, discriminator(x)).item() == pytest.approx(12.5)


def test_generator_finds_a_distribution_on_a_line():
    x = 3 + 0.5 * torch.randn(2000, 1, generator=torch.Generator().manual_seed(0)).double()
    torch.manual_seed(0)
    networks = perceptron(1, 16, 1).double(), perceptron(1, 16, 1).double()
    seen = []
    averaged = fit(*networks, x, steps=600, noise=1, watch=lambda step, _: seen.append(step))
    assert seen == list(range(600))
    with torch.no_grad():
        made = averaged(torch.randn(2000, 1, generator=torch.Generator().manual_seed(1)).double())
    assert made.mean().item() == pytest.approx(3, abs=0.25)
    assert 0.2 < made.std().item() < 0.9
    assert not any(weight.requires_grad for weight in averaged.parameters())


def test_the_same_seed_gives_the_same_network():
    def train() -> torch.Tensor:
        torch.manual_seed(0)
        x = torch.randn(50, 2).double()
        return fit(perceptron(2, 8, 2).double(), perceptron(2, 8, 1).double(), x, steps=20, noise=2)[0].weight

    assert torch.equal(train(), train())
