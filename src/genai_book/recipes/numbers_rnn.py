"""Two recurrent translators of number words, alike but for the attention of one of them: what a single vector between
encoder and decoder costs.

The vector is kept narrow on purpose: with 32 numbers it already holds any number below a million.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from transformers import PreTrainedTokenizerFast

from genai_book.datasets.number_words import Rows, tokenizer
from genai_book.recipes import numbers_about, numbers_measures, numbers_runs, trainer
from genai_book.recipes.numbers import LONGEST, save_tokenizer, shifted, surprise
from genai_book.scratch.seq2seq import EncoderDecoder
from genai_book.translation import RecurrentTranslator


@dataclass(frozen=True)
class Config:
    """Everything the runs depend on, beside the code and the versions of the libraries."""

    attention: bool  # the only difference between the two models
    seed: int = 2026  # of the weights and the numbers of the first run, which is the model
    runs: int = 3  # with seeds one higher each, for the spread of the scores
    steps: int = 2200  # optimiser steps of each run
    batch: int = 128  # numbers a step
    width: int = 24  # numbers of a state, and of the vector c
    rate: float = 0.005  # peak rate of AdamW
    decay: float = 0.01  # decoupled weight decay
    warmup_steps: int = 100  # linear from almost nothing
    decay_fraction: float = 0.4  # last part of the run, in which the rate falls linearly to almost nothing
    threads: int = 1  # CPU threads: sums are added in the same order in every run
    precision: str = "no"  # all in float32


def config(name: str) -> Config:
    """The configuration of `numbers-rnn` or `numbers-attention`."""
    return Config(attention=name == "numbers-attention")


def name_of(config: Config) -> str:
    return "numbers-attention" if config.attention else "numbers-rnn"


def loss(model: torch.nn.Module, batch: dict[str, torch.Tensor]) -> tuple[torch.Tensor, torch.Tensor]:
    """Surprise of all tokens of `target` (B, T) in nats, `</s>` counted and `<pad>` not, and their number."""
    return surprise(model(batch["source"], shifted(batch["target"])), batch["target"])


def train(config: Config, out: Path, resume: bool = False, steps: int | None = None) -> list[float]:
    """Train `config.runs` networks, one after the other; returns the loss of every step of the first in nats a token.

    The first is the model; it lies in `out`, the others in `out / "seed-<seed>"`. `steps` replaces `config.steps`.
    Raises what `trainer.fit` raises.
    """
    return numbers_runs.train(config, out, resume, steps, _train)


def _train(config: Config, out: Path, resume: bool) -> list[float]:
    trainer.start(config)
    model = EncoderDecoder(tokenizer().get_vocab_size(), config.width, config.attention)
    job = trainer.Job(
        recipe=name_of(config),
        config=config,
        model=model,
        optimizers=[
            torch.optim.AdamW(model.parameters(), lr=config.rate, betas=(0.9, 0.98), weight_decay=config.decay)
        ],
        batches=Rows(config.seed, config.batch),
        loss=loss,
        rate=lambda step: trainer.warm_hold_decay(step, config.steps, config.warmup_steps, config.decay_fraction),
    )
    past = trainer.fit(job, out, resume)
    trainer.finish(config, past, out, lambda folder: save(model, folder))
    return past.losses


def save(model: EncoderDecoder, folder: Path) -> None:
    """Write config, float16 safetensors and tokenizer files."""
    vocabulary, width = model.embedding.weight.shape
    described = {
        "model_type": "rnn-encoder-decoder",
        "vocab_size": vocabulary,
        "width": width,
        "attention": model.attention is not None,
        "max_position_embeddings": LONGEST,
        "dtype": "float16",
    }
    (folder / "config.json").write_text(json.dumps(described, indent=2) + "\n", encoding="utf-8")
    half = {name: tensor.half().contiguous() for name, tensor in model.state_dict().items()}
    save_file(half, folder / "model.safetensors", metadata={"format": "pt"})
    save_tokenizer(folder)


def load(folder: Path) -> RecurrentTranslator:
    """What `genai_book.load("translation", ...)` gives, in float32 and from any folder."""
    described = json.loads((Path(folder) / "config.json").read_text("utf-8"))
    model = EncoderDecoder(described["vocab_size"], described["width"], described["attention"]).eval()
    model.load_state_dict(load_file(Path(folder) / "model.safetensors"))  # the float16 tensors become float32 ones
    tok = PreTrainedTokenizerFast.from_pretrained(folder, local_files_only=True)
    longest, name = described["max_position_embeddings"], ("numbers-rnn", "numbers-attention")[described["attention"]]
    return RecurrentTranslator(model, tok, longest=longest, name=name, source="embedded", device="cpu", dtype="float32")


def evaluate(weights: Path) -> dict[str, float]:
    """Exact match on held-out numbers, in all and by length; see `numbers_measures.scores`."""
    return numbers_measures.scores(load(weights))


def about(scores: dict[str, float], runs: list[dict[str, Any]], config: Config) -> dict[str, Any]:
    """The words of the card; `runs` are the scores of every seed, as `numbers_runs.publish` writes them."""
    return numbers_about.recurrent(scores, runs, config.attention, config.width)


def publish(out: Path) -> dict[str, Any]:
    """Measure the networks that `train` left in `out`, and put the first among the embedded models; see
    `numbers_runs.publish`.
    """
    made = Config(**json.loads((Path(out) / "run.json").read_text("utf-8"))["config"])
    return numbers_runs.publish(name_of(made), Path(out), Config, load, about)
