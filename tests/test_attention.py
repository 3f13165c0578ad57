"""scratch/attention.py: an example worked by hand, equality with PyTorch, and what a mask must never let through."""

import math

import pytest
import torch
from torch.nn import functional

from genai_book.scratch.attention import MultiHeadAttention, attention, causal_mask, join_heads, split_heads


@pytest.fixture
def triple() -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(0)
    return tuple(torch.randn(2, 3, length, 8, generator=generator) for length in (5, 7, 7))


@pytest.fixture
def pair() -> tuple[MultiHeadAttention, torch.nn.MultiheadAttention]:
    """Our module and the library's with the same weights."""
    torch.manual_seed(0)
    ours, library = MultiHeadAttention(12, 3), torch.nn.MultiheadAttention(12, 3, batch_first=True)
    with torch.no_grad():
        library.in_proj_weight.copy_(torch.cat([ours.query.weight, ours.key.weight, ours.value.weight]))
        library.in_proj_bias.copy_(torch.cat([ours.query.bias, ours.key.bias, ours.value.bias]))
        library.out_proj.load_state_dict(ours.out.state_dict())
    return ours, library


def test_the_example_of_the_chapter():
    """'the river bank', by hand: scores 0, 2, 2, so e^2 / (1 + 2 e^2) of the weight on river and on bank."""
    x = torch.tensor([[0.0, 0.0], [2.0, 0.0], [1.0, 1.0]])
    output, weights = attention(x[2:] * math.sqrt(2), x, x)  # times sqrt(D): the chapter divides by it only later
    heavy = math.exp(2) / (1 + 2 * math.exp(2))
    torch.testing.assert_close(weights[0], torch.tensor([1 - 2 * heavy, heavy, heavy]))
    torch.testing.assert_close(output[0], torch.tensor([3 * heavy, heavy]))


@pytest.mark.parametrize("masked", [False, True])
def test_equal_to_pytorch(triple, masked):
    mask = torch.rand(5, 7, generator=torch.Generator().manual_seed(1)) < 0.5 if masked else None
    if masked:
        mask[:, 0] = True
    output, weights = attention(*triple, mask)
    torch.testing.assert_close(output, functional.scaled_dot_product_attention(*triple, attn_mask=mask))
    torch.testing.assert_close(weights.sum(-1), torch.ones(2, 3, 5))
    assert not masked or (weights[..., ~mask] == 0).all()


def test_causal_equal_to_pytorch(triple):
    _, key, value = triple
    output, _ = attention(key, key, value, causal_mask(7))
    torch.testing.assert_close(output, functional.scaled_dot_product_attention(key, key, value, is_causal=True))


@pytest.mark.parametrize("causal", [False, True])
def test_heads_equal_to_pytorch(pair, causal):
    ours, library = pair
    x = torch.randn(2, 6, 12, generator=torch.Generator().manual_seed(2))
    mask = causal_mask(6) if causal else None
    expected = library(x, x, x, attn_mask=~mask if causal else None, average_attn_weights=False)
    torch.testing.assert_close(ours(x, mask=mask), expected)


def test_looking_at_another_text_equal_to_pytorch(pair):
    ours, library = pair
    generator = torch.Generator().manual_seed(3)
    x, context = torch.randn(2, 4, 12, generator=generator), torch.randn(2, 9, 12, generator=generator)
    torch.testing.assert_close(ours(x, context), library(x, context, context, average_attn_weights=False))


def test_a_causal_position_does_not_see_the_future(pair):
    x = torch.randn(1, 6, 12, generator=torch.Generator().manual_seed(4))
    changed = x.clone()
    changed[:, 4:] += 1
    before, after = (pair[0](y, mask=causal_mask(6))[0] for y in (x, changed))
    assert torch.equal(before[:, :4], after[:, :4])
    assert not torch.allclose(before[:, 4:], after[:, 4:])


def test_shuffled_positions_give_shuffled_outputs(pair):
    """Attention has no idea of order: section 3.5 of Vaswani et al. adds positions for that reason."""
    x = torch.randn(1, 6, 12, generator=torch.Generator().manual_seed(5))
    order = torch.tensor([3, 0, 5, 1, 4, 2])
    torch.testing.assert_close(pair[0](x[:, order])[0], pair[0](x)[0][:, order])


def test_gradients_by_finite_differences():
    generator = torch.Generator().manual_seed(6)
    triple = [torch.randn(3, 4, dtype=torch.float64, generator=generator, requires_grad=True) for _ in range(3)]
    assert torch.autograd.gradcheck(lambda *inputs: attention(*inputs, causal_mask(3))[0], triple)


@pytest.mark.parametrize("dtype", [torch.float64, torch.bfloat16])
def test_dtype_follows_the_arguments(triple, dtype):
    output, weights = attention(*(tensor.to(dtype) for tensor in triple))
    assert output.dtype == weights.dtype == dtype


def test_heads_are_slices_and_come_back():
    x = torch.arange(24.0).reshape(1, 2, 12)
    assert split_heads(x, 3)[0, :, 0].tolist() == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11]]
    assert torch.equal(join_heads(split_heads(x, 3)), x)


def test_what_does_not_fit_is_said(triple):
    query, key, value = triple
    with pytest.raises(ValueError, match=r"\(2, 3, 5, 4\), \(2, 3, 7, 8\) and \(2, 3, 7, 8\)"):
        attention(query[..., :4], key, value)
    with pytest.raises(ValueError, match="the same S"):
        attention(query, key, value[..., 1:, :])
    with pytest.raises(ValueError, match=r"a row without True.*~mask"):
        attention(query, key, value, ~causal_mask(7)[2:])
    with pytest.raises(ValueError, match="12 numbers a position cannot be cut into 5 heads"):
        split_heads(torch.zeros(1, 2, 12), 5)
