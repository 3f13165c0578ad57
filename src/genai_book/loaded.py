"""What every loaded model has in common: where it came from, and how to let go of it."""

import gc
import itertools
from typing import Any, Self

from . import device as devices
from .errors import UnloadedError

_CLOCK = itertools.count()  # of uses, so that the order is exact where two fall into one tick of a real clock


class Loaded:
    """A model in memory. Call it; free it with `unload()` or by using it in a `with` block.

    `source` is "hub" or "embedded", `device` and `dtype` are names as PyTorch writes them, `model` and `tokenizer` are
    the library's own objects.
    """

    def __init__(self, model: Any, tokenizer: Any, *, name: str, source: str, device: str, dtype: str):
        self._model, self._tokenizer = model, tokenizer
        self.name, self.source, self.device, self.dtype = name, source, device, dtype
        self.last_used = next(_CLOCK)
        self._unloaded_why = ""

    @property
    def model(self) -> Any:
        """The library's model. Raises UnloadedError."""
        return self._still_there(self._model)

    @property
    def tokenizer(self) -> Any:
        """The library's tokenizer. Raises UnloadedError."""
        return self._still_there(self._tokenizer)

    @property
    def is_loaded(self) -> bool:
        return self._model is not None

    def unload(self, why: str = "") -> None:
        """Frees the model's memory, on a GPU too; calling the object afterwards is an error, which says `why`.

        May be called twice.
        """
        if self.is_loaded:
            self._unloaded_why = why
        self._model = self._tokenizer = None
        gc.collect()  # subtle: modules refer to each other in circles, so dropping the name alone frees nothing yet
        devices.empty_cache(self.device)

    def speed_up(self) -> str:
        """What `load(..., fast=True)` does once the model is there; returns the words about it for load's line."""
        return "fast=True compiles nothing for this task"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.unload()

    def __repr__(self) -> str:
        state = "unloaded" if not self.is_loaded else f"{self.dtype} on {self.device}"
        return f"<{type(self).__name__} {self.name}, {self.source}, {state}>"

    def _still_there(self, part: Any) -> Any:
        if not self.is_loaded:
            why, both = f" {self._unloaded_why}" if self._unloaded_why else "", ""
            if why:
                both = " To hold both at once, load one with a smaller dtype= or with quantize=, or on another device=."
            raise UnloadedError(
                f"The model {self.name} was unloaded{why}, so it cannot be used any more. Call genai_book.load again "
                f"to bring it back.{both}"
            )
        self.last_used = next(_CLOCK)
        return part
