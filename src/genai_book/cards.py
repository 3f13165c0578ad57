"""Model cards: what a reader should know of a model before trusting it, made from the catalogue and the weights'
manifest alone. One card for the terminal, or the page of all of them for the book.
"""

import base64
import json
import re
from pathlib import Path
from typing import Any

from . import catalogue, targets
from .errors import CorruptFileError, UnknownModelError

_INTRODUCTION = """\
---
title: Model cards
label: model-cards
description: What each model of this book is, what it has read, what it scores on unseen data, what it cannot do.
---

% Written by `genai-book cards` from the catalogue and the manifest of the weights. Edit neither page nor pictures.

Every model that a chapter loads is described here. `load` takes the large one from the Hugging Face Hub where there is
a GPU to run it, and everywhere else the small one that was trained for this book and is installed with it, the
*embedded* model. The outputs printed in the chapters are the embedded models' own.

A score counts only on data that training never saw; each card says how that data was kept apart. The targets were set
before the training, and a target that was missed stays in the table. `genai-book evaluate --all --check` measures all
the scores again. The samples are not chosen: they are what the seeds 0, 1 and 2 gave."""
_NOT_TRAINED = "not trained yet"


def card(name: str, weights: Path = catalogue.WEIGHTS) -> str:
    """The Markdown card of a model of the catalogue or of an embedded one.

    Raises:
        UnknownModelError: neither the catalogue nor the manifest has it.
        CorruptFileError: the manifest cannot be read, or lacks something the card speaks of.
    """
    entries = manifest(weights)
    try:
        row = catalogue.find_name(name)
    except UnknownModelError:
        if name not in entries:
            raise
        return "\n\n".join([_heading(1, f"Embedded: {name}"), *_trained(name, entries[name], level=1)]) + "\n"
    return "\n\n".join(_both(row, entries, level=1)) + "\n"


def page(weights: Path = catalogue.WEIGHTS, folder: str = "model-cards") -> tuple[str, dict[str, bytes]]:
    """The MyST page of the whole catalogue, and the pictures it shows: file name → PNG, to lie in `folder` beside it.

    Raises CorruptFileError.
    """
    entries = manifest(weights)
    parts = [_INTRODUCTION, "## All of them", *_overview(entries)]
    pictures: dict[str, bytes] = {}
    for row in catalogue.ROWS:
        shown = row.embedded.name if row.embedded else row.name
        parts += [f"({label(shown)})=", *_both(row, entries, level=2, folder=folder)]
        samples = entries.get(shown, {}).get("samples", [])
        pictures |= {_picture_name(shown, number): _png(one) for number, one in enumerate(samples) if "png" in one}
    return "\n\n".join(parts) + "\n", pictures


def manifest(weights: Path = catalogue.WEIGHTS) -> dict[str, Any]:
    """What is known of each embedded model, by name; empty where none was published. Raises CorruptFileError."""
    path = weights / "manifest.json"
    if not path.exists():
        return {}
    try:
        return json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise CorruptFileError(
            f"{path} is not readable JSON ({error}). Restore it with `git checkout -- {path}`."
        ) from error


def label(name: str) -> str:
    """What a chapter writes to link to a card: `[](#card-text)`."""
    return f"card-{name.lower()}"


def _overview(entries: dict[str, Any]) -> list[str]:
    models = [["task", "on the Hub", "embedded", "parameters", "on disk", "licence"]]
    scores = [["embedded", "measured on unseen data", "target", "reached", "met"]]
    for row in catalogue.ROWS:
        hub = f"`{row.hub_id}`" if row.hub_id else "-"
        if row.embedded is None:
            models.append([row.task, f"[](#{label(row.name)})", "none", "-", "-", row.licence])
            continue
        name = row.embedded.name
        entry = entries.get(name)
        link = f"[{name}](#{label(name)})"
        models.append([row.task, hub, link, *_size(row.embedded, entry), row.embedded.licence])
        if entry and (best := targets.reached(entry["about"], entry["scores"])[:1]):
            scores.append([link, best[0].what, best[0].target, best[0].shown, _yes(best[0].met)])
        elif entry:
            scores.append([link, "no target: made to be compared with", "", "", ""])
        elif row.embedded.package is None:
            scores.append([link, _NOT_TRAINED, "", "", ""])
    return [_table(models), "The first target of each; its card has them all.", _table(scores)]


def _size(sibling: catalogue.Embedded, entry: dict[str, Any] | None) -> tuple[str, str]:
    """Parameters and megabytes, for the overview."""
    if sibling.package:
        return f"{sibling.parameters:,}" if sibling.parameters else "-", "in its package"
    return (f"{entry['parameters']:,}", f"{_megabytes(entry):.1f} MB") if entry else (_NOT_TRAINED, "-")


def _both(row: catalogue.Row, entries: dict[str, Any], level: int, folder: str | None = None) -> list[str]:
    """The parts of a row's card: the model of the Hub, then the embedded one."""
    sibling = row.embedded
    parts = [_heading(level, row.name)]
    if row.hub_id is not None:
        parts.append(_hub(row))
    if sibling is None:
        return [*parts, "It has no embedded sibling."]
    if row.hub_id is not None:
        level += 1
        parts.append(_heading(level, f"Embedded: {sibling.name}"))
    if sibling.name not in entries:
        return [*parts, _untrained(sibling)]
    entry = {"parameters": sibling.parameters} | entries[sibling.name]
    return [*parts, *_trained(sibling.name, entry, level, folder, row.hub_id if sibling.package is None else None)]


def _hub(row: catalogue.Row) -> str:
    if row.revision is None:
        pinned = "no revision pinned yet"
    else:
        pinned = f"revision `{row.revision}`" + ("" if row.revision_confirmed else ", not yet confirmed on the Hub")
    return (
        f"Task `{row.task}`. On the Hub: `{row.hub_id}`, {pinned}. Licence {row.licence}. About "
        f"{row.parameters / 1e6:,.0f} million parameters, {row.download_bytes / 1e6:,.0f} MB to download (estimates)."
    )


def _untrained(sibling: catalogue.Embedded) -> str:
    if sibling.package is None:
        return f"It is {_NOT_TRAINED}: `genai-book train {sibling.name} --publish` makes it."
    size = f" {sibling.parameters:,} parameters." if sibling.parameters else ""
    return f"Installed with the Python package `{sibling.package}`.{size} Licence: {sibling.licence}."


def _trained(
    name: str, entry: dict[str, Any], level: int, folder: str | None = None, stands_in_for: str | None = None
) -> list[str]:
    """The parts of an embedded model's card, below its heading."""
    about, scores = entry["about"], entry["scores"]
    other = f" It stands in for `{stands_in_for}` where that cannot be loaded." if stands_in_for else ""
    goals = targets.reached(about, scores)
    rows = [["target", "", "reached", "met"], *([one.what, one.target, one.shown, _yes(one.met)] for one in goals)]
    inner = level + 1
    return [
        f"{about['summary']}{other}",
        f"{_parameters(entry)}Licence: {about['licence']}.",
        *_making(entry),
        _heading(inner, "Data"),
        *about["data"],
        _heading(inner, "How well it does"),
        about["measure"],
        *([_table([[_cell(cell, scores) for cell in row] for row in about["table"]])] if about.get("table") else []),
        *([_table(rows)] if goals else []),
        *about.get("notes", []),
        _heading(inner, "What it gives"),
        about["sampling"],
        *_samples(name, entry["samples"], folder),
        _heading(inner, "Limits"),
        *about["limits"],
    ]


def _parameters(entry: dict[str, Any]) -> str:
    size = f", {_megabytes(entry):.1f} MB" if entry.get("files") else ""
    return f"{entry['parameters']:,} parameters{size}. " if entry.get("parameters") else ""


def _making(entry: dict[str, Any]) -> list[str]:
    if not (training := entry.get("training")):
        return []
    unit = next((unit for unit in ("tokens", "examples") if unit in training), None)
    read = f"{training[unit]:,} {unit}, " if unit else ""
    return [
        f"Made on {entry['date']} by `genai-book train {entry['recipe']}` with seed {entry['seed']}: "
        f"{entry['steps']:,} steps, {read}{_minutes(training['seconds'])} on {training['hardware']}."
    ]


def _minutes(seconds: float) -> str:
    minutes = max(1, round(seconds / 60))
    return f"{minutes} minute{'s' if minutes > 1 else ''}"


def _megabytes(entry: dict[str, Any]) -> float:
    return sum(file["bytes"] for file in entry["files"].values()) / 1e6


def _cell(cell: str | list[str], scores: dict[str, float]) -> str:
    """A cell of the table of scores: words, or a score key and how to print it."""
    if isinstance(cell, str):
        return cell
    key, form = cell
    if key not in scores:
        raise CorruptFileError(
            f"The card's table has a cell for the score {key!r}, which was not measured. Publish the model again, or "
            "restore manifest.json with `git checkout`."
        )
    return format(scores[key], form)


def _table(rows: list[list[str]]) -> str:
    numeric = [
        all(re.fullmatch(rf"-?[\d,.]*( ?%| MB)?|{_NOT_TRAINED}", row[column]) for row in rows[1:])
        for column in range(len(rows[0]))
    ]
    rule = ["---:" if right else "---" for right in numeric]
    return "\n".join(f"| {' | '.join(row)} |" for row in (rows[0], rule, *rows[1:]))


def _samples(name: str, samples: list[dict[str, Any]], folder: str | None) -> list[str]:
    if any("png" in one for one in samples):
        return [_gallery(name, samples, folder)] if folder else [_pictures_in_words(samples)]
    return [_sample(one["seed"], one["prompt"], one["text"]) for one in samples]


def _sample(seed: int, prompt: str, text: str) -> str:
    """What one seed gave, so that Markdown changes nothing of it: in a block where it has lines of its own."""
    answer = text.removeprefix(prompt)
    if "\n" in text or "\n" in prompt:
        whole = text if text.startswith(prompt) else f"{prompt}\n→ {text}"
        fence = "`" * max(3, 1 + max(map(len, re.findall("`+", whole)), default=0))
        return f"Seed {seed}:\n\n{fence}\n{whole.rstrip()}\n{fence}"
    bold = prompt.strip()
    # subtle: `**a=**b` is no bold text for CommonMark: closing stars after punctuation must not stand before a letter.
    joined = text.startswith(prompt) and not (
        bold == prompt and re.search(r"[^\w\s]$", bold) and re.match(r"\w", answer)
    )
    space = " " if prompt != prompt.rstrip() or answer != answer.lstrip() else ""
    return f"Seed {seed}: **{_literal(bold)}**{space if joined else ' → '}{_literal(answer)}"


def _gallery(name: str, samples: list[dict[str, Any]], folder: str) -> str:
    """One row a prompt, one column a seed."""
    prompts = list(dict.fromkeys(one["prompt"] for one in samples))
    seeds = sorted({one["seed"] for one in samples})
    lines = [":::{list-table}", ":header-rows: 1", "", "* - prompt", *(f"  - seed {seed}" for seed in seeds)]
    for prompt in prompts:
        lines.append(f"* - {_literal(prompt)}")
        for seed in seeds:
            numbers = [n for n, one in enumerate(samples) if (one["prompt"], one["seed"]) == (prompt, seed)]
            if not numbers:
                lines.append("  -")
            for number in numbers[:1]:
                lines += [
                    f"  - ```{{image}} {folder}/{_picture_name(name, number)}",
                    f"    :alt: what {name} drew for “{' '.join(prompt.split())}” with seed {seed}",
                    "    :width: 128px",
                    "    :class: pixels",
                    "    ```",
                ]
    return "\n".join([*lines, ":::"])


def _pictures_in_words(samples: list[dict[str, Any]]) -> str:
    prompts = dict.fromkeys(one["prompt"] for one in samples)
    return "Pictures, to be seen on the book's page of model cards, for: " + "; ".join(map(_literal, prompts)) + "."


def _picture_name(name: str, number: int) -> str:
    return f"{name}-{number}.png"


def _png(sample: dict[str, Any]) -> bytes:
    try:
        return base64.b64decode(sample["png"], validate=True)
    except (ValueError, TypeError) as error:
        raise CorruptFileError(
            f"The picture for {sample['prompt']!r} with seed {sample['seed']} in the manifest is not base64 ({error}). "
            "Publish the model again, or restore manifest.json with `git checkout`."
        ) from error


def _literal(text: str) -> str:
    """Text with its Markdown characters escaped, on one line."""
    return re.sub(r"([\\`*_{}\[\]<>$#|~@^&])", r"\\\1", " ".join(text.split()))


def _heading(level: int, text: str) -> str:
    return f"{'#' * level} {text}"


def _yes(met: bool) -> str:
    return "yes" if met else "no"
