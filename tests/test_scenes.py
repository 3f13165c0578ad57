"""The scenes: captions that are true, parts that all occur, combinations that never do, and a detector."""

import random
from collections import Counter
from dataclasses import replace
from itertools import islice, pairwise, product

import numpy as np
import pytest

from genai_book.datasets import scenes as data
from genai_book.datasets.scenes import Object, Scene, draw, scenes
from genai_book.datasets.scenes_detector import judge, look

TRAINING = list(islice(scenes(0), 3000))
UNSEEN = list(islice(scenes(0, held_out=True), 300))
RED_CIRCLE, BLUE_SQUARE = Object("red", "circle", 16, 32, 24), Object("blue", "square", 48, 32, 24)


def a_scene(*objects: Object, side: str | None = None, background: str = "white", **said) -> Scene:
    said = {"says_size": True, "says_background": True, "phrasing": 0} | said
    return Scene(objects=objects, background=background, side=side, **said)


def test_captions_say_what_is_there() -> None:
    pair = a_scene(RED_CIRCLE, BLUE_SQUARE, side="left")
    assert pair.caption == "a red circle left of a blue square on a white background"
    assert replace(pair, phrasing=5).caption == "a red circle to the left of a blue square on white"
    one = a_scene(replace(RED_CIRCLE, colour="orange", extent=40), background="pink")
    assert one.caption == "a large orange circle on a pink background"
    assert replace(one, says_size=False, says_background=False).caption == "an orange circle"
    cross = replace(BLUE_SQUARE, shape="cross")
    assert a_scene(cross, replace(cross, x=16), replace(cross, y=16), background="grey", phrasing=4).caption == (
        "three blue crosses on grey"
    )


def test_captions_use_the_words_of_the_vocabulary_and_all_of_them() -> None:
    used = Counter(word for scene in TRAINING for word in scene.caption.split())
    assert set(used) == set(data.words())


def test_training_has_every_part_but_no_held_out_combination() -> None:
    pairs = {(one.colour, one.shape) for scene in TRAINING for one in scene.objects}
    assert pairs == set(product(data.COLOURS, data.SHAPES)) - data.HELD_OUT_PAIRS
    sides = {data.arrangement(scene.objects, scene.side) for scene in TRAINING if scene.side}
    assert sides == set(product(data.SHAPES, ("left", "above"), data.SHAPES)) - data.HELD_OUT_ARRANGEMENTS
    for parts in (0, 1):
        assert len({pair[parts] for pair in data.HELD_OUT_PAIRS}) == len(data.HELD_OUT_PAIRS)
    assert not {scene.caption for scene in TRAINING if not scene.says_background} & {scene.caption for scene in UNSEEN}


def test_the_opposite_wording_is_held_out_too() -> None:
    triangle = replace(BLUE_SQUARE, shape="triangle", colour="green")
    assert a_scene(RED_CIRCLE, triangle, side="left").held_out
    assert a_scene(triangle, RED_CIRCLE, side="right").held_out
    assert not a_scene(triangle, RED_CIRCLE, side="left").held_out
    assert not a_scene(RED_CIRCLE, triangle, side="above").held_out


def test_unseen_scenes_each_hold_one() -> None:
    assert all(scene.held_out for scene in UNSEEN)
    kinds = Counter("pair" if scene.side is None else "arrangement" for scene in UNSEEN)
    assert min(kinds.values()) > 50


def test_scenes_of_a_seed_are_the_same_again() -> None:
    assert list(islice(scenes(0), 20)) == TRAINING[:20] != list(islice(scenes(1), 20))
    assert data.fingerprint(1, 20) == data.fingerprint(1, 20) != data.fingerprint(2, 20)


@pytest.mark.parametrize("shape", data.SHAPES)
def test_coverage_is_the_area_of_the_shape(shape: str) -> None:
    radius = 20.0
    slope = np.hypot(1, 1.8)
    area = {
        "circle": np.pi * radius**2,
        "square": (1.8 * radius) ** 2,
        "triangle": 1.8 * radius * radius,
        "cross": (2 * 0.68 * 2 - 0.68**2) * radius**2,
        "ring": np.pi * (radius**2 - (0.46 * radius) ** 2),
    }[shape]
    covered = data.coverage(shape, 32, 32, 2 * radius)
    assert covered.sum() == pytest.approx(area, rel=0.01 * slope)
    assert covered.min() >= 0 and covered.max() == 1


def test_objects_stay_inside_and_apart() -> None:
    for scene in TRAINING[:500]:
        covered = np.stack([data.coverage(one.shape, one.x, one.y, one.extent) for one in scene.objects])
        assert covered.sum(axis=0).max() <= 1
        assert covered[:, [0, -1]].max() < 1 and covered[:, :, [0, -1]].max() < 1


def test_drawing_touches_only_what_a_shape_can_cover() -> None:
    for one in (one for scene in TRAINING[:200] for one in scene.objects):
        drawn = draw(a_scene(one)) != data.BACKGROUNDS["white"]
        covered = data.coverage(one.shape, one.x, one.y, one.extent) > 0.01
        assert (drawn.any(axis=-1) >= covered).all()


def test_the_detector_passes_what_was_drawn() -> None:
    for scene in TRAINING[:80] + UNSEEN[:80]:
        assert judge(look(draw(scene)), scene)["all"], scene.caption


def test_the_detector_measures_places_and_extents() -> None:
    seen = look(draw(a_scene(RED_CIRCLE, BLUE_SQUARE, side="left", background="grey")))
    spots = sorted(seen.spots, key=lambda spot: spot.x)
    assert seen.background == "grey"
    assert [(spot.colour, spot.shape) for spot in spots] == [("red", "circle"), ("blue", "square")]
    assert [(spot.x, spot.y, spot.extent) for spot in spots] == [(16, 32, 24), (48, 32, 24)]


def test_the_detector_bears_noise_but_not_another_picture() -> None:
    noise = np.random.default_rng(0).normal(0, 6, (data.SIDE, data.SIDE, 3))
    noisy = [(scene, (draw(scene) + noise).clip(0, 255).astype(np.uint8)) for scene in TRAINING[:60]]
    assert all(judge(look(picture), scene)["all"] for scene, picture in noisy)
    wrong = [judge(look(picture), scene)["all"] for (_, picture), (scene, _) in pairwise(noisy)]
    assert sum(wrong) <= 1


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        (lambda s: replace(s, objects=s.objects[::-1]), set()),  # the same picture
        (lambda s: replace(s, background="black"), {"background"}),
        (lambda s: replace(s, objects=s.objects[:1]), {"count", "colour", "shape", "relation"}),
        (lambda s: replace(s, objects=tuple(replace(one, x=64 - one.x) for one in s.objects)), {"relation"}),
        (lambda s: replace(s, objects=(replace(s.objects[0], colour="green"), s.objects[1])), {"colour"}),
        (lambda s: replace(s, objects=(replace(s.objects[0], shape="ring"), s.objects[1])), {"shape"}),
    ],
)
def test_one_thing_wrong_is_that_thing(change, wrong: set[str]) -> None:
    asked = a_scene(RED_CIRCLE, BLUE_SQUARE, side="left")
    judged = judge(look(draw(change(asked))), asked)
    assert {key for key, right in judged.items() if not right} == (wrong | {"all"} if wrong else set())


def test_swapped_colours_are_wrong_though_each_is_there() -> None:
    asked = a_scene(RED_CIRCLE, BLUE_SQUARE, side="left")
    swapped = replace(asked, objects=(replace(RED_CIRCLE, colour="blue"), replace(BLUE_SQUARE, colour="red")))
    judged = judge(look(draw(swapped)), asked)
    assert judged["colour"] and judged["shape"] and judged["count"] and not judged["all"]


def test_size_and_what_is_left_unsaid() -> None:
    small = a_scene(replace(RED_CIRCLE, x=32))
    large = a_scene(replace(RED_CIRCLE, x=32, extent=40))
    assert judge(look(draw(small)), small)["size"] and not judge(look(draw(large)), small)["size"]
    unsaid = replace(small, says_size=False, says_background=False)
    assert judge(look(draw(replace(large, background="black"))), unsaid)["all"]


def test_dirt_is_no_object_and_a_smear_no_shape() -> None:
    asked = a_scene(replace(RED_CIRCLE, x=32), says_size=False)
    picture = draw(asked)
    picture[4:8, 4:8] = (40, 70, 220)
    assert judge(look(picture), asked)["all"]
    picture[4:16, 4:6] = picture[16:18, 4:16] = (40, 70, 220)
    assert not judge(look(picture), asked)["count"]
    assert any(spot.shape is None for spot in look(picture).spots)


def test_any_picture_can_be_looked_at() -> None:
    rng = random.Random(0)
    for level in (0, 128, 255):
        assert look(np.full((data.SIDE, data.SIDE, 3), level, np.uint8)).spots == ()
    static = np.array([rng.randrange(256) for _ in range(data.SIDE**2 * 3)], np.uint8).reshape(data.SIDE, data.SIDE, 3)
    assert not judge(look(static), TRAINING[0])["all"]
