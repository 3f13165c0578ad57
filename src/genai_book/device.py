"""Which device, dtype, memory and settings this machine offers; the only reader of environment variables."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .errors import AppError, DeviceError, KeyMissingError, SourceError

if TYPE_CHECKING:
    import torch

SOURCES = ("auto", "hub", "embedded")
DTYPES = ("float32", "bfloat16", "float16")
BYTES_OF_DTYPE = {"float32": 4, "bfloat16": 2, "float16": 2}
_ORDER = ("cuda", "xpu", "mps", "cpu")  # fastest first


@dataclass(frozen=True)
class Choice:
    """A value and where it came from, so that a message can say so."""

    value: str
    given_by: str | None  # None = chosen by the package; else an argument or the name of a variable


def source(asked: str | None) -> Choice:
    """The source to load from: the argument, else GENAI_BOOK_SOURCE, else `auto`. Raises SourceError."""
    choice = _first(asked if asked != "auto" else None, "the `source` argument", "GENAI_BOOK_SOURCE", "auto")
    if choice.value not in SOURCES:
        raise SourceError(
            f"The source {choice.value!r}, given by {choice.given_by}, is none of {', '.join(SOURCES)}. "
            'Write for example load("text-generation", source="embedded").'
        )
    return choice


def pick(asked: str | None = None) -> str:
    """The device to use: the argument, else GENAI_BOOK_DEVICE, else the fastest there is. Raises DeviceError.

    Names are PyTorch's: `cuda`, `cuda:1`, `xpu`, `mps`, `cpu`. AMD cards under ROCm are `cuda` too.
    """
    choice = _first(None if asked is None else str(asked), "the `device` argument", "GENAI_BOOK_DEVICE", "auto")
    if choice.value == "cpu":
        return "cpu"  # known without importing torch
    present = available()
    if choice.value == "auto":
        return present[0]
    kind, _, number = choice.value.partition(":")
    if kind in present and (not number or (number.isdigit() and int(number) < _count(kind))):
        return choice.value
    raise DeviceError(
        f"The device {choice.value!r}, given by {choice.given_by}, is not usable here: PyTorch sees "
        f"{', '.join(present)} on this machine. Use one of these, or leave it out to take {present[0]}. "
        "If a GPU should be there, check its driver and that PyTorch was installed for it."
    )


def available() -> list[str]:
    """Kinds of device PyTorch can use here, fastest first; the last is always `cpu`."""
    import torch

    usable = {
        "cuda": torch.cuda.is_available(),
        "xpu": torch.xpu.is_available(),
        "mps": torch.backends.mps.is_available(),
        "cpu": True,
    }
    return [kind for kind in _ORDER if usable[kind]]


def pick_dtype(device: str, asked: "str | torch.dtype | None" = None) -> str:
    """Name of the dtype to compute in: the argument, else what is fast and accurate on `device`. Raises DeviceError.

    bfloat16 where the hardware computes in it (NVIDIA from Ampere on, Intel), float16 on older and on Apple GPUs,
    float32 on a CPU.
    """
    if asked is not None:
        name = str(asked).removeprefix("torch.")
        if name not in DTYPES:
            raise DeviceError(
                f"The dtype {name!r} is none of {', '.join(DTYPES)}. Leave it out to let the device decide."
            )
        return name
    kind = device.partition(":")[0]
    if kind == "cpu":
        return "float32"
    if kind == "cuda":
        import torch

        # subtle: is_bf16_supported() alone is also true where bf16 is emulated, and slow.
        return "bfloat16" if torch.cuda.is_bf16_supported(including_emulation=False) else "float16"
    return "bfloat16" if kind == "xpu" else "float16"


def free_memory_bytes(device: str) -> int:
    """Memory that a model on `device` may still take: of the GPU, or of this machine or container."""
    kind = device.partition(":")[0]
    if kind == "cpu":
        import psutil

        return min((psutil.virtual_memory().available, *_container_free_bytes()))
    import torch

    if kind == "mps":
        return torch.mps.recommended_max_memory() - torch.mps.driver_allocated_memory()
    return getattr(torch, kind).mem_get_info(torch.device(device))[0]


def memory_limit_bytes() -> int | None:
    """What the book's models may take together: GENAI_BOOK_MEMORY, in gigabytes, or None. Raises DeviceError."""
    given = os.environ.get("GENAI_BOOK_MEMORY")
    if not given:
        return None
    try:
        limit = float(given)
    except ValueError:
        limit = float("nan")
    if not 0 < limit < float("inf"):
        raise DeviceError(
            f"GENAI_BOOK_MEMORY is {given!r}; it is a number of gigabytes above 0, for example GENAI_BOOK_MEMORY=4."
        )
    return round(limit * 1e9)


def empty_cache(device: str) -> None:
    """Gives memory that PyTorch keeps for reuse on a GPU back to the system."""
    kind = device.partition(":")[0]
    if kind != "cpu":
        import torch

        getattr(torch, kind).empty_cache()


def cache_folder() -> Path:
    """Where downloads are kept: GENAI_BOOK_CACHE, else the Hub's own cache, shared with other programs.

    The Hub's cache is HF_HUB_CACHE, else HF_HOME/hub, else huggingface/hub in XDG_CACHE_HOME or in ~/.cache.
    """
    if own := os.environ.get("GENAI_BOOK_CACHE"):
        return Path(own).expanduser().absolute()
    if hub := os.environ.get("HF_HUB_CACHE") or os.environ.get("HUGGINGFACE_HUB_CACHE"):
        return Path(hub).expanduser()
    if home := os.environ.get("HF_HOME"):
        return Path(home).expanduser() / "hub"
    return Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "huggingface" / "hub"


def endpoint() -> str:
    """Address of the Hub or of a mirror of it: HF_ENDPOINT, else https://huggingface.co."""
    return (os.environ.get("HF_ENDPOINT") or "https://huggingface.co").rstrip("/")


def offline_by() -> str | None:
    """The variable that forbids the network, HF_HUB_OFFLINE or TRANSFORMERS_OFFLINE, or None."""
    for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"):
        if os.environ.get(name, "").upper() in ("1", "ON", "YES", "TRUE"):
            return name
    return None


def gemini_key() -> str:
    """The key of the Gemini API: GOOGLE_API_KEY or else GEMINI_API_KEY, in google-genai's own order.

    subtle: HTTP libraries quote a header that they cannot send in their error, and with it the key; so what cannot be a
    key is refused here, without its text. Raises KeyMissingError.
    """
    for name in ("GOOGLE_API_KEY", "GEMINI_API_KEY"):
        if key := os.environ.get(name, "").strip():
            if not key.isascii() or not key.isprintable() or " " in key:
                raise KeyMissingError(
                    f"What {name} holds ({len(key)} characters) cannot be a key: a key is one word of plain letters, "
                    "digits and signs. Copy it again from https://aistudio.google.com/apikey."
                )
            return key
    raise KeyMissingError(
        "There is no key for Gemini: neither GEMINI_API_KEY nor GOOGLE_API_KEY is set. Make one at "
        "https://aistudio.google.com/apikey and put it into the environment, not into a file: "
        "`read -rs GEMINI_API_KEY && export GEMINI_API_KEY`. Without a key, `genai-book app` runs the book's own model."
    )


def gemini_model() -> str:
    """Name of the Gemini model to use: GEMINI_MODEL. There is no default, which would be shut down one day.

    Raises AppError.
    """
    if name := os.environ.get("GEMINI_MODEL", "").strip():
        return name
    raise AppError(
        "No Gemini model is named. Models come and go, so the book names none: choose one from "
        "https://ai.google.dev/gemini-api/docs/models and give it as `--gemini NAME` or in GEMINI_MODEL."
    )


def app_address() -> tuple[str, int]:
    """Host and port of the app: GRADIO_SERVER_NAME and GRADIO_SERVER_PORT, else 127.0.0.1, 7860. Raises AppError."""
    host, port = os.environ.get("GRADIO_SERVER_NAME") or "127.0.0.1", os.environ.get("GRADIO_SERVER_PORT") or "7860"
    if not port.isdecimal() or int(port) > 65_535:
        raise AppError(f"GRADIO_SERVER_PORT is {port!r}; it is a port from 1 to 65535, or 0 for any free one.")
    return host, int(port)


def shows_progress() -> bool:
    """Whether a progress bar has a reader: a terminal, or a notebook that is not being executed by a machine."""
    if os.environ.get("GENAI_BOOK_SOURCE") == "embedded":  # how bookpress makes the stored outputs
        return False
    # subtle: that ipykernel is imported does not mean that this process is a kernel; its shell having one does.
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return sys.stderr.isatty() or getattr(shell, "kernel", None) is not None


def _first(argument: str | None, argument_name: str, variable: str, default: str) -> Choice:
    if argument is not None:
        return Choice(argument, argument_name)
    if value := os.environ.get(variable):
        return Choice(value, variable)
    return Choice(default, None)


def _count(kind: str) -> int:
    if kind in ("cpu", "mps"):
        return 1
    import torch

    return getattr(torch, kind).device_count()


def _container_free_bytes(folder: Path = Path("/sys/fs/cgroup")) -> tuple[int, ...]:
    """What the container's own limit leaves, as a tuple of one; () without a limit.

    subtle: inside Docker, Binder or Colab the machine's free memory is not what a process may take.
    """
    try:
        limit, used = (int((folder / name).read_text()) for name in ("memory.max", "memory.current"))
        statistics = dict(line.split() for line in (folder / "memory.stat").read_text().splitlines())
    except (OSError, ValueError):  # no cgroup v2, or "max": no limit
        return ()
    return (max(0, limit - used + int(statistics.get("inactive_file", 0))),)
