"""The embedded translation model: a Marian encoder-decoder of one million parameters, from English number words to
French ones.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch.nn import functional
from transformers import GenerationConfig, MarianConfig, MarianMTModel, PreTrainedTokenizerFast
from transformers.utils import logging

from genai_book.datasets.number_words import END, PAD, Rows, tokenizer
from genai_book.recipes import numbers_about, numbers_measures, numbers_runs, trainer
from genai_book.translation import Translator

LONGEST = 64  # tokens of a text, `</s>` counted; no number takes more than 20 in English or 21 in French
PAD_ID, END_ID = 0, 1


@dataclass(frozen=True)
class Config:
    """Everything the run depends on, beside the code and the versions of the libraries."""

    seed: int = 2026  # of the weights and the numbers of the first run, which is the model
    runs: int = 3  # with seeds one higher each, for the spread of the scores
    steps: int = 2200  # optimiser steps of each run
    batch: int = 128  # numbers a step
    width: int = 128  # channels
    layers: int = 2  # of the encoder, and as many of the decoder
    heads: int = 4  # of 32 channels
    muon_rate: float = 0.02  # peak rate of the matrices inside the layers
    muon_decay: float = 0.01  # decoupled weight decay of those matrices
    adam_rate: float = 0.003  # peak rate of embeddings, norms and biases
    warmup_steps: int = 100  # linear from almost nothing
    decay_fraction: float = 0.4  # last part of the run, in which the rate falls linearly to almost nothing
    threads: int = 1  # CPU threads: sums are added in the same order in every run
    precision: str = "bf16"  # of the matrix products; the weights stay in float32


def config(name: str = "numbers") -> Config:
    """The recipe's own configuration."""
    return Config()


def build(config: Config) -> MarianMTModel:
    """The untrained model; the caller seeds. Its decoder starts with `<pad>`, as Marian's do."""
    vocabulary = tokenizer().get_vocab_size()
    return MarianMTModel(
        MarianConfig(
            vocab_size=vocabulary,
            decoder_vocab_size=vocabulary,
            d_model=config.width,
            encoder_layers=config.layers,
            decoder_layers=config.layers,
            encoder_attention_heads=config.heads,
            decoder_attention_heads=config.heads,
            encoder_ffn_dim=4 * config.width,
            decoder_ffn_dim=4 * config.width,
            max_position_embeddings=LONGEST,
            activation_function="silu",
            scale_embedding=True,
            dropout=0.0,
            pad_token_id=PAD_ID,
            eos_token_id=END_ID,
            decoder_start_token_id=PAD_ID,
            forced_eos_token_id=None,
        )
    )


def loss(model: torch.nn.Module, batch: dict[str, torch.Tensor]) -> tuple[torch.Tensor, torch.Tensor]:
    """Surprise of all tokens of `target` (B, T) in nats, `</s>` counted and `<pad>` not, and their number."""
    source, target = batch["source"], batch["target"]
    logits = model(
        input_ids=source,
        attention_mask=(source != PAD_ID).long(),
        decoder_input_ids=shifted(target),
        use_cache=False,
    ).logits
    return surprise(logits, target)


def shifted(target: torch.Tensor) -> torch.Tensor:
    """What the decoder reads where it is to predict `target` (B, T): the same one later, behind `<pad>`."""
    return functional.pad(target[:, :-1], (1, 0), value=PAD_ID)


def surprise(logits: torch.Tensor, target: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Sum of -log P of the tokens of `target` (B, T) under `logits` (B, T, V) in nats, and their number."""
    nats = functional.cross_entropy(
        logits.flatten(0, 1).float(), target.flatten(), ignore_index=PAD_ID, reduction="sum"
    )
    return nats, (target != PAD_ID).sum()


def train(config: Config, out: Path, resume: bool = False, steps: int | None = None) -> list[float]:
    """Train `config.runs` models, one after the other; returns the loss of every step of the first in nats a token.

    The first is written in Hugging Face layout to `out / "model"`, the others to `out / "seed-<seed>" / "model"`.
    `steps` replaces `config.steps`. Raises what `trainer.fit` raises.
    """
    return numbers_runs.train(config, out, resume, steps, _train)


def _train(config: Config, out: Path, resume: bool) -> list[float]:
    trainer.start(config)
    model = build(config)
    job = trainer.Job(
        recipe="numbers",
        config=config,
        model=model,
        optimizers=trainer.muon_and_adam(
            model, lambda name: ".layers." in name, config.muon_rate, config.adam_rate, config.muon_decay
        ),
        batches=Rows(config.seed, config.batch),
        loss=loss,
        rate=lambda step: trainer.warm_hold_decay(step, config.steps, config.warmup_steps, config.decay_fraction),
    )
    past = trainer.fit(job, out, resume)
    trainer.finish(config, past, out, lambda folder: save(model, folder))
    return past.losses


def save(model: MarianMTModel, folder: Path) -> None:
    """Write config, generation config, float16 safetensors and tokenizer files."""
    half = MarianMTModel(model.config).half()
    half.load_state_dict(model.state_dict())
    half.config.dtype = torch.float16
    half.generation_config = GenerationConfig(
        pad_token_id=PAD_ID, eos_token_id=END_ID, decoder_start_token_id=PAD_ID, bos_token_id=PAD_ID
    )
    verbosity = logging.get_verbosity()
    logging.set_verbosity_error()
    half.save_pretrained(folder)
    logging.set_verbosity(verbosity)
    save_tokenizer(folder)


def save_tokenizer(folder: Path) -> None:
    """Write the tokenizer's files."""
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer(),
        eos_token=END,
        pad_token=PAD,
        model_max_length=LONGEST,
        clean_up_tokenization_spaces=False,
    ).save_pretrained(folder)


def load(folder: Path) -> Translator:
    """What `genai_book.load("translation")` gives, in float32 and from any folder."""
    model = MarianMTModel.from_pretrained(folder, dtype=torch.float32, local_files_only=True).eval()
    tok = PreTrainedTokenizerFast.from_pretrained(folder, local_files_only=True)
    return Translator(model, tok, name="numbers", source="embedded", device="cpu", dtype="float32")


def evaluate(weights: Path) -> dict[str, float]:
    """Exact match on held-out numbers, in all and by length; see `numbers_measures.scores`."""
    return numbers_measures.scores(load(weights))


def about(scores: dict[str, float], runs: list[dict[str, Any]], config: Config) -> dict[str, Any]:
    """The words of the card; `runs` are the scores of every seed, as `numbers_runs.publish` writes them."""
    return numbers_about.transformer(scores, runs)


def publish(out: Path) -> dict[str, Any]:
    """Measure the models that `train` left in `out`, and put the first among the embedded ones; see
    `numbers_runs.publish`.
    """
    return numbers_runs.publish("numbers", Path(out), Config, load, about)
