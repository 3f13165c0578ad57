"""Opening a model whose files are on this disk; the only file that names the libraries' loaders."""

import contextlib
import json
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import device as devices
from .catalogue import Row
from .errors import CorruptFileError, MissingPackageError, SettingError, TooLittleMemoryError
from .loaded import Loaded
from .memory import Saving

# The modules of the tasks are imported where they are needed, so that a notebook depends only on the code of the models
# it uses.
if TYPE_CHECKING:
    from .answering import QuestionAnswerer
    from .embedding import Embedder
    from .generation import TextGenerator
    from .images import ImageGenerator
    from .translation import Translator


@dataclass(frozen=True)
class Files:
    """A model on this machine's disk, and how it is to be opened."""

    row: Row
    source: str  # "hub" or "embedded"
    name: str  # of the model, for messages
    folder: Path
    weights: list[Path]  # of which none is executed: safetensors, or pickles read as plain tensors
    saving: Saving | None = None  # how a pipeline is to run in less memory; None = as it is
    bits: int | None = None  # of the matrices' weights; None = as the dtype says
    base: Path | None = None  # folder of the model that `folder` holds only an adapter of


def _open_text(files: Files, device: str, dtype: str) -> "TextGenerator":
    from transformers import AutoModelForCausalLM

    from .generation import TextGenerator

    return _open_transformer(TextGenerator, AutoModelForCausalLM, files, device, dtype)


def _open_embedder(files: Files, device: str, dtype: str) -> "Embedder":
    from transformers import AutoModel

    from .embedding import Embedder

    return _open_transformer(Embedder, AutoModel, files, device, dtype, add_pooling_layer=False)


def _open_answers(files: Files, device: str, dtype: str) -> "QuestionAnswerer":
    from transformers import AutoModelForQuestionAnswering

    from .answering import ADAPTER_WINDOW_TOKENS, QuestionAnswerer

    if files.base is None:
        kind = partial(QuestionAnswerer, says_no=False)
        return _open_transformer(kind, AutoModelForQuestionAnswering, files, device, dtype)
    import torch
    from transformers import AutoTokenizer

    with _quiet("transformers", files), _opening(files, device):
        model = AutoModelForQuestionAnswering.from_pretrained(
            files.base, dtype=torch.float32, use_safetensors=True, local_files_only=True, trust_remote_code=False
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # peft asks for a name that Transformers has replaced
            from peft import PeftModel

            adapted = PeftModel.from_pretrained(model, files.folder, local_files_only=True)
        # Added to the matrices once, in full precision, the adapter costs no time and no rounding afterwards.
        model = adapted.merge_and_unload().to(device, getattr(torch, dtype)).eval()
        if files.bits:
            from .quantize import quantize

            quantize(model, files.bits)
        tokenizer = AutoTokenizer.from_pretrained(files.base, local_files_only=True, trust_remote_code=False)
    names = {"name": files.name, "source": files.source, "device": device, "dtype": dtype}
    return QuestionAnswerer(model, tokenizer, says_no=True, window=ADAPTER_WINDOW_TOKENS, **names)


def _open_translator(files: Files, device: str, dtype: str) -> "Translator":
    from transformers import AutoModelForSeq2SeqLM

    from .translation import Translator

    if list(files.folder.glob("*.spm")) and find_spec("sentencepiece") is None:
        raise MissingPackageError(
            f"{files.name} cuts text with the package sentencepiece, which is not installed. Get it with `pip install "
            'sentencepiece` and load the model again, or use source="embedded".'
        )
    with _opening(files, device):
        described = json.loads((files.folder / "config.json").read_text("utf-8"))
    if described["model_type"] == "rnn-encoder-decoder":
        return _open_recurrent(files, described, device, dtype)
    with warnings.catch_warnings():
        # Marian's tokenizer would have that package straighten quotation marks; it does without.
        warnings.filterwarnings("ignore", message="Recommended: pip install sacremoses")
        return _open_transformer(Translator, AutoModelForSeq2SeqLM, files, device, dtype)


def _open_recurrent(files: Files, described: dict[str, Any], device: str, dtype: str) -> "Translator":
    import torch
    from safetensors.torch import load_file
    from transformers import PreTrainedTokenizerFast

    from .scratch.seq2seq import EncoderDecoder
    from .translation import RecurrentTranslator

    if files.bits:
        raise SettingError(
            f"{files.name} has too few weights to gain anything from {files.bits} bits each. Leave quantize out."
        )
    with _quiet("transformers", files), _opening(files, device):
        model = EncoderDecoder(described["vocab_size"], described["width"], described["attention"])
        model.load_state_dict(load_file(files.weights[0]))
        model = model.to(device, getattr(torch, dtype)).eval()
        tokenizer = PreTrainedTokenizerFast.from_pretrained(files.folder, local_files_only=True)
    return RecurrentTranslator(
        model,
        tokenizer,
        longest=described["max_position_embeddings"],
        name=files.name,
        source=files.source,
        device=device,
        dtype=dtype,
    )


def _open_transformer(kind: type[Loaded], loader: Any, files: Files, device: str, dtype: str, **options: Any) -> Any:
    import torch
    from transformers import AutoTokenizer

    pickled = any(file.suffix != ".safetensors" for file in files.weights)
    with _quiet("transformers", files), _opening(files, device):
        model, report = loader.from_pretrained(
            files.folder,
            dtype=getattr(torch, dtype),
            use_safetensors=not pickled,
            weights_only=True,
            local_files_only=True,
            trust_remote_code=False,
            output_loading_info=True,
            **options,
        )
        tokenizer = AutoTokenizer.from_pretrained(files.folder, local_files_only=True, trust_remote_code=False)
        model = model.to(device).eval()
        if files.bits:
            from .quantize import quantize

            quantize(model, files.bits)
    # subtle: the library fills what a file lacks with random numbers and only logs it.
    if lacking := sorted(report["missing_keys"]) or sorted(str(key) for key in report["mismatched_keys"]):
        raise CorruptFileError(
            f"The weights in {files.folder} do not belong to its config.json: {len(lacking)} tensors are missing or "
            f"have another shape, the first is {lacking[0]}. Nothing was loaded; remove the folder and fetch it again."
        )
    return kind(model, tokenizer, name=files.name, source=files.source, device=device, dtype=dtype)


_OWN_SETTINGS = {"num_inference_steps": "steps", "guidance_scale": "guidance"}


def _open_images(files: Files, device: str, dtype: str) -> "ImageGenerator":
    import torch

    from .images import ImageGenerator

    pickled = any(file.suffix != ".safetensors" for file in files.weights)
    with _quiet("diffusers", files), _quiet("transformers", files), _opening(files, device):
        from diffusers import StableDiffusionPipeline  # here, because importing it writes warnings

        pipeline = StableDiffusionPipeline.from_pretrained(
            files.folder,
            dtype=getattr(torch, dtype),
            variant=files.row.variant if files.source == "hub" else None,
            use_safetensors=not pickled,
            local_files_only=True,
        )
        _place(pipeline, device, files.saving)
        own = files.folder / "generation_config.json"  # as measured; those of the Hub have none
        said = json.loads(own.read_text(encoding="utf-8")) if own.exists() else {}
    settings = {name: said[key] for key, name in _OWN_SETTINGS.items() if key in said}
    facts = {"name": files.name, "source": files.source, "device": device, "dtype": dtype}
    return ImageGenerator(pipeline, pipeline.tokenizer, **settings, **facts)


def _place(pipeline: Any, device: str, saving: Saving | None) -> None:
    """Puts a pipeline on its device, so that it takes no more of its memory than was planned."""
    if saving is None:
        pipeline.to(device)
        return
    pipeline.vae.enable_slicing()  # one picture of several at a time
    pipeline.vae.enable_tiling()  # a large picture in overlapping tiles; one of the trained size stays whole
    if device != "cpu":
        import torch

        for part in (pipeline.unet, pipeline.vae):
            part.to(memory_format=torch.channels_last)  # as convolutions on a GPU want it: no copies on the way
    if saving.name == "slices":
        pipeline.to(device)
    elif saving.name == "offload":
        pipeline.enable_model_cpu_offload(device=device)
    else:
        pipeline.enable_sequential_cpu_offload(device=device)


OPEN = {
    "text-generation": _open_text,
    "feature-extraction": _open_embedder,
    "text-to-image": _open_images,
    "translation": _open_translator,
    "question-answering": _open_answers,
}


@contextlib.contextmanager
def _quiet(library: str, files: Files) -> Iterator[None]:
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
def _opening(files: Files, device: str) -> Iterator[None]:
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
