"""Diffusion: a picture is ruined by noise in T steps, and a network learns to undo them.

Times run as in the papers: t = 0 is the picture, t = T is noise. So `alpha_bar` has T + 1 entries and starts with 1;
diffusers counts from 0 and calls our t its t - 1. A model is any function from noisy pictures (B, ...) and times (B,)
to the noise that is in them, (B, ...). Every function follows the dtype and device of its arguments.
Left out: learned variances, and predictions of anything but the noise.
"""

from collections.abc import Callable, Iterator
from itertools import pairwise

import torch
from torch import Tensor

Model = Callable[[Tensor, Tensor], Tensor]


def linear_alpha_bar(steps: int) -> Tensor:
    """ᾱ₀ … ᾱ_T, (T + 1,): how much of the picture's variance is left, for β rising linearly with t.

        ᾱ_t = (1 - β₁)(1 - β₂) … (1 - β_t)

    Ho, Jain and Abbeel (arXiv:2006.11239) take β from 0.0001 to 0.02 in 1000 steps; fewer steps are larger by as much.
    Raises ValueError where a step would be larger than the whole.
    """
    if steps <= 20:
        largest = 20 / max(steps, 1)
        raise ValueError(f"{steps} steps would need β = {largest:g} in the last; β is below 1, so take more than 20.")
    beta = torch.linspace(0.1 / steps, 20 / steps, steps, dtype=torch.float64)
    return torch.cat([torch.ones(1, dtype=torch.float64), (1 - beta).cumprod(0)]).to(torch.get_default_dtype())


def q_sample(x_0: Tensor, t: Tensor, noise: Tensor, alpha_bar: Tensor) -> Tensor:
    """x_t = √ᾱ_t x₀ + √(1 - ᾱ_t) ε, for pictures (B, ...) and times (B,): t steps at once (Ho et al., eq. 4)."""
    left = _beside(alpha_bar[t], x_0)
    return left.sqrt() * x_0 + (1 - left).sqrt() * noise


def noise_loss(model: Model, x_0: Tensor, t: Tensor, noise: Tensor, alpha_bar: Tensor) -> Tensor:
    """|ε - ε_θ(x_t, t)|², a mean over all numbers (Ho et al., eq. 14, 'L_simple')."""
    return (noise - model(q_sample(x_0, t, noise, alpha_bar), t)).square().mean()


def predict_x_0(x_t: Tensor, noise: Tensor, t: int, alpha_bar: Tensor) -> Tensor:
    """The picture that x_t would come from if `noise` were the noise in it: q_sample solved for x₀."""
    return (x_t - (1 - alpha_bar[t]).sqrt() * noise) / alpha_bar[t].sqrt()


def ddpm_step(x_t: Tensor, noise: Tensor, t: int, alpha_bar: Tensor, z: Tensor) -> Tensor:
    """From x_t to x_{t-1}, with the predicted `noise` and fresh noise `z` (Ho et al., algorithm 2).

    x_{t-1} = (x_t - β_t / √(1 - ᾱ_t) ε_θ) / √(1 - β_t) + sigma z,    sigma² = β_t (1 - ᾱ_{t-1}) / (1 - ᾱ_t)
    """
    beta = 1 - alpha_bar[t] / alpha_bar[t - 1]
    mean = (x_t - beta / (1 - alpha_bar[t]).sqrt() * noise) / (1 - beta).sqrt()
    return mean + (beta * (1 - alpha_bar[t - 1]) / (1 - alpha_bar[t])).sqrt() * z


def ddim_step(
    x_t: Tensor, noise: Tensor, t: int, before: int, alpha_bar: Tensor, eta: float = 0.0, z: Tensor | None = None
) -> Tensor:
    """From x_t to x_s, where s = `before` may be any time below t (Song, Meng and Ermon, arXiv:2010.02502, eq. 12).

        x_s = √ᾱ_s x̂₀ + √(1 - ᾱ_s - sigma²) ε_θ + sigma z,    sigma = η √((1 - ᾱ_s) / (1 - ᾱ_t)) √(1 - ᾱ_t / ᾱ_s)

    η = 0 adds no noise and needs no `z`; η = 1 with s = t - 1 is `ddpm_step`.
    """
    now, then = alpha_bar[t], alpha_bar[before]
    sigma = eta * ((1 - then) / (1 - now) * (1 - now / then)).sqrt()
    x_s = then.sqrt() * predict_x_0(x_t, noise, t, alpha_bar) + (1 - then - sigma**2).clamp(min=0).sqrt() * noise
    return x_s if eta == 0 else x_s + sigma * z


def times(total: int, steps: int) -> list[int]:
    """`steps` + 1 times from T down to 0, evenly spaced. Raises ValueError where there are not so many."""
    if not 1 <= steps <= total:
        raise ValueError(f"{steps} steps of {total} are not possible: take from 1 to {total}.")
    return torch.linspace(total, 0, steps + 1, dtype=torch.float64).round().long().tolist()


def sample(
    model: Model, x: Tensor, alpha_bar: Tensor, steps: int, eta: float = 0.0, random: torch.Generator | None = None
) -> Iterator[tuple[int, Tensor]]:
    """Walks from noise `x` at T down to pictures at 0, and yields (t, x_t) at each stop, the first included.

    `eta` 0 is DDIM, 1 is DDPM; the noise that the latter adds comes from `random`.
    """
    stops = times(len(alpha_bar) - 1, steps)
    yield stops[0], x
    for t, before in pairwise(stops):
        with torch.inference_mode():
            noise = model(x, torch.full((len(x),), t))
            z = torch.randn(x.shape, generator=random, dtype=x.dtype) if eta else None
            x = ddim_step(x, noise, t, before, alpha_bar, eta, z)
        yield before, x


def guided(conditional: Model, unconditional: Model, scale: float) -> Model:
    """Classifier-free guidance: ε_θ(x, ∅) + s (ε_θ(x, c) - ε_θ(x, ∅)) (Ho and Salimans, arXiv:2207.12598).

    s = 0 forgets the condition, s = 1 is the model as trained, more exaggerates. Their w is our s - 1.
    """

    def model(x: Tensor, t: Tensor) -> Tensor:
        without = unconditional(x, t)
        return without + scale * (conditional(x, t) - without)

    return model


def _beside(numbers: Tensor, pictures: Tensor) -> Tensor:
    """One number a picture, (B,), shaped (B, 1, ...) to multiply with (B, ...)."""
    return numbers.reshape(-1, *[1] * (pictures.ndim - 1))
