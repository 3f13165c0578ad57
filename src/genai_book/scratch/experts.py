"""A mixture of experts: many feed-forward networks, of which each position uses one.

The Switch layer of Fedus et al. 2022, arXiv:2101.03961, section 2: a router scores the experts, the best of them works,
and its output is multiplied by the router's probability, through which the router learns. Shapes: N positions of C
numbers, E experts. Left out: a limit on what an expert takes, noise in the router, experts on several machines.
"""

import torch
from torch import Tensor, nn


class Experts(nn.Module):
    """p_e(x) Expert_e(x) for the e with the largest p = softmax(W x): (N, C) to (N, C).

    After a call `chosen` (N,) says who worked, and `balance` is the loss that keeps the work even.
    """

    def __init__(self, experts: list[nn.Module], width: int) -> None:
        super().__init__()
        if len(experts) < 2:
            raise ValueError(f"A mixture needs at least 2 experts; this list has {len(experts)}.")
        self.experts, self.router = nn.ModuleList(experts), nn.Linear(width, len(experts), bias=False)

    def forward(self, x: Tensor) -> Tensor:
        shares = self.router(x).softmax(-1)  # (N, E)
        gate, self.chosen = shares.max(-1)
        self.balance = balance_loss(shares, self.chosen)
        output = torch.zeros_like(x)
        for e, expert in enumerate(self.experts):
            mine = (self.chosen == e).nonzero().flatten()
            output = output.index_put((mine,), gate[mine, None] * expert(x[mine]))
        return output


def balance_loss(shares: Tensor, chosen: Tensor) -> Tensor:
    """E sum_e f_e P_e: f_e is the fraction of positions that went to e, P_e its mean probability in `shares` (N, E).

    Equation 4 of Fedus et al.; 1 when all is even, E when one expert does everything.
    """
    experts = shares.shape[-1]
    fraction = torch.bincount(chosen, minlength=experts) / len(chosen)
    return experts * (fraction * shares.mean(0)).sum()
