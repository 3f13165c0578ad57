"""What `load(..., fast=True)` runs: the step of static_decoding.py, every shape fixed, compiled into one program.

One text at a time. The cache has the model's whole context and attention looks at all of it through a mask, so that no
shape changes from one step to the next; on a GPU the step is then recorded once and replayed (CUDA graphs).
"""

from typing import Any

import torch
from torch.nn import functional as F

from .static_decoding import Scores, forward_of, parts


class CompiledDecoder:
    """Has the `read` and `step` of a `Decoder` of one row; made once for a model, it is used for every prompt.

    subtle: the compiled program holds the weight tensors it was made with. A change in place is seen, another tensor
    put in their place is not.
    """

    def __init__(self, model: Any):
        config, weight = model.config, model.lm_head.weight
        slots = config.max_position_embeddings
        shape = (1, config.num_attention_heads, slots, config.hidden_size // config.num_attention_heads)
        self._model, self._forward, self._slot = model, forward_of(model), 0
        self._anywhere = [None] * config.n_layer
        self._keys = [torch.zeros(shape, dtype=weight.dtype, device=weight.device) for _ in range(config.n_layer)]
        self._values = [torch.zeros_like(keys) for keys in self._keys]
        self._positions = torch.arange(slots, device=weight.device)
        self._on_gpu = weight.device.type == "cuda"
        for cache in (*self._keys, *self._values):
            torch._dynamo.mark_static_address(cache)  # else CUDA graphs are given up, because the step writes into it
        self._compiled = torch.compile(self._fixed, fullgraph=True, mode="reduce-overhead" if self._on_gpu else None)

    def warm_up(self) -> None:
        """Compiles, and lets a GPU record: later calls only run. Raises what the compiler raises."""
        self.read(torch.zeros(1, 1, dtype=torch.long, device=self._positions.device))
        for _ in range(3):  # compile, record, replay
            self.step(torch.zeros(1, dtype=torch.long, device=self._positions.device))

    @torch.no_grad()
    def read(self, ids: torch.Tensor, row: int = 0) -> Scores:
        """Reads a prompt (1, T), as a `Decoder` does: its length is new each time, so it is not compiled."""
        n = self._slot = ids.shape[1]

        def attend(layer: int, product: torch.Tensor) -> torch.Tensor:
            q, k, v = parts(self._model, product[None])
            self._keys[layer][:, :, :n] = k
            self._values[layer][:, :, :n] = v
            return F.scaled_dot_product_attention(q, k, v, is_causal=n > 1).transpose(1, 2).reshape(n, -1)

        return self._forward(ids, self._positions[:n], self._anywhere, attend)

    @torch.no_grad()
    def step(self, tokens: torch.Tensor) -> Scores:
        """Appends one token, (1,), and gives the scores of the next, (1, V), valid until the next step."""
        slot = self._positions[self._slot : self._slot + 1]
        self._slot += 1
        if self._on_gpu:
            torch.compiler.cudagraph_mark_step_begin()  # what the last step gave is no longer needed
        return self._compiled(tokens, slot)

    def _fixed(self, tokens: torch.Tensor, slot: torch.Tensor) -> Scores:
        seen = (self._positions <= slot)[None, None, None]  # (1, 1, 1, S)

        def attend(layer: int, product: torch.Tensor) -> torch.Tensor:
            q, k, v = parts(self._model, product[None])
            keys, values = self._keys[layer], self._values[layer]
            keys.index_copy_(2, slot, k)
            values.index_copy_(2, slot, v)
            return F.scaled_dot_product_attention(q, keys, values, attn_mask=seen).reshape(1, -1)

        return self._forward(tokens[:, None], slot, self._anywhere, attend)
