"""Diffusion from scratch: the closed form, the posterior, and every sampler against diffusers' schedulers."""

import math
from itertools import pairwise

import pytest
import torch
from diffusers import DDIMScheduler, DDPMScheduler

from genai_book.datasets import digits
from genai_book.scratch import diffusion, digit_denoiser

T = 200
BETAS = {"num_train_timesteps": T, "beta_start": 0.1 / T, "beta_end": 20 / T, "beta_schedule": "linear"}


@pytest.fixture
def alpha_bar() -> torch.Tensor:
    return diffusion.linear_alpha_bar(T).double()


def pictures(count: int = 4) -> torch.Tensor:
    return torch.randn(count, 64, generator=torch.Generator().manual_seed(0), dtype=torch.float64)


def no_clipping(scheduler: type, **more):
    return scheduler(**BETAS, clip_sample=False, **more)


def test_the_schedule_is_diffusers_with_a_clean_picture_before_it(alpha_bar) -> None:
    assert alpha_bar[0] == 1 and len(alpha_bar) == T + 1
    assert torch.allclose(alpha_bar[1:], no_clipping(DDPMScheduler).alphas_cumprod.double(), atol=1e-6)


def test_the_papers_thousand_steps_are_those_of_ho() -> None:
    alpha_bar = diffusion.linear_alpha_bar(1000).double()
    beta = 1 - alpha_bar[1:] / alpha_bar[:-1]
    assert beta[0].item() == pytest.approx(1e-4, rel=1e-3) and beta[-1].item() == pytest.approx(0.02, rel=1e-3)


def test_two_steps_worked_by_hand() -> None:
    """A pixel of 1 and β = 0.2 twice: what is left is 0.8² of the variance, so 0.8 of the pixel; the noise has 0.36."""
    alpha_bar = torch.tensor([1, 0.8, 0.64])
    ones, zeros = torch.ones(1, 1), torch.zeros(1, 1)
    t = torch.tensor([2])
    assert diffusion.q_sample(ones, t, zeros, alpha_bar).item() == pytest.approx(0.8)
    assert diffusion.q_sample(zeros, t, ones, alpha_bar).item() == pytest.approx(math.sqrt(0.36))


def test_the_closed_form_is_step_by_step_noising(alpha_bar) -> None:
    """Exactly: the mean and the variance of a Gaussian, carried through t steps."""
    mean, variance = 1.0, 0.0
    for t in range(1, T + 1):
        beta = (1 - alpha_bar[t] / alpha_bar[t - 1]).item()
        mean, variance = math.sqrt(1 - beta) * mean, (1 - beta) * variance + beta
        assert mean == pytest.approx(alpha_bar[t].sqrt().item())
        assert variance == pytest.approx(1 - alpha_bar[t].item())


def test_noising_is_diffusers_and_solved_for_the_picture(alpha_bar) -> None:
    x_0, noise, t = pictures(), pictures().flip(0), torch.tensor([1, 50, 120, 200])
    x_t = diffusion.q_sample(x_0, t, noise, alpha_bar)
    assert torch.allclose(x_t, no_clipping(DDPMScheduler).add_noise(x_0, noise, t - 1), atol=1e-5)
    for i, time in enumerate(t.tolist()):
        assert torch.allclose(diffusion.predict_x_0(x_t[i], noise[i], time, alpha_bar), x_0[i])


def test_ddpm_is_diffusers_at_every_step(alpha_bar) -> None:
    scheduler = no_clipping(DDPMScheduler, variance_type="fixed_small")
    x = pictures()
    for t in range(T, 0, -1):
        noise = torch.tanh(x)  # any function of x will do for a model
        drawn = torch.Generator().manual_seed(t)
        theirs = scheduler.step(noise, t - 1, x, generator=torch.Generator().manual_seed(t)).prev_sample
        z = torch.randn(x.shape, generator=drawn, dtype=x.dtype)
        ours = diffusion.ddpm_step(x, noise, t, alpha_bar, z)
        assert torch.allclose(ours, theirs, rtol=1e-4, atol=1e-5), t
        x = ours


@pytest.mark.parametrize("steps", [5, 20, 200])
@pytest.mark.parametrize("eta", [0.0, 0.5, 1.0])
def test_ddim_is_diffusers_at_every_step(alpha_bar, steps, eta) -> None:
    scheduler = no_clipping(DDIMScheduler, set_alpha_to_one=True, timestep_spacing="trailing")
    scheduler.set_timesteps(steps)
    stops = diffusion.times(T, steps)
    assert [t - 1 for t in stops[:-1]] == scheduler.timesteps.tolist()
    x = pictures()
    for t, before in pairwise(stops):
        noise, z = torch.tanh(x), pictures().flip(1)
        given = {"variance_noise": z} if eta else {}
        theirs = scheduler.step(noise, t - 1, x, eta=eta, **given).prev_sample
        x = diffusion.ddim_step(x, noise, t, before, alpha_bar, eta, z)
        assert torch.allclose(x, theirs, rtol=1e-4, atol=1e-5), t


def test_ddim_with_all_its_noise_is_ddpm(alpha_bar) -> None:
    x, noise, z = pictures(), pictures().flip(0), pictures().flip(1)
    for t in (200, 100, 2, 1):
        ddim = diffusion.ddim_step(x, noise, t, t - 1, alpha_bar, 1.0, z)
        assert torch.allclose(ddim, diffusion.ddpm_step(x, noise, t, alpha_bar, z))


def test_a_perfect_model_of_one_picture_draws_it(alpha_bar) -> None:
    x_0 = pictures(1)

    def knows(x, t):
        left = alpha_bar[t][:, None]
        return (x - left.sqrt() * x_0) / (1 - left).sqrt()

    for steps, eta in ((1, 0), (7, 0), (200, 1)):
        *_, (t, drawn) = diffusion.sample(knows, pictures(3), alpha_bar, steps, eta, torch.Generator().manual_seed(1))
        assert t == 0 and torch.allclose(drawn, x_0.expand(3, 64), atol=1e-6)
        assert diffusion.noise_loss(knows, x_0, torch.tensor([9]), pictures(1).flip(1), alpha_bar) < 1e-20


def test_guidance_by_hand() -> None:
    model = diffusion.guided(lambda x, t: 3 * x, lambda x, t: x, 4.0)
    assert model(torch.ones(1), torch.zeros(1)).item() == 1 + 4 * 2


def test_the_denoiser_learns_and_training_repeats_itself() -> None:
    train, _ = digits.load()
    data = torch.from_numpy(train.images), torch.from_numpy(train.labels)
    training = digit_denoiser.Training(steps=60, rate=0.002)
    model, losses = digit_denoiser.fit(*data, training)
    again, _ = digit_denoiser.fit(*data, training)
    assert sum(losses[-10:]) < 0.7 * sum(losses[:10])
    assert all(torch.equal(a, b) for a, b in zip(model.parameters(), again.parameters(), strict=True))
    x, t, label = pictures(), torch.full((4,), 3), torch.tensor([0, 1, 2, digit_denoiser.ANY])
    assert torch.equal(model.of(label)(x, t), model(x, t, label))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: diffusion.linear_alpha_bar(20), "20 steps would need β = 1 in the last"),
        (lambda: diffusion.times(10, 11), "11 steps of 10 are not possible: take from 1 to 10"),
    ],
)
def test_what_cannot_be_done_is_named(call, message) -> None:
    with pytest.raises(ValueError, match=message):
        call()
