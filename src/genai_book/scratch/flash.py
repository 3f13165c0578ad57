"""Exact attention that never holds the table of weights: FlashAttention's tiles and the online softmax.

Dao et al. 2022, arXiv:2205.14135, algorithm 1; the running softmax is that of Milakov and Gimelshein 2018,
arXiv:1805.02867. Shapes as in `attention`: T positions ask, S are asked, D numbers a head. Left out: what makes it
fast, one GPU kernel that keeps a tile in the chip's own memory; and the backward pass, which computes the tiles again.
"""

import math

import torch
from torch import Tensor


def attention_in_tiles(query: Tensor, key: Tensor, value: Tensor, tile: int = 64, causal: bool = False) -> Tensor:
    """softmax(Q K^T / sqrt(D)) V, `tile` by `tile` scores at a time: (..., T, D), (..., S, D) to (..., T, D).

    With `causal`, position t may look at 0 to t, and tiles that lie wholly in its future are skipped. Raises ValueError
    for a tile without room and for causal attention between texts of different lengths.
    """
    if tile < 1 or (causal and query.shape[-2] != key.shape[-2]):
        raise ValueError(
            f"A tile holds at least 1 position, and causal attention needs as many queries as keys; this is a tile of "
            f"{tile}, {query.shape[-2]} queries and {key.shape[-2]} keys."
        )
    done = [_rows(query, key, value, start, tile, causal) for start in range(0, query.shape[-2], tile)]
    return torch.cat(done, -2)


def _rows(query: Tensor, key: Tensor, value: Tensor, start: int, tile: int, causal: bool) -> Tensor:
    """The outputs of the `tile` queries from `start` on."""
    rows = query[..., start : start + tile, :] / math.sqrt(query.shape[-1])
    best = rows.new_full((*rows.shape[:-1], 1), -math.inf)  # largest score so far, of each row
    total = torch.zeros_like(best)  # sum of exp(score - best)
    mixed = torch.zeros_like(rows[..., :1] * value[..., :1, :])  # sum of exp(score - best) times value
    for left in range(0, min(key.shape[-2], start + tile) if causal else key.shape[-2], tile):
        scores = rows @ key[..., left : left + tile, :].transpose(-2, -1)
        if causal:
            place = torch.arange(start, start + rows.shape[-2], device=rows.device)[:, None]
            seen = torch.arange(left, left + scores.shape[-1], device=rows.device)
            scores = scores.masked_fill(seen > place, -math.inf)
        new = torch.maximum(best, scores.amax(-1, keepdim=True))
        shrink, weights = (best - new).exp(), (scores - new).exp()
        total = shrink * total + weights.sum(-1, keepdim=True)
        mixed = shrink * mixed + weights @ value[..., left : left + tile, :]
        best = new
    return mixed / total
