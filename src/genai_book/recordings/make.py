"""Trains what the chapters on the digits train, with the same seeds and numbers, and stores what their pages show; and
stores the stories that the chapter on learning a distribution counts.

In 64-bit numbers on one thread, so that every machine gets the same: numbers that differ by one part in 10¹⁵ at the
start differ by less than 10⁻⁵ at the last moment that is kept.
"""

import argparse
import sys
from collections.abc import Callable, Iterable

import torch
from torch import Tensor, nn

from genai_book.datasets import digits, stories
from genai_book.scratch import digit_classifier, gan, vae
from genai_book.scratch.metrics import effective_classes, frechet_distance
from genai_book.writing import write_atomically

from . import FILES, FOLDER, load
from .blind import pairs

TOLERANCE = 0.005  # relative or absolute; a pixel, in one byte, may fall to the other side of a rounding
NOISE = 16  # numbers a digit is made from
SHOWN, COUNTED = 20, 400  # drawings that are kept, and those whose kinds are counted
MOMENTS = {  # steps before which the players are looked at
    "calm": (*(0, 10, 20, 30, 40, 60, 80, 100, 150), *range(200, 501, 50), *(600, 700, 800, 900, 1000, 1200)),
    "collapsed": (*(0, 10, 20, 30, 40, 50), *range(75, 401, 25), 450, 500),
}
SETTINGS = {
    "calm": {"steps": 1200},
    "collapsed": {"steps": 600, "rate": 3e-3, "momentum": 0.9, "penalty": 0.0},
}


def decoder() -> dict[str, Tensor]:
    """The decoder of chapter 21's first model, which draws the digit at two coordinates, in float16."""
    train, _ = _images()
    torch.manual_seed(0)
    model = vae.VAE(64, 2).double()
    vae.fit(model, train, steps=3000)
    return {name: value.half() for name, value in model.decoder.state_dict().items()}


def replay() -> dict[str, Tensor]:
    """Two trainings of chapter 22, that of its opening and one that collapses, looked at now and then.

    Of each: `steps`; `digits` (M, 20, 64), the averaged generator's drawings from always the same noise, ink from 0 to
    255; `kinds` of digit among 400 drawings; `frechet`, the distance of its drawings from the training digits; and in
    nats the losses of both players as they stand, `discriminator_loss` and `generator_loss`.
    """
    return {f"{name}.{key}": value for name in MOMENTS for key, value in _game(name).items()}


def _game(name: str) -> dict[str, Tensor]:
    train, test = _images()
    judge = _judge()
    real = judge.features(train).numpy()
    noise = torch.randn(COUNTED, NOISE, generator=torch.Generator().manual_seed(9)).double()
    new_noise = torch.randn(len(test), NOISE, generator=torch.Generator().manual_seed(1)).double()
    torch.manual_seed(0)
    generator = nn.Sequential(gan.perceptron(NOISE, 128, 64), nn.Tanh()).double()
    discriminator = gan.perceptron(64, 128, 1).double()
    seen = []

    @torch.no_grad()
    def look(step: int, averaged: nn.Module) -> None:
        if step not in MOMENTS[name]:
            return
        drawn, fake = averaged(noise), discriminator(generator(noise))
        numbers = {
            "steps": step,
            "kinds": effective_classes(judge.classify(drawn).numpy(), 10),
            "frechet": frechet_distance(real, judge.features(averaged(new_noise)).numpy()),
            "discriminator_loss": gan.discriminator_loss(discriminator(train), fake).item(),
            "generator_loss": gan.non_saturating_loss(fake).item(),
        }
        ink = ((1 + drawn[:SHOWN]) * 127.5).round().to(torch.uint8)
        seen.append({"digits": ink} | {key: torch.tensor(float(value)) for key, value in numbers.items()})

    averaged = gan.fit(generator, discriminator, train, noise=NOISE, watch=look, **SETTINGS[name])
    look(SETTINGS[name]["steps"], averaged)
    return {key: torch.stack([one[key] for one in seen]) for key in seen[0]}


def texts() -> dict[str, Tensor]:
    """The bytes of the stories that chapter 2 reads, `reading`, and of new ones, `development`; each on a line."""
    seeds = {"reading": range(50), "development": (f"development/{number}" for number in range(15))}
    return {
        name: torch.tensor(list("".join("\n" + stories.tell(seed).text for seed in some).encode()), dtype=torch.uint8)
        for name, some in seeds.items()
    }


def _images() -> tuple[Tensor, Tensor]:
    return tuple(torch.tensor(part.images).double() for part in digits.load())


def _judge() -> digit_classifier.DigitClassifier:
    train, _ = digits.load()
    return digit_classifier.fit(torch.tensor(train.images), torch.tensor(train.labels))


MAKERS: dict[str, Callable[[], dict[str, Tensor]]] = {
    "digits-vae": decoder,
    "digits-gan": replay,
    "digits-blind": pairs,
    "stories-ngram": texts,
}


def differences(name: str, made: dict[str, Tensor]) -> Iterable[str]:
    """In words, which tensors of a stored recording are not those that were made."""
    try:
        stored = load(name)
    except FileNotFoundError:
        return [f"{FILES[name]} is missing"]
    if {key: value.shape for key, value in stored.items()} != {key: value.shape for key, value in made.items()}:
        return ["it holds other tensors"]
    return [f"{key} differs" for key, value in made.items() if not _alike(value, stored[key])]


def _alike(one: Tensor, other: Tensor) -> bool:
    scale = 255 if one.dtype == torch.uint8 and one.dim() > 1 else 1  # pixels; the bytes of a text are exact
    return torch.allclose(one.double() / scale, other.double() / scale, rtol=TOLERANCE, atol=TOLERANCE)


def main(argv: list[str] | None = None) -> int:
    """`python -m genai_book.recordings.make`: train again and write what the pages show, or only compare."""
    from safetensors.torch import save

    parser = argparse.ArgumentParser(prog="python -m genai_book.recordings.make", description=main.__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a recording is out of date")
    arguments = parser.parse_args(argv)
    torch.set_num_threads(1)
    status = 0
    for name, make in MAKERS.items():
        path, made = FOLDER / name / FILES[name], make()
        wrong = differences(name, made)
        if not wrong:
            print(f"{path} is up to date.")
        elif arguments.check:
            print(f"{path} is out of date: {'; '.join(wrong)}. Run `{parser.prog}`.", file=sys.stderr)
            status = 1
        else:
            data = save(made)
            write_atomically(path, data)
            print(f"Written: {path}, {len(data):,} bytes.")
    return status


if __name__ == "__main__":
    sys.exit(main())
