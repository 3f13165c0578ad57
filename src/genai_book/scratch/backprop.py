"""A feed-forward network and its gradients, written out: what `loss.backward()` does, in NumPy.

A layer is a pair (W, b): W is (inputs, outputs), b is (outputs,). Hidden layers bend by tanh, the last one does not.
N examples are the rows of x. Rumelhart, Hinton and Williams 1986, doi:10.1038/323533a0.
Left out: every other bend and every other loss; autograd, which writes the way back by itself for any program.
"""

from itertools import pairwise

import numpy as np

Layers = list[tuple[np.ndarray, np.ndarray]]


def layers(sizes: list[int], rng: np.random.Generator) -> Layers:
    """Layers for `sizes` numbers from input to output: W drawn from N(0, 1 / inputs), b zero.

    With that variance a unit's sum has about the spread of its inputs, whatever their number (LeCun et al. 1998,
    doi:10.1007/3-540-49430-8_2). Raises ValueError when there is no layer between `sizes`.
    """
    if len(sizes) < 2 or min(sizes) < 1:
        raise ValueError(f"A network needs at least two sizes, input and output, each 1 or more; these are {sizes}.")
    return [(rng.normal(0, n**-0.5, (n, m)), np.zeros(m)) for n, m in pairwise(sizes)]


def forward(network: Layers, x: np.ndarray) -> list[np.ndarray]:
    """What every layer hands on: x (N, inputs) itself, the hidden layers' tanh(h W + b), the last layer's scores."""
    if x.ndim != 2 or x.shape[1] != len(network[0][0]):
        raise ValueError(f"This network reads examples of {len(network[0][0])} numbers, (N, …); x is {x.shape}.")
    states = [x]
    for W, b in network[:-1]:
        states.append(np.tanh(states[-1] @ W + b))
    W, b = network[-1]
    return [*states, states[-1] @ W + b]


def cross_entropy_nats(scores: np.ndarray, labels: np.ndarray) -> tuple[float, np.ndarray]:
    """Mean of -log softmax(scores)[label] over N examples, and its gradient by the scores, both (N, classes).

    The gradient is (softmax(scores) - one-hot label) / N: what was said minus what was true.
    """
    shifted = scores - scores.max(1, keepdims=True)
    logp = shifted - np.log(np.exp(shifted).sum(1, keepdims=True))
    rows = np.arange(len(labels))
    blame = np.exp(logp)
    blame[rows, labels] -= 1
    return float(-logp[rows, labels].mean()), blame / len(labels)


def backward(network: Layers, states: list[np.ndarray], blame: np.ndarray) -> Layers:
    """Gradients of the loss, shaped like the network, from `blame`, its gradient by the scores (N, outputs)."""
    gradients = []
    for (W, _), h in zip(reversed(network), reversed(states[:-1]), strict=True):
        gradients.append((h.T @ blame, blame.sum(0)))
        blame = (blame @ W.T) * (1 - h**2)  # back through W, then through tanh, whose slope is 1 - tanh²
    return gradients[::-1]


def loss_and_gradients(network: Layers, x: np.ndarray, labels: np.ndarray) -> tuple[float, Layers]:
    """Cross-entropy in nats of labels (N,) and its gradient by every parameter: one way forward, one way back."""
    states = forward(network, x)
    loss, blame = cross_entropy_nats(states[-1], labels)
    return loss, backward(network, states, blame)


def finite_differences(network: Layers, x: np.ndarray, labels: np.ndarray, step: float = 1e-5) -> Layers:
    """The same gradients by trying: each parameter moved by ±`step`, (L₊ - L₋) / (2 step). Two runs a parameter."""
    gradients = []
    for pair in network:
        tried = tuple(np.zeros_like(weights) for weights in pair)
        for weights, gradient in zip(pair, tried, strict=True):
            for place in np.ndindex(weights.shape):
                was, losses = weights[place], []
                for moved in (was + step, was - step):
                    weights[place] = moved
                    losses.append(cross_entropy_nats(forward(network, x)[-1], labels)[0])
                weights[place] = was
                gradient[place] = (losses[0] - losses[1]) / (2 * step)
        gradients.append(tried)
    return gradients
