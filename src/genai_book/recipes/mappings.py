"""The embedded in-context learner: a GPT-2 of 1.6 million parameters, one token a byte, that reads what to do off the
examples in its prompt.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from torch.nn import functional
from transformers import GPT2Config, GPT2LMHeadModel

from genai_book.datasets.byte_tokens import byte_tokenizer
from genai_book.datasets.mappings_rows import IGNORED, Rows, fingerprint
from genai_book.recipes import mappings_about, mappings_measures, trainer
from genai_book.recipes import publish as publisher
from genai_book.recipes.decoders import load, samples, save

PROMPTS = (
    "sun ->",
    "cat -> tac\ndog -> god\nsun ->",
    "house -> HOUSE!\nriver -> RIVER!\ntable ->",
    "stone -> dmnsr\nwater -> qdszv\nlight -> sgfhk\nbread ->",  # reversed, each letter the one before: never read
    "cheese -> fromage\nhouse -> maison\nbread -> pain\nhouse ->",
    "cheese -> fromage\nhouse -> maison\nbread -> pain\nmilk ->",  # nothing in the prompt tells the answer
)


@dataclass(frozen=True)
class Config:
    """Everything the run depends on, beside the code and the versions of the libraries."""

    seed: int = 2026  # of the weights and the rows
    steps: int = 10_000  # optimiser steps
    growing_steps: int = 1500  # the first steps, in which inputs get longer
    batch: int = 256  # rows a step, each another task: a GPU is no slower for them, a CPU 16 times
    context: int = 192  # tokens (bytes) a row: eight examples of four letters and a query take about 110
    width: int = 128  # channels; 4 heads of 32
    layers: int = 8  # a rule is found and followed in many small steps, one after the other
    heads: int = 4
    muon_rate: float = 0.02  # peak rate of the matrices inside the blocks
    muon_decay: float = 0.01  # decoupled weight decay of those matrices
    adam_rate: float = 0.003  # peak rate of embeddings, norms and biases
    warmup_steps: int = 100  # linear from almost nothing
    decay_fraction: float = 0.4  # last part of the run, in which the rate falls linearly to almost nothing
    threads: int = 1  # CPU threads: sums are added in the same order in every run
    precision: str = "bf16"  # of the matrix products; the weights stay in float32


def config(name: str = "mappings") -> Config:
    """The configuration the embedded model was trained with."""
    return Config()


def build(config: Any, vocabulary: int) -> GPT2LMHeadModel:
    """The untrained model; the caller seeds.

    The positions start as sinusoids (Vaswani et al. 2017), which makes 'so many places back' a fixed rotation from the
    first step on: a head that looks at the letter before, or at the same letter of the input, is found far sooner.
    """
    end = 0  # the only special token is the first entry of the vocabulary
    model = GPT2LMHeadModel(
        GPT2Config(
            vocab_size=vocabulary,
            n_positions=config.context,
            n_embd=config.width,
            n_layer=config.layers,
            n_head=config.heads,
            activation_function="gelu_pytorch_tanh",  # GPT-2's `gelu_new` in one pass over the memory
            resid_pdrop=0.0,
            embd_pdrop=0.0,
            attn_pdrop=0.0,
            bos_token_id=end,
            eos_token_id=end,
        )
    )
    places = torch.arange(config.context)[:, None]
    frequencies = torch.exp(-torch.arange(0, config.width, 2) / config.width * torch.log(torch.tensor(1000.0)))
    with torch.no_grad():
        model.transformer.wpe.weight[:, 0::2] = 0.1 * torch.sin(places * frequencies)
        model.transformer.wpe.weight[:, 1::2] = 0.1 * torch.cos(places * frequencies)
    return model


def look_back(model: GPT2LMHeadModel) -> None:
    """Let the heads of the first layer start by looking 1, 2, 3 and 4 places back, those of the second 5, 6, 7 and 8.

    Training finds such heads by itself, and before it has, it stands still: copying and matching are built on them.
    With position p as sin(fp), cos(fp) for many frequencies f, a key that is p and a query that is p - k agree best k
    places back. Everything about the tasks is still to be learnt.
    """
    width, heads = model.config.n_embd, model.config.n_head
    size = width // heads
    frequencies = 3.0 * 300.0 ** -torch.linspace(0, 1, width // 2)  # radians a place; high ones tell neighbours apart
    angles = torch.arange(model.config.n_positions)[:, None] * frequencies
    with torch.no_grad():
        model.transformer.wpe.weight[:, 0::2] = 0.1 * torch.sin(angles)
        model.transformer.wpe.weight[:, 1::2] = 0.1 * torch.cos(angles)
        for layer in range(2):
            weight = torch.zeros(width, 2 * width)
            for head in range(heads):
                back = (layer * heads + head + 1) * frequencies[: size // 2]
                for pair, angle in enumerate(back):
                    turn = torch.tensor([[angle.cos(), angle.sin()], [-angle.sin(), angle.cos()]])
                    place, column = 2 * pair, head * size + 2 * pair
                    weight[place : place + 2, column : column + 2] = turn  # query
                    weight[place : place + 2, width + column : width + column + 2] = torch.eye(2)  # key
            model.transformer.h[layer].attn.c_attn.weight[:, : 2 * width] = 1.2 * weight


def loss(model: torch.nn.Module, batch: dict[str, torch.Tensor]) -> tuple[torch.Tensor, int]:
    """Surprise of the targets of `ids` (B, T) in nats, and the number of those that count."""
    logits = model(input_ids=batch["ids"], use_cache=False).logits.flatten(0, 1).float()
    targets = batch["targets"].flatten()
    return functional.cross_entropy(logits, targets, ignore_index=IGNORED, reduction="sum"), (targets != IGNORED).sum()


def train(config: Config, out: Path, resume: bool = False, steps: int | None = None) -> list[float]:
    """Train, leave the model in Hugging Face layout in `out / "model"`, and return the loss of every step in nats a
    predicted token.

    `steps` replaces `config.steps`. Raises what `trainer.fit` raises.
    """
    config = replace(config, steps=steps) if steps else config
    rows = Rows(config.seed, config.batch, config.context, config.growing_steps)
    return run("mappings", config, rows, Path(out), resume, look_back)


def run(
    name: str,
    config: Any,
    rows: trainer.Batches,
    out: Path,
    resume: bool,
    prepare: Callable[[GPT2LMHeadModel], None] = lambda model: None,
) -> list[float]:
    """Train a decoder of this kind, made ready by `prepare`, on batches of `ids` and `targets`."""
    trainer.start(config)
    tok = byte_tokenizer()
    model = build(config, tok.get_vocab_size())
    prepare(model)
    job = trainer.Job(
        recipe=name,
        config=config,
        model=model,
        optimizers=trainer.muon_and_adam(
            model, lambda name: ".h." in name, config.muon_rate, config.adam_rate, config.muon_decay
        ),
        batches=rows,
        loss=loss,
        rate=lambda step: trainer.warm_hold_decay(step, config.steps, config.warmup_steps, config.decay_fraction),
    )
    past = trainer.fit(job, out, resume)
    model.config.activation_function = "gelu_new"  # the same function, under the name that GPT-2 has for it
    trainer.finish(config, past, out, lambda folder: save(model, tok, folder))
    return past.losses


def evaluate(weights: Path) -> dict[str, float]:
    """Fractions of right answers on held-out tasks by the number of examples; see `mappings_measures.scores`."""
    return mappings_measures.scores(load(weights)[0])


def about(scores: dict[str, float]) -> dict[str, Any]:
    """The words of the card."""
    return mappings_about.text(scores)


def publish(out: Path) -> dict[str, Any]:
    """Measure the model that `train` left in `out`, and put it with its manifest entry among the embedded models."""
    finished = json.loads((Path(out) / "run.json").read_text("utf-8"))
    config = Config(**finished["config"])
    scores = evaluate(Path(out) / "model")
    facts = {
        "data_sha256": fingerprint(config.seed),
        "scores": scores,
        "samples": samples(Path(out) / "model", PROMPTS, new_tokens=16),
        "about": about(scores),
    }
    return publish_run("mappings", Path(out), config, {"tokens": config.steps * config.batch * config.context}, facts)


def publish_run(name: str, out: Path, config: Any, read: dict[str, int], facts: dict[str, Any]) -> dict[str, Any]:
    """Add what every finished run of this kind can say (`read`: tokens or examples) to `facts`, and publish it."""
    finished = json.loads((out / "run.json").read_text("utf-8"))
    training = {
        **read,
        "seconds": round(finished["seconds"]),
        "losses_nats": publisher.smoothed(finished["losses_nats"]),
    }
    parameters = sum(parameter.numel() for parameter in load(out / "model")[0].parameters())
    return publisher.publish(name, out / "model", config, {"parameters": parameters, "training": training, **facts})
