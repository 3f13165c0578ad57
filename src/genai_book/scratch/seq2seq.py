"""An encoder reads one sequence, a decoder writes another: two recurrent networks, with attention between them or not.

Without: Cho et al. 2014, arXiv:1406.1078, and Sutskever et al. 2014, arXiv:1409.3215: all that the decoder knows of the
source is one vector c = h_S. With: Bahdanau et al. 2015, arXiv:1409.0473, section 3.1: before each word it looks at all
states h_1 … h_S of the encoder. Nothing else differs. Shapes: B texts, S tokens of the source, T tokens of the target,
V entries of the vocabulary, C numbers a vector. Left out: the encoder's second direction, several layers, dropout.
"""

import math

import torch
from torch import Tensor, nn

PAD = 0  # token that fills up short rows


class AdditiveAttention(nn.Module):
    """Scores by a small network, e_ts = v · tanh(W s_{t-1} + U h_s): Bahdanau et al. 2015, appendix A.1.2."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.W = nn.Linear(width, width, bias=False)
        self.U = nn.Linear(width, width)
        self.v = nn.Linear(width, 1, bias=False)

    def forward(self, s: Tensor, h: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Context c_t (B, C) and weights a_t (B, S), from s_{t-1} (B, C) and h (B, S, C); mask (B, S): True = look."""
        e = self.v(torch.tanh(self.W(s)[:, None] + self.U(h)))[..., 0]  # (B, S)
        a = e.masked_fill(~mask, -math.inf).softmax(dim=-1)  # (B, S), each row sums to 1
        c = (a[:, None] @ h)[:, 0]  # (B, C) = Σ_s a_ts h_s
        return c, a


class EncoderDecoder(nn.Module):
    """P(y_t | y_<t, x) from a gated recurrent encoder and decoder, of C numbers a state."""

    def __init__(self, vocabulary: int, width: int, attention: bool) -> None:
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, width)  # of both languages
        self.encoder = nn.GRU(width, width, batch_first=True)
        self.attention = AdditiveAttention(width) if attention else None
        self.decoder = nn.GRUCell(2 * width, width)
        self.readout = nn.Linear(width, vocabulary)

    def encode(self, source: Tensor) -> tuple[Tensor, Tensor]:
        """States h_s = f(x_s, h_{s-1}) (B, S, C) of the source (B, S), and the last one before padding, h_S (B, C)."""
        h, _ = self.encoder(self.embedding(source))
        last = (source != PAD).sum(dim=1) - 1  # (B,)
        return h, h[torch.arange(len(h), device=h.device), last]

    def step(self, y: Tensor, s: Tensor, h: Tensor, last: Tensor, mask: Tensor) -> tuple[Tensor, Tensor | None]:
        """One word on: s_t = f(s_{t-1}, y_{t-1}, c_t) (B, C), and a_t (B, S) where there is attention.

        `y` (B,) is the word before, `s` (B, C) the state before.
        """
        c, a = (last, None) if self.attention is None else self.attention(s, h, mask)
        return self.decoder(torch.cat([self.embedding(y), c], dim=-1), s), a

    def forward(self, source: Tensor, target: Tensor) -> Tensor:
        """Logits (B, T, V) of the word behind each word of `target` (B, T), which begins with the starting token.

        The decoder is given the true words before (teacher forcing), not its own.
        """
        (h, last), mask = self.encode(source), source != PAD
        s, states = last, []  # s_0 = h_S
        for y in target.unbind(dim=1):
            s, _ = self.step(y, s, h, last, mask)
            states.append(s)
        return self.readout(torch.stack(states, dim=1))


@torch.no_grad()
def greedy(model: EncoderDecoder, source: Tensor, start: int, end: int, limit: int) -> tuple[Tensor, Tensor | None]:
    """The likeliest next word again and again, until every row has its `end` or there are `limit` words.

    From `source` (B, S) to words (B, T), behind `end` filled up with PAD, and, of a model with attention, its weights
    (B, T, S).
    """
    (h, last), mask = model.encode(source), source != PAD
    s, y = last, source.new_full((len(source),), start)
    done = torch.zeros_like(y, dtype=torch.bool)
    words, weights = [], []
    while len(words) < limit and not done.all():
        s, a = model.step(y, s, h, last, mask)
        y = model.readout(s).argmax(dim=-1).masked_fill(done, PAD)
        done = done | (y == end)
        words.append(y)
        weights.append(a)
    return torch.stack(words, dim=1), None if a is None else torch.stack(weights, dim=1)
