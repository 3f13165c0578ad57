"""A generative adversarial network: one network draws, another judges, and each learns from the other.

Goodfellow et al. 2014, arXiv:1406.2661. A generator G turns noise z into an example; a discriminator D gives each
example a logit, whose sigmoid is its probability of being real. Shapes: B examples of P numbers, D numbers of noise.
Left out: convolutions, and labels.
"""

import copy
from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional


def perceptron(inputs: int, width: int, outputs: int) -> nn.Sequential:
    """Two hidden layers of `width` units: (B, inputs) to (B, outputs)."""
    return nn.Sequential(
        nn.Linear(inputs, width), nn.LeakyReLU(0.2), nn.Linear(width, width), nn.LeakyReLU(0.2),
        nn.Linear(width, outputs),
    )  # fmt: skip


def discriminator_loss(real: Tensor, fake: Tensor) -> Tensor:
    """-E log D(x) - E log(1 - D(G(z))) in nats, from the logits (B, 1) of real and of generated examples.

    With D = sigmoid(l): -log D = softplus(-l) and -log(1 - D) = softplus(l).
    """
    return functional.softplus(-real).mean() + functional.softplus(fake).mean()


def minimax_loss(fake: Tensor) -> Tensor:
    """E log(1 - D(G(z))): the generator's side of the game; its gradient vanishes where D is sure of a fake."""
    return -functional.softplus(fake).mean()


def non_saturating_loss(fake: Tensor) -> Tensor:
    """-E log D(G(z)): the same fixed point, and a gradient where D is sure (ibid., section 3)."""
    return functional.softplus(-fake).mean()


def r1_penalty(real: Tensor, logits: Tensor) -> Tensor:
    """½ E |∇ₓ D(x)|² over real examples (B, P): how steep the discriminator is there.

    Mescheder et al. 2018, arXiv:1801.04406, section 4.1. `real` must require gradients, and `logits` come from it.
    """
    (slope,) = torch.autograd.grad(logits.sum(), real, create_graph=True)
    return 0.5 * slope.square().sum(-1).mean()


def fit(
    generator: nn.Module,
    discriminator: nn.Module,
    x: Tensor,
    steps: int,
    noise: int,
    generator_loss: Callable[[Tensor], Tensor] = non_saturating_loss,
    penalty: float = 0.3,
    rate: float = 2e-3,
    momentum: float = 0.0,
    batch: int = 64,
    average: float = 0.995,
    seed: int = 0,
    watch: Callable[[int, nn.Module], None] = lambda step, generator: None,
) -> nn.Module:
    """Trains both networks in turn on examples (N, P) by Adam, and returns the moving average of the generator.

    `penalty` weighs `r1_penalty`; `momentum` is Adam's β₁; `average` is the decay of the moving average of G's weights
    (Karras et al. 2018, arXiv:1710.10196). `watch(step, averaged generator)` is called before each step.
    """
    random = torch.Generator().manual_seed(seed)
    draw = lambda: generator(torch.randn(batch, noise, generator=random, dtype=x.dtype))  # noqa: E731
    averaged = copy.deepcopy(generator).requires_grad_(False)
    optimizers = [torch.optim.Adam(m.parameters(), rate, (momentum, 0.99)) for m in (generator, discriminator)]
    for step in range(steps):
        watch(step, averaged)
        real = x[torch.randint(len(x), (batch,), generator=random)].requires_grad_(penalty > 0)
        logits = discriminator(real)
        loss = discriminator_loss(logits, discriminator(draw().detach()))
        if penalty:
            loss = loss + penalty * r1_penalty(real, logits)
        _step(optimizers[1], loss)
        _step(optimizers[0], generator_loss(discriminator(draw())))
        with torch.no_grad():
            kept = min(average, (1 + step) / (10 + step))  # quicker at the start, where there is little to average
            torch._foreach_lerp_(list(averaged.parameters()), list(generator.parameters()), 1 - kept)
    return averaged


def _step(optimizer: torch.optim.Optimizer, loss: Tensor) -> None:
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
