"""Baker's percentages: everything is weighed against the flour."""

from fractions import Fraction

HYDRATION = Fraction(7, 10)


def water_grams(flour_grams: int) -> int:
    return int(flour_grams * HYDRATION)
