"""The quantum Fourier transform, as a matrix and as a circuit of gates on a state held in memory.

A state of n qubits is an array (2, …, 2) of n axes, or (2, …, 2, B) for B states at once; qubit 0 is axis 0 and counts
most, as in Nielsen and Chuang, "Quantum Computation and Quantum Information" (2010), section 5.1. Qiskit counts the
other way: there qubit 0 counts least. Left out: noise, measurement, and leaving out the smallest angles.
"""

import cmath
import math

import numpy as np


def dft_matrix(n: int) -> np.ndarray:
    """F (N, N) with F[j, k] = exp(2πi jk / N) / √N and N = 2ⁿ: what the circuit has to be equal to."""
    size = 2**n
    row = np.arange(size)
    return np.exp(2j * np.pi * np.outer(row, row) / size) / math.sqrt(size)


def hadamard(state: np.ndarray, qubit: int) -> np.ndarray:
    """The gate H on one qubit: (a, b) becomes (a + b, a - b) / √2."""
    zero, one = np.moveaxis(state, qubit, 0)
    return np.moveaxis(np.stack([zero + one, zero - one]) / math.sqrt(2), 0, qubit)


def controlled_phase(state: np.ndarray, a: int, b: int, angle: float) -> np.ndarray:
    """Multiplies by exp(i · angle) where qubits a and b are both 1; the two have the same part in it."""
    turned = state.copy()
    np.moveaxis(turned, (a, b), (0, 1))[1, 1] *= cmath.exp(1j * angle)
    return turned


def swap(state: np.ndarray, a: int, b: int) -> np.ndarray:
    """Exchanges two qubits."""
    return np.swapaxes(state, a, b)


def circuit(state: np.ndarray, order: list[int], swaps: bool = True) -> np.ndarray:
    """The gates of the transform on the qubits of `order`, which begins with the one that counts most.

    Coppersmith 1994, arXiv:quant-ph/0201067.
    """
    for j, qubit in enumerate(order):
        state = hadamard(state, qubit)
        for distance, other in enumerate(order[j + 1 :], 1):
            state = controlled_phase(state, other, qubit, math.pi / 2**distance)
    for a, b in zip(order[: len(order) // 2], reversed(order), strict=False):
        state = swap(state, a, b) if swaps else state
    return state


def matrix(n: int, order: list[int] | None = None, swaps: bool = True) -> np.ndarray:
    """The circuit's matrix (N, N): its column k is what becomes of the k-th basis state."""
    basis = np.eye(2**n, dtype=complex).reshape((2,) * n + (2**n,))
    return circuit(basis, list(range(n)) if order is None else order, swaps).reshape(2**n, 2**n)


def bit_reversal(n: int) -> np.ndarray:
    """The places 0 … 2ⁿ - 1 with their n binary digits read backwards: (0, 2, 1, 3) for n = 2."""
    return np.array([int(f"{place:0{n}b}"[::-1], 2) for place in range(2**n)])
