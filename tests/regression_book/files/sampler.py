"""Draws from a list of weights, one idea a file."""

import random


def draw(weights: list[float], seed: int = 0) -> int:
    """Index drawn in proportion to `weights`, which need not add up to 1."""
    generator = random.Random(seed)
    target = generator.random() * sum(weights)
    for index, weight in enumerate(weights):
        target -= weight  # subtle: strictly below zero, so a weight of 0 is never drawn
        if target < 0:
            return index
    return len(weights) - 1
