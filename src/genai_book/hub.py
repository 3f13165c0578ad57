"""One pinned snapshot of a Hub repository on disk: only the files a model needs, each checked, resumable, atomic.

Built on huggingface_hub: its API for the listing, its HTTP layer for the bytes, its cache layout on disk, so that other
programs find what was downloaded here and the other way round. What is added: a download carries on where an earlier
one, also of another process, was stopped; a file enters the cache only with the size and hash that the Hub lists for
it; and a finished snapshot leaves a receipt by which it is recognised with no network.
"""

import hashlib
import json
import os
import re
import shutil
import time
from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from . import device as devices
from . import hub_errors
from .catalogue import Row
from .errors import CacheError, CorruptFileError, HubUnreachableError, NotOnHubError, SourceError
from .files import Stored, sha256

ATTEMPTS = 3  # at a file for which the Hub answers with an error of its own; dropped connections resume by themselves
_SHA1, _SHA256 = re.compile("[0-9a-f]{40}"), re.compile("[0-9a-f]{64}")


@dataclass(frozen=True)
class RemoteFile:
    """A file as the Hub lists it."""

    path: str  # in the repository
    size_bytes: int
    digest: str  # SHA-256 of a large file, git's SHA-1 of a small one; also its name among the cache's blobs


@dataclass(frozen=True)
class Listing:
    """The files of one revision that the model needs."""

    row: Row
    revision: str
    files: list[RemoteFile]

    @property
    def size_bytes(self) -> int:
        return sum(file.size_bytes for file in self.files)


@dataclass(frozen=True)
class Snapshot:
    """A complete copy on disk."""

    folder: Path
    revision: str
    weights: list[Path]  # safetensors, or pickles where the repository has nothing else


def cached(row: Row, revision: str | None = None, *, thorough: bool = False) -> Snapshot | None:
    """The complete copy on this disk, or None; uses no network.

    A file counts if it has the size of the receipt, and its hash too if it was touched since (`thorough`: in any case).
    """
    revision = _pinned(row, revision)
    receipt = _receipt(row, revision)
    try:
        entries = json.loads(receipt.read_text(encoding="utf-8"))
        files = [RemoteFile(**entry["file"]) for entry in entries]
        for entry, file in zip(entries, files, strict=True):
            path = _folder(row, revision) / file.path
            status = path.stat()
            untouched = status.st_mtime_ns == entry["mtime_ns"] and not thorough
            if status.st_size != file.size_bytes or not (untouched or _digest(path, file) == file.digest):
                return None
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return _snapshot(row, revision, files)


def listing(row: Row, revision: str | None = None) -> Listing:
    """Asks the Hub which files the model needs. Raises HubUnreachableError, NotOnHubError, SourceError."""
    revision = _pinned(row, revision)
    _require_network(row)
    from huggingface_hub import HfApi

    with hub_errors.of_hub(row, revision):
        # model_info rather than list_repo_tree: one request, which does not retry for half a minute without a network.
        info = HfApi(endpoint=devices.endpoint()).model_info(
            row.hub_id, revision=revision, files_metadata=True, timeout=hub_errors.timeout_seconds()
        )
        if info.sha != revision:
            raise ValueError(f"it is about the revision {info.sha} and {revision} was asked for")
        found = [
            RemoteFile(file.rfilename, *((file.lfs.size, file.lfs.sha256) if file.lfs else (file.size, file.blob_id)))
            for file in info.siblings
        ]
    needed = _needed(row, found)
    if not any(_is_weights(file.path) for file in needed):
        raise NotOnHubError(
            f"{row.hub_id} at {revision} has {len(found)} files and no weights among them that this book can read "
            "(safetensors, or PyTorch's .bin). The catalogue's revision may be wrong: `genai-book list` shows it."
        )
    for file in needed:
        _check_listed(row, file)
    return Listing(row, revision, needed)


def tensors(listed: Listing) -> list[Stored]:
    """The tensors of the weights, from the files' headers on the Hub; some kilobytes are read.

    A pickle has no such header: it counts as float32 values filling all its bytes.
    """
    from huggingface_hub import HfApi
    from huggingface_hub.errors import SafetensorsParsingError

    api = HfApi(endpoint=devices.endpoint())
    found: list[Stored] = []
    for file in listed.files:
        if file.path.endswith(".safetensors"):
            try:
                with hub_errors.of_hub(listed.row, listed.revision):
                    header = api.parse_safetensors_file_metadata(
                        listed.row.hub_id, file.path, revision=listed.revision, timeout=hub_errors.timeout_seconds()
                    )
            except (SafetensorsParsingError, ValueError, KeyError) as error:
                raise CorruptFileError(
                    f"{file.path} of {listed.row.hub_id} at {listed.revision} is no safetensors file: "
                    f"{hub_errors.first_line(error)}. Nothing was downloaded. Try again later, or use "
                    'source="embedded".'
                ) from error
            found += [Stored(file.path, name, one.dtype, tuple(one.shape)) for name, one in header.tensors.items()]
        elif _is_weights(file.path):
            found.append(Stored(file.path, "", "F32", (file.size_bytes // 4,)))
    return found


def fetch(listed: Listing) -> Snapshot:
    """Downloads what is not there yet, checks it, and returns the complete snapshot.

    May be stopped at any time: what has arrived is kept and the next call carries on from it. Raises
    HubUnreachableError, NotOnHubError, CorruptFileError, CacheError.
    """
    from tqdm.auto import tqdm

    row, revision = listed.row, listed.revision
    _require_network(row)
    with hub_errors.of_disk(row):
        (_storage(row) / "blobs").mkdir(parents=True, exist_ok=True)
        blobs = {file: _storage(row) / "blobs" / file.digest for file in listed.files}
        missing = [file for file in listed.files if not _is_good(blobs[file], file)]
        _require_space(row, sum(file.size_bytes - _part_bytes(row, file) for file in missing))
        bar = tqdm(
            total=sum(file.size_bytes for file in missing),
            desc=f"Downloading {row.name}",
            unit="B",
            unit_scale=True,
            disable=not devices.shows_progress(),
        )
        with bar:
            for file in missing:
                _download(row, revision, file, blobs[file], bar)
        for file in listed.files:
            _point(_folder(row, revision) / file.path, blobs[file])
        entries = [
            {"file": asdict(file), "mtime_ns": (_folder(row, revision) / file.path).stat().st_mtime_ns}
            for file in listed.files
        ]
        _write(_receipt(row, revision), json.dumps(entries, indent=1))
    return _snapshot(row, revision, listed.files)


def _download(row: Row, revision: str, file: RemoteFile, blob: Path, bar: Any) -> None:
    """Brings one file into the cache; what arrived before an error stays as a .part file."""
    from huggingface_hub import hf_hub_url
    from huggingface_hub.errors import HfHubHTTPError
    from huggingface_hub.file_download import http_get
    from huggingface_hub.utils import WeakFileLock, build_hf_headers

    url = hf_hub_url(row.hub_id, file.path, revision=revision, endpoint=devices.endpoint())
    part = _part(row, file)
    part.parent.mkdir(parents=True, exist_ok=True)
    with WeakFileLock(part.with_suffix(".lock")):  # one process at a time writes this part
        if _is_good(blob, file):  # another one has just brought it
            return
        with open(part, "ab") as opened:
            if opened.tell() > file.size_bytes:
                opened.truncate(0)
            bar.update(opened.tell())
            for attempt in range(1, ATTEMPTS + 1):
                bounded = _Bounded(opened, file, row, bar)
                try:
                    with hub_errors.of_hub(row, revision):
                        http_get(
                            url,
                            bounded,
                            resume_size=bounded.tell(),
                            headers=build_hf_headers(),
                            expected_size=file.size_bytes,
                            tqdm_class=_no_bar,
                        )
                    break
                except CorruptFileError:  # subtle: also an OSError
                    raise
                except HubUnreachableError as error:
                    answer = error.__cause__.response if isinstance(error.__cause__, HfHubHTTPError) else None
                    if answer is None or answer.status_code < 500 or attempt == ATTEMPTS:
                        raise
                    time.sleep(2 ** (attempt - 1))
                except OSError as error:
                    if error.errno is not None:  # of the disk
                        raise
                    raise CorruptFileError(  # the library's check of the length
                        f"{file.path} of {row.hub_id} was cut short by the Hub: {opened.tell():,} bytes of "
                        f"{file.size_bytes:,} arrived. They are kept; call the same again to carry on."
                    ) from error
            opened.flush()
            os.fsync(opened.fileno())
        if (actual := _digest(part, file)) != file.digest:
            part.unlink()
            raise CorruptFileError(
                f"{file.path} of {row.hub_id} at {revision} arrived with the hash {actual}, and the Hub lists "
                f"{file.digest}, so what was sent is not what was published; it has been thrown away. Try again, "
                "from another network if it happens twice."
            )
        os.replace(part, blob)


class _Bounded:
    """A file that takes no more bytes than the Hub has listed, and moves the progress bar."""

    def __init__(self, opened: BinaryIO, file: RemoteFile, row: Row, bar: Any):
        self._opened, self._file, self._row, self._bar = opened, file, row, bar

    def write(self, data: bytes) -> int:
        if self._opened.tell() + len(data) > self._file.size_bytes:
            self._opened.truncate(0)
            raise CorruptFileError(
                f"The Hub sends more bytes for {self._file.path} of {self._row.hub_id} than the "
                f"{self._file.size_bytes:,} it lists; what arrived has been thrown away. Try again, from another "
                "network if it happens twice."
            )
        self._bar.update(len(data))
        return self._opened.write(data)

    def tell(self) -> int:
        return self._opened.tell()

    def seek(self, position: int) -> int:
        self._bar.update(position - self._opened.tell())
        return self._opened.seek(position)

    def truncate(self) -> int:
        return self._opened.truncate()


def _needed(row: Row, found: list[RemoteFile]) -> list[RemoteFile]:
    """The files that match the row's patterns; pickled weights only where there are no safetensors."""
    chosen = [file for file in found if any(_matches(file.path, pattern) for pattern in row.files)]
    if row.variant and any(f".{row.variant}." in file.path for file in chosen):
        chosen = [file for file in chosen if not _is_weights(file.path) or f".{row.variant}." in file.path]
    if not any(_is_weights(file.path) for file in chosen):
        pickles = [pattern.replace(".safetensors", ".bin") for pattern in row.files if "safetensors" in pattern]
        chosen += [file for file in found if any(_matches(file.path, pattern) for pattern in pickles)]
    return chosen


def _matches(path: str, pattern: str) -> bool:
    return path.count("/") == pattern.count("/") and fnmatchcase(path, pattern)


def _is_weights(path: str) -> bool:
    return path.endswith((".safetensors", ".bin"))


def _check_listed(row: Row, file: RemoteFile) -> None:
    """Refuses a listing whose names or hashes would lead out of the cache."""
    parts = PurePosixPath(file.path).parts
    named_well = not file.path.startswith("/") and "\\" not in file.path and ".." not in parts
    hashed_well = isinstance(file.digest, str) and (_SHA1.fullmatch(file.digest) or _SHA256.fullmatch(file.digest))
    if not (named_well and hashed_well and isinstance(file.size_bytes, int) and file.size_bytes >= 0):
        raise CorruptFileError(
            f"The Hub lists a file of {row.hub_id} that cannot be: {file.path!r} with the hash {file.digest!r}. "
            f"Nothing was downloaded. Check that {devices.endpoint()} is the Hub you mean (HF_ENDPOINT)."
        )


def _pinned(row: Row, revision: str | None) -> str:
    if row.hub_id is None:
        raise SourceError(
            f"{row.name} was trained for this book and is on no Hub: it is installed with the book. Write "
            f'load("{row.task}", model="{row.name}").'
        )
    revision = revision or row.revision
    if revision is None:
        raise SourceError(
            f"The catalogue has no revision of {row.hub_id} yet, and the book takes nothing from the Hub that is not "
            f'pinned. Give one: load("{row.task}", source="hub", revision="...") with the 40 digits of a commit listed '
            f"at {devices.endpoint()}/{row.hub_id}/commits/main."
        )
    if not _SHA1.fullmatch(revision):
        raise SourceError(
            f"The revision {revision!r} of {row.hub_id} is not a commit: 40 digits of 0-9 and a-f. Names such as main "
            f"move, so they are refused; copy the digits from {devices.endpoint()}/{row.hub_id}/commits/main."
        )
    return revision


def _require_network(row: Row) -> None:
    if variable := devices.offline_by():
        raise HubUnreachableError(
            f"{variable} forbids the network and {devices.cache_folder()} has no complete copy of {row.hub_id}. "
            f'Unset {variable} and run `genai-book fetch {row.name}`, or use source="embedded".'
        )


def _require_space(row: Row, needed: int) -> None:
    free = shutil.disk_usage(devices.cache_folder()).free
    if needed > free:
        raise CacheError(
            f"{row.hub_id} needs {needed / 1e6:,.0f} MB more in {devices.cache_folder()} and its disk has "
            f"{free / 1e6:,.0f} MB left. Make room, or set GENAI_BOOK_CACHE to a folder on another disk."
        )


def _storage(row: Row) -> Path:
    from huggingface_hub.file_download import repo_folder_name

    return devices.cache_folder() / repo_folder_name(repo_id=row.hub_id, repo_type="model")


def _folder(row: Row, revision: str) -> Path:
    return _storage(row) / "snapshots" / revision


def _receipt(row: Row, revision: str) -> Path:
    return _storage(row) / "genai-book" / f"{row.name}-{revision}.json"


def _snapshot(row: Row, revision: str, files: list[RemoteFile]) -> Snapshot:
    folder = _folder(row, revision)
    return Snapshot(folder, revision, [folder / file.path for file in files if _is_weights(file.path)])


def _point(path: Path, blob: Path) -> None:
    """Puts a blob into the snapshot folder: by a relative link, or a copy where the system has no links."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(path.name + ".new")
    new.unlink(missing_ok=True)
    try:
        new.symlink_to(os.path.relpath(blob, path.parent))
    except OSError:
        shutil.copy2(blob, new)
    os.replace(new, path)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(path.name + ".new")
    new.write_text(text, encoding="utf-8")
    os.replace(new, path)


def _is_good(blob: Path, file: RemoteFile) -> bool:
    return blob.is_file() and blob.stat().st_size == file.size_bytes and _digest(blob, file) == file.digest


def _part(row: Row, file: RemoteFile) -> Path:
    """Where a file grows until it is whole: beside the library's own folders, which hold nothing half done."""
    return _storage(row) / "genai-book" / f"{file.digest}.part"


def _part_bytes(row: Row, file: RemoteFile) -> int:
    part = _part(row, file)
    return part.stat().st_size if part.is_file() else 0


def _digest(path: Path, file: RemoteFile) -> str:
    """The hash of a local file in the kind that the Hub lists for this one."""
    if len(file.digest) == 64:
        return sha256(path)
    # Git hashes a header with the content: https://git-scm.com/book/en/v2/Git-Internals-Git-Objects
    content = path.read_bytes()
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


def _no_bar(**_: Any) -> Any:
    """In place of the library's bar for each file: there is one bar for all."""
    from tqdm import tqdm

    return tqdm(disable=True)
