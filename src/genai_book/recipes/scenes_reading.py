"""The first lesson of the `scenes` model's text encoder: to say what a caption puts where, before any picture.

A UNet that starts beside an untrained text encoder learns colours and shapes long before it learns which of two things
is on the left. Asked directly, the text encoder learns it in a minute. Stable Diffusion's was trained before its UNet,
too, though on pairs of pictures and captions (CLIP, Radford et al. 2021, arXiv:2103.00020).
"""

from collections.abc import Iterable
from typing import Any

import torch
from torch.nn import functional
from transformers import CLIPTextModel

from genai_book.datasets.scenes import BACKGROUNDS, COLOURS, COUNTS, OPPOSITE, SHAPES, Scene
from genai_book.recipes.scenes_batches import Numbered

ALONE = "alone"
PLACES = (*OPPOSITE, ALONE)
NOTHING = "nothing"
COLOUR_ANSWERS, SHAPE_ANSWERS = (*COLOURS, NOTHING), (*SHAPES, NOTHING)
KIND_ANSWERS = ("two kinds", "one", *COUNTS.values())
SIZE_ANSWERS, BACKGROUND_ANSWERS = ("small", "large", NOTHING), (*BACKGROUNDS, NOTHING)
QUESTIONS = 2 * len(PLACES) + 3  # colour and shape at each place; how many of a kind, size, background


def answers(scene: Scene) -> list[int]:
    """What the caption of a scene says, as the numbers of the right answers, in the order of the questions."""
    first = scene.objects[0]
    there = {scene.side: first, OPPOSITE[scene.side]: scene.objects[1]} if scene.side else {ALONE: first}
    kind = "two kinds" if scene.side else ("one", *COUNTS.values())[len(scene.objects) - 1]
    size = first.size if scene.says_size and len(scene.objects) == 1 else NOTHING
    return [
        *(COLOUR_ANSWERS.index(there[place].colour if place in there else NOTHING) for place in PLACES),
        *(SHAPE_ANSWERS.index(there[place].shape if place in there else NOTHING) for place in PLACES),
        KIND_ANSWERS.index(kind),
        SIZE_ANSWERS.index(size),
        BACKGROUND_ANSWERS.index(scene.background if scene.says_background else NOTHING),
    ]


class Reader(torch.nn.Module):
    """The text encoder under one layer of attention, as it will stand under the UNet's: a query of each place, and one
    of the whole. Only the text encoder is kept.
    """

    def __init__(self, text_encoder: CLIPTextModel):
        super().__init__()
        self.text_encoder = text_encoder
        width = text_encoder.config.hidden_size
        self.queries = torch.nn.Parameter(0.1 * torch.randn(len(PLACES) + 1, width))
        self.attention = torch.nn.MultiheadAttention(width, 4, batch_first=True)
        self.norm = torch.nn.LayerNorm(width)
        sizes = len(COLOUR_ANSWERS), len(SHAPE_ANSWERS), len(KIND_ANSWERS + SIZE_ANSWERS + BACKGROUND_ANSWERS)
        self.answer_colour, self.answer_shape, self.answer_whole = (torch.nn.Linear(width, size) for size in sizes)

    def forward(self, ids: torch.Tensor) -> list[torch.Tensor]:
        """Logits of every question (B, answers) for captions `ids` (B, T), in the order of `answers`."""
        said = self.text_encoder(ids).last_hidden_state
        found = self.norm(self.attention(self.queries.expand(len(ids), -1, -1), said, said, need_weights=False)[0])
        whole = self.answer_whole(found[:, -1])
        sizes = len(KIND_ANSWERS), len(SIZE_ANSWERS), len(BACKGROUND_ANSWERS)
        places = found[:, :-1]
        return [*self.answer_colour(places).unbind(1), *self.answer_shape(places).unbind(1), *whole.split(sizes, 1)]


def loss(reader: torch.nn.Module, rows: dict[str, torch.Tensor]) -> tuple[torch.Tensor, int]:
    """Surprise of all right answers in nats, and their number."""
    each = zip(reader(rows["ids"]), rows["answers"].unbind(1), strict=True)
    return sum(functional.cross_entropy(logits, right, reduction="sum") for logits, right in each), rows[
        "answers"
    ].numel()


class CaptionBatches(Numbered):
    """Captions and what they say, one after the other and round again."""

    def __init__(self, seed: int, batch: int, ids: torch.Tensor, asked: Iterable[Scene]):
        super().__init__(seed, batch)
        self.ids, self.answers = ids, torch.tensor([answers(scene) for scene in asked])

    def __next__(self) -> dict[str, Any]:
        rows, _ = self._next(len(self.ids))
        return {"ids": self.ids[rows], "answers": self.answers[rows]}


@torch.no_grad()
def right_fraction(reader: Reader, ids: torch.Tensor, asked: Iterable[Scene]) -> float:
    """Fraction of captions of which every question is answered right."""
    found = torch.stack([logits.argmax(1) for logits in reader(ids)], dim=1)
    return (found == torch.tensor([answers(scene) for scene in asked])).all(dim=1).float().mean().item()
