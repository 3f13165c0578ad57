"""Low-rank adaptation: a trained matrix is left alone, and a product of two thin ones is learned beside it.

y = W x + (alpha / r) B A x, with A (r, in) and B (out, r): Hu et al. 2021, arXiv:2106.09685. A begins at random and B
at zero, so that nothing has changed before the first step. Left out: dropout, saving, other layers than matrices.
"""

import math
from collections.abc import Iterator, Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class LowRank(nn.Module):
    """A layer with a matrix, frozen, and its adapter of rank r beside it."""

    def __init__(self, layer: nn.Module, rank: int, alpha: float) -> None:
        super().__init__()
        if rank < 1:
            raise ValueError(f"An adapter has a rank of at least 1, not {rank}; try rank=4.")
        self.layer, self.scale, self.on = layer, alpha / rank, True
        self.turned = isinstance(layer, nn.Linear)  # its matrix is (out, in), that of GPT-2 (in, out)
        out, into = layer.weight.shape if self.turned else layer.weight.shape[::-1]
        self.A = nn.Parameter(layer.weight.new_empty(rank, into))
        self.B = nn.Parameter(layer.weight.new_zeros(out, rank))
        nn.init.kaiming_uniform_(self.A, a=math.sqrt(5))  # between ±1 / √in

    def forward(self, x: Tensor) -> Tensor:
        """(..., in) → (..., out)."""
        y = self.layer(x)
        return y + self.scale * F.linear(F.linear(x, self.A), self.B) if self.on else y

    @torch.no_grad()
    def merged(self) -> nn.Module:
        """The layer with the product added to its matrix: the same answers for less work."""
        change = self.scale * self.B @ self.A
        self.layer.weight += change if self.turned else change.T
        return self.layer


def adapt(model: nn.Module, names: Sequence[str], rank: int, alpha: float) -> list[LowRank]:
    """Freeze a model and put an adapter beside each of its layers that is called one of `names`; the adapters.

    Raises ValueError where no layer is called so.
    """
    model.requires_grad_(False)
    made = []
    for parent, name, layer in list(_layers(model, names)):
        setattr(parent, name, LowRank(layer, rank, alpha))
        made.append(getattr(parent, name))
    if not made:
        known = sorted({name.rpartition(".")[2] for name, part in model.named_modules() if hasattr(part, "weight")})
        raise ValueError(f"No layer is called {' or '.join(names)}. This model has {', '.join(known)}.")
    return made


def merge(model: nn.Module) -> None:
    """Add every adapter's product to its layer, and take the adapter away."""
    for parent, name, layer in list(_layers(model, None)):
        if isinstance(layer, LowRank):
            setattr(parent, name, layer.merged())


def _layers(model: nn.Module, names: Sequence[str] | None) -> Iterator[tuple[nn.Module, str, nn.Module]]:
    for parent in model.modules():
        for name, layer in parent.named_children():
            if names is None or name in names:
                yield parent, name, layer
