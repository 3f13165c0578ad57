"""Where a token stands: waves that are added to its vector, or an angle by which its queries and keys are turned.

Sinusoidal positions: Vaswani et al. 2017, arXiv:1706.03762, section 3.5. Rotary positions: Su et al. 2021,
arXiv:2104.09864. Shapes: T positions, D numbers that come in D / 2 pairs; each pair is the hand of a clock, and pair i
runs at base^(-2i / D) radians a position. Left out: learned positions, which are a table, and the rescaling of the
frequencies by which some models are made to read longer texts than they were trained on.
"""

import torch
from torch import Tensor


def frequencies(size: int, base: float = 10_000.0) -> Tensor:
    """Radians a position of each of the `size` / 2 pairs, base^(-2i / D): (D / 2,), float64, the fastest first.

    Raises ValueError when `size` is not even and positive, or `base` is not above 1.
    """
    if size < 2 or size % 2:
        raise ValueError(f"{size} numbers cannot be cut into pairs of a sine and a cosine: choose an even size.")
    if not base > 1:
        raise ValueError(f"With a base of {base} no pair would be slower than the first: choose a base above 1.")
    return base ** (-torch.arange(0, size, 2, dtype=torch.float64) / size)


def sinusoidal(positions: Tensor, size: int, base: float = 10_000.0) -> Tensor:
    """The vectors to be added at `positions` (...): sine and cosine of each pair side by side, (..., D).

    Equations of section 3.5 of Vaswani et al.; errors are those of `frequencies`.
    """
    angles = _angles(positions, size, base)
    return torch.stack([angles.sin(), angles.cos()], dim=-1).flatten(-2).to(torch.get_default_dtype())


def rotate(x: Tensor, positions: Tensor, base: float = 10_000.0, halves: bool = False) -> Tensor:
    """Turns each pair of the numbers of `x` (..., T, D) by the angle of its position: section 3.4.2 of Su et al.

    `positions` are (T,), or have the shape of `x` without its last axis. A pair is two neighbours, or with `halves` a
    number of the first half and its fellow in the second, as Llama has them. Raises ValueError when `positions` do not
    fit; other errors are those of `frequencies`.
    """
    if positions.shape not in (x.shape[-2:-1], x.shape[:-1]):
        raise ValueError(
            f"Vectors (..., T, D) need positions (T,) or (..., T); these are {tuple(x.shape)} and "
            f"{tuple(positions.shape)}."
        )
    angles = _angles(positions.to(x.device), x.shape[-1], base)
    cosine, sine = angles.cos().to(x.dtype), angles.sin().to(x.dtype)
    first, second = x.chunk(2, dim=-1) if halves else (x[..., ::2], x[..., 1::2])
    turned = first * cosine - second * sine, first * sine + second * cosine
    return torch.cat(turned, dim=-1) if halves else torch.stack(turned, dim=-1).flatten(-2)


def similarity(distances: Tensor, size: int, base: float = 10_000.0) -> Tensor:
    """The cosine of two sinusoidal vectors as far apart as `distances` say: the mean of the pairs' cosines.

    It is also the score, divided by D / 2, of a rotated query of which every pair is (1, 0) with the same as a key.
    """
    return _angles(distances, size, base).cos().mean(dim=-1)


def _angles(positions: Tensor, size: int, base: float) -> Tensor:
    # subtle: float32 would leave an angle of ten thousand radians only three digits behind the point.
    return positions.double()[..., None] * frequencies(size, base).to(positions.device)
