"""pass@k against counting every choice, and against the probability it estimates."""

import math
from itertools import combinations

import pytest

from genai_book.scratch.passk import pass_at_k


def test_the_example_of_the_chapter() -> None:
    """Five programs, two of them right: of ten pairs, three hold no right one."""
    assert pass_at_k(5, 2, 2) == pytest.approx(7 / 10)


@pytest.mark.parametrize("n", range(1, 9))
def test_it_is_the_fraction_of_all_choices_that_hold_a_right_one(n: int) -> None:
    for c in range(n + 1):
        for k in range(1, n + 1):
            choices = list(combinations(range(n), k))
            assert pass_at_k(n, c, k) == pytest.approx(sum(min(chosen) < c for chosen in choices) / len(choices))


@pytest.mark.parametrize(("n", "k", "p"), [(5, 2, 0.3), (10, 5, 0.1), (4, 4, 0.5)])
def test_its_mean_is_the_chance_of_one_right_in_k(n: int, k: int, p: float) -> None:
    mean = sum(math.comb(n, c) * p**c * (1 - p) ** (n - c) * pass_at_k(n, c, k) for c in range(n + 1))
    assert mean == pytest.approx(1 - (1 - p) ** k)


@pytest.mark.parametrize(("n", "c", "k"), [(5, 1, 6), (5, 6, 1), (5, -1, 1), (5, 1, 0)])
def test_what_cannot_be_estimated_is_refused(n: int, c: int, k: int) -> None:
    with pytest.raises(ValueError, match=f"not {c} of {n}"):
        pass_at_k(n, c, k)
