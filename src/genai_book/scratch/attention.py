"""Attention: every position takes a weighted mean of what other positions offer, with weights it computes itself.

Vaswani et al., "Attention is all you need", arXiv:1706.03762, section 3.2. Shapes: B texts, H heads, T positions that
ask, S positions that are asked (S = T in self-attention), D numbers a head, C = H * D numbers a position.
Left out: dropout, padding, and speed. `torch.nn.functional.scaled_dot_product_attention` gives the same output without
ever storing the (T, S) weights.
"""

import math

import torch
from torch import Tensor, nn


def attention(query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None = None) -> tuple[Tensor, Tensor]:
    """Scaled dot-product attention, softmax(Q K^T / sqrt(D)) V: equation 1 of Vaswani et al.

    `query` is (..., T, D), `key` and `value` are (..., S, D); `mask` is boolean and broadcasts to (..., T, S), True
    where a position may look. Returns the outputs (..., T, D) and the weights (..., T, S), whose rows sum to 1. Raises
    ValueError when sizes do not fit or a position may look nowhere, since no weights can then sum to 1.
    """
    _check(query, key, value, mask)
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, -math.inf)
    weights = scores.softmax(dim=-1)
    return weights @ value, weights


def causal_mask(length: int, device: torch.device | str | None = None) -> Tensor:
    """The mask (T, T) of a model that reads from left to right: position t may look at positions 0 to t."""
    return torch.ones(length, length, dtype=torch.bool, device=device).tril()


def split_heads(x: Tensor, heads: int) -> Tensor:
    """Cuts the C numbers of every position into `heads` equal slices: (B, T, C) becomes (B, H, T, D)."""
    if x.shape[-1] % heads:
        raise ValueError(f"{x.shape[-1]} numbers a position cannot be cut into {heads} heads of equal size.")
    return x.unflatten(-1, (heads, -1)).transpose(-3, -2)


def join_heads(x: Tensor) -> Tensor:
    """Puts the slices of every position side by side again: (B, H, T, D) becomes (B, T, C)."""
    return x.transpose(-3, -2).flatten(-2)


class MultiHeadAttention(nn.Module):
    """`heads` attentions side by side, each on its own slice, joined by a last matrix: section 3.2.2 of Vaswani et al.

    Every matrix has a bias, as in GPT-2 and in `torch.nn.MultiheadAttention`; 4 C^2 + 4 C parameters in all.
    """

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value, self.out = (nn.Linear(width, width) for _ in range(4))

    def forward(self, x: Tensor, context: Tensor | None = None, mask: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Positions of `x` (B, T, C) look at those of `context` (B, S, C), or of `x` itself when there is none.

        Returns the outputs (B, T, C) and the weights (B, H, T, S). `mask` and errors are those of `attention`.
        """
        context = x if context is None else context
        query = split_heads(self.query(x), self.heads)
        key, value = (split_heads(matrix(context), self.heads) for matrix in (self.key, self.value))
        mixed, weights = attention(query, key, value, mask)
        return self.out(join_heads(mixed)), weights


def _check(query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None) -> None:
    if query.shape[-1] != key.shape[-1] or key.shape[-2] != value.shape[-2]:
        raise ValueError(
            f"Queries (..., T, D) and keys (..., S, D) need the same D, keys and values the same S; these are "
            f"{tuple(query.shape)}, {tuple(key.shape)} and {tuple(value.shape)}."
        )
    # subtle: softmax of a row of nothing but -inf is a row of NaN, which then spreads through the whole network.
    if mask is not None and not mask.any(dim=-1).all():
        raise ValueError(
            f"The mask of shape {tuple(mask.shape)} has a row without True, so a position may look nowhere. True means "
            "'may look'; masks for torch.nn.MultiheadAttention mean the opposite and are turned round by ~mask."
        )
