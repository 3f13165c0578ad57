"""What a visitor of the app may send: how long, and how often."""

import pytest

from genai_book import limits
from genai_book.errors import MessageError, TooManyMessagesError
from genai_book.limits import Allowance, Limits, checked


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_the_window_moves_with_the_clock() -> None:
    """Three in ten seconds: at 0, 4 and 8; the fourth at 9 must wait until the first is ten seconds old."""
    clock = Clock()
    allowance = Allowance(Limits(messages=3, window_seconds=10), clock)
    for now in (0, 4, 8):
        clock.now = 100.0 + now
        allowance.take("a")
    clock.now = 109.0
    with pytest.raises(TooManyMessagesError, match=r"3 messages within 10 seconds.* again in 1 s\."):
        allowance.take("a")
    allowance.take("b")  # somebody else
    clock.now = 110.0
    allowance.take("a")
    with pytest.raises(TooManyMessagesError, match=r"again in 4 s\."):
        allowance.take("a")


def test_visitors_do_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "_VISITORS", 3)
    clock = Clock()
    allowance = Allowance(Limits(window_seconds=10), clock)
    for visitor in "abc":
        allowance.take(visitor)
    with pytest.raises(TooManyMessagesError, match="too many visitors"):
        allowance.take("d")
    clock.now += 10
    allowance.take("d")
    assert len(allowance._times) == 1


def test_messages() -> None:
    allowed = Limits(characters=5)
    assert checked(" a\n", allowed) == " a\n"  # sent as it was typed
    for message, says in (("", "is empty"), (" \n", "is empty"), ("x" * 6, "6 characters .* takes 5"), (7, "type int")):
        with pytest.raises(MessageError, match=says):
            checked(message, allowed)
