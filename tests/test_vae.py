"""The variational autoencoder: its divergence, its bound, its training."""

import math

import pytest
import torch
from torch import nn
from torch.distributions import MultivariateNormal, Normal, kl_divergence

from genai_book.scratch.vae import VAE, fit, gaussian_kl


def test_divergence_by_hand_and_by_the_library():
    # μ = 1, σ = 1: half a nat for the distance, nothing for the width.
    assert gaussian_kl(torch.tensor([[1.0]]), torch.tensor([[0.0]])).item() == pytest.approx(0.5)
    mean, log_variance = torch.randn(5, 3, generator=torch.Generator().manual_seed(0)).double(), torch.randn(5, 3)
    theirs = kl_divergence(Normal(mean, (log_variance / 2).exp()), Normal(0.0, 1.0)).sum(-1)
    assert torch.allclose(gaussian_kl(mean, log_variance), theirs)


def linear(weight: torch.Tensor, spread: float) -> VAE:
    """A model whose decoder is x̂ = W z, so that everything about it can be worked out."""
    model = VAE(*weight.shape, spread=spread).double()
    model.decoder = nn.Linear(weight.shape[1], weight.shape[0], bias=False).double()
    model.decoder.weight.data = weight
    return model


def test_bound_meets_the_likelihood_at_the_true_posterior():
    """With x = W z + noise, p(x) = N(0, W Wᵀ + spread² I) and p(z|x) = N(M⁻¹ Wᵀ x, spread² M⁻¹), M = WᵀW + spread² I
    (Bishop 2006, equations 12.35 and 12.42); one orthogonal column for each latent makes M diagonal.
    """
    weight, spread = torch.tensor([[1.0, 0.0], [0.0, 2.0], [0.0, 0.0]]).double(), 0.5
    model = linear(weight, spread)
    x = torch.tensor([[0.3, -1.0, 0.2]]).double()
    m = weight.T @ weight + spread**2 * torch.eye(2)
    mean, variance = (x @ weight) / m.diag(), spread**2 / m.diag()
    posterior = torch.cat([mean, variance.log()[None]], -1)
    model.encoder = nn.Linear(3, 4).double()
    model.encoder.weight.data.zero_()
    model.encoder.bias.data = posterior[0]
    true = MultivariateNormal(torch.zeros(3).double(), weight @ weight.T + spread**2 * torch.eye(3)).log_prob(x)
    noise = torch.randn(200_000, 2, generator=torch.Generator().manual_seed(0)).double()
    reconstruction, divergence = model.elbo(x.expand(len(noise), 3), noise)
    assert (reconstruction.mean() - divergence[0]).item() == pytest.approx(true.item(), abs=0.01)
    model.encoder.bias.data[0] += 0.5  # any other posterior is worse
    reconstruction, divergence = model.elbo(x.expand(len(noise), 3), noise)
    assert reconstruction.mean() - divergence[0] < true - 0.1


def test_gradients_flow_through_the_sample():
    model = VAE(4, 2, width=8)
    reconstruction, _ = model.elbo(torch.rand(3, 4), torch.randn(3, 2))
    reconstruction.sum().backward()
    assert model.encoder[0].weight.grad.abs().max() > 0


def test_training_recovers_two_clusters_and_repeats_itself():
    x = torch.tensor([[1.0, 1.0, -1.0], [-1.0, -1.0, 1.0]]).double().repeat(50, 1)

    def train() -> tuple[VAE, torch.Tensor]:
        torch.manual_seed(0)
        model = VAE(3, 1, width=16).double()
        return model, fit(model, x, steps=300)

    model, terms = train()
    assert terms.shape == (300, 2)
    assert terms[-20:, 0].mean() > terms[:20, 0].mean()
    again = model.decode(model.encode(x[:2])[0])
    assert (again - x[:2]).abs().max() < 0.3
    assert torch.equal(terms, train()[1])


def test_much_weight_on_the_divergence_empties_the_code():
    x = torch.randn(100, 3, generator=torch.Generator().manual_seed(0)).double()
    torch.manual_seed(0)
    model = VAE(3, 2, width=16).double()
    terms = fit(model, x, steps=400, beta=100.0)
    assert terms[-20:, 1].mean() < 0.05
    assert math.isfinite(terms[-1, 0].item())
