"""Folders of the book that its site carries for its widgets: data that a reader's browser fetches when asked to.

Beside the files of each folder stands a `files.json` with the size and the SHA-256 of each, so that a page can show
progress and notice a download that broke off.
"""

import hashlib
import json
import shutil
from pathlib import Path, PurePosixPath

from .errors import SettingsError, StorageError
from .settings import Settings

LIST = "files.json"
RESERVED = ("assets", "build", "downloads")  # where themes and the exports put their files


def stage(settings: Settings) -> Path:
    """Copies what `published` names into `_build/published` and returns that folder.

    Raises SettingsError for a place or folder that cannot be, StorageError when the disk is full.
    """
    target = settings.root / "_build" / "published"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for place, name in settings.published.items():
        folder = settings.root / name
        _require_sound(place, folder, settings)
        files = {}
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            relative = file.relative_to(folder).as_posix()
            content = file.read_bytes()
            files[relative] = {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            _write(target / place / relative, content)
        _write(target / place / LIST, json.dumps(files, indent=1).encode())
    return target


def _require_sound(place: str, folder: Path, settings: Settings) -> None:
    parts = PurePosixPath(place).parts
    where = f"[tool.bookpress.published] in {settings.root / 'pyproject.toml'}"
    if not parts or PurePosixPath(place).is_absolute() or ".." in parts or parts[0] in RESERVED:
        raise SettingsError(
            f"{where}: {place!r} is no place on the site. Name a folder below its root, such as 'data/flours', "
            f"and none in {' or '.join(RESERVED)}."
        )
    if not folder.is_dir() or not folder.resolve().is_relative_to(settings.root.resolve()):
        raise SettingsError(f"{where}: {folder} is no folder of the book. Mend the path of {place!r}, or take it out.")
    if (folder / LIST).exists():
        raise SettingsError(f"{where}: {folder} holds a {LIST}, a name that the site needs for its own. Rename it.")


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)  # with the usual permissions, whatever those of the source
    except OSError as error:
        raise StorageError(
            f"{path} could not be written ({error.strerror or error}). Make room on the disk or mend the folder's "
            "permissions, and run the command again."
        ) from error
