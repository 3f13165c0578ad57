"""The book's own package as a wheel, for readers whose notebooks install it, and the line that does so."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from . import addresses, fingerprint
from .downloads import PLACE
from .errors import ExportError
from .files import write_whole
from .resolved import Book

_SAME_HOUR = "946684800"  # of every file in the wheel, so that the same source is the same wheel


@dataclass(frozen=True)
class Package:
    """What the book's cells import; `wheel` is its file's name once it was built."""

    name: str
    version: str
    wheel: str = ""
    sha256: str = ""


def package(book: Book) -> Package | None:
    """The package that the book's pyproject.toml describes, if it does."""
    project = tomllib.loads((book.settings.root / "pyproject.toml").read_text(encoding="utf-8")).get("project") or {}
    return Package(project["name"], project["version"]) if "name" in project and "version" in project else None


def build(book: Book, folder: Path) -> Package | None:
    """Builds the wheel into `folder`. Raises ExportError with what pip said when that fails."""
    described = package(book)
    if described is None:
        return None
    with tempfile.TemporaryDirectory(prefix="bookpress-wheel-") as name:
        copy, out = Path(name) / "source", Path(name) / "wheel"
        _copy(book, copy)
        command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--quiet"]
        done = subprocess.run(
            [*command, "--disable-pip-version-check", "--wheel-dir", str(out), str(copy)],
            env={**os.environ, "SOURCE_DATE_EPOCH": _SAME_HOUR},
            capture_output=True,
            text=True,
            check=False,
        )
        made = list(out.glob("*.whl"))
        if done.returncode or len(made) != 1:
            said = " ".join((done.stderr or done.stdout).split())[-600:]
            raise ExportError(f"The book's package could not be built as a wheel: {said} Mend it and run again.")
        data = made[0].read_bytes()
        write_whole(folder / made[0].name, data)
        return Package(described.name, described.version, made[0].name, hashlib.sha256(data).hexdigest())


def _pin(text: str, locked: Mapping[str, str]) -> str:
    """pyproject.toml with each bare dependency at its locked version: what a notebook installs is what was run."""

    def pinned(match: re.Match) -> str:
        version = locked.get(re.sub(r"[-_.]+", "-", match[1]).lower())
        return f'"{match[1]}=={version}"' if version else match[0]

    return re.sub(
        r"^dependencies\s*=\s*\[.*?^\]",
        lambda block: re.sub(r'"([A-Za-z0-9][\w.-]*)"', pinned, block[0]),
        text,
        flags=re.MULTILINE | re.DOTALL,
    )


def _copy(book: Book, target: Path) -> None:
    """What a wheel is made of. A build in place would leave a folder behind, and take what an older one left."""
    target.mkdir()
    for file in book.settings.root.iterdir():
        if file.is_file():
            shutil.copy2(file, target / file.name)
    description = target / "pyproject.toml"
    locked = fingerprint.locked_versions(book.settings)
    description.write_text(_pin(description.read_text(encoding="utf-8"), locked), encoding="utf-8")
    for folder in book.settings.source:
        ignored = shutil.ignore_patterns("*.egg-info", "__pycache__")
        shutil.copytree(folder, target / folder.relative_to(book.settings.root), ignore=ignored)


def requirements(book: Book, built: Package | None, libraries: Iterable[str]) -> list[str]:
    """What pip is to install for a notebook: the book's own package, which brings what it needs in locked versions.

    Its very wheel, where the site's address is known. A book without a package names the libraries that its cells use.
    """
    if built is None:
        locked = fingerprint.locked_versions(book.settings)
        return [f"{name}=={locked[name]}" if name in locked else name for name in sorted(libraries)]
    origin = addresses.site(book)
    if origin and built.wheel:
        return [f"{built.name} @ {origin}/{PLACE}/{built.wheel}#sha256={built.sha256}"]
    return [f"{built.name}=={built.version}"]
