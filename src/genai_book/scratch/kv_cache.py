"""The cache of keys and values: a GPT that reads one more token without reading the text again.

In a causal model the states of a position depend on no later token, so its keys and values never change once they are
computed (Pope et al. 2023, arXiv:2211.05102). Shapes: B texts, T new tokens, S tokens in the cache, H heads of D
numbers, V entries. Left out: room reserved in advance, texts of different lengths, a window that moves on.
"""

from dataclasses import dataclass, field

import torch
from torch import Tensor

from .attention import attention, causal_mask, join_heads, split_heads
from .transformer import GPT


@dataclass
class Cache:
    """Keys and values (B, H, S, D) of every layer, for the S tokens that were read; empty at first."""

    keys: list[Tensor] = field(default_factory=list)
    values: list[Tensor] = field(default_factory=list)

    @property
    def length(self) -> int:
        """S, tokens read so far."""
        return self.keys[0].shape[-2] if self.keys else 0

    @property
    def numbers(self) -> int:
        """How many numbers are kept: 2 B S C a layer."""
        return sum(table.numel() for table in (*self.keys, *self.values))

    def extend(self, layer: int, key: Tensor, value: Tensor) -> tuple[Tensor, Tensor]:
        """All keys and values of a layer, the new ones (B, H, T, D) behind the old."""
        if layer == len(self.keys):
            self.keys.append(key)
            self.values.append(value)
        else:
            self.keys[layer] = torch.cat([self.keys[layer], key], -2)
            self.values[layer] = torch.cat([self.values[layer], value], -2)
        return self.keys[layer], self.values[layer]


def read(gpt: GPT, ids: Tensor, cache: Cache) -> Tensor:
    """Logits (B, T, V) of the new tokens `ids` (B, T), which follow those in the cache and are added to it.

    Raises ValueError, and leaves the cache as it was, when the text grows longer than the model's context.
    """
    start, stop = cache.length, cache.length + ids.shape[-1]
    if stop > gpt.shape.context:
        raise ValueError(f"The text would have {stop} tokens and this model reads {gpt.shape.context}: stop earlier.")
    x = gpt.tokens(ids) + gpt.positions(torch.arange(start, stop, device=ids.device))
    mask = causal_mask(stop, ids.device)[start:]  # (T, S + T)
    for layer, block in enumerate(gpt.blocks):
        part, seen = block.attention, block.norms[0](x)
        query, key, value = (split_heads(m(seen), part.heads) for m in (part.query, part.key, part.value))
        key, value = cache.extend(layer, key, value)
        x = x + part.out(join_heads(attention(query, key, value, mask)[0]))
        x = x + block.feed_forward(block.norms[1](x))
    return gpt.scores(x)


@torch.inference_mode()
def greedy(gpt: GPT, ids: Tensor, max_new_tokens: int) -> Tensor:
    """The prompts `ids` (B, S) and up to `max_new_tokens` likeliest tokens behind each: (B, S + new)."""
    cache, new = Cache(), ids
    for _ in range(max_new_tokens):
        new = read(gpt, new, cache)[:, -1:].argmax(-1)
        ids = torch.cat([ids, new], 1)
    return ids


def multiply_adds(layers: int, width: int, new: int, seen: int) -> int:
    """Multiply-adds of the blocks that read `new` tokens behind `seen` cached ones: 12 C^2 a token and layer for the
    matrices, 2 C for each pair of a token and one that it may look at.
    """
    pairs = new * seen + new * (new + 1) // 2
    return layers * (12 * width * width * new + 2 * width * pairs)
