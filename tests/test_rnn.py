"""The gated cell by hand and against nn.GRU, and a language model that does not see ahead."""

import math

import pytest
import torch
from torch import nn

from genai_book.scratch.rnn import RecurrentLM, gru_step


def test_one_step_by_hand() -> None:
    """All weights 1, biases 0, x = 0.5, h = 0.25 (equations 5 to 8 of Cho et al. 2014, in PyTorch's form)."""
    cell = nn.GRU(1, 1)
    with torch.no_grad():
        for name, weights in cell.named_parameters():
            weights.fill_(1.0 if "weight" in name else 0.0)
    gate = 1 / (1 + math.exp(-0.75))
    new = math.tanh(0.5 + gate * 0.25)
    got = gru_step(cell, torch.tensor([[0.5]]), torch.tensor([[0.25]])).item()
    assert got == pytest.approx((1 - gate) * new + gate * 0.25, abs=1e-6)


def test_steps_equal_the_library() -> None:
    torch.manual_seed(0)
    model = RecurrentLM(11, 6, 8).double()
    ids = torch.randint(11, (3, 9))
    h, seen = torch.zeros(3, 8, dtype=torch.double), model.table[ids] * 6**0.5 / 2
    for t, states in enumerate(model.states(ids).unbind(1)):
        h = gru_step(model.cell, seen[:, t], h)
        torch.testing.assert_close(h, states)


def test_nothing_of_the_future_is_seen_and_a_text_may_be_cut() -> None:
    torch.manual_seed(0)
    model = RecurrentLM(11, 6, 8).double()
    ids = torch.randint(11, (2, 9))
    changed = ids.clone()
    changed[:, 6:] = (changed[:, 6:] + 1) % 11
    whole = model(ids)
    torch.testing.assert_close(model(changed)[:, :6], whole[:, :6])
    first = model.states(ids[:, :4])
    torch.testing.assert_close(model(ids[:, 4:], first[:, -1]), whole[:, 4:])


def test_it_remembers_a_first_token() -> None:
    """A text a x x x a or b x x x b: only the state can carry the first letter to the last."""
    torch.manual_seed(0)
    model = RecurrentLM(3, 4, 8)
    texts = torch.tensor([[0, 2, 2, 2, 0], [1, 2, 2, 2, 1]])
    descent = torch.optim.Adam(model.parameters(), 0.03)
    for _ in range(150):
        loss = nn.functional.cross_entropy(model(texts[:, :-1]).transpose(1, 2), texts[:, 1:])
        descent.zero_grad()
        loss.backward()
        descent.step()
    assert model(texts[:, :-1])[:, -1].argmax(-1).tolist() == [0, 1]


def test_a_state_must_fit() -> None:
    with pytest.raises(ValueError, match=r"state of 8 numbers for each of 2 texts, \(2, 8\); h is \(2, 5\)"):
        RecurrentLM(11, 6, 8).states(torch.zeros(2, 3, dtype=torch.long), torch.zeros(2, 5))
