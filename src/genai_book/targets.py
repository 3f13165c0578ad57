"""What a model was meant to reach, beside what it reached: the `reach` rows of a manifest entry."""

import re
from dataclasses import dataclass
from typing import Any

from .errors import CorruptFileError

_AT_LEAST, _AT_MOST = ("at least", "above", "more than"), ("at most", "below", "less than", "within")
_TARGET = re.compile(rf"\b({'|'.join((*_AT_LEAST, *_AT_MOST))})\s+(\d[\d,]*(?:\.\d+)?)\s*(%|points?)?")


@dataclass(frozen=True)
class Reached:
    """One target of a model and its score."""

    what: str
    target: str  # in words, such as "at least 95 %"
    score: float
    shown: str  # the score as the card prints it
    met: bool


def reached(about: dict[str, Any], scores: dict[str, float]) -> list[Reached]:
    """The rows `[what, target, score key, format]` of `about["reach"]`, judged by `scores`.

    Raises:
        CorruptFileError: a score is missing, or a target says nothing that a number can be compared with.
    """
    return [
        Reached(what, target, scores[key], format(scores[key], form), met(target, scores[key], form))
        for what, target, key, form in about.get("reach", ())
        if _known(key, scores)
    ]


def met(target: str, score: float, form: str) -> bool:
    """Is a target such as "at least 95 %", "at most 1.15 bits per byte" or "within 5 % of the floor" met by `score`?

    The first comparison counts. Percent and points are hundredths where the format shows the score as percent.
    Raises CorruptFileError.
    """
    found = _TARGET.search(target.lower())
    if found is None:
        raise CorruptFileError(
            f"The target {target!r} cannot be judged: it has none of {', '.join((*_AT_LEAST, *_AT_MOST))} followed by "
            "a number. Write it so in the recipe's `about`, and publish the model again."
        )
    comparison, number, unit = found.groups()
    limit = float(number.replace(",", "")) / (100 if unit and form.endswith("%") else 1)
    if comparison in ("above", "more than"):
        return score > limit
    if comparison in ("below", "less than"):
        return score < limit
    return score >= limit if comparison == "at least" else score <= limit


def _known(key: str, scores: dict[str, float]) -> bool:
    if key not in scores:
        raise CorruptFileError(
            f"The card speaks of the score {key!r}, which was not measured. Publish the model again, or restore "
            "manifest.json with `git checkout`."
        )
    return True
