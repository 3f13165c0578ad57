"""The embedded text-generation model: a GPT-2 of three million parameters that read made-up stories and WordNet's
glosses.
"""

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from torch.nn import functional
from transformers import GenerationConfig, GPT2Config, GPT2LMHeadModel, PreTrainedTokenizerFast
from transformers.utils import logging

from genai_book.datasets.text import END, Rows, fingerprint, tokenizer
from genai_book.recipes import about, measures, trainer
from genai_book.recipes import publish as publisher
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
    save(model, tok, Path(out) / "model")
    run = {"config": asdict(config), "losses_nats": past.losses, "seconds": past.seconds}
    trainer.write_atomically(Path(out) / "run.json", json.dumps(run).encode())
    return past.losses


def save(model: GPT2LMHeadModel, tok: Tokenizer, folder: Path) -> None:
    """Write config, generation config, float16 safetensors and tokenizer files."""
    folder.mkdir(parents=True, exist_ok=True)
    half = GPT2LMHeadModel(model.config).half()
    half.load_state_dict(model.state_dict())
    half.config.dtype = torch.float16
    # Only `generate` needs the padding token: in the model's own config it would make every forward pass warn of a
    # missing mask.
    end = half.config.eos_token_id
    half.generation_config = GenerationConfig(bos_token_id=end, eos_token_id=end, pad_token_id=end)
    verbosity = logging.get_verbosity()
    logging.set_verbosity_error()
    half.save_pretrained(folder)
    logging.set_verbosity(verbosity)
    PreTrainedTokenizerFast(
        tokenizer_object=tok,
        bos_token=END,
        eos_token=END,
        pad_token=END,
        model_max_length=model.config.n_positions,
        clean_up_tokenization_spaces=False,
    ).save_pretrained(folder)
    for path in folder.iterdir():
        path.chmod(0o644)  # safetensors writes 0600, which a web server cannot read


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


def load(folder: Path) -> tuple[GPT2LMHeadModel, Tokenizer]:
    """The model in float32 and its tokenizer."""
    model = GPT2LMHeadModel.from_pretrained(folder, dtype=torch.float32, local_files_only=True).eval()
    return model, Tokenizer.from_file(str(Path(folder) / "tokenizer.json"))


def samples(weights: Path) -> list[dict[str, str | int]]:
    """What the model writes for each prompt of the card with the seeds 0, 1 and 2: a fixed rule, so that none is
    chosen.
    """
    model, tok = load(weights)
    found: list[dict[str, str | int]] = []
    for prompt in PROMPTS:
        ids = torch.tensor([tok.encode(prompt).ids])
        for seed in range(3):
            torch.manual_seed(seed)
            with torch.no_grad():
                answer = model.generate(
                    ids,
                    attention_mask=torch.ones_like(ids),
                    do_sample=True,
                    temperature=0.7,
                    top_k=0,
                    max_new_tokens=100,
                )
            text = tok.decode(answer[0].tolist(), skip_special_tokens=True)
            found.append({"prompt": prompt, "seed": seed, "text": text})
    return found
