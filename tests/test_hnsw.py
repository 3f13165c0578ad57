"""The graph index against exact search, by scikit-learn, and what must hold of its links."""

import numpy as np
import pytest
from sklearn.neighbors import NearestNeighbors

from genai_book.scratch.hnsw import HNSW


def directions(count: int, dimension: int = 8) -> np.ndarray:
    vectors = np.random.default_rng(0).normal(size=(count, dimension))
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_with_all_candidates_it_is_exact_search() -> None:
    vectors = directions(300)
    index = HNSW(8).add(vectors[20:])
    exact = NearestNeighbors(n_neighbors=5, metric="cosine").fit(vectors[20:])
    for query in vectors[:20]:
        assert index.search(query, k=5, ef=280) == exact.kneighbors([query], return_distance=False)[0].tolist()


def test_it_finds_most_with_a_fraction_of_the_comparisons() -> None:
    vectors = directions(1000)
    index = HNSW(8).add(vectors[50:])
    index.compared, hits = 0, 0
    for query in vectors[:50]:
        exact = np.argsort(-(vectors[50:] @ query))[:10].tolist()
        hits += len(set(index.search(query, k=10, ef=50)) & set(exact))
    assert hits / 500 > 0.95
    assert index.compared / 50 < 0.5 * 950


def test_links_are_few_and_known() -> None:
    index = HNSW(8, links=4).add(directions(200))
    for height, layer in enumerate(index.layers):
        assert all(len(others) <= (8 if height == 0 else 4) for others in layer.values())
        assert all(other in layer and other != node for node, others in layer.items() for other in others)
    assert len(index.layers[0]) == 200


def test_it_can_be_filled_in_parts_or_be_empty() -> None:
    vectors = directions(60)
    whole, parts = HNSW(8).add(vectors), HNSW(8).add(vectors[:25]).add(vectors[25:])
    assert whole.layers == parts.layers
    assert HNSW(8).search(vectors[0]) == []


def test_one_link_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 2"):
        HNSW(8, links=1)
