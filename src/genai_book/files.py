"""Looking at weight files on disk without loading them: what their headers say, and their hash."""

import hashlib
import json
import math
import struct
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from .errors import CorruptFileError

# https://github.com/huggingface/safetensors#format: an unsigned 64-bit length, a JSON header, the tensors.
_LONGEST_HEADER_BYTES = 100_000_000
FLOATS = {"F64": 8, "F32": 4, "F16": 2, "BF16": 2, "F8_E4M3": 1, "F8_E5M2": 1}
OTHERS = {"I64": 8, "I32": 4, "I16": 2, "I8": 1, "U64": 8, "U32": 4, "U16": 2, "U8": 1, "BOOL": 1}

Counts = dict[str, int]  # dtype as safetensors names it → number of values stored in it


class Stored(NamedTuple):
    """One tensor of a weights file, as its header describes it."""

    file: str  # path inside the model's folder
    name: str
    kind: str  # dtype as safetensors names it
    shape: tuple[int, ...]

    @property
    def values(self) -> int:
        return math.prod(self.shape)


def stored(file: Path, folder: Path) -> list[Stored]:
    """The tensors of a safetensors file, of which only the header is read; a pickle counts as float32 values filling
    all its bytes. Raises CorruptFileError.
    """
    path = file.relative_to(folder).as_posix()
    if file.suffix != ".safetensors":
        return [Stored(path, "", "F32", (file.stat().st_size // 4,))]
    return [tensor._replace(file=path) for tensor in _header(file)]


def count(tensors: Iterable[Stored]) -> Counts:
    """Numbers of values by dtype."""
    counts: Counts = {}
    for tensor in tensors:
        counts[tensor.kind] = counts.get(tensor.kind, 0) + tensor.values
    return counts


def _header(file: Path) -> list[Stored]:
    actual = file.stat().st_size
    try:
        with open(file, "rb") as opened:  # Python's own open, which whoever records what a notebook reads can see
            (length,) = struct.unpack("<Q", opened.read(8))
            if length > min(_LONGEST_HEADER_BYTES, actual):
                raise ValueError(f"its header claims {length:,} bytes")
            header = json.loads(opened.read(length))
        header.pop("__metadata__", None)
        found, expected = [], 8 + length
        for name, tensor in header.items():
            one = Stored("", name, tensor["dtype"], tuple(tensor["shape"]))
            start, end = tensor["data_offsets"]
            if end - start != one.values * bytes_of(one.kind):
                raise ValueError(f"the tensor {name} takes {end - start:,} bytes and its shape says otherwise")
            found.append(one)
            expected = max(expected, 8 + length + end)
    except (ValueError, KeyError, TypeError, AttributeError, struct.error) as error:
        raise CorruptFileError(
            f"{file} is not a safetensors file or is damaged: {error}. Nothing was loaded. {_how_to_mend(file)}"
        ) from error
    if actual != expected:
        raise CorruptFileError(
            f"{file} has {actual:,} bytes and its header announces {expected:,}, so it was cut short or added to. "
            f"Nothing was loaded. {_how_to_mend(file)}"
        )
    return found


def bytes_of(kind: str) -> int:
    """Size of one value of a dtype as safetensors names it. Raises KeyError."""
    return FLOATS.get(kind) or OTHERS[kind]


def sha256(file: Path) -> str:
    """SHA-256 of a file's bytes in hexadecimal."""
    with open(file, "rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _how_to_mend(file: Path) -> str:
    if "snapshots" in file.parts:
        return f"Remove {file} and load again: it will be downloaded anew."
    return "Install the book's package again, or restore the file with `git checkout`."
