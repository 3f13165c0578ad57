"""Gradients by hand, against finite differences and autograd, and what the network refuses to read."""

from math import tanh

import numpy as np
import pytest
import torch

from genai_book.scratch import backprop

RNG = np.random.default_rng(0)
X, LABELS = RNG.normal(size=(7, 3)), RNG.integers(0, 4, 7)


def test_xor_by_hand_is_parted_by_two_units_in_tanh() -> None:
    """h₁ fires for 'or', h₂ for 'and'; 'exactly one' is h₁ - h₂: the network of Goodfellow et al. 2016, section 6.1,
    with steep tanh for the bend.
    """
    network = [(np.full((2, 2), 9.0), np.array([-4.5, -13.5])), (np.array([[0.0, 9.0], [0.0, -9.0]]), np.zeros(2))]
    scores = backprop.forward(network, np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]))[-1]
    assert (scores[:, 1] > 9).tolist() == [False, True, True, False]


def test_worked_example_of_one_unit() -> None:
    """x = 1, w = 0.5, two scores 0 and v h with v = 2: the gradient by v is p h, by w it is p v (1 - h²)."""
    network = [(np.array([[0.5]]), np.zeros(1)), (np.array([[0.0, 2.0]]), np.zeros(2))]
    h = tanh(0.5)
    p = 1 / (1 + np.exp(-2 * h))
    loss, ((by_w, _), (by_v, _)) = backprop.loss_and_gradients(network, np.ones((1, 1)), np.array([0]))
    assert loss == pytest.approx(-np.log(1 - p))
    assert by_v[0] == pytest.approx([-p * h, p * h])
    assert by_w[0, 0] == pytest.approx(p * 2 * (1 - h**2))


@pytest.mark.parametrize("sizes", [[3, 4], [3, 5, 4], [3, 6, 2, 4]])
def test_equals_autograd_and_finite_differences(sizes: list[int]) -> None:
    network = backprop.layers(sizes, np.random.default_rng(1))
    loss, gradients = backprop.loss_and_gradients(network, X, LABELS)
    given = [[torch.tensor(numbers, requires_grad=True) for numbers in layer] for layer in network]
    h = torch.tensor(X)
    for W, b in given[:-1]:
        h = torch.tanh(h @ W + b)
    theirs = torch.nn.functional.cross_entropy(h @ given[-1][0] + given[-1][1], torch.tensor(LABELS))
    theirs.backward()
    assert loss == pytest.approx(theirs.item())
    tried = backprop.finite_differences(network, X, LABELS)
    for layer, other, third in zip(gradients, given, tried, strict=True):
        for ours, tensor, slow in zip(layer, other, third, strict=True):
            np.testing.assert_allclose(ours, tensor.grad.numpy(), atol=1e-12)
            np.testing.assert_allclose(ours, slow, atol=1e-8)


def test_finite_differences_leave_the_network_as_it_was() -> None:
    network = backprop.layers([3, 2, 4], np.random.default_rng(2))
    before = [numbers.copy() for layer in network for numbers in layer]
    backprop.finite_differences(network, X, LABELS)
    assert all(np.array_equal(a, b) for a, b in zip(before, (n for layer in network for n in layer), strict=True))


def test_large_scores_do_not_overflow() -> None:
    loss, blame = backprop.cross_entropy_nats(np.array([[1e4, 0.0]]), np.array([1]))
    assert loss == pytest.approx(1e4)
    np.testing.assert_allclose(blame.sum(1), 0, atol=1e-12)


def test_errors() -> None:
    with pytest.raises(ValueError, match=r"at least two sizes, input and output, each 1 or more; these are \[3\]"):
        backprop.layers([3], RNG)
    with pytest.raises(ValueError, match=r"reads examples of 3 numbers, \(N, …\); x is \(7, 2\)"):
        backprop.forward(backprop.layers([3, 2], RNG), X[:, :2])
