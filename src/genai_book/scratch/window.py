"""Attention within a window: a position looks at itself and the `window - 1` before it.

Beltagy et al. 2020, arXiv:2004.05150, section 3.1, for a model that reads from left to right. Memory and work grow with
T times the window, where those of full attention grow with T squared. Left out: windows with holes, tokens kept
in sight when memory is to be saved, and a kernel that makes it fast.
"""

import torch
from torch import Tensor

from .attention import attention


def window_mask(length: int, window: int, always: int = 0) -> Tensor:
    """The mask (T, T) of the window; the first `always` positions stay in sight of all that come after them."""
    place = torch.arange(length)
    distance = place[:, None] - place
    return (distance >= 0) & ((distance < window) | (place < always))


def window_attention(query: Tensor, key: Tensor, value: Tensor, window: int) -> Tensor:
    """Causal attention (..., T, D) in which each position sees `window` positions, in stretches of `window` queries.

    A stretch needs 2 window - 1 keys, so no table is larger than window (2 window - 1). Raises ValueError when the
    window has no room for the position itself or the lengths differ.
    """
    length = query.shape[-2]
    if window < 1 or key.shape[-2] != length:
        raise ValueError(
            f"A window holds at least 1 position, and there are as many queries as keys; this is a window of {window}, "
            f"{length} queries and {key.shape[-2]} keys."
        )
    done = []
    for start in range(0, length, window):
        stop, first = min(start + window, length), max(0, start - window + 1)
        mask = window_mask(stop - first, window)[start - first :].to(query.device)
        seen = slice(first, stop)
        done.append(attention(query[..., start:stop, :], key[..., seen, :], value[..., seen, :], mask)[0])
    return torch.cat(done, -2)
