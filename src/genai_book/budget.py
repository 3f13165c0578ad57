"""Which loaded models hold how much memory, and which of them gives way to the next: the least recently used."""

import weakref

from . import device as devices
from .loaded import Loaded

# Bytes each model was estimated to take. Weak: a model whose last name is gone is forgotten, and its memory is free.
_HELD: "weakref.WeakKeyDictionary[Loaded, int]" = weakref.WeakKeyDictionary()


def hold(loaded: Loaded, size_bytes: int) -> None:
    """Counts a model that was loaded; `unload()` takes it off again."""
    _HELD[loaded] = size_bytes


def free_bytes(device: str) -> int:
    """What the next model may take on a device: its free memory, and within GENAI_BOOK_MEMORY what the others leave."""
    free, limit = devices.free_memory_bytes(device), devices.memory_limit_bytes()
    if limit is not None:
        free = min(free, limit - sum(_HELD[one] for one in _there(device)))
    return max(0, free)


def reachable_bytes(device: str) -> int:
    """What the next model could take if all others were unloaded."""
    free, held = devices.free_memory_bytes(device), sum(_HELD[one] for one in _there(device))
    limit = devices.memory_limit_bytes()
    return free + held if limit is None else min(free + held, limit)


def make_room(needed_bytes: int, device: str, newcomer: str) -> list[str]:
    """Unloads models on a device, the least recently used first, until `needed_bytes` are free; returns their names.

    Such a model answers from then on with an UnloadedError that says so.
    """
    gone = []
    for one in sorted(_there(device), key=lambda loaded: loaded.last_used):
        if free_bytes(device) >= needed_bytes:
            break
        gone.append(one.name)
        one.unload(f"to make room for {newcomer}, as the model that had not been used for longest")
    return gone


def _there(device: str) -> list[Loaded]:
    return [one for one in _HELD if one.device == device and one.is_loaded]
