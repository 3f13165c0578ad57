"""A variational autoencoder: pictures get coordinates, and every coordinate a picture.

Kingma and Welling 2013, arXiv:1312.6114. An encoder says where an example x may lie among the latent coordinates z,
q(z|x) = N(μ, σ²); a decoder says what lies at z, p(x|z) = N(x̂(z), spread²); and the prior is p(z) = N(0, 1). Shapes: B
examples of P pixels, D latent coordinates. Left out: convolutions, and a spread that is learned.
"""

import math

import torch
from torch import Tensor, nn


def gaussian_kl(mean: Tensor, log_variance: Tensor) -> Tensor:
    """KL(N(μ, σ²) ‖ N(0, 1)) = ½ Σ (μ² + σ² - 1 - log σ²) in nats, over the last dimension: (B, D) to (B,)."""
    return 0.5 * (mean**2 + log_variance.exp() - 1 - log_variance).sum(-1)


class VAE(nn.Module):
    """Encoder and decoder, each with two hidden layers of `width` and half as many units."""

    def __init__(self, pixels: int, latents: int, width: int = 128, spread: float = 0.3) -> None:
        super().__init__()
        self.latents, self.spread = latents, spread
        half = width // 2
        self.encoder = nn.Sequential(
            nn.Linear(pixels, width), nn.GELU(), nn.Linear(width, half), nn.GELU(), nn.Linear(half, 2 * latents)
        )
        self.decoder = nn.Sequential(
            nn.Linear(latents, half), nn.GELU(), nn.Linear(half, width), nn.GELU(), nn.Linear(width, pixels)
        )

    def encode(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and log-variance of q(z|x), each (B, D), of examples (B, P)."""
        mean, log_variance = self.encoder(x).chunk(2, dim=-1)
        return mean, log_variance

    def decode(self, z: Tensor) -> Tensor:
        """Mean x̂ of p(x|z), (B, P), at coordinates (B, D)."""
        return self.decoder(z)

    def log_likelihood(self, x: Tensor, z: Tensor) -> Tensor:
        """log p(x|z) in nats, (B,): the density of x (B, P) when its coordinates are z (B, D)."""
        away = (x - self.decode(z)) / self.spread
        return (-0.5 * away**2 - math.log(self.spread) - 0.5 * math.log(2 * math.pi)).sum(-1)

    def elbo(self, x: Tensor, noise: Tensor) -> tuple[Tensor, Tensor]:
        """The two terms of ELBO = E_q log p(x|z) - KL(q(z|x) ‖ p(z)), in nats, each (B,).

        The expectation is taken at one sample z = μ + σ ε, with standard normal `noise` ε (B, D), through which
        gradients flow to μ and σ.
        """
        mean, log_variance = self.encode(x)
        z = mean + (log_variance / 2).exp() * noise
        return self.log_likelihood(x, z), gaussian_kl(mean, log_variance)


def fit(
    model: VAE, x: Tensor, steps: int, beta: float = 1.0, batch: int = 100, rate: float = 4e-3, seed: int = 0
) -> Tensor:
    """Trains on examples (N, P) by AdamW, its rate falling to zero; the loss is -reconstruction + β · KL.

    β = 1 is the negative ELBO; other weights are Higgins et al. 2017. Returns both terms at every step, (steps, 2) in
    nats.
    """
    random = torch.Generator().manual_seed(seed)
    optimizer = torch.optim.AdamW(model.parameters(), weight_decay=0.01)
    terms = torch.empty(steps, 2, dtype=x.dtype)
    for step in range(steps):
        rows = x[torch.randint(len(x), (batch,), generator=random)]
        noise = torch.randn(batch, model.latents, generator=random, dtype=x.dtype)
        reconstruction, divergence = (term.mean() for term in model.elbo(rows, noise))
        optimizer.param_groups[0]["lr"] = rate * (1 - step / steps)
        optimizer.zero_grad()
        (beta * divergence - reconstruction).backward()
        optimizer.step()
        terms[step] = torch.stack([reconstruction, divergence]).detach()
    return terms
