"""What the trainings of the `scenes` model read: pictures for the autoencoder, latents and captions for the UNet.

Every batch depends on the seed and its number alone, its noise included: so several processes share exactly what one
would have read.
"""

from collections.abc import Sequence
from itertools import islice
from typing import Any

import torch
from accelerate import PartialState
from diffusers import AutoencoderKL

from genai_book.datasets.scenes import SIDE, Scene, draw, scenes


def pictures(seed: int, count: int) -> tuple[torch.Tensor, list[Scene]]:
    """The first `count` training scenes, and their pictures (N, 3, H, W) of whole numbers 0 to 255."""
    found = list(islice(scenes(seed), count))
    drawn = torch.empty(count, 3, SIDE, SIDE, dtype=torch.uint8)
    for place, scene in zip(drawn, found, strict=True):
        place.copy_(torch.from_numpy(draw(scene)).permute(2, 0, 1))
    return drawn, found


def middling(even: torch.Tensor, more: float) -> torch.Tensor:
    """Numbers spread evenly over 0 to 1 moved towards the middle, where they then lie 1 / (1 - `more`) as dense.

    Half-way between noise and picture there is most to learn (Esser et al. 2024, arXiv:2403.03206, section 3.1).
    """
    return even + more * torch.sin(2 * torch.pi * even) / (2 * torch.pi)


def to_input(drawn: torch.Tensor) -> torch.Tensor:
    """Whole numbers 0 to 255 → the autoencoder's -1 to 1."""
    return drawn.float() / 127.5 - 1


@torch.no_grad()
def encode(vae: AutoencoderKL, drawn: torch.Tensor, batch: int = 128) -> torch.Tensor:
    """Latents (N, C, H/4, W/4): the middles of the posteriors, not yet scaled; made on a GPU where there is one."""
    device = PartialState(cpu=not torch.cuda.is_available()).device
    vae.to(device)
    parts = [vae.encode(to_input(part.to(device))).latent_dist.mean.cpu() for part in drawn.split(batch)]
    vae.cpu()
    return torch.cat(parts)


class Numbered:
    """An endless stream whose place is the number of the next batch."""

    def __init__(self, seed: int, batch: int):
        self.seed, self.batch, self.number = seed, batch, 0

    def state_dict(self) -> dict[str, Any]:
        return {"number": self.number}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self.number = state["number"]

    def _next(self, rows: int) -> tuple[torch.Tensor, torch.Generator]:
        """Which of `rows` rows the next batch holds, one after the other and round again, and its randomness."""
        first = self.number * self.batch
        generator = torch.Generator().manual_seed(self.seed * 1_000_003 + self.number)
        self.number += 1
        return torch.arange(first, first + self.batch) % rows, generator


class PictureBatches(Numbered):
    """Pictures and the noise with which the posterior is sampled."""

    def __init__(self, seed: int, batch: int, drawn: torch.Tensor, latent_shape: Sequence[int]):
        super().__init__(seed, batch)
        self.drawn, self.latent_shape = drawn, tuple(latent_shape)

    def __next__(self) -> dict[str, torch.Tensor]:
        rows, generator = self._next(len(self.drawn))
        return {
            "pictures": to_input(self.drawn[rows]),
            "noise": torch.randn(self.batch, *self.latent_shape, generator=generator),
        }


class LatentBatches(Numbered):
    """Latents, captions (some of them emptied, for guidance), noise, and the times at which it is mixed in."""

    def __init__(
        self,
        seed: int,
        batch: int,
        latents: torch.Tensor,
        ids: torch.Tensor,
        empty: torch.Tensor,
        drop_fraction: float,
        times: int,
        more_middle: float = 0.0,
    ):
        super().__init__(seed, batch)
        self.latents, self.ids, self.empty = latents, ids, empty
        self.drop_fraction, self.times, self.more_middle = drop_fraction, times, more_middle

    def __next__(self) -> dict[str, torch.Tensor]:
        rows, generator = self._next(len(self.latents))
        # Spread evenly over the schedule, so that the loss of a batch depends less on luck.
        even = (torch.arange(self.batch) + torch.rand(self.batch, generator=generator)) / self.batch
        shuffled = even[torch.randperm(self.batch, generator=generator)]
        dropped = torch.rand(self.batch, generator=generator) < self.drop_fraction
        return {
            "latents": self.latents[rows],
            "ids": torch.where(dropped[:, None], self.empty, self.ids[rows]),
            "noise": torch.randn(self.latents[rows].shape, generator=generator),
            "times": (middling(shuffled, self.more_middle) * self.times).long(),
        }
