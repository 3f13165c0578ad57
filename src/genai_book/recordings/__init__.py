"""What some chapters hand to the figures that live in their pages: numbers of their own short trainings, and the texts
that an n-gram model counts in a page.

A chapter trains before the reader's eyes and asserts that what is stored here is what it has just found; the page has
no Python and reads the stored file. `python -m genai_book.recordings.make` writes all of them.
"""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch

FOLDER = Path(__file__).parent
FILES = {
    "digits-vae": "model.safetensors",  # decoder with two coordinates, by PyTorch's names, float16
    "digits-gan": "replay.safetensors",  # two trainings, `calm.` and `collapsed.`: see `make.replay`
    "digits-blind": "pairs.safetensors",  # drawn and written digits side by side: see `blind.pairs`
    "stories-ngram": "texts.safetensors",  # stories to read, and new ones: see `make.texts`
}


def load(name: str) -> "dict[str, torch.Tensor]":
    """The tensors of a recording, by name, as they are stored."""
    from safetensors.torch import load_file

    return load_file(FOLDER / name / FILES[name])
