"""scratch/gptq.py: the paper's slow way step by step, what is gained, and what independent inputs leave to do."""

import pytest
import torch

from genai_book.scratch.gptq import gptq
from genai_book.scratch.quantization import zeropoint


@pytest.fixture
def layer() -> tuple[torch.Tensor, torch.Tensor]:
    """A matrix (5, 16), and inputs (400, 16) that go together."""
    random = torch.Generator().manual_seed(0)
    mixing = torch.randn(16, 16, generator=random, dtype=torch.float64)
    inputs = torch.randn(400, 16, generator=random, dtype=torch.float64) @ mixing
    return torch.randn(5, 16, generator=random, dtype=torch.float64), inputs


def test_the_slow_way(layer):
    """Section 3.1 of the paper without its shortcuts: after each column a new inverse, of what is still free."""
    weight, inputs = layer
    gram = inputs.T @ inputs
    gram = gram + 0.01 * gram.diagonal().mean() * torch.eye(16, dtype=torch.float64)
    left, done = weight.clone(), torch.empty_like(weight)
    for j in range(16):
        if j % 8 == 0:
            grid = zeropoint(left[:, j : j + 8], 3)
        inverse = torch.linalg.inv(gram[j:, j:])
        scale, least = grid.scale[:, 0, 0], grid.offset[:, 0, 0]
        done[:, j] = ((left[:, j] - least) / scale).round().clamp(0, 7) * scale + least
        left[:, j:] -= ((left[:, j] - done[:, j]) / inverse[0, 0])[:, None] * inverse[0]
    torch.testing.assert_close(gptq(weight, inputs.T @ inputs, 3, 8), done)


def test_the_output_is_nearer_and_the_weights_are_not(layer):
    weight, inputs = layer
    clever, near = gptq(weight, inputs.T @ inputs, 3, 8), zeropoint(weight, 3, 8).weights()
    assert (inputs @ (clever - weight).T).square().sum() < 0.8 * (inputs @ (near - weight).T).square().sum()
    assert (clever - weight).square().sum() > (near - weight).square().sum()


def test_independent_inputs_leave_rounding_to_nearest(layer):
    weight, _ = layer
    eye = torch.eye(16, dtype=torch.float64)
    torch.testing.assert_close(gptq(weight, 3 * eye, 4, 8), zeropoint(weight, 4, 8).weights())


def test_inputs_that_do_not_fit(layer):
    with pytest.raises(ValueError, match=r"needs a gram of \(16, 16\), not \(5, 5\)"):
        gptq(layer[0], torch.eye(5), 4, 8)
