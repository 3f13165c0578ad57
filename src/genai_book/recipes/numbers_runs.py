"""Several trainings of one translator of number words that differ in their seed alone: the first is the model, the
others tell how far chance goes.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from genai_book.datasets import number_words
from genai_book.recipes import checkpoint, numbers_measures, trainer
from genai_book.recipes import publish as publisher
from genai_book.translation import Translator


def folders(config: Any, out: Path) -> list[tuple[Any, Path]]:
    """The configuration of each of the `config.runs` trainings, with seeds one higher each, and its folder: `out`, then
    `out / "seed-<seed>"`.
    """
    seeds = range(config.seed, config.seed + config.runs)
    return [(replace(config, seed=seed), out / f"seed-{seed}" if seed > config.seed else out) for seed in seeds]


def train(
    config: Any,
    out: Path,
    resume: bool,
    steps: int | None,
    one: Callable[[Any, Path, bool], list[float]],
) -> list[float]:
    """Do `one(config, out, resume)` for every seed, one after the other; returns the losses of the first.

    `steps` replaces `config.steps`. Raises what `trainer.fit` raises.
    """
    config = replace(config, steps=steps) if steps else config
    losses = []
    for run, place in folders(config, Path(out)):
        # A later training of a resumed one may not have begun yet.
        with trainer.part_of(Path(out), place):
            losses.append(one(run, place, resume and (place == Path(out) or (place / checkpoint.FILE).exists())))
    return losses[0]


def publish(
    name: str,
    out: Path,
    make: Callable[..., Any],
    load: Callable[[Path], Translator],
    about: Callable[[dict[str, float], list[dict[str, Any]], Any], dict[str, Any]],
) -> dict[str, Any]:
    """Measure what `train` left in `out`, and put the first model with its manifest entry among the embedded ones.

    The entry's `runs` holds seed and scores of each of them, for the spread: only the first can be measured again
    without training. `make` is the class of the configuration.
    """
    finished = json.loads((Path(out) / "run.json").read_text("utf-8"))
    config, translate = make(**finished["config"]), load(Path(out) / "model")
    runs = [
        {"seed": run.seed, "scores": numbers_measures.scores(load(place / "model"))}
        for run, place in folders(config, Path(out))
    ]
    scores = runs[0]["scores"]
    facts = {
        "parameters": sum(parameter.numel() for parameter in translate.model.parameters()),
        "data_sha256": number_words.fingerprint(config.seed),
        "training": {
            "examples": config.steps * config.batch,
            "seconds": round(finished["seconds"]),
            "losses_nats": publisher.smoothed(finished["losses_nats"]),
        },
        "scores": scores,
        "runs": runs,
        "samples": numbers_measures.samples(translate),
        "about": about(scores, runs, config),
    }
    return publisher.publish(name, Path(out) / "model", config, facts)
