"""How long a loaf bakes."""

from .dough import water_grams

MINUTES_PER_100_GRAMS = 5


def minutes(flour_grams: int) -> int:
    return (flour_grams + water_grams(flour_grams)) * MINUTES_PER_100_GRAMS // 100
