"""What the site offers to take away: files that the exports made of the pages as they are now, and no older ones."""

import hashlib
import json
import shutil
from pathlib import Path

from .errors import ExportError
from .files import write_whole
from .settings import Settings

MANIFEST = "downloads.json"
PLACE = "downloads"  # folder of the site that holds the files


def exports(settings: Settings) -> Path:
    """Where the exports put their files and their manifest."""
    return settings.root / "_build" / "exports"


def known(settings: Settings) -> dict[str, dict]:
    """The manifest: by page and format a file, its size, and the sources it was made from with their SHA-256."""
    path = exports(settings) / MANIFEST
    try:
        return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    except ValueError as error:
        raise ExportError(f"{path} is no list of files ({error}). Delete it and run `bookpress export all`.") from error


def remember(settings: Settings, entries: dict[str, dict]) -> None:
    """Adds entries to the manifest."""
    whole = known(settings)
    for slug, forms in entries.items():
        whole.setdefault(slug, {}).update(forms)
    write_whole(exports(settings) / MANIFEST, json.dumps(whole, indent=1, sort_keys=True) + "\n")


def stage(settings: Settings, published: Path) -> None:
    """Copies the files that are current into what the site carries, with a list of them for the theme."""
    target = published / PLACE
    target.mkdir(parents=True, exist_ok=True)
    offered: dict[str, dict] = {}
    for slug, forms in known(settings).items():
        for form, entry in forms.items():
            files = [exports(settings) / name for name in (entry["file"], *entry.get("needs", []))]
            if _current(settings, entry.get("sources", {})) and all(file.is_file() for file in files):
                for file in files:
                    shutil.copyfile(file, target / file.name)
                shown = {key: entry[key] for key in ("file", "bytes", "address") if entry.get(key)}
                offered.setdefault(slug, {})[form] = shown
    write_whole(target / MANIFEST, json.dumps(offered, indent=1, sort_keys=True) + "\n")


def _current(settings: Settings, sources: dict[str, str]) -> bool:
    paths = {settings.root / name: state for name, state in sources.items()}
    return bool(paths) and all(
        path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == paths[path] for path in paths
    )
