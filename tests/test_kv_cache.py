"""scratch/kv_cache.py: counts worked by hand, equality with Transformers' cache, and a text that grows too long."""

import pytest
import torch
from transformers import GPT2Config, GPT2LMHeadModel

from genai_book.scratch.kv_cache import Cache, greedy, multiply_adds, read
from genai_book.scratch.transformer import GPT, Shape, from_gpt2

SHAPE = Shape(vocabulary=50, context=16, width=12, layers=2, heads=3)


@pytest.fixture
def library() -> GPT2LMHeadModel:
    torch.manual_seed(0)
    return GPT2LMHeadModel(GPT2Config(vocab_size=50, n_positions=16, n_embd=12, n_layer=2, n_head=3)).eval()


@pytest.fixture
def gpt(library) -> GPT:
    return from_gpt2(library.state_dict(), SHAPE).eval().requires_grad_(False)


@pytest.fixture
def ids() -> torch.Tensor:
    return torch.randint(50, (2, 11), generator=torch.Generator().manual_seed(1))


def test_counts_worked_by_hand():
    """One layer of width 2 reads 3 tokens behind 1: 3 * 48 for the matrices; the tokens look at 2, 3 and 4 places."""
    assert multiply_adds(layers=1, width=2, new=3, seen=1) == 3 * 48 + 4 * (2 + 3 + 4)
    whole = multiply_adds(5, 8, 7, 0)
    assert whole == sum(multiply_adds(5, 8, 1, seen) for seen in range(7)), (
        "with a cache no work is left out or done twice"
    )


@pytest.mark.parametrize("pieces", [[11], [1] * 11, [4, 1, 6]])
def test_reading_in_pieces_is_reading_at_once(gpt, ids, pieces):
    cache = Cache()
    found = torch.cat([read(gpt, part, cache) for part in ids.split(pieces, 1)], 1)
    torch.testing.assert_close(found, gpt(ids))
    assert cache.length == 11
    assert cache.numbers == 2 * 2 * 2 * 11 * 12  # keys and values, layers, texts, tokens, channels


def test_the_library_keeps_the_same_keys_and_values(gpt, library, ids):
    cache = Cache()
    read(gpt, ids, cache)
    with torch.no_grad():
        theirs = library(ids, use_cache=True).past_key_values
    for layer in range(SHAPE.layers):
        torch.testing.assert_close(cache.keys[layer], theirs.layers[layer].keys)
        torch.testing.assert_close(cache.values[layer], theirs.layers[layer].values)


def test_greedy_writes_what_the_library_writes(gpt, library, ids):
    settings = dict(do_sample=False, pad_token_id=0, eos_token_id=None, attention_mask=torch.ones_like(ids))
    assert torch.equal(greedy(gpt, ids, 5), library.generate(ids, max_new_tokens=5, **settings))


def test_a_text_that_grows_too_long(gpt, ids):
    cache = Cache()
    read(gpt, ids, cache)
    with pytest.raises(ValueError, match="would have 22 tokens and this model reads 16"):
        read(gpt, ids, cache)
    assert cache.length == 11
