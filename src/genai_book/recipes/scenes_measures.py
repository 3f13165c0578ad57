"""Does the `scenes` model draw what it is asked for? Judged by the exact detector, on fixed captions and seeds."""

from itertools import islice
from statistics import fmean

import numpy as np
import torch
from diffusers import StableDiffusionPipeline

from genai_book.datasets.scenes import Scene, draw, scenes
from genai_book.datasets.scenes_detector import judge, look
from genai_book.recipes.scenes_batches import to_input

CAPTIONS = 200  # of each part: one standard error is about 1.5 points at 95 %
PICTURES = 200  # through the autoencoder
BATCH = 40  # captions drawn at a time


def scores(pipeline: StableDiffusionPipeline, num_inference_steps: int, guidance_scale: float) -> dict[str, float]:
    """Fractions of pictures that are right: `seen.…` and `unseen.…` with `adherence` (all that the caption says) and
    each thing it says; `autoencoder.psnr_db`, and `autoencoder.adherence` of pictures that only went through it.
    """
    found: dict[str, float] = {}
    for part, held_out in (("seen", False), ("unseen", True)):
        asked = list(islice(scenes("measures", held_out), CAPTIONS))
        found |= {
            f"{part}.{key}": value
            for key, value in adherence(pipeline, asked, num_inference_steps, guidance_scale).items()
        }
    asked = list(islice(scenes("autoencoder"), PICTURES))
    drawn = np.stack([draw(scene) for scene in asked])
    again = through(pipeline, drawn)
    error = (again.astype(float) - drawn).reshape(len(drawn), -1)
    found["autoencoder.psnr_db"] = float(np.mean(10 * np.log10(255**2 / (error**2).mean(axis=1))))
    found["autoencoder.adherence"] = fmean(
        judge(look(one), scene)["all"] for one, scene in zip(again, asked, strict=True)
    )
    return found


def adherence(
    pipeline: StableDiffusionPipeline, asked: list[Scene], steps: int, guidance: float, first_seed: int = 0
) -> dict[str, float]:
    """Fraction of pictures right in each thing that their captions say; picture n has the seed `first_seed` + n."""
    judged: dict[str, list[bool]] = {}
    for start in range(0, len(asked), BATCH):
        part = asked[start : start + BATCH]
        drawn = paint(pipeline, [scene.caption for scene in part], steps, guidance, first_seed + start)
        for picture, scene in zip(drawn, part, strict=True):
            for key, right in judge(look(picture), scene).items():
                judged.setdefault("adherence" if key == "all" else key, []).append(right)
    return {key: fmean(values) for key, values in sorted(judged.items())}


def paint(
    pipeline: StableDiffusionPipeline, captions: list[str], steps: int, guidance: float, first_seed: int = 0
) -> np.ndarray:
    """Pictures (N, H, W, 3) of whole numbers 0 to 255; number n has the seed `first_seed` + n."""
    drawn = pipeline(
        captions,
        num_inference_steps=steps,
        guidance_scale=guidance,
        generator=[torch.Generator().manual_seed(first_seed + n) for n in range(len(captions))],
        output_type="np",
    ).images
    return (drawn * 255).round().astype(np.uint8)


@torch.no_grad()
def through(pipeline: StableDiffusionPipeline, drawn: np.ndarray) -> np.ndarray:
    """Pictures (N, H, W, 3) encoded and decoded again."""
    vae = pipeline.vae
    again = vae.decode(vae.encode(to_input(torch.from_numpy(drawn).permute(0, 3, 1, 2))).latent_dist.mean).sample
    return ((again.clamp(-1, 1) + 1) * 127.5).round().byte().permute(0, 2, 3, 1).numpy()
