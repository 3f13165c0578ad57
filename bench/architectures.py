"""The real architectures with random weights, written from their published configurations, so that no Hub is needed.

Speed and memory do not depend on what the weights are. A folder is what the model's own repository would be on disk,
but for the tokenizers, whose words are numbers or letters.
"""

from pathlib import Path
from typing import Any

import torch

_CODEGEN_350M = {
    "vocab_size": 51200,
    "n_positions": 2048,
    "n_ctx": 2048,
    "n_embd": 1024,
    "n_layer": 20,
    "n_head": 16,
    "rotary_dim": 32,
}
_SD_UNET = {
    "sample_size": 64,
    "in_channels": 4,
    "out_channels": 4,
    "layers_per_block": 2,
    "block_out_channels": (320, 640, 1280, 1280),
    "down_block_types": ("CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"),
    "up_block_types": ("UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"),
    "cross_attention_dim": 768,
    "attention_head_dim": 8,
}
_SD_VAE = {
    "sample_size": 512,
    "latent_channels": 4,
    "layers_per_block": 2,
    "block_out_channels": (128, 256, 512, 512),
    "down_block_types": ("DownEncoderBlock2D",) * 4,
    "up_block_types": ("UpDecoderBlock2D",) * 4,
}
_SD_TEXT = {
    "vocab_size": 49408,
    "hidden_size": 768,
    "intermediate_size": 3072,
    "num_hidden_layers": 12,
    "num_attention_heads": 12,
    "max_position_embeddings": 77,
    "hidden_act": "quick_gelu",
    "projection_dim": 768,
}
_SD_NOISE = {
    "beta_start": 0.00085,
    "beta_end": 0.012,
    "beta_schedule": "scaled_linear",
    "skip_prk_steps": True,
    "steps_offset": 1,
}


def save_text(name: str, folder: Path, **changes: Any) -> Path:
    """Writes `gpt2` (124 M) or `codegen-350M`, float32, with a tokenizer whose word "t7" is token 7.

    There is no end token: a run writes as many tokens as it was asked for. `changes` are of the configuration.
    """
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import CodeGenConfig, CodeGenForCausalLM, GPT2Config, GPT2LMHeadModel, PreTrainedTokenizerFast

    torch.manual_seed(0)
    if name == "gpt2":
        config = GPT2Config(**{"bos_token_id": None, "eos_token_id": None, **changes})
        model = GPT2LMHeadModel(config)
    else:
        config = CodeGenConfig(**{"bos_token_id": None, "eos_token_id": None, **_CODEGEN_350M, **changes})
        model = CodeGenForCausalLM(config)
    model.generation_config.bos_token_id = model.generation_config.eos_token_id = None
    model.save_pretrained(folder)
    words = Tokenizer(models.WordLevel({f"t{i}": i for i in range(config.vocab_size)}, unk_token="t0"))
    words.pre_tokenizer = pre_tokenizers.Whitespace()
    PreTrainedTokenizerFast(tokenizer_object=words).save_pretrained(folder)
    return folder


def save_stable_diffusion(folder: Path) -> Path:
    """Writes Stable Diffusion 1.5 (UNet 860 M, autoencoder 84 M, text encoder 123 M), float32."""
    from diffusers import AutoencoderKL, PNDMScheduler, StableDiffusionPipeline, UNet2DConditionModel
    from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

    torch.manual_seed(0)
    letters = "abcdefghijklmnopqrstuvwxyz"
    pieces = ["<|startoftext|>", "<|endoftext|>", *letters, *(f"{letter}</w>" for letter in letters)]
    pipeline = StableDiffusionPipeline(
        vae=AutoencoderKL(**_SD_VAE),
        text_encoder=CLIPTextModel(CLIPTextConfig(**_SD_TEXT, bos_token_id=0, eos_token_id=1, pad_token_id=1)),
        tokenizer=CLIPTokenizer(vocab={piece: i for i, piece in enumerate(pieces)}, merges=[], model_max_length=77),
        unet=UNet2DConditionModel(**_SD_UNET),
        scheduler=PNDMScheduler(**_SD_NOISE),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )
    pipeline.save_pretrained(folder)
    return folder
