"""What one visitor of the app may ask for, so that a public address does not become somebody else's free computer."""

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from .errors import MessageError, TooManyMessagesError

_VISITORS = 10_000  # remembered at most; more at once would be an attack on memory


@dataclass(frozen=True)
class Limits:
    """Limits of one visitor."""

    characters: int = 2000  # of a message: a page of text, and far less than a bill anybody would notice
    messages: int = 20  # within `window_seconds`; a person types fewer
    window_seconds: float = 60.0
    turns: int = 10  # of the conversation that are sent along; older ones are forgotten, and not paid for again
    waiting: int = 20  # messages of all visitors that may wait for their turn


class Allowance:
    """Counts the messages of each visitor in a window that moves with the clock; safe to use from several threads."""

    def __init__(self, limits: Limits, clock: Callable[[], float] = time.monotonic):
        self._limits, self._clock = limits, clock
        self._times: dict[str, list[float]] = {}  # of each visitor's messages in the window
        self._lock = threading.Lock()

    def take(self, visitor: str) -> None:
        """Counts one message. Raises TooManyMessagesError, and then does not count it."""
        with self._lock:
            now = self._clock()
            oldest = now - self._limits.window_seconds
            self._times = {
                one: kept for one, times in self._times.items() if (kept := [t for t in times if t > oldest])
            }
            times = self._times.setdefault(visitor, [])
            if len(times) >= self._limits.messages:
                wait = max(1, math.ceil(times[0] - oldest))
                raise TooManyMessagesError(
                    f"You have sent {self._limits.messages} messages within {self._limits.window_seconds:g} seconds, "
                    f"as many as one visitor may. Send this one again in {wait} s."
                )
            if len(self._times) > _VISITORS:
                raise TooManyMessagesError("There are too many visitors at once. Send the message again in a minute.")
            times.append(now)


def checked(message: object, limits: Limits) -> str:
    """The message, if it is one. Raises MessageError."""
    if not isinstance(message, str):
        raise MessageError(f"A message is text; this one is of the type {type(message).__name__}.")
    if not message.strip():
        raise MessageError("The message is empty. Write something, for example: Once upon a time")
    if len(message) > limits.characters:
        raise MessageError(
            f"The message has {len(message):,} characters and the app takes {limits.characters:,}. "
            "Shorten it and send it again."
        )
    return message
