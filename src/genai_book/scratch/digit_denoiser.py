"""A network that sees the noise in 8 x 8 digits, and its training: a diffusion model of half a minute.

It is told the time, and the class of the digit or `ANY`, which stands for 'not told'. All in 64-bit numbers, so that
every machine trains the same model.
Left out: convolutions. At 8 x 8 pixels a network that sees all of them at once learns faster in this little time.
"""

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from genai_book.scratch.diffusion import linear_alpha_bar, noise_loss

ANY = 10  # in the place of a class: not told


@dataclass(frozen=True)
class Training:
    """How the denoiser is trained."""

    seed: int = 0  # of weights, batches, times and noise
    steps: int = 1500  # of AdamW
    batch: int = 128  # digits a step, each at a time of its own
    rate: float = 0.006  # peak learning rate; rises for 100 steps, then falls linearly to zero
    drop_fraction: float = 0.2  # of the classes replaced by ANY, for classifier-free guidance
    average: float = 0.995  # decay of the moving average of the weights, which is what is kept
    noise_steps: int = 200  # T


class Layer(nn.Module):
    """A residual layer that is told time and class, added in its middle."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.up, self.told, self.down = (nn.Linear(width, width) for _ in range(3))

    def forward(self, x: Tensor, told: Tensor) -> Tensor:
        return x + self.down(functional.silu(self.up(self.norm(x)) + self.told(told)))


class Denoiser(nn.Module):
    """The noise in digits (B, 64) at times (B,), of classes (B,): (B, 64)."""

    def __init__(self, width: int = 192, layers: int = 3) -> None:
        super().__init__()
        self.read = nn.Linear(64, width)
        self.time = nn.Sequential(nn.Linear(32, width), nn.SiLU(), nn.Linear(width, width))
        self.label = nn.Embedding(11, width)
        self.layers = nn.ModuleList(Layer(width) for _ in range(layers))
        self.write = nn.Sequential(nn.LayerNorm(width), nn.Linear(width, 64))
        self.double()

    def forward(self, x_t: Tensor, t: Tensor, label: Tensor) -> Tensor:
        told = functional.silu(self.time(waves(t)) + self.label(label))
        x = self.read(x_t)
        for layer in self.layers:
            x = layer(x, told)
        return self.write(x)

    def of(self, label: Tensor):
        """The model of one class a digit, (B,): a function of x_t and t alone, as the samplers take it."""
        return lambda x_t, t: self(x_t, t, label)


def waves(t: Tensor) -> Tensor:
    """Times (B,) as 16 sines and 16 cosines of falling frequency, (B, 32): a network cannot do much with one number."""
    angles = t[:, None] * torch.exp(torch.arange(16, dtype=torch.float64) * (-math.log(1000) / 16))
    return torch.cat([angles.sin(), angles.cos()], 1)


def fit(images: Tensor, labels: Tensor, training: Training = Training()) -> tuple[Denoiser, list[float]]:
    """Trains on digits (N, 64) in [-1, 1] and labels (N,); returns the averaged model, frozen, and each step's loss."""
    images, alpha_bar = images.double(), linear_alpha_bar(training.noise_steps).double()
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # subtle: matrices this small wait longer for a second thread than it saves
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(training.seed)
        model, losses = Denoiser(), []
        average = torch.optim.swa_utils.AveragedModel(
            model, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(training.average)
        )
        optimizer = torch.optim.AdamW(model.parameters(), training.rate, betas=(0.9, 0.99))
        for step in range(training.steps):
            optimizer.param_groups[0]["lr"] = training.rate * min(1, (step + 1) / 100) * (1 - step / training.steps)
            rows = torch.randint(len(images), (training.batch,))
            told = torch.where(torch.rand(training.batch) < training.drop_fraction, ANY, labels[rows])
            t = torch.randint(1, training.noise_steps + 1, (training.batch,))
            noise = torch.randn(training.batch, 64, dtype=torch.float64)
            loss = noise_loss(model.of(told), images[rows], t, noise, alpha_bar)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            average.update_parameters(model)
            losses.append(loss.item())
    torch.set_num_threads(threads)
    return average.module.eval().requires_grad_(False), losses
