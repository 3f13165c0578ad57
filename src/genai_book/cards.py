"""Model cards: what a reader should know of a model before trusting it, made from the catalogue and the weights'
manifest alone.
"""

import json
from pathlib import Path
from typing import Any

from genai_book import catalogue
from genai_book.errors import CorruptFileError, UnknownModelError

# Columns of the table of scores, in this order where a model has them.
SCORERS = {
    "model": "this model",
    "floor": "floor",
    "ngram": "n-gram",
    "xz_primed": "xz, primed",
    "xz_alone": "xz, alone",
}


def card(name: str, weights: Path = catalogue.WEIGHTS) -> str:
    """The Markdown card of a model of the catalogue or of an embedded one.

    Raises:
        UnknownModelError: neither the catalogue nor the manifest has it.
        CorruptFileError: the manifest cannot be read.
    """
    manifest = _manifest(weights)
    try:
        row = catalogue.find_name(name)
    except UnknownModelError:
        if name not in manifest:
            raise
        row = None
    sibling = row.embedded if row else None
    trained = name if name in manifest else sibling.name if sibling and sibling.name in manifest else None
    parts = []
    if row:
        parts.append(_hub(row))
    if trained:
        parts.append(_embedded(trained, manifest[trained], row))
    elif sibling:
        parts.append(_packaged(sibling))
    return "\n\n".join(parts) + "\n"


def _manifest(weights: Path) -> dict[str, Any]:
    path = weights / "manifest.json"
    if not path.exists():
        return {}
    try:
        return json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise CorruptFileError(
            f"{path} is not readable JSON ({error}). Restore it with `git checkout -- {path}`."
        ) from error


def _hub(row: catalogue.Row) -> str:
    if row.revision is None:
        pinned = "no revision pinned yet"
    else:
        pinned = f"revision `{row.revision}`" + ("" if row.revision_confirmed else ", not yet confirmed on the Hub")
    return (
        f"# {row.name}\n\nTask `{row.task}`. On the Hub: `{row.hub_id}`, {pinned}. Licence {row.licence}. About "
        f"{row.parameters / 1e6:,.0f} million parameters, {row.download_bytes / 1e6:,.0f} MB to download (estimates)."
    )


def _packaged(sibling: catalogue.Embedded) -> str:
    size = f" {sibling.parameters:,} parameters." if sibling.parameters else ""
    source = (
        f"Installed with the Python package `{sibling.package}`."
        if sibling.package
        else "Its weights are not in this checkout."
    )
    return f"## Embedded: {sibling.name}\n\n{source}{size} Licence: {sibling.licence}."


def _embedded(name: str, entry: dict[str, Any], row: catalogue.Row | None) -> str:
    about = entry["about"]
    size = sum(file["bytes"] for file in entry["files"].values())
    stands_in = f" It stands in for `{row.hub_id}` where that cannot be loaded." if row else ""
    lines = [
        f"{'##' if row else '#'} Embedded: {name}",
        f"{about['summary']}{stands_in}",
        f"{entry['parameters']:,} parameters, {size / 1e6:.1f} MB. Licence: {about['licence']}.",
        f"Made on {entry['date']} by `genai-book train {entry['recipe']}` with seed {entry['seed']}: "
        f"{entry['steps']:,} steps, {entry['training']['tokens']:,} tokens, {entry['training']['seconds'] / 60:.0f} "
        f"minutes on {entry['training']['hardware']}.",
        "### Data",
        *about["data"],
        "### How well it predicts",
        about["measure"],
        _table(entry["scores"], about["parts"]),
        *about.get("notes", []),
        "### What it writes",
        about["sampling"],
        *_samples(entry["samples"]),
        "### Limits",
        *about["limits"],
    ]
    return "\n\n".join(lines)


def _table(scores: dict[str, float], parts: dict[str, str]) -> str:
    columns = [key for key in SCORERS if any(f"{part}.{key}" in scores for part in parts)]
    rows = [["bits per byte, held out", "bytes", *(SCORERS[key] for key in columns)]]
    rows.append(["---", *["---:"] * (len(columns) + 1)])
    for part, title in parts.items():
        figures = [f"{scores[f'{part}.{key}']:.3f}" if f"{part}.{key}" in scores else "-" for key in columns]
        rows.append([title, f"{scores[f'{part}.bytes']:,.0f}", *figures])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _samples(samples: list[dict[str, Any]]) -> list[str]:
    return [f"Seed {one['seed']}: **{one['prompt']}**{one['text'][len(one['prompt']) :]}" for one in samples]
