"""Approximate nearest neighbours by walking a graph: hierarchical navigable small worlds.

Every vector is a node of layer 0; each higher layer holds a random 1/M of the one below. A search walks greedily from
the top, and on layer 0 keeps the `ef` best nodes met so far (Malkov and Yashunin, arXiv:1603.09320, algorithms 1, 2, 4
and 5). Left out: deletion, storage, compression, and speed: libraries do this in compiled code.
"""

import heapq
import math

import numpy as np


class HNSW:
    """An index of vectors of length 1, by dot product; `compared` counts the similarities computed so far."""

    def __init__(self, dimension: int, links: int = 12, ef_build: int = 60, seed: int = 0):
        if links < 2:
            raise ValueError(f"A graph of nodes with {links} links cannot be walked. Give at least 2.")
        self.links, self.ef_build = links, ef_build
        self.random = np.random.default_rng(seed)
        self.vectors = np.empty((0, dimension))
        self.layers: list[dict[int, list[int]]] = []  # of each layer: node -> its neighbours
        self.entry = -1
        self.compared = 0

    def add(self, vectors: np.ndarray) -> "HNSW":
        """Inserts rows (B, C), each linked to the best that a search finds for it (algorithm 1)."""
        first = len(self.vectors)
        self.vectors = np.concatenate([self.vectors, vectors])
        for node in range(first, len(self.vectors)):
            self._insert(node)
        return self

    def search(self, query: np.ndarray, k: int = 10, ef: int = 50) -> list[int]:
        """Rows of (what is probably) the `k` most similar vectors, best first; a larger `ef` looks longer."""
        if self.entry < 0:
            return []
        start = [self.entry]
        for layer in reversed(self.layers[1:]):
            start = self._walk(query, start, 1, layer)
        return self._walk(query, start, max(ef, k), self.layers[0])[:k]

    def _insert(self, node: int) -> None:
        top = int(-math.log(1 - self.random.random()) / math.log(self.links))
        start = [self.entry] if self.layers else []
        for height in reversed(range(len(self.layers))):
            layer = self.layers[height]
            found = self._walk(self.vectors[node], start, self.ef_build if height <= top else 1, layer)
            if height <= top:
                layer[node] = self._spread(node, found, self.links)
                for other in layer[node]:
                    layer[other] = self._spread(other, [*layer[other], node], self.links * (2 if height == 0 else 1))
            start = found
        if top >= len(self.layers):
            self.layers += [{node: []} for _ in range(len(self.layers), top + 1)]
            self.entry = node

    def _walk(self, query: np.ndarray, start: list[int], ef: int, layer: dict[int, list[int]]) -> list[int]:
        """The `ef` best nodes met from `start` on, best first (algorithm 2)."""
        met = set(start)
        waiting = [(-s, node) for s, node in zip(self._similarity(query, start), start, strict=True)]
        best = [(-s, -node) for s, node in waiting]  # heap with the worst on top
        heapq.heapify(waiting)
        heapq.heapify(best)
        while waiting:
            distance, node = heapq.heappop(waiting)
            if len(best) >= ef and -distance < best[0][0]:
                break  # the nearest open node is worse than the worst kept one
            fresh = [other for other in layer[node] if other not in met]
            met.update(fresh)
            for s, other in zip(self._similarity(query, fresh), fresh, strict=True):
                if len(best) < ef or s > best[0][0]:
                    heapq.heappush(waiting, (-s, other))
                    heapq.heappush(best, (s, -other))
                    if len(best) > ef:
                        heapq.heappop(best)
        return [-node for _, node in sorted(best, reverse=True)]

    def _spread(self, node: int, candidates: list[int], count: int) -> list[int]:
        """At most `count` of the candidates, in different directions (algorithm 4).

        One that is nearer to a neighbour already kept than to `node` is left out: that neighbour leads to it.
        """
        if len(candidates) <= count:
            return list(candidates)
        to_node = self._similarity(self.vectors[node], candidates)
        kept: list[int] = []
        for s, other in sorted(zip(to_node, candidates, strict=True), reverse=True):
            if not kept or s >= self._similarity(self.vectors[other], kept).max():
                kept.append(other)
            if len(kept) == count:
                break
        return kept

    def _similarity(self, query: np.ndarray, nodes: list[int]) -> np.ndarray:
        self.compared += len(nodes)
        return self.vectors[nodes] @ query
