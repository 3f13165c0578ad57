"""scratch/window.py: a mask drawn by hand, equality with PyTorch, and how far a position sees."""

import pytest
import torch
from torch.nn import functional

from genai_book.scratch.window import window_attention, window_mask


def test_a_mask_drawn_by_hand():
    """A window of 2 among 4 positions, without and with the first in sight of all."""
    assert window_mask(4, 2).int().tolist() == [[1, 0, 0, 0], [1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 1]]
    assert window_mask(4, 2, always=1).int().tolist() == [[1, 0, 0, 0], [1, 1, 0, 0], [1, 1, 1, 0], [1, 0, 1, 1]]


@pytest.mark.parametrize("length,window", [(1, 1), (20, 1), (20, 6), (18, 6), (20, 20), (20, 50)])
def test_equal_to_pytorch(length, window):
    q, k, v = torch.randn(3, 2, 3, length, 8, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    wanted = functional.scaled_dot_product_attention(q, k, v, attn_mask=window_mask(length, window))
    torch.testing.assert_close(window_attention(q, k, v, window), wanted)


def test_a_position_sees_its_window_and_no_more():
    q, k, v = torch.randn(3, 12, 4, generator=torch.Generator().manual_seed(1))
    before = window_attention(q, k, v, 4)
    v[5] += 1
    changed = (window_attention(q, k, v, 4) != before).any(-1).nonzero().flatten()
    assert changed.tolist() == [5, 6, 7, 8]


def test_what_cannot_be_computed():
    with pytest.raises(ValueError, match="a window of 0, 3 queries and 3 keys"):
        window_attention(*torch.zeros(3, 3, 2), window=0)
