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
        """Update every weight that has a gradient.

        subtle: on a GPU a network of this size waits for single operations to be started, not for arithmetic, so
        matrices of about one shape are turned in one go, filled up with columns of zeros, which stay zeros.
        """
        for group in self.param_groups:
            weights = [weight for weight in group["params"] if weight.grad is not None]
            directions = self._directions(weights, group["momentum"])
            alike: dict[tuple[int, int], list[int]] = {}
            for number, direction in enumerate(directions):
                rows, columns = sorted(direction.shape)
                alike.setdefault((rows, 1 << (columns - 1).bit_length()), []).append(number)
            for (rows, columns), numbers in alike.items():
                wide = [directions[number] for number in numbers]
                wide = [one if len(one) == rows else one.mT for one in wide]
                filled = wide[0].new_zeros(len(wide), rows, columns, dtype=torch.bfloat16)
                torch._foreach_copy_([place[:, : one.shape[1]] for place, one in zip(filled, wide, strict=True)], wide)
                for number, one, found in zip(numbers, wide, orthogonal(filled), strict=True):
                    found = found[:, : one.shape[1]]
                    directions[number] = found if len(directions[number]) == rows else found.mT
            torch._foreach_mul_(weights, 1 - group["lr"] * group["weight_decay"])
            for weight, direction in zip(weights, directions, strict=True):
                weight.add_(direction.reshape_as(weight), alpha=-group["lr"] * 0.2 * max(direction.shape) ** 0.5)

    def _directions(self, weights: list[torch.nn.Parameter], momentum: float) -> list[torch.Tensor]:
        """The gradients with Nesterov's momentum, as matrices."""
        for weight in weights:
            if not self.state[weight]:
                self.state[weight]["momentum"] = torch.zeros_like(weight)
        gradients, momenta = [weight.grad for weight in weights], [self.state[weight]["momentum"] for weight in weights]
        torch._foreach_lerp_(momenta, gradients, 1 - momentum)
        return [one.flatten(1) for one in torch._foreach_lerp(gradients, momenta, momentum)]


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
        found = torch.baddbmm(found, torch.baddbmm(square, square, square, beta=b, alpha=c), found, beta=a)
    return (found if wide else found.mT).to(matrices.dtype)
