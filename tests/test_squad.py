"""Exact match and F1 of answers, by hand."""

import pytest

from genai_book.scratch.squad import exact, f1, normalised


def test_words_are_compared_without_case_articles_and_punctuation() -> None:
    assert normalised("The Eiffel Tower!") == ["eiffel", "tower"]
    assert exact("the Eiffel Tower", "eiffel tower.")
    assert not exact("Tower", "Eiffel Tower") and not exact("", "Paris")
    assert normalised("a theatre") == ["theatre"]  # an article is a whole word


@pytest.mark.parametrize(
    ("answer", "wanted", "by_hand"),
    [
        ("the capital, Paris", "Paris", 2 / 3),  # precision 1/2, recall 1
        ("in Western Europe", "Western Europe", 0.8),  # precision 2/3, recall 1
        ("French", "Dutch and French", 0.5),  # precision 1, recall 1/3
        ("Rome", "Paris", 0),
        ("", "Paris", 0),
        ("", "", 1),
        ("no no", "no", 2 / 3),  # a word counts as often as it is in both
    ],
)
def test_f1_is_the_harmonic_mean_of_precision_and_recall(answer: str, wanted: str, by_hand: float) -> None:
    assert f1(answer, wanted) == pytest.approx(by_hand)
    assert f1(wanted, answer) == pytest.approx(by_hand)
