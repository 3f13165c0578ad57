"""GPTQ: round one column of a matrix at a time, and let the columns still to come make up for the error.

Frantar et al. 2023, arXiv:2210.17323, section 3. For inputs X (N, in) the error of a layer is the squared length of
X (Q - W)^T, and its Hessian is X^T X for every row of W alike, up to a factor. Left out: columns in order of their
weight, and batches of columns, which make it fast on a GPU.
"""

import torch
from torch import Tensor

from .quantization import zeropoint


def gptq(weight: Tensor, gram: Tensor, bits: int, group: int, damping_fraction: float = 0.01) -> Tensor:
    """The rounded matrix (out, in) for inputs with X^T X = `gram` (in, in), on the grids that `zeropoint` would choose.

    A group's grid is chosen when its first column is reached. `damping_fraction` of the mean diagonal is added to the
    diagonal. Raises ValueError when gram and weight do not fit.
    """
    inputs = weight.shape[1]
    if gram.shape != (inputs, inputs):
        raise ValueError(
            f"A matrix with {inputs} inputs needs a gram of ({inputs}, {inputs}), not {tuple(gram.shape)}."
        )
    eye = torch.eye(inputs, dtype=gram.dtype, device=gram.device)
    inverse = torch.linalg.inv(gram + damping_fraction * gram.diagonal().mean() * eye)
    pull = torch.linalg.cholesky(inverse, upper=True)  # row j: how column j's error is spread over the later ones
    left, done = weight.clone(), torch.empty_like(weight)
    for j in range(inputs):
        if j % group == 0:
            grid = zeropoint(left[:, j : j + group], bits)
            scale, least = grid.scale[:, 0, 0].clamp(min=1e-12), grid.offset[:, 0, 0]
        code = ((left[:, j] - least) / scale).round().clamp(0, 2**bits - 1)
        done[:, j] = code * scale + least
        error = (left[:, j] - done[:, j]) / pull[j, j]
        left[:, j + 1 :] -= error[:, None] * pull[j, j + 1 :]
    return done
