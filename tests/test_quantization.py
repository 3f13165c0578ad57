"""scratch/quantization.py: rows rounded by hand, equality with PyTorch, and how large an error may be."""

import pytest
import torch

from genai_book.scratch.quantization import absmax, zeropoint


@pytest.fixture
def weight() -> torch.Tensor:
    return torch.randn(6, 64, generator=torch.Generator().manual_seed(0), dtype=torch.float64)


def test_the_example_of_the_chapter():
    """0.50, -0.20, 0.03 and 1.27 in 8 bits: a step of 0.01."""
    found = absmax(torch.tensor([[0.50, -0.20, 0.03, 1.27]]), 8)
    assert found.codes.flatten().tolist() == [50, -20, 3, 127]
    assert found.scale.item() == pytest.approx(0.01)


def test_zero_point_by_hand():
    """0, 1, 2.9 and 6 in 2 bits: the values 0, 2, 4, 6. A half is rounded to the even code."""
    found = zeropoint(torch.tensor([[0.0, 1.2, 2.9, 6.0]]), 2)
    assert found.codes.flatten().tolist() == [0, 1, 1, 3]
    assert found.weights().tolist() == [[0, 2, 2, 6]]


@pytest.mark.parametrize("bits", [2, 4, 8])
def test_equal_to_pytorch(weight, bits):
    weight, top = weight.float(), 2 ** (bits - 1) - 1
    ours = absmax(weight, bits)
    zeros = torch.zeros(6, dtype=torch.int32)
    theirs = torch.fake_quantize_per_channel_affine(weight, ours.scale.flatten(), zeros, 0, -top, top)
    torch.testing.assert_close(ours.weights(), theirs)


@pytest.mark.parametrize("group", [None, 16])
@pytest.mark.parametrize("way", [absmax, zeropoint])
def test_no_weight_moves_by_more_than_half_a_step(weight, way, group):
    found = way(weight, 4, group)
    apart = (found.weights() - weight).abs().unflatten(1, (found.codes.shape[1], -1))
    assert (apart <= 0.5 * found.scale + 1e-12).all()
    assert len(found.codes.unique()) <= 16


def test_bits_a_weight(weight):
    assert absmax(weight, 8).bits_a_weight == 8 + 16 / 64
    assert zeropoint(weight, 4, 32).bits_a_weight == 4 + 32 / 32


def test_a_group_of_equal_weights():
    same = torch.full((1, 4), 0.25)
    assert torch.equal(zeropoint(same, 4).weights(), same)
    assert torch.equal(absmax(torch.zeros(1, 4), 4).weights(), torch.zeros(1, 4))


def test_rows_that_cannot_be_cut(weight):
    with pytest.raises(ValueError, match="Rows of 64 weights cannot be cut into groups of 48"):
        zeropoint(weight, 4, 48)
