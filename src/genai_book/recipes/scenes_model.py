"""The parts of the embedded text-to-image model, untrained: those of a Stable Diffusion, four hundred times smaller."""

import json
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import torch
from diffusers import AutoencoderKL, DDIMScheduler, StableDiffusionPipeline, UNet2DConditionModel
from tokenizers.pre_tokenizers import ByteLevel
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

from genai_book.datasets.scenes import SIDE, words

LONGEST = 24  # tokens of a caption with its two ends
START, END = "<|startoftext|>", "<|endoftext|>"
LAST = "</w>"  # what CLIP's tokenizer puts behind the last piece of a word


def autoencoder(config: Any) -> AutoencoderKL:
    """Pictures (B, 3, 64, 64) in -1 to 1 ↔ latents (B, 6, 16, 16)."""
    return AutoencoderKL(
        block_out_channels=config.channels,
        down_block_types=["DownEncoderBlock2D"] * len(config.channels),
        up_block_types=["UpDecoderBlock2D"] * len(config.channels),
        layers_per_block=1,
        latent_channels=config.latent_channels,
        norm_num_groups=config.groups,
        sample_size=SIDE,
        mid_block_add_attention=False,
    )


def text_encoder(config: Any, vocabulary: int) -> CLIPTextModel:
    """Token ids (B, T) → what the caption says (B, T, text_width)."""
    return CLIPTextModel(
        CLIPTextConfig(
            vocab_size=vocabulary,
            hidden_size=config.text_width,
            intermediate_size=2 * config.text_width,
            num_hidden_layers=config.text_layers,
            num_attention_heads=4,
            max_position_embeddings=LONGEST,
            projection_dim=config.text_width,
            bos_token_id=vocabulary - 2,
            eos_token_id=vocabulary - 1,
            pad_token_id=vocabulary - 1,
        )
    )


class Painter(torch.nn.Module):
    """The two networks that are trained together: what the caption says, and what it makes of noise."""

    def __init__(self, config: Any, vocabulary: int):
        super().__init__()
        plain = len(config.unet_channels) - 1
        self.text_encoder = text_encoder(config, vocabulary)
        self.unet = UNet2DConditionModel(
            sample_size=config.autoencoder.latent_shape[-1],
            in_channels=config.autoencoder.latent_channels,
            out_channels=config.autoencoder.latent_channels,
            block_out_channels=config.unet_channels,
            layers_per_block=1,
            down_block_types=(*["DownBlock2D"] * plain, "CrossAttnDownBlock2D"),  # attention at 4 x 4 alone
            up_block_types=("CrossAttnUpBlock2D", *["UpBlock2D"] * plain),
            cross_attention_dim=config.text_width,
            attention_head_dim=4,  # subtle: the library reads it as the number of heads
            norm_num_groups=config.groups,
            time_embedding_dim=config.time_width,
        )

    def forward(self, noisy: torch.Tensor, times: torch.Tensor, ids: torch.Tensor) -> torch.Tensor:
        """Velocity (B, 6, 16, 16) of noisy latents at `times` (B,), for captions `ids` (B, T)."""
        return self.unet(noisy, times, self.text_encoder(ids).last_hidden_state).sample


def scheduler() -> DDIMScheduler:
    """Stable Diffusion's noise, stretched so that the last step is noise alone (Lin et al. 2023, arXiv:2305.08891)."""
    return DDIMScheduler(
        beta_start=0.00085,
        beta_end=0.012,
        beta_schedule="scaled_linear",
        prediction_type="v_prediction",
        rescale_betas_zero_snr=True,
        timestep_spacing="trailing",
        clip_sample=False,
        steps_offset=1,  # the pipeline warns of 0; with "trailing" steps it has no effect
    )


def tokenizer() -> CLIPTokenizer:
    """CLIP's byte-level BPE, with merges that make one token of each word a caption can have; any other word falls
    into pieces of one or a few letters.
    """
    letters = sorted(ByteLevel.alphabet())
    pieces = [*letters, *(letter + LAST for letter in letters)]
    merges = _merges(words(), pieces)
    pieces += [*dict.fromkeys(first + second for first, second in merges), START, END]
    return CLIPTokenizer(
        vocab={piece: number for number, piece in enumerate(pieces)}, merges=merges, model_max_length=LONGEST
    )


def _merges(texts: list[str], pieces: list[str]) -> list[tuple[str, str]]:
    """Merges, the most frequent pair first (Sennrich et al. 2016), until each of `texts` is one piece.

    Of pairs as frequent the one of the lower numbers is first. subtle: the trainer of the tokenizers library numbers
    the last pieces of words in another order each time, and so would give words other tokens in a resumed run.
    """
    number = {piece: place for place, piece in enumerate(pieces)}
    rows = [[*text[:-1], text[-1] + LAST] for text in texts]
    merges = []
    while pairs := Counter(pair for row in rows for pair in pairwise(row)):
        best = min(pairs, key=lambda pair: (-pairs[pair], number[pair[0]], number[pair[1]]))
        merges.append(best)
        whole = best[0] + best[1]
        number.setdefault(whole, len(number))
        for row in rows:
            place = 0
            while place < len(row) - 1:
                if (row[place], row[place + 1]) == best:
                    row[place : place + 2] = [whole]
                place += 1
    return merges


def ids(tok: CLIPTokenizer, captions: list[str]) -> torch.Tensor:
    """Token ids (B, T) as the pipeline makes them: filled up with the end token, cut at 24."""
    found = tok(captions, padding="max_length", max_length=LONGEST, truncation=True, return_tensors="pt")
    return found.input_ids


def save(painter: Painter, vae: AutoencoderKL, tok: CLIPTokenizer, sampling: dict[str, float], folder: Path) -> None:
    """Write the pipeline in float16, and beside it `sampling`: the steps and guidance it was measured with."""
    pipeline = StableDiffusionPipeline(
        vae=vae.half(),
        text_encoder=painter.text_encoder.half(),
        tokenizer=tok,
        unet=painter.unet.half(),
        scheduler=scheduler(),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )
    pipeline.save_pretrained(folder)
    (folder / "generation_config.json").write_text(json.dumps(sampling, indent=2) + "\n", encoding="utf-8")


def load(folder: Path) -> StableDiffusionPipeline:
    """The pipeline in float32, silent."""
    pipeline = StableDiffusionPipeline.from_pretrained(folder, dtype=torch.float32, local_files_only=True)
    pipeline.set_progress_bar_config(disable=True)
    return pipeline
