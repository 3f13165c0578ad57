"""Muon for networks with convolutions: their kernels are matrices too."""

import torch

_COEFFICIENTS = (3.4445, -4.775, 2.0315)


class ConvMuon(torch.optim.Optimizer):
    """Muon (Jordan et al. 2024) for weights of two or more dimensions, read as matrices (first, all others).

    Every update is momentum made nearly orthogonal, U Vᵀ for U S Vᵀ, by five Newton-Schulz steps, times
    0.2 √max(rows, columns) so that a rate that suits Adam suits it (Liu et al. 2025, arXiv:2502.16982).
    `torch.optim.Muon` takes two dimensions only.
    """

    def __init__(self, weights: list[torch.nn.Parameter], lr: float, weight_decay: float = 0.0, momentum: float = 0.95):
        super().__init__(weights, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure: None = None) -> None:
        """Update every weight that has a gradient."""
        for group in self.param_groups:
            alike: dict[torch.Size, list[torch.nn.Parameter]] = {}  # matrices of one shape are turned in one go
            for weight in group["params"]:
                if weight.grad is not None:
                    alike.setdefault(weight.flatten(1).shape, []).append(weight)
            for shape, weights in alike.items():
                directions = orthogonal(torch.stack([self._direction(weight, group["momentum"]) for weight in weights]))
                for weight, direction in zip(weights, directions, strict=True):
                    weight.mul_(1 - group["lr"] * group["weight_decay"])
                    weight.add_(direction.view_as(weight), alpha=-group["lr"] * 0.2 * max(shape) ** 0.5)

    def _direction(self, weight: torch.nn.Parameter, momentum: float) -> torch.Tensor:
        """The gradient with Nesterov's momentum, as a matrix."""
        state = self.state[weight]
        if not state:
            state["momentum"] = torch.zeros_like(weight)
        state["momentum"].lerp_(weight.grad, 1 - momentum)
        return weight.grad.lerp(state["momentum"], momentum).flatten(1)


def orthogonal(matrices: torch.Tensor, iterations: int = 5) -> torch.Tensor:
    """Matrices (N, rows, columns) with the singular vectors of these, and singular values near 1 (0.7 to 1.2) where
    they were not tiny.
    """
    a, b, c = _COEFFICIENTS
    wide = matrices.shape[1] <= matrices.shape[2]
    found = (matrices if wide else matrices.mT).bfloat16()
    found = found / (found.norm(dim=(1, 2), keepdim=True) + 1e-7)
    for _ in range(iterations):
        square = found @ found.mT
        found = a * found + (b * square + c * square @ square) @ found
    return (found if wide else found.mT).to(matrices.dtype)
