"""Put a trained model among the embedded ones: its files, and what is known of it in `weights/manifest.json`."""

import argparse
import dataclasses
import datetime
import hashlib
import importlib
import json
import platform
import shutil
import statistics
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

from genai_book.recipes import RECIPES
from genai_book.recipes.trainer import write_atomically

WEIGHTS = Path(__file__).parents[1] / "weights"
MANIFEST = "manifest.json"
LIBRARIES = ("torch", "transformers", "tokenizers", "safetensors", "accelerate")


def publish(name: str, model: Path, config: Any, facts: dict[str, Any], weights: Path = WEIGHTS) -> dict[str, Any]:
    """Copy the files of `model` to `weights/name`, write its manifest entry, and return it.

    `facts` are what the recipe found: `parameters`, `data`, `scores`, `samples`, `training`. Files that the folder
    held before and the model does not have are removed.

    Raises:
        DiskFullError: a file could not be written.
    """
    folder = weights / name
    folder.mkdir(parents=True, exist_ok=True)
    files = {}
    for path in sorted(model.iterdir()):
        data = path.read_bytes()
        write_atomically(folder / path.name, data)
        files[path.name] = {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
    for path in folder.iterdir():
        if path.name not in files:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    entry = {
        "recipe": name,
        "seed": config.seed,
        "steps": config.steps,
        "date": datetime.date.today().isoformat(),
        "files": files,
        "config": dataclasses.asdict(config),
        **facts,
        "versions": {"python": platform.python_version(), **{library: version(library) for library in LIBRARIES}},
    }
    manifest = read(weights)
    manifest[name] = entry
    write_atomically(weights / MANIFEST, (json.dumps(manifest, indent=1) + "\n").encode())
    return entry


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
    if not (arguments.out / "run.json").is_file():
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
