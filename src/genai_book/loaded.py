"""What every loaded model has in common: where it came from, and how to let go of it."""

import gc
from typing import Any, Self

from . import device as devices
from .errors import UnloadedError


class Loaded:
    """A model in memory. Call it; free it with `unload()` or by using it in a `with` block.

    `source` is "hub" or "embedded", `device` and `dtype` are names as PyTorch writes them, `model` and `tokenizer` are
    the library's own objects.
    """

    def __init__(self, model: Any, tokenizer: Any, *, name: str, source: str, device: str, dtype: str):
        self._model, self._tokenizer = model, tokenizer
        self.name, self.source, self.device, self.dtype = name, source, device, dtype

    @property
    def model(self) -> Any:
        """The library's model. Raises UnloadedError."""
        return self._still_there(self._model)

    @property
    def tokenizer(self) -> Any:
        """The library's tokenizer. Raises UnloadedError."""
        return self._still_there(self._tokenizer)

    def unload(self) -> None:
        """Frees the model's memory, on a GPU too; calling the object afterwards is an error. May be called twice."""
        self._model = self._tokenizer = None
        gc.collect()  # subtle: modules refer to each other in circles, so dropping the name alone frees nothing yet
        devices.empty_cache(self.device)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.unload()

    def __repr__(self) -> str:
        state = "unloaded" if self._model is None else f"{self.dtype} on {self.device}"
        return f"<{type(self).__name__} {self.name}, {self.source}, {state}>"

    def _still_there(self, part: Any) -> Any:
        if self._model is None:
            raise UnloadedError(
                f"The model {self.name} was unloaded, so it cannot be used any more. Call genai_book.load again to "
                "bring it back."
            )
        return part
