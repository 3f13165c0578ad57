"""Intervals of a share."""

import pytest
from scipy.stats import binomtest

from genai_book.scratch.proportions import wilson


def test_a_share_worked_by_hand() -> None:
    """With z = 2, 8 of 12: p = 2/3, middle 2/3 + 1/6 = 5/6, reach 2 √(1/54 + 1/144), both over 1 + 1/3."""
    reach = 2 * (1 / 54 + 1 / 144) ** 0.5
    assert wilson(8, 12, z=2) == pytest.approx(((5 / 6 - reach) * 3 / 4, (5 / 6 + reach) * 3 / 4))


@pytest.mark.parametrize(("right", "asked"), [(0, 10), (7, 10), (10, 10), (152, 300), (1, 1)])
def test_it_is_scipys(right: int, asked: int) -> None:
    theirs = binomtest(right, asked).proportion_ci(0.95, method="wilson")
    assert wilson(right, asked) == pytest.approx((theirs.low, theirs.high), abs=1e-4)


def test_more_answers_say_more() -> None:
    widths = [high - low for low, high in (wilson(n // 2, n) for n in (10, 100, 1000))]
    assert widths == sorted(widths, reverse=True)


@pytest.mark.parametrize(("right", "asked"), [(3, 2), (-1, 2), (0, 0)])
def test_what_is_no_share_is_named(right: int, asked: int) -> None:
    with pytest.raises(ValueError, match=f"{right} of {asked} is no share"):
        wilson(right, asked)
