"""Put a trained model among the embedded ones: its files, and what is known of it in `weights/manifest.json`."""

import argparse
import dataclasses
import datetime
import hashlib
import importlib
import json
import platform
import statistics
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

import filelock

from genai_book.recipes import RECIPES
from genai_book.writing import write_atomically

WEIGHTS = Path(__file__).parents[1] / "weights"
MANIFEST = "manifest.json"
RUN = "run.json"  # what `trainer.finish` leaves beside a model
LIBRARIES = ("torch", "transformers", "diffusers", "peft", "tokenizers", "safetensors", "accelerate")


def publish(
    name: str, model: Path | None, config: Any, facts: dict[str, Any], weights: Path = WEIGHTS
) -> dict[str, Any]:
    """Copy the files of `model`, folders and all, to `weights/name`, write its manifest entry, and return it.

    `facts` are what the recipe found: `parameters`, `data_sha256`, `training`, `scores`, `samples`, `about`. What
    trained the model and with which libraries stands in the `run.json` beside it. Files that the folder held before and
    the model does not have are removed. `model` and `config` are None for a model that was measured but not trained.

    Raises:
        DiskFullError: a file could not be written.
    """
    run = json.loads((model.parent / RUN).read_text("utf-8")) if model else {}
    files = _copy(model, weights / name) if model else {}
    made = {"seed": config.seed, "steps": config.steps, "config": dataclasses.asdict(config)} if config else {}
    entry = {
        "recipe": name,
        "date": datetime.date.today().isoformat(),
        "files": files,
        **made,
        **facts,
        "versions": run["versions"] if run else versions(),
    }
    if run:
        entry["training"] = {"hardware": run["hardware"], **facts["training"]}
    write(name, entry, weights)
    return entry


def versions() -> dict[str, str]:
    """What runs here: Python and the libraries that decide what a training gives."""
    return {"python": platform.python_version(), **{library: version(library) for library in LIBRARIES}}


def write(name: str, entry: dict[str, Any], weights: Path = WEIGHTS) -> None:
    """Put the entry of a model into the manifest. Raises DiskFullError."""
    # Two recipes that finish together must not lose one another's entries.
    with filelock.FileLock(Path(tempfile.gettempdir()) / "genai-book-manifest.lock"):
        manifest = dict(sorted((read(weights) | {name: entry}).items()))
        write_atomically(weights / MANIFEST, (json.dumps(manifest, indent=1) + "\n").encode())


def _copy(model: Path, folder: Path) -> dict[str, dict[str, Any]]:
    """Make `folder` hold the files of `model` and nothing else; their hashes and sizes by relative path."""
    files = {}
    for path in sorted(path for path in model.rglob("*") if path.is_file()):
        data, place = path.read_bytes(), path.relative_to(model).as_posix()
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        write_atomically(folder / place, data)
        files[place] = {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
    for path in sorted(folder.rglob("*"), reverse=True):  # what lies in a folder comes before the folder
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif path.relative_to(folder).as_posix() not in files:
            path.unlink()
    return files


def read(weights: Path = WEIGHTS) -> dict[str, Any]:
    """The manifest; empty where there is none yet."""
    path = weights / MANIFEST
    return json.loads(path.read_text("utf-8")) if path.exists() else {}


def main(argv: list[str] | None = None) -> int:
    """`python -m genai_book.recipes.publish text runs/text`: measure the model of a finished run and install it."""
    parser = argparse.ArgumentParser(prog="python -m genai_book.recipes.publish", description=main.__doc__)
    parser.add_argument("name", choices=sorted(RECIPES), help="recipe")
    parser.add_argument("out", type=Path, help="the --out folder of `genai-book train`")
    arguments = parser.parse_args(argv)
    if not (arguments.out / RUN).is_file():
        print(
            f"There is no finished run in {arguments.out}. Finish it with `genai-book train {arguments.name} --out "
            f"{arguments.out} --resume`.",
            file=sys.stderr,
        )
        return 1
    entry = importlib.import_module(RECIPES[arguments.name]).publish(arguments.out)
    for key, value in entry["scores"].items():
        print(f"{key:40} {value:.4f}")
    return 0


def smoothed(losses: list[float], points: int = 60) -> list[list[float]]:
    """A loss curve short enough to store: [step, mean loss in nats since the point before]."""
    width = max(1, len(losses) // points)
    return [
        [min(start + width, len(losses)), round(statistics.fmean(losses[start : start + width]), 4)]
        for start in range(0, len(losses), width)
    ]


if __name__ == "__main__":
    sys.exit(main())
