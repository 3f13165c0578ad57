"""Writing files whole or not at all."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from .errors import DiskFullError


def write_atomically(path: Path, data: bytes) -> None:
    """Writes a file so that a reader sees the old one or the new one whole. Raises DiskFullError; the old one stays."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(temporary, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise DiskFullError(
            f"{path} ({len(data) / 1e6:.1f} MB) could not be written: {error.strerror}. What was there before is "
            "untouched. Free some space, or give another folder with --out, and run the same command again (a training "
            "with --resume)."
        ) from error
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def write_all(files: Mapping[Path, bytes], present: Iterable[Path] = (), *, check: bool = False) -> list[str]:
    """Makes generated files what they should be and says what that changed, or with `check` only what it would change.

    `present` are files of an earlier time; those no longer among `files` are removed. Raises DiskFullError.
    """
    changed = []
    for path, data in files.items():
        if not path.is_file() or path.read_bytes() != data:
            changed.append(str(path))
            if not check:
                write_atomically(path, data)
    for path in sorted(set(present) - set(files)):
        changed.append(f"{path} (no longer needed)")
        if not check:
            path.unlink()
    return changed
