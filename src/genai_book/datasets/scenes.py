"""Small pictures of coloured shapes, each with a caption that is true of it: the data of the `scenes` model.

A scene is one object, two or three objects of a kind, or two objects one beside or above the other, on a plain
background, 64 x 64 pixels. Five pairs (colour, shape) and six arrangements (shape beside or above shape) never occur in
training, though each of their parts does. They are what the model is asked for to see whether it composes.
"""

import hashlib
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

SIDE = 64  # pixels
COLOURS = {
    "red": (215, 30, 40),
    "orange": (250, 130, 20),
    "yellow": (245, 215, 50),
    "green": (30, 160, 60),
    "blue": (40, 70, 220),
    "purple": (160, 50, 220),
}
BACKGROUNDS = {"white": (255, 255, 255), "grey": (140, 140, 140), "black": (16, 16, 16), "pink": (255, 200, 215)}
SHAPES = ("circle", "square", "triangle", "cross", "ring")
SMALL, LARGE = tuple(range(20, 25)), tuple(range(36, 45))  # extents in pixels; several objects are all small
COUNTS = {2: "two", 3: "three"}
LOW, HIGH = 16, 48  # pixels from the edge: where the middles of several objects lie, give or take two

# first object's side → how it is said; opposite sides say the same of swapped objects
RELATIONS = {
    "left": ("left of", "to the left of"),
    "right": ("right of", "to the right of"),
    "above": ("above", "over"),
    "below": ("below", "under"),
}
OPPOSITE = {"left": "right", "right": "left", "above": "below", "below": "above"}

HELD_OUT_PAIRS = {
    ("purple", "circle"),
    ("yellow", "square"),
    ("blue", "triangle"),
    ("red", "cross"),
    ("green", "ring"),
}
# (shape, side, shape), written with "left" and "above" only: the opposite wording is held out with it.
HELD_OUT_ARRANGEMENTS = {
    ("circle", "left", "triangle"),
    ("square", "left", "ring"),
    ("cross", "left", "square"),
    ("ring", "above", "circle"),
    ("triangle", "above", "cross"),
    ("square", "above", "triangle"),
}


@dataclass(frozen=True)
class Object:
    """One shape and where it is."""

    colour: str  # key of COLOURS
    shape: str  # one of SHAPES
    x: int  # middle, pixels from the left edge
    y: int  # middle, pixels from the top
    extent: int  # pixels from one end to the other

    @property
    def size(self) -> str:
        return "large" if self.extent >= LARGE[0] else "small"


@dataclass(frozen=True)
class Scene:
    """Objects on a background, and how the caption tells of them."""

    objects: tuple[Object, ...]
    background: str  # key of BACKGROUNDS
    side: str | None  # where the first object is from the second, a key of RELATIONS; None = nothing is said of it
    says_size: bool  # only of a single object
    says_background: bool
    phrasing: int  # chooses among the wordings of the same content

    @property
    def held_out(self) -> bool:
        """Whether it shows a pair or an arrangement that training never does."""
        if any((one.colour, one.shape) in HELD_OUT_PAIRS for one in self.objects):
            return True
        return self.side is not None and arrangement(self.objects, self.side) in HELD_OUT_ARRANGEMENTS

    @property
    def caption(self) -> str:
        """What is true of the scene, in English; the same each time."""
        first = self.objects[0]
        if self.side is not None:
            wordings = RELATIONS[self.side]
            said = f"{_noun(first)} {wordings[self.phrasing % len(wordings)]} {_noun(self.objects[1])}"
        elif len(self.objects) > 1:
            said = f"{COUNTS[len(self.objects)]} {first.colour} {first.shape}{'es' if first.shape == 'cross' else 's'}"
        else:
            size = first.size if self.says_size else ""
            article = "one" if self.phrasing % 4 == 3 else None
            said = _noun(first, size, article)
        if not self.says_background:
            return said
        return f"{said} on {self.background}" if self.phrasing // 4 else f"{said} on a {self.background} background"


def arrangement(objects: Sequence[Object], side: str) -> tuple[str, str, str]:
    """(shape, "left" or "above", shape), whichever way it is said."""
    first, second = objects[0].shape, objects[1].shape
    return (first, side, second) if side in ("left", "above") else (second, OPPOSITE[side], first)


def _noun(one: Object, size: str = "", article: str | None = None) -> str:
    words = " ".join(word for word in (size, one.colour, one.shape) if word)
    return f"{article or ('an' if words[0] == 'o' else 'a')} {words}"


def random_scene(rng: random.Random) -> Scene:
    """Any scene, of those held out too."""
    kind = rng.choices(("one", "several", "two"), (0.3, 0.25, 0.45))[0]
    side = None
    if kind == "one":
        extent = rng.choice(rng.choice((SMALL, LARGE)))
        room = extent // 2 + 1
        objects = (_an_object(rng, rng.randint(room, SIDE - room), rng.randint(room, SIDE - room), extent),)
    elif kind == "several":
        corners = rng.sample([(x, y) for x in (LOW, HIGH) for y in (LOW, HIGH)], rng.choice(list(COUNTS)))
        like = _an_object(rng, 0, 0, rng.choice(SMALL))
        objects = tuple(
            Object(like.colour, like.shape, _about(rng, x), _about(rng, y), like.extent) for x, y in corners
        )
    else:
        side = rng.choice(list(RELATIONS))
        across = rng.randint(LOW, HIGH)
        ends = (LOW, HIGH) if side in ("left", "above") else (HIGH, LOW)
        places = [(_about(rng, end), _about(rng, across)) for end in ends]
        if side in ("above", "below"):
            places = [(x, y) for y, x in places]
        first = _an_object(rng, *places[0], rng.choice(SMALL))
        second = first
        while (second.colour, second.shape) == (first.colour, first.shape):
            second = _an_object(rng, *places[1], rng.choice(SMALL))
        objects = (first, second)
    return Scene(
        objects=objects,
        background=rng.choice(list(BACKGROUNDS)),
        side=side,
        says_size=rng.random() < 0.75,
        says_background=rng.random() < 0.8,
        phrasing=rng.randrange(8),
    )


def _an_object(rng: random.Random, x: int, y: int, extent: int) -> Object:
    return Object(rng.choice(list(COLOURS)), rng.choice(SHAPES), x, y, extent)


def _about(rng: random.Random, place: int) -> int:
    return place + rng.randint(-2, 2)


def scenes(seed: int | str, held_out: bool = False) -> Iterator[Scene]:
    """Endless scenes of training, or of those that it never shows."""
    rng = random.Random(f"scenes/{seed}/{held_out}")
    while True:
        scene = random_scene(rng)
        if scene.held_out == held_out:
            yield scene


def coverage(
    shape: str, x: float, y: float, extent: float, rows: slice = slice(0, SIDE), columns: slice = slice(0, SIDE)
) -> np.ndarray:
    """How much of each pixel of these rows and columns a shape covers (H, W), 0 to 1: half minus the signed distance
    to its edge, clipped.
    """
    across = np.arange(columns.start, columns.stop)[None, :] + 0.5 - x
    down = np.arange(rows.start, rows.stop)[:, None] + 0.5 - y
    radius = extent / 2
    if shape in ("circle", "ring"):
        from_middle = np.hypot(across, down)
        if shape == "ring":
            half = 0.27 * radius  # of the band's width
            distance = np.abs(from_middle - (radius - half)) - half
        else:
            distance = from_middle - radius
    elif shape == "square":
        distance = np.maximum(np.abs(across), np.abs(down)) - 0.9 * radius
    elif shape == "triangle":
        top, bottom = -radius, 0.8 * radius
        length = np.hypot(radius, bottom - top)  # of a side, whose slope is (bottom - top) / radius
        sides = (np.abs(across) * (bottom - top) - (down - top) * radius) / length
        distance = np.maximum(sides, down - bottom)
    else:
        arm = 0.34 * radius
        wide = np.maximum(np.abs(across) - radius, np.abs(down) - arm)
        high = np.maximum(np.abs(across) - arm, np.abs(down) - radius)
        distance = np.minimum(wide, high)
    return np.clip(0.5 - distance, 0.0, 1.0)


def draw(scene: Scene) -> np.ndarray:
    """The picture of a scene: (H, W, 3), whole numbers 0 to 255."""
    picture = np.empty((SIDE, SIDE, 3))
    picture[:] = BACKGROUNDS[scene.background]
    for one in scene.objects:
        rows, columns = _reach(one.y, one.extent), _reach(one.x, one.extent)
        covered = coverage(one.shape, one.x, one.y, one.extent, rows, columns)[..., None]
        part = picture[rows, columns]
        part += covered * (np.array(COLOURS[one.colour]) - part)
    return picture.round().astype(np.uint8)


def _reach(middle: int, extent: int) -> slice:
    """The rows or columns that an object can touch; the soft corners of a triangle stick out by one pixel."""
    half = extent // 2 + 3
    return slice(max(0, middle - half), min(SIDE, middle + half))


def words() -> list[str]:
    """Every word that a caption can have."""
    found = {"a", "an", "one", "on", "background", "small", "large", *COLOURS, *BACKGROUNDS, *COUNTS.values()}
    found |= {word for wordings in RELATIONS.values() for wording in wordings for word in wording.split()}
    found |= set(SHAPES) | {f"{shape}{'es' if shape == 'cross' else 's'}" for shape in SHAPES}
    return sorted(found)


def fingerprint(seed: int, count: int = 1000) -> str:
    """SHA-256 of the first `count` training scenes, pictures and captions: changes when the data do."""
    digest = hashlib.sha256()
    for _, scene in zip(range(count), scenes(seed), strict=False):
        digest.update(scene.caption.encode() + b"\n" + draw(scene).tobytes())
    return digest.hexdigest()
