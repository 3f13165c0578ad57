"""Weights in 8 or 4 bits: what `load(..., quantize=)` puts in place of a model's linear layers.

Only weights are rounded; the arithmetic is in bfloat16 or wider. 8 bits: each output channel is divided by its largest
weight and rounded to -127 … 127. 4 bits: each run of 32 weights of a channel gets 16 evenly spaced values between its
least and its largest. Embeddings, norms and the output matrix stay as they are. This is plain rounding to nearest
(`absmax` and `zero point` in Dettmers et al. 2022, arXiv:2208.07339); GPTQ and others that look at data lose less.

The products run in PyTorch's own kernels where it has them for the device, tried once; elsewhere the weights are
widened at each use, which saves the memory and costs time.
"""

import functools
from typing import Any

import torch
from torch.nn import functional as F

from .memory import GROUP, is_quantised


class QuantizedLinear(torch.nn.Module):
    """x (…, in) → x Wᵀ + b (…, out), with W kept as integers of `bits` bits, on the device where it was made."""

    def __init__(self, weight: torch.Tensor, bias: torch.Tensor | None, bits: int):
        super().__init__()
        self.bits, self.shape = bits, tuple(weight.shape)
        self.has_kernel = has_kernel(
            bits, weight.device.type
        )  # subtle: the kernel for 4 bits has its own order of codes
        codes, scales = (_eight if bits == 8 else _four)(weight.float().contiguous(), self.has_kernel)
        self.register_buffer("codes", codes)
        self.register_buffer("scales", scales)
        self.register_parameter("bias", bias)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        rows = x.reshape(-1, self.shape[1])
        if self.has_kernel:
            product = _by_kernel(self.bits, rows, self.codes, self.scales)
        else:
            product = F.linear(rows, _widened(self.bits, self.codes, self.scales).to(x.dtype))
        product = product.to(x.dtype).view(*x.shape[:-1], self.shape[0])
        return product if self.bias is None else product + self.bias

    def extra_repr(self) -> str:
        return f"in_features={self.shape[1]}, out_features={self.shape[0]}, bits={self.bits}"


def quantize(model: Any, bits: int) -> int:
    """Replaces the linear layers of a model, in place; the number of layers replaced."""
    replaced = 0
    for name, layer in list(model.named_modules()):
        kind = type(layer).__name__
        if kind not in ("Linear", "Conv1D") or not is_quantised(f"{name}.weight", tuple(layer.weight.shape)):
            continue
        weight = layer.weight.detach().t() if kind == "Conv1D" else layer.weight.detach()  # (out, in)
        parent, _, own = name.rpartition(".")
        setattr(model.get_submodule(parent), own, QuantizedLinear(weight, layer.bias, bits).train(layer.training))
        replaced += 1
    return replaced


@functools.cache
def has_kernel(bits: int, device: str) -> bool:
    """Whether PyTorch multiplies such weights itself on a kind of device, and rightly: one small product is tried."""
    if bits == 4 and device != "cpu":
        return False  # PyTorch's kernel for GPUs wants yet another order of codes
    weight = torch.linspace(-1, 1, 64 * 64, device=device).view(64, 64)
    rows = torch.eye(64, device=device)
    try:
        found = _by_kernel(bits, rows, *(_eight if bits == 8 else _four)(weight, True))
    except (RuntimeError, AttributeError, NotImplementedError):
        return False
    return bool((found.float().t() - weight).abs().max() < 2.5 / 2**bits)


def _by_kernel(bits: int, rows: torch.Tensor, codes: torch.Tensor, scales: torch.Tensor) -> torch.Tensor:
    # subtle: with float32 rows these kernels are ten times slower on a CPU than with bfloat16.
    if bits == 8:
        return torch._weight_int8pack_mm(rows.bfloat16(), codes, scales)
    return torch._weight_int4pack_mm_for_cpu(rows.bfloat16(), codes, GROUP, scales)


def _eight(weight: torch.Tensor, for_kernel: bool) -> tuple[torch.Tensor, torch.Tensor]:
    """Codes int8 (out, in) and scales (out,)."""
    scales = (weight.abs().amax(1) / 127).clamp(min=1e-12).bfloat16()
    return (weight / scales.float()[:, None]).round().clamp(-127, 127).to(torch.int8), scales


def _four(weight: torch.Tensor, for_kernel: bool) -> tuple[torch.Tensor, torch.Tensor]:
    """Codes uint8, two to a byte, and scale and middle of each group (in / GROUP, out, 2)."""
    groups = weight.unflatten(1, (-1, GROUP))  # (out, in / GROUP, GROUP)
    least, largest = groups.aminmax(dim=-1)
    scale = ((largest - least) / 15).clamp(min=1e-12).bfloat16()
    middle = (least + 8 * scale.float()).bfloat16()
    codes = ((groups - middle.float()[..., None]) / scale.float()[..., None] + 8).round().clamp(0, 15)
    codes = codes.flatten(1).to(torch.int32)
    scales = torch.stack([scale, middle], -1).transpose(0, 1).contiguous()
    if for_kernel:
        return torch._convert_weight_to_int4pack_for_cpu(codes, 1), scales
    return (codes[:, ::2] | codes[:, 1::2] << 4).to(torch.uint8), scales


def _widened(bits: int, codes: torch.Tensor, scales: torch.Tensor) -> torch.Tensor:
    """The weights (out, in) that the codes stand for."""
    if bits == 8:
        return codes.float() * scales.float()[:, None]
    numbers = torch.stack([codes & 15, codes >> 4], -1).flatten(1).float().unflatten(1, (-1, GROUP)) - 8
    scale, middle = scales.float().transpose(0, 1).unbind(-1)  # (out, in / GROUP)
    return (numbers * scale[..., None] + middle[..., None]).flatten(1)
