"""pass@k: how likely it is that at least one of k programs is right, estimated from n that were drawn and run."""

import math


def pass_at_k(n: int, c: int, k: int) -> float:
    """The fraction of all choices of k among n programs that hold at least one of the c right ones.

    1 - C(n - c, k) / C(n, k), whose mean over draws of n programs is 1 - (1 - p)^k for a program that is right with
    probability p: Chen et al. 2021, arXiv:2107.03374, section 2.1. Raises ValueError where k > n.
    """
    if not 0 <= c <= n or not 1 <= k <= n:
        raise ValueError(f"pass@{k} needs at least {k} drawn programs of which none to all are right, not {c} of {n}.")
    return 1.0 - math.comb(n - c, k) / math.comb(n, k)
