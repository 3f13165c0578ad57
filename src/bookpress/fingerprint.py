"""What a twin's outputs depend on, and whether any of it has changed since they were made.

A fingerprint holds hashes of the notebook's program, of the book's own modules its kernel had imported and files it had
read, of the data units it had opened, and the locked versions of the distributions that the program and those modules
import. Left out: the text between the cells, system libraries, and the machine.
"""

import ast
import hashlib
import json
import os
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

from . import chapter
from .errors import ChapterError, SettingsError
from .pair import Pair
from .program import source_of, steps
from .settings import Settings

UNLOCKED = "not locked"


def take(
    cells: Sequence[Mapping], imported: Iterable[str], read: Iterable[str], loaded: Iterable[str], settings: Settings
) -> dict:
    """The fingerprint of a notebook that imported and read these files of the book's folder.

    `loaded` names the packages its kernel held in the end: an import statement that was never reached does not count.
    """
    modules = [path for path in map(Path, imported) if _is_source(path, settings)]
    units, files = set(), set(modules)
    for path in map(Path, read):
        if unit := _unit(path, settings):
            units.add(unit)
        elif _counts(path, settings):
            files.add(path)
    names = _imported_names([*_code(cells), *(path.read_text(encoding="utf-8") for path in modules)]) & set(loaded)
    locked = locked_versions(settings)
    distributions = _distributions(name for name in names if not _is_own(name, settings))
    return {
        "program": program_hash(cells),
        "environment": _hash(json.dumps(settings.environment, sort_keys=True)),
        "source": {_name(path, settings): content_hash(path) for path in sorted(files)},
        "data": {_name(path, settings): content_hash(path) for path in sorted(units)},
        "versions": {name: locked.get(name, UNLOCKED) for name in distributions} if settings.lock else {},
    }


def stale(pair: Pair, settings: Settings) -> list[str]:
    """Why the twin has to be executed again, in words; empty when its outputs are current."""
    try:
        notebook = json.loads(pair.twin.read_text(encoding="utf-8"))
        cells, stored = notebook["cells"], notebook["metadata"].get("bookpress", {}).get("fingerprint")
    except FileNotFoundError:
        return ["it has no notebook yet"]
    except (ValueError, KeyError, AttributeError, TypeError):
        return [f"{pair.twin.name} is no notebook"]
    if not stored:
        return ["it has never been executed"]
    reasons = []
    try:
        written = [{"cell_type": cell.kind, "source": cell.source} for cell in chapter.read(pair.chapter).cells]
        if not stored.get("program") == program_hash(cells) == program_hash(written):
            reasons.append("its cells changed")
    except (OSError, ChapterError) as error:
        return [f"its chapter cannot be read ({error})"]
    if stored.get("environment") != _hash(json.dumps(settings.environment, sort_keys=True)):
        reasons.append("[tool.bookpress.environment] changed")
    for kind in ("source", "data"):
        for name, known in stored.get(kind, {}).items():
            path = settings.root / name
            if not path.exists():
                reasons.append(f"{name} is gone")
            elif content_hash(path) != known:
                reasons.append(f"{name} changed")
    locked = locked_versions(settings)
    for name, known in stored.get("versions", {}).items():
        if (now := locked.get(name, UNLOCKED)) != known:
            reasons.append(f"{name} is now {now}, was {known}")
    return reasons


def program_hash(cells: Sequence[Mapping]) -> str:
    return _hash(json.dumps([[step.kind, step.text] for step in steps(cells)]))


def content_hash(path: Path) -> str:
    """Of a file, or of a folder's files with their names; hidden files and compiled Python do not count."""
    if path.is_dir():
        inside = (p for p in sorted(path.rglob("*")) if p.is_file() and not _ignored(p.relative_to(path)))
        return _hash("\n".join(f"{p.relative_to(path).as_posix()} {content_hash(p)}" for p in inside))
    state = path.stat()
    return _file_hash(path, state.st_mtime_ns, state.st_size)


@cache
def _file_hash(path: Path, modified_ns: int, size_bytes: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:16]


def locked_versions(settings: Settings) -> dict[str, str]:
    """Version of each distribution in the lock file, by normalised name. Raises SettingsError when it is missing."""
    if settings.lock is None:
        return {}
    try:
        text = settings.lock.read_text(encoding="utf-8")
    except OSError as error:
        raise SettingsError(
            f"The lock file {settings.lock} cannot be read ({error.strerror}). Restore it, or name another as `lock` "
            "in [tool.bookpress] of pyproject.toml."
        ) from error
    return {_normal(match[1]): match[2] for match in re.finditer(r"(?m)^([\w.-]+)(?:\[[^\]]*\])?==([^\s;#\\]+)", text)}


def _code(cells: Sequence[Mapping]) -> list[str]:
    return [source_of(cell) for cell in cells if cell["cell_type"] == "code"]


def _imported_names(sources: Iterable[str]) -> set[str]:
    """First parts of what import statements name, wherever they stand; relative imports are the book's own."""
    names = set()
    for source in sources:
        plain = re.sub(r"(?m)^(\s*)[%!].*$", r"\1pass", source)  # IPython's own commands
        try:
            tree = ast.parse(plain)
        except SyntaxError:  # a cell that shows one
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                names.update(alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names.add(node.module.partition(".")[0])
    return names - set(sys.stdlib_module_names)


def _is_own(name: str, settings: Settings) -> bool:
    return any((root / name).is_dir() or (root / f"{name}.py").is_file() for root in settings.source)


def _distributions(names: Iterable[str]) -> list[str]:
    owners = _owners()
    return sorted({_normal(owner) for name in names for owner in owners.get(name, ())})


@cache
def _owners() -> Mapping[str, list[str]]:
    return packages_distributions()


def _is_source(path: Path, settings: Settings) -> bool:
    return path.suffix == ".py" and any(path.is_relative_to(root) for root in settings.source)


def _unit(path: Path, settings: Settings) -> Path | None:
    """The direct child of a data folder that `path` is or lies in."""
    for folder in settings.data:
        if path.is_relative_to(folder) and path != folder:
            return folder / path.relative_to(folder).parts[0]
    return None


def _counts(path: Path, settings: Settings) -> bool:
    """Whether a file that was read is the book's own: no environment of packages, cache or output of its tools."""
    return (
        path.is_file()
        and path.is_relative_to(settings.root)
        and not path.is_relative_to(sys.prefix)
        and not _ignored(path.relative_to(settings.root))
    )


def _ignored(path: Path) -> bool:
    return any(
        part.startswith((".", "_build", "__pycache__", "node_modules")) or part.endswith(".egg-info")
        for part in path.parts
    )


def _name(path: Path, settings: Settings) -> str:
    return Path(os.path.relpath(path, settings.root)).as_posix()


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
