"""The two embedded models that add: one answers at once, one writes the working first. Everything else is equal."""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from genai_book.datasets.sums import Rows, fingerprint
from genai_book.errors import NoEmbeddedModelError
from genai_book.recipes import publish as publisher
from genai_book.recipes import sums_about, sums_measures
from genai_book.recipes.decoders import load, samples
from genai_book.recipes.mappings import publish_run, run

# The pairs of the first two are held out, those of the others were read.
PROMPTS = ("4827+6475=", "52-27=", "5-2=", "I have 5 apples and eat 2. How many are left?")


@dataclass(frozen=True)
class Config:
    """Everything the run depends on, beside the code and the versions of the libraries."""

    form: str  # "direct" or "steps"
    seed: int = 2026  # of the weights, the problems and their order
    steps: int = 1500  # optimiser steps
    batch: int = 32  # problems a step
    problems: int = 80_000  # different ones in the training set, the table of single digits aside
    context: int = 128  # tokens (bytes); the longest story with its working has 90
    width: int = 128  # channels; 4 heads of 32
    layers: int = 4
    heads: int = 4
    muon_rate: float = 0.02  # peak rate of the matrices inside the blocks
    muon_decay: float = 0.01  # decoupled weight decay of those matrices
    adam_rate: float = 0.003  # peak rate of embeddings, norms and biases
    warmup_steps: int = 100  # linear from almost nothing
    decay_fraction: float = 0.4  # last part of the run, in which the rate falls linearly to almost nothing
    threads: int = 1  # CPU threads: sums are added in the same order in every run
    precision: str = "bf16"  # of the matrix products; the weights stay in float32


def config(name: str) -> Config:
    """The configuration of `sums-direct` or `sums-steps`: the same problems in the same order, the same steps.

    An answer with its working is longer, so `sums-steps` costs more for as many problems: about 3.6 times the tokens.
    `genai-book train sums-direct --steps 5400` gives the direct model as many.
    """
    return Config(name.removeprefix("sums-"))


def train(config: Config, out: Path, resume: bool = False, steps: int | None = None) -> list[float]:
    """Train, leave the model in Hugging Face layout in `out / "model"`, and return the loss of every step in nats a
    predicted token.

    `steps` replaces `config.steps`. Raises what `trainer.fit` raises.
    """
    config = replace(config, steps=steps) if steps else config
    rows = Rows(config.form, config.seed, config.problems, config.batch)
    return run(f"sums-{config.form}", config, rows, Path(out), resume)


def evaluate(weights: Path) -> dict[str, float]:
    """Fractions of right final answers; see `sums_measures.scores`. The folder's name says which model it is.

    For `sums-steps` also `lead_4`, by how much it is ahead of the `sums-direct` beside it on four digits.
    """
    return measure(Path(weights), Path(weights).name, Path(weights).parent / "sums-direct")


def measure(weights: Path, name: str, direct: Path) -> dict[str, float]:
    """The scores of the model `name` in `weights`, beside the direct model in `direct`.

    Raises:
        NoEmbeddedModelError: the direct model is not there to compare with.
    """
    scores = sums_measures.scores(load(weights)[0])
    if name == "sums-direct":
        return scores
    if not (direct / "model.safetensors").is_file():
        raise NoEmbeddedModelError(
            f"{name} is measured against sums-direct, which is not in {direct}. Make it first with `genai-book train "
            "sums-direct --publish`, or restore it with `git checkout`."
        )
    other = sums_measures.accuracy(load(direct)[0], sums_measures.additions(4))
    return scores | {"lead_4": scores["digits_4"] - other}


def about(scores: dict[str, float]) -> dict[str, Any]:
    """The words of the card; only the scores of `sums-steps` have a lead."""
    return sums_about.text("steps" if "lead_4" in scores else "direct", scores)


def publish(out: Path) -> dict[str, Any]:
    """Measure the model that `train` left in `out`, and put it with its manifest entry among the embedded models.

    A `sums-direct` of more steps is measured only: its scores go into `runs` of the entry of the published one, which
    stays, because the pair that is shipped has read the same examples.

    Raises:
        NoEmbeddedModelError: it is `sums-steps` or a longer `sums-direct`, and `sums-direct` has not been published.
    """
    config = Config(**json.loads((Path(out) / "run.json").read_text("utf-8"))["config"])
    name = f"sums-{config.form}"
    if config.form == "direct" and config.steps > Config.steps:
        return _publish_longer(Path(out), config)
    scores = measure(Path(out) / "model", name, publisher.WEIGHTS / "sums-direct")
    facts = {
        "data_sha256": fingerprint(config.seed, config.problems),
        "scores": scores,
        "samples": samples(Path(out) / "model", PROMPTS, sums_measures.NEW_TOKENS),
        "about": about(scores),
    }
    return publish_run(name, Path(out), config, read(config), facts)


def _publish_longer(out: Path, config: Config) -> dict[str, Any]:
    """Put the scores of a longer direct model beside those of the published one."""
    entry = publisher.read().get("sums-direct")
    if entry is None:
        raise NoEmbeddedModelError(
            f"A sums-direct of {config.steps} steps is only measured beside the published one, and there is none. Make "
            "it first with `genai-book train sums-direct --publish`, or restore it with `git checkout`."
        )
    scores = measure(out / "model", "sums-direct", out)
    runs = [{"steps": config.steps, "seed": config.seed, **read(config), "scores": scores}]
    changed = entry | {"runs": runs, "about": sums_about.text("direct", entry["scores"], runs)}
    publisher.write("sums-direct", changed)
    return changed


def read(config: Config) -> dict[str, int]:
    """Problems and tokens that training read, repetitions and padding counted."""
    rows = Rows(config.form, config.seed, config.problems, config.batch)
    shapes = [next(rows)["ids"].shape for _ in range(config.steps)]
    return {"examples": sum(shape[0] for shape in shapes), "tokens": sum(shape.numel() for shape in shapes)}
