"""The quantum Fourier transform against the DFT matrix, against NumPy's FFT, and what goes wrong without its swaps."""

import numpy as np
import pytest

from genai_book.scratch import qft

SIZES = range(1, 6)


def test_one_qubit_is_the_hadamard_gate() -> None:
    np.testing.assert_allclose(qft.matrix(1), np.array([[1, 1], [1, -1]]) / np.sqrt(2), atol=1e-12)


def test_two_qubits_by_hand() -> None:
    """Nielsen and Chuang 2010, section 5.1, with powers of i."""
    powers = np.array([[1, 1, 1, 1], [1, 1j, -1, -1j], [1, -1, 1, -1], [1, -1j, -1, 1j]]) / 2
    np.testing.assert_allclose(qft.matrix(2), powers, atol=1e-12)


@pytest.mark.parametrize("n", SIZES)
def test_the_circuit_is_the_dft_matrix(n: int) -> None:
    np.testing.assert_allclose(qft.matrix(n), qft.dft_matrix(n), atol=1e-12)


@pytest.mark.parametrize("n", SIZES)
def test_it_is_the_inverse_fft_of_numpy(n: int) -> None:
    """NumPy's forward transform has the other sign in its exponent."""
    x = np.random.default_rng(n).normal(size=2**n) + 0j
    np.testing.assert_allclose(qft.matrix(n) @ x, np.fft.ifft(x, norm="ortho"), atol=1e-12)


@pytest.mark.parametrize("n", SIZES)
def test_it_is_unitary(n: int) -> None:
    matrix = qft.matrix(n)
    np.testing.assert_allclose(matrix @ matrix.conj().T, np.eye(2**n), atol=1e-12)


@pytest.mark.parametrize("n", SIZES)
def test_without_swaps_its_rows_are_bit_reversed(n: int) -> None:
    np.testing.assert_allclose(qft.matrix(n, swaps=False), qft.dft_matrix(n)[qft.bit_reversal(n)], atol=1e-12)


@pytest.mark.parametrize("n", SIZES)
def test_begun_at_the_other_end_rows_and_columns_are_bit_reversed(n: int) -> None:
    """And without swaps the columns alone: what Qiskit makes of a loop that begins at its qubit 0."""
    order, turned = list(reversed(range(n))), qft.bit_reversal(n)
    np.testing.assert_allclose(qft.matrix(n, order), qft.dft_matrix(n)[turned][:, turned], atol=1e-12)
    np.testing.assert_allclose(qft.matrix(n, order, swaps=False), qft.dft_matrix(n)[:, turned], atol=1e-12)


def test_bits_read_backwards() -> None:
    assert qft.bit_reversal(2).tolist() == [0, 2, 1, 3]
    assert qft.bit_reversal(3).tolist() == [0, 4, 2, 6, 1, 5, 3, 7]


def test_gates_leave_their_argument_alone() -> None:
    state = np.ones((2, 2), dtype=complex)
    qft.controlled_phase(state, 0, 1, np.pi)
    assert (state == 1).all()
