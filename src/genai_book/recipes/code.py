"""The embedded code model: a CodeGen of three million parameters that read the standard library and small functions
made for it.
"""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from torch.nn import functional
from transformers import CodeGenConfig, CodeGenForCausalLM

from genai_book.datasets.code import Rows, fingerprint, tokenizer
from genai_book.recipes import code_about, code_measures, decoders, trainer
from genai_book.recipes import publish as publisher
from genai_book.recipes.decoders import load
from genai_book.recipes.publish import smoothed

PROMPTS = (
    "def quantum_fourier_transform(n):",
    'def sum_of_squares(numbers):\n    """Return the sum of the squares of the numbers that are even."""\n',
    "def __repr__(self):\n",
)
SAMPLE_TOKENS = 100


@dataclass(frozen=True)
class Config:
    """Everything the run depends on, beside the code, the versions of the libraries and the Python whose standard
    library is read.
    """

    seed: int = 2026  # of the weights, the small functions, the order of the library's and what is left out of them
    steps: int = 8000  # optimiser steps; one is batch times context tokens
    batch: int = 64  # rows a step
    context: int = 384  # tokens a row: six small functions, or a library function of some 1,200 bytes
    vocabulary: int = 3072  # byte-level BPE entries, runs of spaces included
    width: int = 192  # channels; 4 heads of 48
    layers: int = 6
    heads: int = 4  # a multiple of four, because CodeGen lays out its attention for four processors
    rotary: int = 24  # channels of each head that are turned by their position, half of them, as in CodeGen 350M
    muon_rate: float = 0.02  # peak rate of the matrices inside the blocks
    muon_decay: float = 0.03  # decoupled weight decay of those matrices
    adam_rate: float = 0.003  # peak rate of embeddings, norms and biases
    dropout: float = 0.1  # of what a block adds: the library is read some fifty times
    warmup_steps: int = 200  # linear from almost nothing
    decay_fraction: float = 0.3  # last part of the run, in which the rate falls linearly to almost nothing
    threads: int = 1  # CPU threads: sums are added in the same order in every run
    precision: str = "bf16"  # of the matrix products; the weights stay in float32


def config(name: str = "code") -> Config:
    """The configuration the embedded model was trained with."""
    return Config()


def build(config: Config) -> CodeGenForCausalLM:
    """The untrained model; the caller seeds."""
    end = 0  # the only special token is the first entry of the vocabulary
    return CodeGenForCausalLM(
        CodeGenConfig(
            vocab_size=config.vocabulary,
            n_positions=config.context,
            n_ctx=config.context,
            n_embd=config.width,
            n_layer=config.layers,
            n_head=config.heads,
            rotary_dim=config.rotary,
            activation_function="gelu_pytorch_tanh",  # CodeGen's `gelu_new` in one pass over the memory
            resid_pdrop=config.dropout,
            embd_pdrop=0.0,
            attn_pdrop=0.0,
            bos_token_id=end,
            eos_token_id=end,
            tie_word_embeddings=True,
        )
    )


def loss(model: torch.nn.Module, batch: dict[str, torch.Tensor]) -> tuple[torch.Tensor, torch.Tensor]:
    """Weighted surprise of all next tokens of `ids` (B, T) in nats, and the sum of their weights."""
    ids, weights = batch["ids"], batch["weights"][:, 1:].flatten()
    logits = model(input_ids=ids, use_cache=False).logits[:, :-1].flatten(0, 1).float()
    nats = functional.cross_entropy(logits, ids[:, 1:].flatten(), reduction="none")
    return (nats * weights).sum(), weights.sum()


def train(config: Config, out: Path, resume: bool = False, steps: int | None = None) -> list[float]:
    """Train, leave the model in Hugging Face layout in `out / "model"`, and return the weighted loss of every step in
    nats a token.

    `steps` replaces `config.steps`. Raises what `trainer.fit` raises, and DataMissingError where Python came without
    its library's source.
    """
    config = replace(config, steps=steps) if steps else config
    trainer.start(config)
    tok = tokenizer(config.vocabulary, config.seed)
    model = build(config)
    job = trainer.Job(
        recipe="code",
        config=config,
        model=model,
        optimizers=trainer.muon_and_adam(
            model, lambda name: ".h." in name, config.muon_rate, config.adam_rate, config.muon_decay
        ),
        batches=Rows(tok, config.seed, config.batch, config.context),
        loss=loss,
        rate=lambda step: trainer.warm_hold_decay(step, config.steps, config.warmup_steps, config.decay_fraction),
        compile=True,
    )
    past = trainer.fit(job, Path(out), resume)
    trainer.finish(config, past, Path(out), lambda folder: save(model, tok, folder))
    return past.losses


def save(model: CodeGenForCausalLM, tok: Tokenizer, folder: Path) -> None:
    """Write config, generation config, float16 safetensors and tokenizer files."""
    model.config.activation_function = "gelu_new"  # the same function, under the name that CodeGen has for it
    decoders.save(model, tok, folder, padding_side="left")  # what is generated must follow the prompt


def evaluate(weights: Path) -> dict[str, float]:
    """Held-out scores of the model in `weights`; see `code_measures.scores`."""
    return code_measures.scores(*load(weights))


def samples(weights: Path) -> list[dict[str, str | int]]:
    """What the model writes for each prompt of the card with the seeds 0, 1 and 2: a fixed rule, so that none is
    chosen.
    """
    model, tok = load(weights)
    return [
        {"prompt": prompt, "seed": seed, "text": answer.source}
        for prompt in PROMPTS
        for seed in range(3)
        for answer in code_measures.complete(model, tok, [prompt], SAMPLE_TOKENS, code_measures.TEMPERATURE, seed)
    ]


def about(scores: dict[str, float]) -> dict[str, Any]:
    """The words of the card."""
    return code_about.about(scores)


def publish(out: Path) -> dict[str, Any]:
    """Measure the model that `train` left in `out`, and put it with its manifest entry among the embedded models."""
    run = json.loads((Path(out) / "run.json").read_text("utf-8"))
    config = Config(**run["config"])
    folder = Path(out) / "model"
    model, _ = load(folder)
    scores = evaluate(folder)
    facts = {
        "parameters": sum(parameter.numel() for parameter in model.parameters()),
        "data_sha256": fingerprint(config.seed),
        "training": {
            "tokens": config.steps * config.batch * config.context,
            "seconds": round(run["seconds"]),
            "losses_nats": smoothed(run["losses_nats"]),
        },
        "scores": scores,
        "samples": samples(folder),
        "about": about(scores),
    }
    return publisher.publish("code", folder, config, facts)
