"""The command `genai-book`: arguments and printing only. `COMMANDS`, below, is the table of what it can do."""

import argparse
import importlib
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import catalogue, memory
from .commands import Command, argument, natural, parser, positive
from .errors import GenaiBookError, NoEmbeddedModelError, TrainingError, UnknownModelError

if TYPE_CHECKING:
    from .evaluation import Evaluation

_EPILOG = """\
examples:
  genai-book list                      what there is, and what of it is on this disk
  genai-book fetch gpt2                download its pinned files: load() then needs no network
  genai-book train text --resume       train the small language model, or carry on
  genai-book evaluate --all --check    do the embedded models score what the book states?

environment:
  GENAI_BOOK_SOURCE   auto, hub or embedded: where load() takes models from
  GENAI_BOOK_DEVICE   cuda, xpu, mps or cpu: where they run
  GENAI_BOOK_MEMORY   gigabytes that all loaded models may take together
  GENAI_BOOK_CACHE    folder for downloads, in place of the Hub's own cache
  GEMINI_API_KEY      key for `genai-book app --gemini`; GEMINI_MODEL names its model
  HF_ENDPOINT, HF_HUB_OFFLINE, HF_TOKEN   as the Hugging Face libraries read them
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit status; an error of the package is one paragraph on stderr and status 1."""
    arguments = parser(COMMANDS, _EPILOG).parse_args(argv)
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


def _list(_: argparse.Namespace) -> int:
    from . import evaluation, hub

    rows = [("task", "model", "Hub id", "revision", "size", "licence", "embedded")]
    for row in catalogue.ROWS:
        sibling = row.embedded.name if row.embedded else "none"
        if row.embedded and not evaluation.installed(row.embedded.name):
            sibling += " (not trained yet)"
        if row.hub_id is None:
            rows.append((row.task, row.name, "only in the book", "-", "-", row.licence, sibling))
            continue
        if row.revision is None:
            revision, fetched = "unresolved", False
        else:
            revision = row.revision[:8] + ("" if row.revision_confirmed else "?")
            fetched = hub.cached(row) is not None
        size = f"{memory.megabytes(row.download_bytes)}{', downloaded' if fetched else ''}"
        rows.append((row.task, row.name, row.hub_id, revision, size, row.licence, sibling))
    _print_table(rows)
    if any(row.revision and not row.revision_confirmed for row in catalogue.ROWS):
        print("? seen in public repositories, not yet confirmed on the Hub. Sizes are estimates.")
    return 0


def _fetch(arguments: argparse.Namespace) -> int:
    from . import hub

    row = catalogue.find_name(arguments.name)
    if row.hub_id is None:
        print(f"{row.name} was trained for this book and is installed with it: there is nothing to download.")
        return 0
    snapshot = hub.cached(row, arguments.revision, thorough=True)
    if snapshot:
        print(f"{row.hub_id} is complete and unchanged in {snapshot.folder}.")
    else:
        listed = hub.listing(row, arguments.revision)
        print(f"{row.hub_id} at {listed.revision}: {len(listed.files)} files, {memory.megabytes(listed.size_bytes)}.")
        print(f"All there, sizes and hashes checked: {hub.fetch(listed).folder}")
    return 0


def _revisions(arguments: argparse.Namespace) -> int:
    from . import revisions

    findings = [revisions.ask(row) for row in revisions.rows()]
    table = [("Hub id", "revision", "on the Hub", "main is at")]
    for found in findings:
        pinned = found.row.revision[:8] if found.row.revision else "none"
        there = "no" if found.problem else "yes"
        table.append((found.row.hub_id, pinned, there, found.newest[:8] if found.newest else "-"))
    _print_table(table)
    if arguments.resolve:
        said = revisions.resolve(findings)
        print("\n".join(said) if said else "The catalogue says so already.")
    problems = [found.problem for found in findings if found.problem and not (arguments.resolve and found.change)]
    for problem in problems:
        print(f"genai-book: {problem}", file=sys.stderr)
    return 1 if problems and (arguments.check or arguments.resolve) else 0


def _card(arguments: argparse.Namespace) -> int:
    from .cards import card

    print(card(arguments.name), end="")
    return 0


def _cards(arguments: argparse.Namespace) -> int:
    from .cards import page
    from .writing import write_all

    out: Path = arguments.out
    text, pictures = page(catalogue.WEIGHTS, out.stem)
    files = {out: text.encode(), **{out.with_suffix("") / name: data for name, data in pictures.items()}}
    changed = write_all(files, out.with_suffix("").glob("*.png"), check=arguments.check)
    return _say_generated(out, changed, f"genai-book cards --out {out}", arguments.check)


def _reference(arguments: argparse.Namespace) -> int:
    from .reference import page
    from .writing import write_all

    changed = write_all({arguments.out: page(COMMANDS, _EPILOG).encode()}, check=arguments.check)
    return _say_generated(arguments.out, changed, f"genai-book reference --out {arguments.out}", arguments.check)


def _train(arguments: argparse.Namespace) -> int:
    recipe = _recipe(arguments.name)
    config = recipe.config(arguments.name)
    if arguments.seed is not None:
        config = replace(config, seed=arguments.seed)
    out = arguments.out or Path("runs") / arguments.name
    recipe.train(config, out, arguments.resume, arguments.steps)
    if arguments.publish:
        from accelerate import PartialState

        if PartialState().is_main_process:  # of those that `accelerate launch` started
            recipe.publish(out)
    return 0


def _evaluate(arguments: argparse.Namespace) -> int:
    from . import evaluation
    from .recipes import RECIPES

    for name in [arguments.name] if arguments.name else []:
        _recipe(name)
    found, lacking = {}, []
    for name in list(RECIPES) if arguments.all else [arguments.name]:
        if not evaluation.installed(name):
            lacking.append(name)
            continue
        found[name] = evaluation.evaluate(name, _recipe(name))
        if not arguments.json:
            _print_scores(found[name], arguments.check)
    if arguments.json:
        print(json.dumps({name: asdict(one) for name, one in found.items()}, indent=1))
    if lacking:
        raise NoEmbeddedModelError(evaluation.lacking(lacking))
    if wrong := [name for name, one in found.items() if one.differing and arguments.check]:
        raise TrainingError(
            f"Scores of {', '.join(wrong)} differ from those of the manifest by more than {evaluation.TOLERANCE} "
            "(relative or absolute). If the weights are meant to have changed, train again with `--publish`, which "
            "writes the manifest; else `git checkout` restores it."
        )
    return 0


def _fixtures(arguments: argparse.Namespace) -> int:
    from . import evaluation, fixtures, recordings
    from .writing import write_all

    status = 0
    for name in fixtures.NAMES if arguments.all else [arguments.name]:
        if arguments.all and name not in recordings.FILES and not evaluation.installed(name):
            print(f"{name}: not trained yet")
            continue
        out = arguments.out / f"{name}.json"
        made = fixtures.make(name, arguments.run_folder or Path("runs") / name)
        print("\n".join(made.proved))
        changed = (
            fixtures.differences(made.data, out) if arguments.check else write_all({out: fixtures.encode(made.data)})
        )
        status |= _say_generated(out, changed, f"genai-book fixtures {name} --out {arguments.out}", arguments.check)
    return status


def _export_onnx(arguments: argparse.Namespace) -> int:
    from .onnx import export

    for path, difference in export(arguments.name, arguments.out, arguments.source).items():
        print(
            f"{path}: {memory.megabytes(path.stat().st_size)}; largest difference from torch {difference:.1e}, "
            "no path of this machine in it."
        )
    return 0


def _print_scores(found: "Evaluation", check: bool) -> None:
    """Prints a model's scores, beside those of the manifest where they are compared, and its targets."""
    if check:
        rows = [(found.name, "measured", "manifest", "")]
        for key in sorted({*found.scores, *found.stated}):
            note = "differs" if key in found.differing else ""
            rows.append((key, _shown(found.scores.get(key)), _shown(found.stated.get(key)), note))
    else:
        rows = [(found.name, "score"), *((key, _shown(value)) for key, value in found.scores.items())]
    _print_table(rows)
    if found.reach:
        goals = [(one.what, one.target, one.shown, "yes" if one.met else "no") for one in found.reach]
        print()
        _print_table([(f"{found.name}: to reach", "target", "reached", "met"), *goals])
    print()


def _recipe(name: str) -> Any:
    from .recipes import RECIPES

    if name not in RECIPES:
        raise UnknownModelError(
            f"There is no recipe {name!r}{catalogue.near(name, list(RECIPES))} There are: {', '.join(RECIPES)}. "
            "A model from the Hub has none: the book did not train it."
        )
    return importlib.import_module(RECIPES[name])


def _say_generated(out: Path, changed: list[str], command: str, check: bool) -> int:
    """One line on generated files; status 1 if they were only checked and are out of date."""
    if check and changed:
        print(f"genai-book: out of date: {'; '.join(changed)}. Run `{command}`.", file=sys.stderr)
        return 1
    print(f"{out} is up to date." if not changed else f"Written: {', '.join(changed)}.")
    return 0


def _print_table(rows: list[tuple[str, ...]]) -> None:
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _shown(score: float | None) -> str:
    return "missing" if score is None else f"{score:.4g}"


def _doctor(arguments: argparse.Namespace) -> int:
    from . import doctor

    report = doctor.examine()
    print(json.dumps(doctor.as_json(report), indent=1) if arguments.json else doctor.as_text(report))
    return 1 if report.problems else 0


def _app(arguments: argparse.Namespace) -> int:
    from .serve import run

    return run(arguments)


COMMANDS = (
    Command("list", "show every model of the catalogue and what of it is on this disk", _list),
    Command(
        "fetch",
        "download the files of a Hub model, or finish a stopped download",
        _fetch,
        (
            argument("name", help="short name or Hub id, as `genai-book list` shows it"),
            argument("--revision", help="commit to take in place of the catalogue's: 40 hexadecimal digits"),
        ),
    ),
    Command(
        "revisions",
        "ask the Hub whether the catalogue's revisions are there",
        _revisions,
        (
            argument("--check", action="store_true", help="exit 1 if one is not"),
            argument(
                "--resolve", action="store_true", help="write into the catalogue which are; fill in those it lacks"
            ),
        ),
    ),
    Command(
        "card",
        "print a model's card: what it is, was trained on, can and cannot do",
        _card,
        (argument("name", help="short name of a model"),),
    ),
    Command(
        "cards",
        "write the book's page of all model cards, with its pictures",
        _cards,
        (
            argument("--out", type=Path, default=Path("book/model-cards.md"), help="the page (default: %(default)s)"),
            argument("--check", action="store_true", help="write nothing; exit 1 if the page is out of date"),
        ),
    ),
    Command(
        "reference",
        "write the book's page on the package, from its docstrings and commands",
        _reference,
        (
            argument("--out", type=Path, default=Path("book/api-reference.md"), help="default: %(default)s"),
            argument("--check", action="store_true", help="write nothing; exit 1 if the page is out of date"),
        ),
    ),
    Command(
        "train",
        "train an embedded model by its recipe",
        _train,
        (
            argument("name", help="name of a recipe"),
            argument("--steps", type=positive, help="optimizer steps (default: the recipe's own number)"),
            argument("--out", type=Path, help="folder for the run and its model (default: runs/NAME)"),
            argument("--resume", action="store_true", help="carry on from the last checkpoint in the folder"),
            argument("--seed", type=natural, help="seed of data order and initial weights (default: the recipe's)"),
            argument("--publish", action="store_true", help="then measure it and put it among the embedded models"),
        ),
    ),
    Command(
        "evaluate",
        "measure an embedded model on its held-out data",
        _evaluate,
        (
            (
                argument("name", nargs="?", help="name of an embedded model"),
                argument("--all", action="store_true", help="every embedded model that has a recipe"),
            ),
            argument("--check", action="store_true", help="compare with the manifest; exit 1 if a score differs"),
            argument("--json", action="store_true", help="print JSON in place of tables"),
        ),
    ),
    Command(
        "fixtures",
        "write what a model answers, for the tests of its JavaScript",
        _fixtures,
        (
            (
                argument("name", nargs="?", help="name of an embedded model or a recording"),
                argument("--all", action="store_true", help="everything that runs in a page"),
            ),
            argument("--out", type=Path, default=Path("tests/fixtures"), help="folder (default: %(default)s)"),
            argument("--run", dest="run_folder", type=Path, help="its training's folder (default: runs/NAME)"),
            argument("--check", action="store_true", help="write nothing; exit 1 if a file is out of date"),
        ),
    ),
    Command(
        "export-onnx",
        "write a model as ONNX files that give the same numbers as torch",
        _export_onnx,
        (
            argument("name", help="name of a model that writes, embeds or draws"),
            argument("--out", type=Path, required=True, help="folder for the files"),
            argument("--source", choices=("embedded", "hub"), default="embedded", help="which one to export"),
        ),
    ),
    Command(
        "app",
        "talk to a model in the browser, or write the folder of a hosted space",
        _app,
        (
            argument("--model", help="a text model of `genai-book list` (default: gpt2, or its small sibling)"),
            argument("--source", choices=("auto", "hub", "embedded"), default="auto", help="where --model is from"),
            argument("--gemini", nargs="?", const="", metavar="NAME", help="a Gemini model (default: GEMINI_MODEL)"),
            argument("--host", help="address to serve at (default: 127.0.0.1, for this machine alone)"),
            argument("--port", type=natural, help="port to serve at (default: 7860); 0 for any free one"),
            argument("--export-space", type=Path, metavar="DIR", help="write a new folder for Hugging Face Spaces"),
            argument("--static", nargs="?", const=Path("_build/html"), type=Path, help="of the built book instead"),
        ),
    ),
    Command(
        "doctor",
        "say what this machine can run and about how fast; exit 1 if the book cannot run here",
        _doctor,
        (argument("--json", action="store_true", help="print JSON in place of text"),),
    ),
)
