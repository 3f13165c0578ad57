"""Writes a whole file or nothing."""

import contextlib
import os
import tempfile
from pathlib import Path

from .errors import StorageError


def write_whole(path: Path, content: str | bytes) -> None:
    """Replaces `path` by `content` in one step: a full disk or a stop leaves the old file. Raises StorageError."""
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(descriptor, "wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        # subtle: mkstemp makes files only their owner can read; a file that others check out or serve must not be.
        os.chmod(temporary, path.stat().st_mode & 0o777 if path.exists() else 0o644)
        os.replace(temporary, path)
    except BaseException as error:
        if temporary:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
        if isinstance(error, OSError):
            raise StorageError(
                f"{path} could not be written ({error.strerror or error}); what was there before is untouched. "
                "Make room on the disk or mend the folder's permissions, and run the command again."
            ) from error
        raise
