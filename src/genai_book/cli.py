"""The command `genai-book`: arguments and printing only."""

import argparse
import importlib
import json
import math
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from . import catalogue, memory
from .errors import GenaiBookError, NoEmbeddedModelError, TrainingError, UnknownModelError

TOLERANCE = 5e-3  # relative or absolute, of a score against the manifest: threads and CPUs round differently

_EPILOG = """\
examples:
  genai-book list                      what there is, and what of it is on this disk
  genai-book fetch gpt2                download its pinned files: load() then needs no network
  genai-book train text --resume       train the small language model, or carry on
  genai-book evaluate --all --check    do the embedded models score what the book states?

environment:
  GENAI_BOOK_SOURCE   auto, hub or embedded: where load() takes models from
  GENAI_BOOK_DEVICE   cuda, xpu, mps or cpu: where they run
  GENAI_BOOK_CACHE    folder for downloads, in place of the Hub's own cache
  HF_ENDPOINT, HF_HUB_OFFLINE, HF_TOKEN   as the Hugging Face libraries read them
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit status; an error of the package is one paragraph on stderr and status 1."""
    arguments = _parser().parse_args(argv)
    try:
        return arguments.run(arguments)
    except GenaiBookError as error:
        print(f"genai-book: {error}", file=sys.stderr)
        return 130 if isinstance(error, KeyboardInterrupt) else 1  # a training that was stopped says how to carry on
    except BrokenPipeError:  # the reader of a pipe, such as `head`, has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        print(f"genai-book: the system refused: {error}. Check the path, its permissions and disk.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("genai-book: stopped; what was finished is kept.", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="genai-book",
        description="The models of the book: list, download, describe, train and evaluate them.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="command")

    listing = commands.add_parser("list", help="show every model of the catalogue and what of it is on this disk")
    listing.set_defaults(run=_list)

    fetch = commands.add_parser("fetch", help="download the files of a Hub model, or finish a stopped download")
    fetch.add_argument("name", help="short name or Hub id, as `genai-book list` shows it")
    fetch.add_argument("--revision", help="commit to take in place of the catalogue's: 40 hexadecimal digits")
    fetch.set_defaults(run=_fetch)

    card = commands.add_parser("card", help="print a model's card: what it is, was trained on, can and cannot do")
    card.add_argument("name", help="short name of a model")
    card.set_defaults(run=_card)

    train = commands.add_parser("train", help="train an embedded model by its recipe")
    train.add_argument("name", help="name of a recipe")
    train.add_argument("--steps", type=_positive, help="optimizer steps (default: the recipe's own number)")
    train.add_argument("--out", type=Path, help="folder for the run and its model (default: runs/NAME)")
    train.add_argument("--resume", action="store_true", help="carry on from the last checkpoint in the folder")
    train.add_argument("--seed", type=_natural, help="seed of data order and initial weights (default: the recipe's)")
    train.add_argument("--publish", action="store_true", help="then measure it and put it among the embedded models")
    train.set_defaults(run=_train)

    evaluate = commands.add_parser("evaluate", help="measure an embedded model on its held-out data")
    which = evaluate.add_mutually_exclusive_group(required=True)
    which.add_argument("name", nargs="?", help="name of an embedded model")
    which.add_argument("--all", action="store_true", help="every embedded model that has a recipe")
    evaluate.add_argument("--check", action="store_true", help="compare with the manifest; exit 1 if a score differs")
    evaluate.set_defaults(run=_evaluate)
    return parser


def _list(_: argparse.Namespace) -> int:
    from . import hub

    rows = [("task", "model", "Hub id", "revision", "size", "licence", "embedded sibling")]
    for row in catalogue.ROWS:
        if row.revision is None:
            revision, fetched = "unresolved", False
        else:
            revision = row.revision[:8] + ("" if row.revision_confirmed else "?")
            fetched = hub.cached(row) is not None
        size = f"{memory.megabytes(row.download_bytes)}{', downloaded' if fetched else ''}"
        sibling = row.embedded.name if row.embedded else "none yet"
        rows.append((row.task, row.name, row.hub_id, revision, size, row.licence, sibling))
    _print_table(rows)
    if any(not row.revision_confirmed for row in catalogue.ROWS):
        print("? seen in public repositories, not yet confirmed on the Hub. Sizes are estimates.")
    return 0


def _fetch(arguments: argparse.Namespace) -> int:
    from . import hub

    row = catalogue.find_name(arguments.name)
    snapshot = hub.cached(row, arguments.revision, thorough=True)
    if snapshot:
        print(f"{row.hub_id} is complete and unchanged in {snapshot.folder}.")
    else:
        listed = hub.listing(row, arguments.revision)
        print(f"{row.hub_id} at {listed.revision}: {len(listed.files)} files, {memory.megabytes(listed.size_bytes)}.")
        print(f"All there, sizes and hashes checked: {hub.fetch(listed).folder}")
    return 0


def _card(arguments: argparse.Namespace) -> int:
    from .cards import card

    print(card(arguments.name))
    return 0


def _train(arguments: argparse.Namespace) -> int:
    from dataclasses import replace

    recipe = _recipe(arguments.name)
    config = recipe.Config()
    if arguments.seed is not None:
        config = replace(config, seed=arguments.seed)
    out = arguments.out or Path("runs") / arguments.name
    recipe.train(config, out, arguments.resume, arguments.steps)
    if arguments.publish:
        recipe.publish(out)
    return 0


def _evaluate(arguments: argparse.Namespace) -> int:
    from .recipes import RECIPES

    names = list(RECIPES) if arguments.all else [arguments.name]
    good = True
    for name in names:
        recipe = _recipe(name)
        weights = catalogue.WEIGHTS / name
        if not (weights / "model.safetensors").is_file():
            raise NoEmbeddedModelError(
                f'There are no weights to evaluate for "{name}": {weights} is empty. Train them with '
                f"`genai-book train {name} --publish`, or restore them with `git checkout`."
            )
        scores = recipe.evaluate(weights)
        if arguments.check:
            good = _print_check(name, scores) and good
        else:
            _print_table([(name, "score"), *((key, f"{value:.4g}") for key, value in scores.items())])
    if not good:
        raise TrainingError(
            "Scores differ from those of the manifest by more than "
            f"{TOLERANCE} (relative or absolute); the tables above name them. If the weights are meant to have "
            "changed, train again with `--publish`, which writes the manifest; else `git checkout` restores it."
        )
    return 0


def _print_check(name: str, scores: dict[str, float]) -> bool:
    """Prints measured beside stated scores; True if all agree."""
    stated = _manifest().get(name, {}).get("scores", {})
    rows, good = [(name, "measured", "manifest", "")], True
    for key in sorted({*scores, *stated}):
        measured, expected = scores.get(key), stated.get(key)
        same = (
            measured is not None
            and expected is not None
            and math.isclose(measured, expected, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
        )
        good = good and same
        rows.append((key, _shown(measured), _shown(expected), "" if same else "differs"))
    _print_table(rows)
    return good and bool(scores)


def _manifest() -> dict[str, Any]:
    file = catalogue.WEIGHTS / "manifest.json"
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise TrainingError(
            f"{file} cannot be read ({error}), so there is nothing to compare with. Restore it with `git checkout`, or "
            "leave --check out."
        ) from error


def _recipe(name: str) -> Any:
    from .recipes import RECIPES

    if name not in RECIPES:
        raise UnknownModelError(
            f"There is no recipe {name!r}{catalogue.near(name, list(RECIPES))} There are: {', '.join(RECIPES)}. "
            "A model from the Hub has none: the book did not train it."
        )
    return importlib.import_module(RECIPES[name])


def _print_table(rows: list[tuple[str, ...]]) -> None:
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _shown(score: float | None) -> str:
    return "missing" if score is None else f"{score:.4g}"


def _positive(text: str) -> int:
    return _whole(text, 1)


def _natural(text: str) -> int:
    return _whole(text, 0)


def _whole(text: str, least: int) -> int:
    try:
        value = int(text)
    except ValueError:
        value = least - 1
    if value < least:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of at least {least}")
    return value
