"""The transformer, decoder only: attention and a feed-forward network in turn, each added to what it has read.

Vaswani et al. 2017 (arXiv:1706.03762), in the form of GPT-2 (Radford et al. 2019): learned positions, layer norm before
each part, GELU, and an output table that is the input table. Shapes: B texts, T positions, C numbers a position, V
entries of the vocabulary. Left out: dropout, the cache of keys and values, and speed.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from .attention import MultiHeadAttention, causal_mask


@dataclass(frozen=True)
class Shape:
    """The five numbers that make one GPT differ from another."""

    vocabulary: int  # V, entries
    context: int  # T, positions at most
    width: int  # C, numbers a position
    layers: int
    heads: int  # of C / heads numbers each


class FeedForward(nn.Module):
    """GELU(x W1 + b1) W2 + b2, position by position, with 4 C numbers in the middle: (B, T, C) to (B, T, C)."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x: Tensor) -> Tensor:
        return self.down(functional.gelu(self.up(x), approximate="tanh"))


class Block(nn.Module):
    """One layer: x + Attention(Norm(x)), then x + FeedForward(Norm(x)).

    With `norm_first` false it is the order of 2017: Norm(x + Attention(x)), then Norm(x + FeedForward(x)).
    """

    def __init__(self, width: int, heads: int, norm_first: bool = True) -> None:
        super().__init__()
        self.attention, self.feed_forward = MultiHeadAttention(width, heads), FeedForward(width)
        self.norms = nn.ModuleList([nn.LayerNorm(width), nn.LayerNorm(width)])
        self.norm_first = norm_first

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        if self.norm_first:
            x = x + self.attention(self.norms[0](x), mask=mask)[0]
            return x + self.feed_forward(self.norms[1](x))
        x = self.norms[0](x + self.attention(x, mask=mask)[0])
        return self.norms[1](x + self.feed_forward(x))


class GPT(nn.Module):
    """Token ids (B, T) in, a score for every entry of the vocabulary at every position (B, T, V) out."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.tokens = nn.Embedding(shape.vocabulary, shape.width)
        self.positions = nn.Embedding(shape.context, shape.width)
        self.blocks = nn.ModuleList([Block(shape.width, shape.heads) for _ in range(shape.layers)])
        self.norm = nn.LayerNorm(shape.width)
        self.apply(_start)

    def forward(self, ids: Tensor) -> Tensor:
        """Logits (B, T, V). Raises ValueError when the text is longer than the context."""
        return self.scores(self.states(ids)[-1])

    def states(self, ids: Tensor) -> list[Tensor]:
        """What flows through the network: (B, T, C) before the first layer and after each."""
        length = ids.shape[-1]
        if length > self.shape.context:
            raise ValueError(f"The text has {length} tokens and this model reads {self.shape.context}: cut it.")
        mask = causal_mask(length, ids.device)
        states = [self.tokens(ids) + self.positions(torch.arange(length, device=ids.device))]
        for block in self.blocks:
            states.append(block(states[-1], mask))
        return states

    def scores(self, state: Tensor) -> Tensor:
        """Logits (..., V) that belong to a state (..., C): its likeness to every row of the token table."""
        return self.norm(state) @ self.tokens.weight.T


def parameters(shape: Shape) -> int:
    """Number of parameters of a GPT: V C + T C for the tables, 12 C^2 + 13 C a layer, 2 C for the last norm."""
    v, t, c = shape.vocabulary, shape.context, shape.width
    return v * c + t * c + shape.layers * (12 * c * c + 13 * c) + 2 * c


def from_gpt2(tensors: Mapping[str, Tensor], shape: Shape) -> GPT:
    """A GPT that holds the weights of a GPT-2 checkpoint, in whatever size.

    GPT-2 keeps queries, keys and values side by side in one matrix, and all its matrices the other way round. Raises
    KeyError when a tensor is missing and RuntimeError when one has another shape.
    """
    found = {"tokens.weight": tensors["transformer.wte.weight"], "positions.weight": tensors["transformer.wpe.weight"]}
    parts = {"attention.out": "attn.c_proj", "feed_forward.up": "mlp.c_fc", "feed_forward.down": "mlp.c_proj"}
    norms = {"norms.0": "ln_1", "norms.1": "ln_2"}
    for i in range(shape.layers):
        here, there = f"blocks.{i}", f"transformer.h.{i}"
        for kind in ("weight", "bias"):
            joined = tensors[f"{there}.attn.c_attn.{kind}"].chunk(3, dim=-1)
            for name, part in zip(("query", "key", "value"), joined, strict=True):
                found[f"{here}.attention.{name}.{kind}"] = part.T if kind == "weight" else part
            for name, theirs in parts.items():
                part = tensors[f"{there}.{theirs}.{kind}"]
                found[f"{here}.{name}.{kind}"] = part.T if kind == "weight" else part
            for name, theirs in norms.items():
                found[f"{here}.{name}.{kind}"] = tensors[f"{there}.{theirs}.{kind}"]
    found |= {f"norm.{kind}": tensors[f"transformer.ln_f.{kind}"] for kind in ("weight", "bias")}
    model = GPT(shape)
    model.load_state_dict(found)
    return model


def _start(module: nn.Module) -> None:
    """Small random numbers, standard deviation 0.02, as in GPT-2; biases at zero."""
    if isinstance(module, nn.Linear | nn.Embedding):
        nn.init.normal_(module.weight, std=0.02)
        if isinstance(module, nn.Linear):
            nn.init.zeros_(module.bias)
