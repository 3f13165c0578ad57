"""scratch/experts.py: a router worked by hand, the loss of Transformers, and gradients that reach the router."""

import pytest
import torch
from torch import nn
from transformers.models.mixtral.modeling_mixtral import load_balancing_loss_func

from genai_book.scratch.experts import Experts, balance_loss


@pytest.fixture
def layer() -> Experts:
    torch.manual_seed(0)
    return Experts([nn.Linear(4, 4) for _ in range(3)], 4).double()


def test_balance_worked_by_hand():
    """Two experts, four positions: three go to the first, whose mean probability is 0.65."""
    shares = torch.tensor([[0.9, 0.1], [0.8, 0.2], [0.6, 0.4], [0.3, 0.7]])
    assert balance_loss(shares, shares.argmax(-1)).item() == pytest.approx(2 * (0.75 * 0.65 + 0.25 * 0.35))


def test_balance_equal_to_the_library():
    logits = torch.randn(50, 4, generator=torch.Generator().manual_seed(0))
    shares = logits.softmax(-1)
    theirs = load_balancing_loss_func((logits,), num_experts=4, top_k=1)
    torch.testing.assert_close(balance_loss(shares, shares.argmax(-1)), theirs)


def test_each_position_gets_its_best_expert_times_the_probability(layer):
    x = torch.randn(20, 4, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    output = layer(x)
    shares = layer.router(x).softmax(-1)
    everyone = torch.stack([expert(x) for expert in layer.experts], 1)  # (N, E, C)
    wanted = torch.stack([shares[n, e] * everyone[n, e] for n, e in enumerate(shares.argmax(-1).tolist())])
    torch.testing.assert_close(output, wanted)
    assert torch.equal(layer.chosen, shares.argmax(-1))


def test_an_idle_expert_learns_nothing_and_the_router_learns(layer):
    with torch.no_grad():
        layer.router.weight.zero_()
        layer.router.weight[1] = 1
    layer(torch.ones(5, 4, dtype=torch.float64)).square().sum().backward()
    assert layer.router.weight.grad.abs().sum() > 0
    assert layer.experts[1].weight.grad.abs().sum() > 0
    assert layer.experts[0].weight.grad.abs().sum() == 0
    assert layer.balance.item() > 2.5  # one expert does everything; 3 where the router is wholly sure


def test_one_expert_is_no_mixture():
    with pytest.raises(ValueError, match="at least 2 experts; this list has 1"):
        Experts([nn.Linear(4, 4)], 4)
