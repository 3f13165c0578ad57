"""Pairs for the blind test of the chapter on measuring images: a model's digit beside a person's.

Three models draw: the decoder that `digits-vae` holds, and the adversarial network and the diffusion model of their
chapters, trained again with the same seeds. Everything in 64-bit numbers on one thread, as in `make`.
"""

from collections.abc import Callable

import torch
from torch import Tensor, nn

from genai_book.datasets import digits
from genai_book.scratch import diffusion, digit_classifier, digit_denoiser, gan, vae

from . import load

DRAWN = 2000  # drawings a model; the chapter measures all of them
PAIRS = 60  # of each model that are kept
STEPS = 50  # from noise to a digit, of the 200 that diffusion was trained with


def from_the_bell(width: int, count: int = DRAWN) -> Tensor:
    """The numbers that drawings are made from, (count, width), the same each time."""
    return torch.randn(count, width, generator=torch.Generator().manual_seed(1)).double()


def autoencoder() -> Callable[[], Tensor]:
    """The decoder of chapter 21, as it is stored, and ready to draw (DRAWN, 64)."""
    model = vae.VAE(64, 2).double()
    model.decoder.load_state_dict({name: value.double() for name, value in load("digits-vae").items()})
    return lambda: model.decode(from_the_bell(2)).detach().clamp(-1, 1)


def adversarial(x: Tensor, seed: int = 0) -> Callable[..., Tensor]:
    """The generator of chapter 22 trained on digits (N, 64), as there for seed 0; it also takes noise of your own."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        generator = nn.Sequential(gan.perceptron(16, 128, 64), nn.Tanh()).double()
        judge = gan.perceptron(64, 128, 1).double()
    painter = gan.fit(generator, judge, x, steps=1200, noise=16, seed=seed)
    return lambda noise=None: painter(from_the_bell(16) if noise is None else noise).detach()


def walker(x: Tensor, labels: Tensor, steps: int = 1500, count: int = DRAWN) -> Callable[[], Tensor]:
    """The denoiser of chapter 23 trained on digits (N, 64), labels (N,); it draws all kinds equally often, mixed."""
    model, _ = digit_denoiser.fit(x, labels, digit_denoiser.Training(steps=steps))
    alpha_bar = diffusion.linear_alpha_bar(digit_denoiser.Training().noise_steps).double()

    def draw() -> Tensor:
        random = torch.Generator().manual_seed(1)
        kinds = torch.randperm(count, generator=random) % digits.CLASSES
        asked = model.of(kinds)
        *_, (_, drawn) = diffusion.sample(asked, from_the_bell(64, count), alpha_bar, STEPS, eta=1.0, random=random)
        return drawn.clamp(-1, 1)

    return draw


def beside(made: Tensor, judge: digit_classifier.DigitClassifier) -> Tensor:
    """For each digit (M, 64) one of people's unseen digits of the kind that the judge reads, none twice: (M, 64)."""
    _, test = digits.load()
    waiting = [torch.tensor(test.images)[torch.tensor(test.labels == kind)].double() for kind in range(digits.CLASSES)]
    turn, found = [0] * digits.CLASSES, []
    for kind in judge.classify(made).tolist():
        found.append(waiting[kind][turn[kind]])
        turn[kind] += 1
    return torch.stack(found)


def pairs() -> dict[str, Tensor]:
    """Of each model the first drawings, `made`, and people's digits beside them, `real`: (PAIRS, 64), ink to 255."""
    train, _ = digits.load()
    x, labels = torch.tensor(train.images).double(), torch.tensor(train.labels)
    judge = digit_classifier.fit(torch.tensor(train.images), labels)
    painters = {"autoencoder": autoencoder(), "adversarial": adversarial(x), "diffusion": walker(x, labels)}
    kept = {}
    for name, draw in painters.items():
        made = draw()[:PAIRS]
        for key, pictures in (("made", made), ("real", beside(made, judge))):
            kept[f"{name}.{key}"] = ((1 + pictures) * 127.5).round().to(torch.uint8)
    return kept
