"""How far the share that was counted may lie from the share that is true."""

from math import sqrt


def wilson(right: int, asked: int, z: float = 1.96) -> tuple[float, float]:
    """The true shares that are compatible with `right` answers of `asked`, from and to:

        (p + z²/2n ± z √(p (1 - p) / n + z²/4n²)) / (1 + z²/n)        with p = right / asked, n = asked

    z = 1.96 is for 95 percent (Wilson 1927, doi:10.1080/01621459.1927.10502953). Raises ValueError.
    """
    if not 0 <= right <= asked or asked == 0:
        raise ValueError(f"{right} of {asked} is no share: count from 0 to the number asked, which is at least 1.")
    p, n = right / asked, asked
    middle, reach = p + z * z / (2 * n), z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return max(0.0, (middle - reach) / (1 + z * z / n)), min(1.0, (middle + reach) / (1 + z * z / n))
