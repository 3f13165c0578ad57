"""A recurrent network as a language model: it reads one token at a time and keeps what it has read in one vector.

The cell is a gated recurrent unit (Cho et al. 2014, arXiv:1406.1078) in the form of `torch.nn.GRU`. Shapes: B texts,
T tokens, V entries of the vocabulary, E numbers an embedding, C numbers a state.
Left out: several layers, dropout. `nn.GRU` runs the loop over T in one call; the equations are in `gru_step`.
"""

import torch
from torch import Tensor, nn


def gru_step(cell: nn.GRU, x: Tensor, h: Tensor) -> Tensor:
    """One token on: from x (B, E) and the state h (B, C) to the next state (B, C), with the weights of `cell`.

    r = σ(W_r x + U_r h), z = σ(W_z x + U_z h), n = tanh(W_n x + r · U_n h), each with biases;
    h' = (1 - z) · n + z · h: where z is near 1 the old number stays.
    """
    given = (x @ cell.weight_ih_l0.T + cell.bias_ih_l0).chunk(3, dim=-1)
    kept = (h @ cell.weight_hh_l0.T + cell.bias_hh_l0).chunk(3, dim=-1)
    r, z = ((a + b).sigmoid() for a, b in zip(given[:2], kept[:2], strict=True))
    n = (given[2] + r * kept[2]).tanh()
    return (1 - z) * n + z * h


class RecurrentLM(nn.Module):
    """P(x_t | x_<t) from a state: table of embeddings, GRU, and the table once more to score every entry."""

    def __init__(self, vocabulary: int, embedding: int, width: int) -> None:
        super().__init__()
        self.table = nn.Parameter(torch.randn(vocabulary, embedding) / embedding**0.5)
        self.cell = nn.GRU(embedding, width, batch_first=True)
        self.ask = nn.Linear(width, embedding)  # turns a state into what the next token's embedding should be like
        self.bias = nn.Parameter(torch.zeros(vocabulary))

    def states(self, ids: Tensor, h: Tensor | None = None) -> Tensor:
        """The state behind each token: ids (B, T) to (B, T, C), beginning at h (B, C) or at zero. Raises ValueError."""
        if h is not None and h.shape != (len(ids), self.cell.hidden_size):
            expected = (len(ids), self.cell.hidden_size)
            raise ValueError(
                f"The cell needs a state of {expected[1]} numbers for each of {expected[0]} texts, {expected}; "
                f"h is {tuple(h.shape)}."
            )
        # To score, rows want a length near 1; as inputs, numbers near 1. Half of that learned a little faster.
        return self.cell(self.table[ids] * self.table.shape[1] ** 0.5 / 2, None if h is None else h[None])[0]

    def score(self, states: Tensor) -> Tensor:
        """Logits (..., V) of the token that follows each state (..., C)."""
        return self.ask(states) @ self.table.T + self.bias

    def forward(self, ids: Tensor, h: Tensor | None = None) -> Tensor:
        """Logits (B, T, V) of the token behind each of `ids` (B, T)."""
        return self.score(self.states(ids, h))
