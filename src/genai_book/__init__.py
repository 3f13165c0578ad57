"""What the cells of the book import: `load` gives a model, from the Hub or the small one that comes with the book.

Importing this package imports nothing heavy; PyTorch comes with the first `load`.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .catalogue import list_models
    from .models import load

__all__ = ["list_models", "load"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    if name == "load":
        from .models import load

        return load
    if name == "list_models":
        from .catalogue import list_models

        return list_models
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
