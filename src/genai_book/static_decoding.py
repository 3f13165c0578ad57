"""Decoding with as little around the arithmetic as possible: one forward pass a token over the model's own weights.

For models of a few million parameters most of the time of the library's `generate` goes into its bookkeeping. Here the
cache is made once and a layer's product of queries, keys and values is written straight into it, a step is the bare
sequence of operations, and nothing is configurable. The arithmetic is that of GPT-2 (Radford et al. 2019) and of
CodeGen (Nijkamp et al. 2022, arXiv:2203.13474: rotary positions, attention and feed-forward side by side). Left out:
training, dropout, attention maps, other architectures.

Shapes: B rows, T new tokens, S slots of the cache, C channels, H heads, D channels a head, V tokens of the vocabulary.
"""

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch.nn import functional as F

Scores = torch.Tensor  # (B, V)
Rooms = Sequence[torch.Tensor | None]  # of each layer, (B·T, 3C): where its product belongs; None = anywhere
Attend = Callable[[int, torch.Tensor], torch.Tensor]  # layer, product (B·T, 3C) → what is mixed, (B·T, C)
Forward = Callable[[torch.Tensor, torch.Tensor, Rooms, Attend], Scores]  # ids (B, T), positions (T,) or (B, T)

_PLAIN = {"Conv1D", "Linear", "Embedding", "LayerNorm", "Dropout", "ModuleList", "NewGELUActivation", "QuantizedLinear"}
_KNOWN = {
    "GPT2LMHeadModel": _PLAIN | {"GPT2LMHeadModel", "GPT2Model", "GPT2Block", "GPT2Attention", "GPT2MLP"},
    "CodeGenForCausalLM": _PLAIN
    | {"CodeGenForCausalLM", "CodeGenModel", "CodeGenBlock", "CodeGenAttention", "CodeGenMLP"},
}
# What a model's generation_config may say, because `text(...)` gives these itself or they change no token.
_HARMLESS = {
    "bos_token_id", "eos_token_id", "pad_token_id", "do_sample", "temperature", "top_k", "top_p", "max_length",
    "max_new_tokens", "use_cache", "transformers_version",
}  # fmt: skip
# How queries, keys and values follow one another in a layer's product.
_ORDER = {"GPT2LMHeadModel": "qkv", "CodeGenForCausalLM": "qvk"}
_WORTH_TURNING = 32  # tokens after which a copy of the output matrix, laid out for one row, has paid for itself


def supports(model: Any) -> bool:
    """Whether a model computes exactly what this file does: its architecture as the library builds it, untouched.

    A hook, a replaced forward, an adapter, dropout that is switched on or a setting of generation of the model's own
    all make it False: then the library is to run.
    """
    known = _KNOWN.get(type(model).__name__, ())
    for module in model.modules():
        touched = module._forward_hooks or module._forward_pre_hooks or "forward" in vars(module) or module.training
        if touched or type(module).__name__ not in known:
            return False
    config = model.config
    own = model.generation_config.to_diff_dict()
    return (
        config.activation_function == "gelu_new"
        and not getattr(config, "reorder_and_upcast_attn", False)
        and not any(value for name, value in own.items() if name not in _HARMLESS and name[0] != "_")
    )


class Decoder:
    """A cache of `slots` tokens for each of `rows` texts, and the steps that fill it.

    The rows end together: a shorter prompt begins at a later slot, `first`, and the slots before it are never looked
    at. `new_tokens` says how many steps are expected.
    """

    def __init__(self, model: Any, firsts: list[int], slots: int, new_tokens: int):
        config, weight = model.config, model.lm_head.weight
        self._next, shape = 0, (config.n_layer, len(firsts), slots, 3 * config.hidden_size)
        with torch.inference_mode():
            # subtle: zeros, not empty: a slot that is masked counts 0 times what lies in it, which must not be NaN.
            self._cache = torch.zeros(shape, dtype=weight.dtype, device=weight.device)
            self._q, self._k, self._v = parts(model, self._cache)  # each (layers, B, H, S, D), of the same memory
            self._firsts = torch.tensor(firsts, device=weight.device)[:, None]
            ragged = any(firsts)
            seen = torch.arange(slots, device=weight.device) >= self._firsts
            self._seen = seen[:, None, None, :] if ragged else None  # (B, 1, 1, S)
            self._positions = torch.arange(slots, device=weight.device)
            self._forward = forward_of(model, turned=new_tokens >= _WORTH_TURNING)

    @torch.inference_mode()
    def read(self, ids: torch.Tensor, row: int = 0) -> Scores:
        """Reads a prompt (1, T) into the slots that end where all prompts end; the scores of what follows, (1, V)."""
        n, first = ids.shape[1], int(self._firsts[row, 0])
        self._next = first + n
        q, k, v = (part[:, row : row + 1, :, first : first + n] for part in (self._q, self._k, self._v))

        def attend(layer: int, _: torch.Tensor) -> torch.Tensor:
            mixed = F.scaled_dot_product_attention(q[layer], k[layer], v[layer], is_causal=n > 1)
            return mixed.transpose(1, 2).reshape(n, -1)

        return self._forward(ids, self._positions[:n], self._cache[:, row, first : first + n].unbind(), attend)

    @torch.inference_mode()
    def step(self, tokens: torch.Tensor) -> Scores:
        """Appends one token to each row, (B,), and gives the scores of the next, (B, V)."""
        rows, slot, end = len(tokens), self._next, self._next + 1
        self._next = end
        seen = None if self._seen is None else self._seen[..., :end]
        positions = self._positions[slot:end] if seen is None else slot - self._firsts
        q = self._q.narrow(3, slot, 1).unbind()
        k, v = self._k.narrow(3, 0, end).unbind(), self._v.narrow(3, 0, end).unbind()

        def attend(layer: int, _: torch.Tensor) -> torch.Tensor:
            mixed = F.scaled_dot_product_attention(q[layer], k[layer], v[layer], attn_mask=seen)
            return mixed.reshape(rows, -1)

        return self._forward(tokens[:, None], positions, self._cache.select(2, slot).unbind(), attend)


def parts(model: Any, products: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Queries, keys and values (..., H, T, D) out of a layer's products (..., T, 3C), which they share their memory
    with.
    """
    split = products.unflatten(-1, (3, model.config.num_attention_heads, -1)).transpose(-2, -4).unbind(-3)
    order = _ORDER[type(model).__name__]
    return split[order.index("q")], split[order.index("k")], split[order.index("v")]


def forward_of(model: Any, *, turned: bool = False) -> Forward:
    """The forward pass of a model that `supports` knows, as a function over its weights as they are now.

    `turned` copies the output matrix (V, C) to (C, V): read along its rows, one text's product takes half the time.
    """
    kind = _gpt2 if type(model).__name__ == "GPT2LMHeadModel" else _codegen
    return kind(model, turned)


def _gpt2(model: Any, turned: bool) -> Forward:
    body, channels = model.transformer, (model.config.n_embd,)
    layers = [
        (
            _norm(block.ln_1, channels),
            _affine(block.attn.c_attn),
            block.attn.scaling / block.attn.head_dim**-0.5,  # exactly 1 unless the model scales otherwise
            _affine(block.attn.c_proj),
            _norm(block.ln_2, channels),
            _affine(block.mlp.c_fc),
            _affine(block.mlp.c_proj),
        )
        for block in body.h
    ]
    tokens, places, last = body.wte.weight, body.wpe.weight, _norm(body.ln_f, channels)
    head = _head(model, turned)

    def forward(ids: torch.Tensor, positions: torch.Tensor, rooms: Rooms, attend: Attend) -> Scores:
        b, t = ids.shape
        x = (torch.embedding(tokens, ids) + torch.embedding(places, positions)).view(b * t, -1)
        for i, (norm_1, qkv, scale, out, norm_2, up, down) in enumerate(layers):
            product = qkv(norm_1(x), out=rooms[i])
            if scale != 1:
                product[:, : channels[0]] *= scale
            x = out(attend(i, product)).add_(x)
            x = down(F.gelu(up(norm_2(x)), approximate="tanh")).add_(x)
        return head(last(x if t == 1 else x.view(b, t, -1)[:, -1]))

    return forward


def _codegen(model: Any, turned: bool) -> Forward:
    body, heads, channels = model.transformer, model.config.n_head, (model.config.n_embd,)
    groups = 4  # subtle: CodeGen's weights keep the order of the four processors it was trained on
    layers = [
        (
            _norm(block.ln_1, channels),
            _affine(block.attn.qkv_proj),
            _affine(block.attn.out_proj),
            _affine(block.mlp.fc_in),
            _affine(block.mlp.fc_out),
        )
        for block in body.h
    ]
    tokens, last, head = body.wte.weight, _norm(body.ln_f, channels), _head(model, turned)
    attention = body.h[0].attn
    sin, cos = (part.repeat_interleave(2, -1) for part in attention.embed_positions.chunk(2, dim=-1))  # (S, R)
    sin = sin.to(tokens.dtype) * torch.tensor([-1.0, 1.0], dtype=tokens.dtype, device=sin.device).repeat(
        sin.shape[1] // 2
    )
    cos, turning = cos.to(tokens.dtype), sin.shape[1]

    def forward(ids: torch.Tensor, positions: torch.Tensor, rooms: Rooms, attend: Attend) -> Scores:
        b, t = ids.shape
        x = torch.embedding(tokens, ids).view(b * t, -1)
        here = (positions.numel(), 1, 1, turning)  # of each token, or one sine for all rows
        s, c = torch.embedding(sin, positions).view(here), torch.embedding(cos, positions).view(here)
        for i, (norm, qkv, out, up, down) in enumerate(layers):
            a = norm(x)
            product = qkv(a).view(b * t, groups, 3, -1).transpose(1, 2)
            product = product.reshape(b * t, -1) if rooms[i] is None else _copied(product, rooms[i])
            part = product.unflatten(1, (3, heads, -1))[:, ::2, :, :turning]  # of queries and keys
            swapped = part.unflatten(-1, (-1, 2)).flip(-1).flatten(-2)  # (x1, x2, …) → (x2, x1, …)
            part.mul_(c).addcmul_(swapped, s)
            x = out(attend(i, product)).add_(down(F.gelu(up(a), approximate="tanh"))).add_(x)
        return head(last(x if t == 1 else x.view(b, t, -1)[:, -1]))

    return forward


def _norm(layer: Any, shape: tuple[int, ...]) -> Callable[[torch.Tensor], torch.Tensor]:
    weight, bias, epsilon = layer.weight, layer.bias, layer.eps
    return lambda x: torch.layer_norm(x, shape, weight, bias, epsilon)


def _affine(layer: Any) -> Callable[..., torch.Tensor]:
    """x (N, C) → x W + b of a Linear (out, in), a Conv1D (in, out) or a quantised layer; the last two also take `out`,
    a tensor to write to.
    """
    name = type(layer).__name__
    if name == "QuantizedLinear":
        return lambda x, out=None: layer(x) if out is None else out.copy_(layer(x))
    weight, bias = layer.weight, layer.bias
    if name == "Conv1D":
        return lambda x, out=None: torch.addmm(bias, x, weight, out=out)
    return lambda x: F.linear(x, weight, bias)


def _copied(product: torch.Tensor, room: torch.Tensor) -> torch.Tensor:
    room.view(product.shape).copy_(product)
    return room


def _head(model: Any, turned: bool) -> Callable[[torch.Tensor], torch.Tensor]:
    layer = model.lm_head
    if not turned or type(layer).__name__ != "Linear":
        return _affine(layer)
    weight, bias = layer.weight.t().contiguous(), layer.bias
    return (lambda x: x @ weight) if bias is None else (lambda x: torch.addmm(bias, x, weight))
