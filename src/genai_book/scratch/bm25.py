"""BM25: search by words, the standard that search by meaning has to beat.

score(q, d) = Σ over words w of q:  idf(w) · c (k1 + 1) / (c + k1 (1 - b + b · |d| / mean length)),
idf(w) = ln(1 + (N - n + 0.5) / (n + 0.5)), with c the count of w in d, and n of the N documents holding w.
Robertson and Zaragoza, "The Probabilistic Relevance Framework" (2009), doi:10.1561/1500000019. The 1 in
the logarithm, which keeps common words from counting negative, is Lucene's. Left out: stemming, stop words, an index.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence


def words(text: str) -> list[str]:
    """Lower-case words of two letters or more, as scikit-learn's vectorizers cut them."""
    return re.findall(r"\b\w\w+\b", text.lower())


class BM25:
    """Scores documents against a query; `k1` says how soon repetition stops counting, `b` how much length does."""

    def __init__(self, documents: Sequence[str], k1: float = 1.2, b: float = 0.75):
        if not documents:
            raise ValueError("BM25 needs at least one document.")
        self.counts = [Counter(words(document)) for document in documents]
        self.holding = Counter(word for counts in self.counts for word in counts)
        lengths = [counts.total() for counts in self.counts]
        mean = max(1.0, sum(lengths) / len(lengths))
        self.slowness = [k1 * (1 - b + b * length / mean) for length in lengths]
        self.k1 = k1

    def idf(self, word: str) -> float:
        """Weight of a word in nats: the rarer, the more it says."""
        n = self.holding[word]
        return math.log(1 + (len(self.counts) - n + 0.5) / (n + 0.5))

    def scores(self, query: str) -> list[float]:
        """One score for each document, 0 where it shares no word with the query."""
        asked = words(query)
        return [
            sum(self.idf(w) * counts[w] * (self.k1 + 1) / (counts[w] + slowness) for w in asked if w in counts)
            for counts, slowness in zip(self.counts, self.slowness, strict=True)
        ]
