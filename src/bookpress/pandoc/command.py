"""Runs pandoc, the one that the PyPI package brings. A warning of it is an error here: something would be lost."""

import json
import subprocess
from functools import cache
from pathlib import Path

from ..errors import ExportError
from .ast import Node


@cache
def executable() -> str:
    try:
        import pypandoc

        return pypandoc.get_pandoc_path()
    except (ImportError, OSError) as error:
        raise ExportError(
            "pandoc was not found. Install what the exports need with `pip install pypandoc_binary` and run again."
        ) from error


def run(arguments: list[str], given: str | bytes, folder: Path | None = None) -> bytes:
    """What pandoc writes to its output for `given`, in `folder`. Raises ExportError on a failure and on any warning."""
    given = given.encode() if isinstance(given, str) else given
    command = [executable(), "--sandbox" if folder is None else "--fail-if-warnings", *arguments]
    done = subprocess.run(command, input=given, cwd=folder, capture_output=True, check=False)
    said = " ".join(done.stderr.decode(errors="replace").split())
    if done.returncode or said:
        raise ExportError(f"pandoc could not make it whole ({' '.join(arguments[:4])}): {said or done.returncode}.")
    return done.stdout


def parse(text: str, form: str) -> list[Node]:
    """The blocks of a text in another markup, such as an output in HTML."""
    return json.loads(run(["--from", form, "--to", "json"], text))["blocks"]
