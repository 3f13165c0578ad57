"""The book's GPT against Transformers' GPT-2 of the same weights, and its count of parameters."""

import pytest
import torch
from torch import nn
from transformers import GPT2Config, GPT2LMHeadModel

from genai_book.scratch.transformer import GPT, Block, Shape, from_gpt2, parameters

SMALL = Shape(vocabulary=50, context=16, width=24, layers=3, heads=4)


def gpt2(shape: Shape) -> GPT2LMHeadModel:
    torch.manual_seed(0)
    config = GPT2Config(
        vocab_size=shape.vocabulary,
        n_positions=shape.context,
        n_embd=shape.width,
        n_layer=shape.layers,
        n_head=shape.heads,
        bos_token_id=0,
        eos_token_id=0,
    )
    return GPT2LMHeadModel(config).eval()


def test_the_same_logits_and_states_as_the_library() -> None:
    theirs = gpt2(SMALL)
    with torch.no_grad():
        for weight in theirs.parameters():  # biases and norms start at 0 and 1, where a mistake would not show
            weight.normal_(std=0.3)
        ours = from_gpt2(theirs.state_dict(), SMALL)
        ids = torch.randint(50, (2, 16), generator=torch.Generator().manual_seed(1))
        result = theirs(ids, output_hidden_states=True)
        torch.testing.assert_close(ours(ids), result.logits, rtol=1e-5, atol=1e-4)
        states = ours.states(ids)
        assert len(states) == SMALL.layers + 1
        for ours_there, theirs_there in zip(states[:-1], result.hidden_states[:-1], strict=True):
            torch.testing.assert_close(ours_there, theirs_there, rtol=1e-5, atol=1e-4)


def test_parameters_of_gpt2() -> None:
    # 124,439,808: what `sum(p.numel() for p in GPT2LMHeadModel(GPT2Config()).parameters())` gives
    assert parameters(Shape(50_257, 1024, 768, 12, 12)) == 124_439_808
    assert parameters(SMALL) == sum(p.numel() for p in GPT(SMALL).parameters())
    assert parameters(SMALL) == sum(p.numel() for p in gpt2(SMALL).parameters())


def test_the_future_does_not_matter() -> None:
    torch.manual_seed(0)
    model = GPT(SMALL)
    ids = torch.randint(50, (1, 10))
    changed = ids.clone()
    changed[0, 6] = (ids[0, 6] + 1) % 50
    with torch.no_grad():
        same = (model(ids) == model(changed)).all(-1)[0]
    assert same.tolist() == [True] * 6 + [False] * 4


@pytest.mark.parametrize("norm_first", [True, False])
def test_a_block_is_pytorchs_encoder_layer(norm_first: bool) -> None:
    torch.manual_seed(0)
    ours = Block(24, 4, norm_first)
    theirs = nn.TransformerEncoderLayer(
        24, 4, 96, 0.0, nn.GELU(approximate="tanh"), batch_first=True, norm_first=norm_first
    )
    attention = ours.attention
    theirs.load_state_dict(
        {
            "self_attn.in_proj_weight": torch.cat(
                [attention.query.weight, attention.key.weight, attention.value.weight]
            ),
            "self_attn.in_proj_bias": torch.cat([m.bias for m in (attention.query, attention.key, attention.value)]),
            "self_attn.out_proj.weight": attention.out.weight,
            "self_attn.out_proj.bias": attention.out.bias,
            "linear1.weight": ours.feed_forward.up.weight,
            "linear1.bias": ours.feed_forward.up.bias,
            "linear2.weight": ours.feed_forward.down.weight,
            "linear2.bias": ours.feed_forward.down.bias,
            "norm1.weight": ours.norms[0].weight,
            "norm1.bias": ours.norms[0].bias,
            "norm2.weight": ours.norms[1].weight,
            "norm2.bias": ours.norms[1].bias,
        }
    )
    x, mask = torch.randn(2, 7, 24), torch.ones(7, 7, dtype=torch.bool).tril()
    torch.testing.assert_close(ours(x, mask), theirs(x, src_mask=~mask), rtol=1e-5, atol=1e-5)


def test_a_text_that_is_too_long() -> None:
    with pytest.raises(ValueError, match="The text has 17 tokens and this model reads 16: cut it"):
        GPT(SMALL)(torch.zeros(1, 17, dtype=torch.long))


def test_a_checkpoint_of_another_size() -> None:
    with pytest.raises(RuntimeError, match="size mismatch"):
        from_gpt2(gpt2(Shape(50, 16, 12, 3, 4)).state_dict(), SMALL)
