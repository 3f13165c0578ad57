"""Weights as small whole numbers: rounding to nearest, with one scale for each group of neighbours in a row.

The two ways of Dettmers et al. 2022, arXiv:2208.07339, section 2.1: `absmax` keeps zero at zero, `zeropoint` uses the
whole grid between a group's least and largest weight. Shapes: a matrix is (out, in), G groups a row. Left out: storing
two codes of 4 bits in a byte, and arithmetic with the codes themselves.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

SCALE_BITS = 16  # of each scale and each offset


@dataclass(frozen=True)
class Rounded:
    """`codes` (out, G, in / G), whole numbers; a weight is code * scale + offset, both (out, G, 1)."""

    codes: Tensor
    scale: Tensor
    offset: Tensor
    bits: int  # of a code

    def weights(self) -> Tensor:
        """The matrix (out, in) that the codes stand for."""
        return (self.codes * self.scale + self.offset).flatten(1)

    @property
    def bits_a_weight(self) -> float:
        """Everything that must be stored, divided by the number of weights; absmax needs no offsets."""
        a_group = SCALE_BITS * (2 if self.offset.any() else 1)
        return self.bits + a_group * self.scale.numel() / self.codes.numel()


def absmax(weight: Tensor, bits: int, group: int | None = None) -> Rounded:
    """Each group of a row divided by its largest size and rounded to -(2^(bits-1) - 1) ... 2^(bits-1) - 1.

    Without `group` a row is one group. Raises ValueError when a row cannot be cut into groups.
    """
    groups, top = _grouped(weight, group), 2 ** (bits - 1) - 1
    scale = groups.abs().amax(-1, keepdim=True) / top
    codes = (groups / scale.clamp(min=1e-12)).round().clamp(-top, top)
    return Rounded(codes, scale, torch.zeros_like(scale), bits)


def zeropoint(weight: Tensor, bits: int, group: int | None = None) -> Rounded:
    """Each group of a row rounded to 2^bits evenly spaced values from its least to its largest weight.

    Without `group` a row is one group. Raises ValueError when a row cannot be cut into groups.
    """
    groups = _grouped(weight, group)
    least, largest = (end.unsqueeze(-1) for end in groups.aminmax(dim=-1))
    scale = (largest - least) / (2**bits - 1)
    codes = ((groups - least) / scale.clamp(min=1e-12)).round().clamp(0, 2**bits - 1)
    return Rounded(codes, scale, least, bits)


def _grouped(weight: Tensor, group: int | None) -> Tensor:
    group = group or weight.shape[1]
    if weight.shape[1] % group:
        raise ValueError(f"Rows of {weight.shape[1]} weights cannot be cut into groups of {group}.")
    return weight.unflatten(1, (-1, group))
