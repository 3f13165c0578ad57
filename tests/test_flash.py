"""scratch/flash.py: two tiles worked by hand, equality with PyTorch, and scores that would overflow."""

import math

import pytest
import torch
from torch.nn import functional

from genai_book.scratch.flash import attention_in_tiles


def test_the_example_of_the_chapter():
    """Scores 1, 3, 2, 4 and values 10 to 40 in tiles of two: 51.92 / 1.553 = 33.43."""
    key = torch.tensor([[1.0], [3], [2], [4]])
    value = torch.tensor([[10.0], [20], [30], [40]])
    found = attention_in_tiles(torch.ones(1, 1), key, value, tile=2)
    total = math.exp(-1) * (1 + math.exp(-2)) + 1 + math.exp(-2)
    mixed = math.exp(-1) * (20 + 10 * math.exp(-2)) + 40 + 30 * math.exp(-2)
    torch.testing.assert_close(found, torch.tensor([[mixed / total]]))
    assert round(found.item(), 2) == 33.43


@pytest.mark.parametrize("tile", [1, 5, 16, 100])
@pytest.mark.parametrize("causal", [False, True])
def test_equal_to_pytorch(tile, causal):
    q, k, v = torch.randn(3, 2, 3, 33, 8, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    wanted = functional.scaled_dot_product_attention(q, k, v, is_causal=causal)
    torch.testing.assert_close(attention_in_tiles(q, k, v, tile, causal), wanted)


def test_another_text_equal_to_pytorch():
    random = torch.Generator().manual_seed(1)
    q, k, v = (torch.randn(2, n, d, generator=random, dtype=torch.float64) for n, d in ((7, 4), (20, 4), (20, 6)))
    wanted = functional.scaled_dot_product_attention(q, k, v)
    torch.testing.assert_close(attention_in_tiles(q, k, v, 6), wanted)


def test_large_scores_do_not_overflow():
    key = torch.tensor([[-500.0], [1000.0], [900.0]])
    found = attention_in_tiles(torch.ones(1, 1), key, torch.tensor([[1.0], [2], [3]]), tile=1)
    assert found.item() == 2


def test_what_cannot_be_computed():
    q, k = torch.zeros(4, 2), torch.zeros(5, 2)
    with pytest.raises(ValueError, match="tile of 0, 4 queries and 5 keys"):
        attention_in_tiles(q, k, k, tile=0)
    with pytest.raises(ValueError, match="as many queries as keys"):
        attention_in_tiles(q, k, k, causal=True)
