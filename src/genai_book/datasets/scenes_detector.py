"""Does a picture show what its caption says? An exact judge of the scenes, made of their own renderer.

It cuts the picture into connected spots that are not background, and explains each spot by the shape, place and extent
that would have drawn it. It has learnt nothing and knows nothing of the model it judges.
"""

from collections import Counter
from dataclasses import dataclass
from functools import cache
from itertools import product

import numpy as np

from genai_book.datasets.scenes import BACKGROUNDS, COLOURS, LARGE, SHAPES, SIDE, SMALL, Scene, coverage

FOREGROUND = 50.0  # distance in RGB (0 to 255 each) from the background at which a pixel belongs to an object
SPECK = 24  # pixels: a spot smaller than this is no object, but dirt
COLOUR_WITHIN = 70.0  # distance in RGB of an object's colour from the one it is taken for
LIKENESS = 0.8  # common part over union of what a spot covers and the shape it is taken for
AHEAD = 0.03  # by how much that must be more than of any other shape: a circle and a square share 0.85
MARGIN = 8  # pixels around a spot within which shapes are tried
BETWEEN_SIZES = (SMALL[-1] + LARGE[0]) / 2  # pixels of extent


@dataclass(frozen=True)
class Spot:
    """What the detector sees in one connected spot."""

    colour: str | None  # None = none of the palette
    shape: str | None  # None = like none of the shapes, or like two
    x: float  # middle, pixels from the left edge
    y: float  # middle, pixels from the top
    extent: float  # pixels
    likeness: float  # of the best shape, 0 to 1


@dataclass(frozen=True)
class Seen:
    """All that the detector sees in a picture."""

    background: str | None
    spots: tuple[Spot, ...]


def look(picture: np.ndarray) -> Seen:
    """What is in a picture (H, W, 3) of whole numbers 0 to 255."""
    pixels = picture.astype(float)
    ground = _ground(pixels)
    name = _nearest(ground, BACKGROUNDS)
    away = np.linalg.norm(pixels - ground, axis=-1)
    spots = tuple(_spot(pixels, ground, away, place) for place in _connected(away > FOREGROUND) if len(place) >= SPECK)
    return Seen(name, spots)


def judge(seen: Seen, scene: Scene) -> dict[str, bool]:
    """Which of the things that the caption of `scene` says are right in the picture.

    `count`, `colour` and `shape` compare what there is, wherever it is and whatever it goes with; `relation` is whether
    the first thing is on its side of the second; `all` also asks that each colour goes with its shape. A thing that the
    caption leaves open has no entry.
    """
    asked, spots = scene.objects, seen.spots
    found = {
        "count": len(spots) == len(asked),
        "colour": Counter(one.colour for one in spots) == Counter(one.colour for one in asked),
        "shape": Counter(one.shape for one in spots) == Counter(one.shape for one in asked),
    }
    if scene.side is not None:
        found["relation"] = len(spots) == 2 and _stands(spots, scene)
    if scene.says_size and len(asked) == 1:
        found["size"] = len(spots) == 1 and (spots[0].extent > BETWEEN_SIZES) == (asked[0].size == "large")
    if scene.says_background:
        found["background"] = seen.background == scene.background
    pairs = Counter((one.colour, one.shape) for one in spots) == Counter((one.colour, one.shape) for one in asked)
    return found | {"all": pairs and all(found.values())}


def _stands(spots: tuple[Spot, ...], scene: Scene) -> bool:
    """Whether the spot most like the first object is on the first object's side of the other."""

    def right(one: Spot, place: int) -> int:
        asked = scene.objects[place]
        return (one.colour == asked.colour) + (one.shape == asked.shape)

    one, other = spots
    if right(other, 0) + right(one, 1) > right(one, 0) + right(other, 1):
        one, other = other, one
    across, down = other.x - one.x, other.y - one.y
    if abs(across) == abs(down):
        return False
    if abs(across) > abs(down):
        return scene.side == ("left" if across > 0 else "right")
    return scene.side == ("above" if down > 0 else "below")


def _ground(pixels: np.ndarray) -> np.ndarray:
    """The background's colour: the median of the pixels nearest to the background that most pixels are nearest to."""
    palette = np.array(list(BACKGROUNDS.values()) + list(COLOURS.values()), dtype=float)
    nearest = np.linalg.norm(pixels[:, :, None] - palette, axis=-1).argmin(-1)
    counts = np.bincount(nearest.ravel(), minlength=len(palette))[: len(BACKGROUNDS)]
    return np.median(pixels[nearest == counts.argmax()], axis=0) if counts.max() else np.median(pixels, axis=(0, 1))


def _nearest(colour: np.ndarray, palette: dict[str, tuple[int, int, int]]) -> str | None:
    distances = {name: float(np.linalg.norm(colour - np.array(one))) for name, one in palette.items()}
    best = min(distances, key=distances.get)
    return best if distances[best] < COLOUR_WITHIN else None


def _connected(mask: np.ndarray) -> list[list[tuple[int, int]]]:
    """The pixels (row, column) of each spot; pixels that touch at a corner are of one spot."""
    left = {(int(row), int(column)) for row, column in np.argwhere(mask)}
    spots = []
    while left:
        front = [left.pop()]
        spot = []
        while front:
            row, column = front.pop()
            spot.append((row, column))
            near = {(row + down, column + across) for down in (-1, 0, 1) for across in (-1, 0, 1)} & left
            left -= near
            front += near
        spots.append(spot)
    return spots


def _spot(pixels: np.ndarray, ground: np.ndarray, away: np.ndarray, place: list[tuple[int, int]]) -> Spot:
    rows, columns = (np.array(one) for one in zip(*place, strict=True))
    inside = away[rows, columns] >= np.quantile(away[rows, columns], 0.5)  # the other half may be edge
    colour = np.median(pixels[rows[inside], columns[inside]], axis=0)
    towards = colour - ground
    covered = np.zeros((SIDE, SIDE), dtype=np.float32)
    near = np.zeros((SIDE, SIDE), dtype=bool)
    for down, across in product((-1, 0, 1), repeat=2):  # edge pixels too faint for the spot itself
        near[np.clip(rows + down, 0, SIDE - 1), np.clip(columns + across, 0, SIDE - 1)] = True
    covered[near] = np.clip((pixels[near] - ground) @ towards / (towards @ towards), 0.0, 1.0)
    top, bottom, left, right = (int(end) for end in (rows.min(), rows.max() + 1, columns.min(), columns.max() + 1))
    window = _Window(covered, (top, bottom), (left, right))
    fits = {shape: window.best(shape) for shape in SHAPES}
    shape, other = sorted(SHAPES, key=lambda one: fits[one][0], reverse=True)[:2]
    likeness, x, y, size = fits[shape]
    clear = likeness >= LIKENESS and likeness - fits[other][0] >= AHEAD
    return Spot(_nearest(colour, COLOURS), shape if clear else None, x, y, size, likeness)


class _Window:
    """The surroundings of a spot, where shapes are tried: first every other extent and place, then their neighbours."""

    def __init__(self, covered: np.ndarray, rows: tuple[int, int], columns: tuple[int, int]):
        self.rows = slice(max(0, rows[0] - MARGIN), min(SIDE, rows[1] + MARGIN))
        self.columns = slice(max(0, columns[0] - MARGIN), min(SIDE, columns[1] + MARGIN))
        self.covered = covered[self.rows, self.columns]
        self.total = float(self.covered.sum())
        self.extent = max(rows[1] - rows[0], columns[1] - columns[0])
        self.twice_x, self.twice_y = columns[0] + columns[1], rows[0] + rows[1]  # of the middle

    def best(self, shape: str) -> tuple[float, float, float, float]:
        """Likeness, middle and extent of what is most like the spot among all of one shape."""
        sizes = range(max(10, self.extent - 4), self.extent + 5, 2)
        coarse = [
            (size, *self._middle(shape, size, down, across))
            for size in sizes
            for down, across in product((-2, 0, 2), repeat=2)
        ]
        size, x, y = max(coarse, key=lambda one: self._likeness(shape, *one))
        near = [(size + more, x + across, y + down) for more, down, across in product((-1, 0, 1), repeat=3)]
        size, x, y = max(near, key=lambda one: self._likeness(shape, *one))
        return self._likeness(shape, size, x, y), float(x), float(y), float(size)

    def _middle(self, shape: str, size: int, down: int, across: int) -> tuple[int, int]:
        """Where a shape has its middle if what it covers has the middle of the spot, moved by some pixels."""
        low, high = _template(shape, size)[1]
        return round(self.twice_x / 2) + across, round((self.twice_y - (low + high)) / 2) + SIDE + down

    def _likeness(self, shape: str, size: int, x: int, y: int) -> float:
        """Common part over union; what of the shape would leave the picture is lost."""
        template = _template(shape, size)[0]
        up, left = SIDE + self.rows.start - y, SIDE + self.columns.start - x
        height, width = self.covered.shape
        placed = template[up : up + height, left : left + width]
        common = float(np.minimum(placed, self.covered).sum())
        return common / (float(placed.sum()) + self.total - common)


@cache
def _template(shape: str, size: int) -> tuple[np.ndarray, tuple[int, int]]:
    """A shape in the middle of a sheet of twice the picture's side, and its first row and the one behind its last."""
    around = slice(0, 2 * SIDE)
    template = coverage(shape, SIDE, SIDE, size, around, around).astype(np.float32)
    rows = np.flatnonzero((template > 0.3).any(axis=1))
    return template, (int(rows[0]), int(rows[-1]) + 1)
