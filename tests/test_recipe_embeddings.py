"""The evaluation of the embedding model: BM25 by hand, recall, its scores, and that nobody can train it."""

import math
from pathlib import Path

import pytest

from genai_book.cli import main
from genai_book.datasets.wines import QUERIES, WINES, Query
from genai_book.errors import TrainingError
from genai_book.recipes import RECIPES, embeddings
from genai_book.recipes.embeddings import BM25, recall


def test_it_is_in_the_list_of_recipes() -> None:
    assert RECIPES["all-MiniLM-L6-v2"] == embeddings.__name__


def test_bm25_by_hand() -> None:
    """Three texts of 2, 4 and 3 words; `cat` is in two of them, `sat` in one (Robertson and Zaragoza 2009)."""
    search = BM25(["cat sat", "cat cat dog dog", "the dog ran"])
    idf_cat, idf_sat = math.log(1 + 1.5 / 2.5), math.log(1 + 2.5 / 1.5)
    norms = [1.5 * (0.25 + 0.75 * length / 3) for length in (2, 4)]
    first = (idf_cat + idf_sat) * 2.5 / (1 + norms[0])
    second = idf_cat * 2 * 2.5 / (2 + norms[1])
    assert search.scores("Cat, sat!") == pytest.approx([first, second, 0.0])
    assert search.search("cat sat") == [0, 1] and search.search("bird") == []


def test_recall_counts_at_most_three_relevant_ones() -> None:
    names = list(WINES)
    queries = [Query("a", "", frozenset(names[:4])), Query("b", "", frozenset(names[:1]))]
    assert recall(lambda text: [0, 1, 9], queries) == pytest.approx((2 / 3 + 1) / 2)
    assert recall(lambda text: [], queries) == 0


def test_search_by_meaning_finds_what_keywords_miss() -> None:
    scores = embeddings.evaluate()
    assert scores["cat_kitty.cosine"] == pytest.approx(0.842, abs=0.002)
    assert scores["cat_banjo.cosine"] == pytest.approx(0.363, abs=0.002)
    assert scores["cat_kitty_over_banjo.fraction"] == 1
    assert scores["wines.meaning_recall_at_3"] > 0.6 > 0.3 > scores["wines.keywords_recall_at_3"]
    assert scores["wines.queries"] == len(QUERIES)
    found = embeddings.samples()
    assert [one["prompt"] for one in found] == [query.text for query in QUERIES[:3]]
    assert set(found[0]["text"].split(", ")) & QUERIES[0].relevant
    card = embeddings.about(scores)
    keys = [cell[0] for row in card["table"] for cell in row if isinstance(cell, list)]
    assert set(keys) <= set(scores) and {row[2] for row in card["reach"]} <= set(scores)


def test_it_cannot_be_trained(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "all-MiniLM-L6-v2", "--out", str(tmp_path)]) == 1
    assert "the book did not train it" in (said := capsys.readouterr().err)
    assert "`genai-book evaluate all-MiniLM-L6-v2`" in said
    with pytest.raises(TrainingError, match="cannot be trained here"):
        embeddings.train(None, tmp_path)
