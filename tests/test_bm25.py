"""BM25: a worked example and what must hold for any collection."""

import math

import pytest
from sklearn.feature_extraction.text import CountVectorizer

from genai_book.scratch.bm25 import BM25, words

TEXTS = ["the cat sat on the mat", "a dog and a cat", "rain"]


def test_words_are_those_of_scikit_learn() -> None:
    text = "It's 5 o'clock: a red-hot crème brûlée, WITH 12 figs"
    assert words(text) == CountVectorizer().build_analyzer()(text)


def test_score_by_hand() -> None:
    """'the' stands twice in the first of three texts, which has 6 words (mean 10/3: one-letter words do not count)."""
    idf = math.log(1 + 2.5 / 1.5)
    assert BM25(TEXTS).scores("the") == pytest.approx([idf * 2 * 2.2 / (2 + 1.2 * (0.25 + 0.75 * 6 / (10 / 3))), 0, 0])


def test_rare_words_weigh_more_and_unknown_ones_nothing() -> None:
    index = BM25(TEXTS)
    assert index.idf("rain") > index.idf("cat") > 0
    assert index.scores("zebra") == index.scores("") == [0, 0, 0]


def test_repetition_saturates() -> None:
    one, three, thirty = (BM25(["cat " * n, "dog " * n]).scores("cat")[0] for n in (1, 3, 30))
    assert one < three < thirty < BM25(["cat", "dog"]).idf("cat") * 2.2


def test_no_documents_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one document"):
        BM25([])
