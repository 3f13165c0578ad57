"""Measuring embedded models again: what they score now, what the manifest says, and what they were to reach."""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import catalogue, targets
from .cards import manifest

TOLERANCE = 5e-3  # relative or absolute, of a score against the manifest: threads and CPUs round differently


@dataclass(frozen=True)
class Evaluation:
    """What one model scored."""

    name: str
    scores: dict[str, float]  # measured now
    stated: dict[str, float]  # by the manifest; empty where the model was not published
    differing: list[str]  # keys that do not agree, those that only one side has among them
    reach: list[targets.Reached]  # the targets of its card, judged by the measured scores


def evaluate(name: str, recipe: Any, weights: Path | None = None) -> Evaluation:
    """Measures the embedded model `name` by its recipe module. Raises what the recipe raises, and CorruptFileError."""
    weights = weights or catalogue.WEIGHTS
    entry = manifest(weights).get(name, {})
    scores, stated = recipe.evaluate(weights / name), entry.get("scores", {})
    return Evaluation(
        name=name,
        scores=scores,
        stated=stated,
        differing=[key for key in sorted({*scores, *stated}) if not _agree(scores.get(key), stated.get(key))],
        reach=targets.reached(entry.get("about", {}), scores),
    )


def installed(name: str) -> bool:
    """Are the weights of an embedded model there? One that comes as a package is installed with the book."""
    sibling = next((row.embedded for row in catalogue.ROWS if row.embedded and row.embedded.name == name), None)
    if sibling is not None and sibling.package is not None:
        return True
    patterns = sibling.weights if sibling else ("model.safetensors",)
    return all(any((catalogue.WEIGHTS / name).glob(pattern)) for pattern in patterns)


def lacking(names: list[str]) -> str:
    """The sentence about models without weights, with the commands that make them."""
    commands = " and ".join(f"`genai-book train {name} --publish`" for name in names)
    return (
        f"There are no weights to evaluate for {', '.join(names)} in {catalogue.WEIGHTS}. Train them with {commands}, "
        "or restore them with `git checkout`."
    )


def _agree(measured: float | None, stated: float | None) -> bool:
    if measured is None or stated is None:
        return False
    return math.isclose(measured, stated, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
