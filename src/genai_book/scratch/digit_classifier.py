"""A small classifier of the 8 x 8 digits: the judge of what generative models draw, and the source of the features
in which the Fréchet distance is measured.

It is trained in seconds and in 64-bit numbers, so that every machine gets the same judge.
Left out: convolutions, which these few pixels do not need.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional


@dataclass(frozen=True)
class Training:
    """How the judge is trained. Chosen once, by how well real test digits are told from a Gaussian's."""

    seed: int = 0  # of weights, batches and dropout
    steps: int = 1000  # of AdamW
    batch: int = 100  # digits a step
    rate: float = 0.004  # peak learning rate; falls linearly to zero
    decay: float = 0.01  # decoupled weight decay
    # Without smoothing the features of training digits drift away from those of new digits, and the score of real test
    # digits rises to that of bad ones (Müller, Kornblith and Hinton, arXiv:1906.02629, show the clusters it makes).
    smoothing: float = 0.2  # of the labels, as a fraction


class DigitClassifier(nn.Module):
    """Two hidden layers and one score a class: images (B, 64) in [-1, 1] to logits (B, 10)."""

    def __init__(self, width: int = 256, features: int = 32, dropout: float = 0.3) -> None:
        super().__init__()
        layers = (nn.Linear(64, width), nn.GELU(), nn.Dropout(dropout), nn.Linear(width, features), nn.GELU())
        self.body = nn.Sequential(*layers)
        self.head = nn.Sequential(nn.Dropout(dropout), nn.Linear(features, 10))
        self.double()

    def forward(self, images: Tensor) -> Tensor:
        return self.head(self.features(images))

    def features(self, images: Tensor) -> Tensor:
        """The last hidden layer, (B, 32): what the classifier has made of the pixels before it decides."""
        if images.ndim < 2 or images[0].numel() != 64:
            raise ValueError(f"Digits are (B, 64) or (B, 8, 8), 64 pixels each; these are {tuple(images.shape)}.")
        return self.body(images.reshape(len(images), 64).double())

    @torch.inference_mode()
    def classify(self, images: Tensor) -> Tensor:
        """The likeliest class of each image, (B,)."""
        return self(images).argmax(-1)


def fit(images: Tensor, labels: Tensor, training: Training = Training()) -> DigitClassifier:
    """Trains a classifier on images (N, 64) in [-1, 1] and labels (N,) by cross-entropy, and freezes it.

    Leaves PyTorch's own random numbers as they were. Raises ValueError on images of another scale.
    """
    if images.min() < -1 or images.max() > 1 or images.min() >= 0:
        raise ValueError(
            f"Pixels lie between {images.min():g} and {images.max():g}; the judge expects -1 (paper) to 1 (ink), as "
            "genai_book.datasets.digits.load() gives them."
        )
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # subtle: matrices this small wait longer for a second thread than it saves
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(training.seed)
        model = DigitClassifier()
        optimizer = torch.optim.AdamW(model.parameters(), training.rate, weight_decay=training.decay)
        for step in range(training.steps):
            optimizer.param_groups[0]["lr"] = training.rate * (1 - step / training.steps)
            rows = torch.randint(len(images), (training.batch,))
            loss = functional.cross_entropy(model(images[rows]), labels[rows], label_smoothing=training.smoothing)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    torch.set_num_threads(threads)
    return model.eval().requires_grad_(False)
