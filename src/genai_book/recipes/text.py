"""The embedded text-generation model: a GPT-2 of three million parameters that read made-up stories and WordNet's
glosses.
"""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from torch.nn import functional
from transformers import GPT2Config, GPT2LMHeadModel

from genai_book.datasets.text import Rows, fingerprint, tokenizer
from genai_book.recipes import about, decoders, measures, trainer
from genai_book.recipes import publish as publisher
from genai_book.recipes.decoders import load, save
from genai_book.recipes.publish import smoothed

PROMPTS = ("Once upon a time in a magical forest,", "Theoretical Physics is", "My name is Twinkle")


@dataclass(frozen=True)
class Config:
    """Everything the run depends on, beside the code and the versions of the libraries."""

    seed: int = 2026  # of the weights, the stories and the order of the glosses
    steps: int = 4200  # optimiser steps; one is batch times context tokens
    batch: int = 16  # rows a step: small, because on one core many small steps learn more than few large ones
    context: int = 256  # tokens a row; a story has about 230
    vocabulary: int = 4096  # byte-level BPE entries: 12 bits a token, and the table is a quarter of the model
    width: int = 192  # channels; 6 heads of 32
    layers: int = 5
    heads: int = 6
    muon_rate: float = 0.02  # peak rate of the matrices inside the blocks (Muon: an update moves all directions alike)
    muon_decay: float = 0.01  # decoupled weight decay of those matrices
    adam_rate: float = 0.003  # peak rate of embeddings, norms and biases (AdamW)
    warmup_steps: int = 100  # linear from almost nothing
    in_place_shards: int = 19  # of 112 steps, in which every document begins its row; see Rows
    decay_fraction: float = 0.4  # last part of the run, in which the rate falls linearly to almost nothing
    threads: int = 1  # CPU threads: sums are added in the same order in every run
    precision: str = "bf16"  # of the matrix products; the weights stay in float32


def config(name: str = "text") -> Config:
    """The configuration the embedded model was trained with."""
    return Config()


def rate(config: Config, step: int) -> float:
    """Warm-up, plateau, linear decay (Hu et al. 2024, arXiv:2404.06395): the plateau can be prolonged without having
    been planned so.
    """
    left = (config.steps - step) / max(1.0, config.decay_fraction * config.steps)
    return min(1.0, (step + 1) / config.warmup_steps, left)


def build(config: Config) -> GPT2LMHeadModel:
    """The untrained model; the caller seeds."""
    end = 0  # the only special token is the first entry of the vocabulary
    return GPT2LMHeadModel(
        GPT2Config(
            vocab_size=config.vocabulary,
            n_positions=config.context,
            n_embd=config.width,
            n_layer=config.layers,
            n_head=config.heads,
            resid_pdrop=0.0,
            embd_pdrop=0.0,
            attn_pdrop=0.0,
            bos_token_id=end,
            eos_token_id=end,
        )
    )


def optimizers(model: GPT2LMHeadModel, config: Config) -> list[torch.optim.Optimizer]:
    """Muon (Jordan et al. 2024) for the matrices inside the blocks, AdamW for the rest."""
    inside = [p for name, p in model.named_parameters() if p.ndim == 2 and ".h." in name]
    outside = [p for name, p in model.named_parameters() if not (p.ndim == 2 and ".h." in name)]
    return [
        torch.optim.Muon(inside, lr=config.muon_rate, weight_decay=config.muon_decay),
        torch.optim.AdamW(outside, lr=config.adam_rate, betas=(0.9, 0.95), weight_decay=0.0),
    ]


def loss(model: torch.nn.Module, rows: torch.Tensor) -> tuple[torch.Tensor, int]:
    """Surprise of all next tokens of rows (B, T) in nats, and their number."""
    logits = model(input_ids=rows, use_cache=False).logits[:, :-1].flatten(0, 1).float()
    return functional.cross_entropy(logits, rows[:, 1:].flatten(), reduction="sum"), len(logits)


def train(config: Config, out: Path, resume: bool = False, steps: int | None = None) -> list[float]:
    """Train, write the model in Hugging Face layout to `out / "model"`, and return the loss of every step in nats a
    token.

    `steps` replaces `config.steps`. Raises what `trainer.fit` raises, and DataMissingError without WordNet.
    """
    config = replace(config, steps=steps) if steps else config
    trainer.start(config)
    tok = tokenizer(config.vocabulary, config.seed)
    model = build(config)
    job = trainer.Job(
        recipe="text",
        config=config,
        model=model,
        optimizers=optimizers(model, config),
        batches=Rows(tok, config.seed, config.batch, config.context, config.in_place_shards),
        loss=loss,
        rate=lambda step: rate(config, step),
    )
    past = trainer.fit(job, Path(out), resume)
    trainer.finish(config, past, Path(out), lambda folder: save(model, tok, folder))
    return past.losses


def evaluate(weights: Path) -> dict[str, float]:
    """Held-out bits per byte of the model in `weights`, beside baselines and the stories' entropy; see
    `measures.scores`.
    """
    return measures.scores(*load(weights))


def publish(out: Path) -> dict[str, Any]:
    """Measure the model that `train` left in `out`, and put it with its manifest entry among the embedded models."""
    run = json.loads((Path(out) / "run.json").read_text("utf-8"))
    config = Config(**run["config"])
    model, _ = load(Path(out) / "model")
    scores = evaluate(Path(out) / "model")
    facts = {
        "parameters": sum(parameter.numel() for parameter in model.parameters()),
        "data_sha256": fingerprint(config.seed),
        "training": {
            "tokens": config.steps * config.batch * config.context,
            "seconds": round(run["seconds"]),
            "hardware": f"{config.threads} thread of a CPU, {config.precision}",
            "losses_nats": smoothed(run["losses_nats"]),
        },
        "scores": scores,
        "samples": samples(Path(out) / "model"),
        "about": about.text(scores),
    }
    return publisher.publish("text", Path(out) / "model", config, facts)


def samples(weights: Path) -> list[dict[str, str | int]]:
    """What the card shows."""
    return decoders.samples(weights, PROMPTS, new_tokens=100)
