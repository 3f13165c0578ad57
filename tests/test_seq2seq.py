"""The recurrent encoder-decoder: attention by hand, padding without effect, and what one vector cannot see."""

import math

import pytest
import torch
from torch.nn import functional

from genai_book.scratch.seq2seq import PAD, AdditiveAttention, EncoderDecoder, greedy

START, END = 0, 1


def network(attention: bool) -> EncoderDecoder:
    torch.manual_seed(0)
    return EncoderDecoder(vocabulary=9, width=8, attention=attention).eval()


def test_attention_by_hand() -> None:
    """With one number a vector and W = U = v = 1: e = tanh(s + h)."""
    attention = AdditiveAttention(1)
    with torch.no_grad():
        for parameter in attention.parameters():
            parameter.fill_(1.0)
        attention.U.bias.zero_()
    s, h = torch.tensor([[0.5]]), torch.tensor([[[0.0], [1.0], [9.0]]])
    c, alpha = attention(s, h, torch.tensor([[True, True, False]]))
    one, two = math.exp(math.tanh(0.5)), math.exp(math.tanh(1.5))
    assert alpha[0].tolist() == pytest.approx([one / (one + two), two / (one + two), 0.0])
    assert c.item() == pytest.approx(two / (one + two))


@pytest.mark.parametrize("attention", [False, True])
def test_padding_changes_nothing(attention: bool) -> None:
    model = network(attention)
    short, target = torch.tensor([[5, 6, END]]), torch.tensor([[START, 3, 4]])
    padded = torch.tensor([[5, 6, END, PAD, PAD], [2, 3, 4, 5, END]])
    torch.testing.assert_close(model(padded, target.repeat(2, 1))[:1], model(short, target))
    words, _ = greedy(model, padded, START, END, 6)
    alone, _ = greedy(model, short, START, END, 6)
    assert words[0, : alone.shape[1]].tolist() == alone[0].tolist()


@pytest.mark.parametrize("attention", [False, True])
def test_greedy_words_are_the_likeliest_ones(attention: bool) -> None:
    model = network(attention)
    source = torch.tensor([[5, 6, 7, END]])
    words, weights = greedy(model, source, START, END, 6)
    logits = model(source, functional.pad(words[:, :-1], (1, 0), value=START))
    assert torch.equal(logits.argmax(-1), words)
    assert (weights is None) == (not attention)
    if attention:
        assert weights.shape == (1, words.shape[1], 4)
        torch.testing.assert_close(weights.sum(-1), torch.ones(1, words.shape[1]))


def test_only_the_attention_tells_the_two_apart() -> None:
    plain, attending = network(False).state_dict(), network(True).state_dict()
    extra = set(attending) - set(plain)
    assert set(plain) <= set(attending)
    assert extra == {"attention.W.weight", "attention.U.weight", "attention.U.bias", "attention.v.weight"}
    assert all(plain[name].shape == attending[name].shape for name in plain)


def test_without_attention_the_decoder_knows_the_last_state_alone() -> None:
    model = network(False)
    (h, last), mask = model.encode(torch.tensor([[5, 6, 7, END]])), torch.ones(1, 4, dtype=torch.bool)
    torch.testing.assert_close(h[:, -1], last)
    y = torch.tensor([START])
    one, _ = model.step(y, last, h, last, mask)
    other, _ = model.step(y, last, torch.zeros_like(h), last, mask)
    assert torch.equal(one, other)
    attending = network(True)
    one, _ = attending.step(y, last, h, last, mask)
    other, _ = attending.step(y, last, torch.zeros_like(h), last, mask)
    assert not torch.equal(one, other)


@pytest.mark.parametrize("attention", [False, True])
def test_it_learns_to_reverse(attention: bool) -> None:
    torch.manual_seed(0)
    words = torch.randint(2, 8, (12, 4))
    ends = torch.full((12, 1), END)
    source, target = torch.cat([words, ends], 1), torch.cat([words.flip(1), ends], 1)
    model = EncoderDecoder(vocabulary=8, width=24, attention=attention)
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.02)
    for _ in range(150):
        logits = model(source, functional.pad(target[:, :-1], (1, 0), value=START))
        loss = functional.cross_entropy(logits.flatten(0, 1), target.flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    assert torch.equal(greedy(model, source, START, END, 5)[0], target)
