"""The embedded text-generation model: a GPT-2 of three million parameters that read made-up stories and WordNet's
glosses.
"""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from torch.nn import functional
from transformers import GPT2Config, GPT2LMHeadModel

from genai_book.datasets.text import Rows, Shard, fingerprint, tokenizer
from genai_book.recipes import about, decoders, measures, trainer
from genai_book.recipes import publish as publisher
from genai_book.recipes.decoders import load
from genai_book.recipes.muon import ConvMuon
from genai_book.recipes.publish import smoothed

PROMPTS = ("Once upon a time in a magical forest,", "Theoretical Physics is", "My name is Twinkle")


@dataclass(frozen=True)
class Config:
    """Everything the run depends on, beside the code and the versions of the libraries."""

    seed: int = 2026  # of the weights, the stories and the order of the glosses
    steps: int = 20_000  # optimiser steps; one is (stories + glosses) times context tokens
    stories: int = 64  # rows of a step, each with a story that is read once
    glosses: int = 64  # rows of a step: a hundred epochs of the glosses in 20,000 steps
    at_once: int = 64  # rows a forward pass, all of one kind
    context: int = 256  # tokens a row; a story has about 230
    vocabulary: int = 4096  # byte-level BPE entries: 12 bits a token, and the table is a quarter of the model
    width: int = 192  # channels; 6 heads of 32
    layers: int = 5
    heads: int = 6
    dropout: float = 0.1  # of embeddings and of what is added to the residual stream, on rows of glosses only
    muon_rate: float = 0.007  # peak rate of the matrices inside the blocks (Muon: an update moves all directions alike)
    adam_rate: float = 0.003  # peak rate of embeddings, norms and biases (AdamW)
    decay: float = 0.1  # decoupled weight decay of all matrices
    warmup_steps: int = 200  # linear from almost nothing
    in_place_shards: int = 60  # of 10 steps, in which every document begins its row; see Shard
    decay_fraction: float = 0.4  # last part of the run, in which the rate falls linearly to almost nothing
    threads: int = 1  # CPU threads: sums are added in the same order in every run
    precision: str = "bf16"  # of the matrix products; the weights stay in float32


def config(name: str = "text") -> Config:
    """The configuration the embedded model was trained with."""
    return Config()


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
            activation_function="gelu_pytorch_tanh",  # GPT-2's `gelu_new` in one pass over the memory
            resid_pdrop=config.dropout,
            embd_pdrop=config.dropout,
            attn_pdrop=0.0,
            bos_token_id=end,
            eos_token_id=end,
        )
    )


def optimizers(model: GPT2LMHeadModel, config: Config) -> list[torch.optim.Optimizer]:
    """Muon for the matrices inside the blocks, AdamW for the embeddings and, without decay, for the vectors."""
    inside, tables, vectors = [], [], []
    for name, weight in model.named_parameters():
        (vectors if weight.ndim == 1 else inside if ".h." in name else tables).append(weight)
    groups = [{"params": tables, "weight_decay": config.decay}, {"params": vectors, "weight_decay": 0.0}]
    return [
        ConvMuon(inside, lr=config.muon_rate, weight_decay=config.decay),
        torch.optim.AdamW(groups, lr=config.adam_rate, betas=(0.9, 0.95)),
    ]


def loss(model: torch.nn.Module, batch: dict[str, torch.Tensor], at_once: int) -> tuple[torch.Tensor, int]:
    """Surprise in nats of every token but the first of the rows `stories` and `glosses`, each (B, S), and the number
    of these tokens.

    Glosses are read many times over and stories once: so dropout, which keeps a model from learning by heart, is for
    the glosses alone.
    """
    surprises, count = [], 0
    for kind, rows in batch.items():
        model.train(kind == "glosses")
        for part in rows.long().split(at_once):
            logits = model(input_ids=part[:, :-1], use_cache=False).logits
            wanted = part[:, 1:].flatten()
            surprises.append(functional.cross_entropy(logits.flatten(0, 1).float(), wanted, reduction="sum"))
            count += len(wanted)
    return torch.stack(surprises).sum(), count


def train(config: Config, out: Path, resume: bool = False, steps: int | None = None) -> list[float]:
    """Train, write the model in Hugging Face layout to `out / "model"`, and return the loss of every step in nats a
    token.

    `steps` replaces `config.steps`. Raises what `trainer.fit` raises, and DataMissingError without WordNet.
    """
    config = replace(config, steps=steps) if steps else config
    trainer.start(config)
    tok = tokenizer(config.vocabulary, config.seed)
    model = build(config)
    # One token more than the model reads: the last one is only to be predicted.
    shard = Shard(tok, config.seed, config.stories, config.glosses, config.context + 1, config.in_place_shards)
    job = trainer.Job(
        recipe="text",
        config=config,
        model=model,
        optimizers=optimizers(model, config),
        batches=Rows(shard),
        loss=lambda model, batch: loss(model, batch, config.at_once),
        rate=lambda step: trainer.warm_hold_decay(step, config.steps, config.warmup_steps, config.decay_fraction),
        compile=True,
    )
    past = trainer.fit(job, Path(out), resume)
    trainer.finish(config, past, Path(out), lambda folder: save(model, tok, folder))
    return past.losses


def save(model: GPT2LMHeadModel, tok: Tokenizer, folder: Path) -> None:
    """Write the files of a model that is to be used, and perhaps trained further, without dropout."""
    model.config.activation_function = "gelu_new"  # the same function, under the name that GPT-2 has for it
    model.config.resid_pdrop = model.config.embd_pdrop = 0.0
    decoders.save(model, tok, folder)


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
            "tokens": config.steps * (config.stories + config.glosses) * config.context,
            "seconds": round(run["seconds"]),
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
