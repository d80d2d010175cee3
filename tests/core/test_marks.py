"""Marks on the face: each shows, stays where it belongs and takes the colour that was asked for."""

import numpy as np
import pytest
from PIL import Image

from moeforge.prior import complete
from moeforge.spec import AvatarSpec, Wish
from moeforge.template.head.cast import cast
from moeforge.template.head.plan import Plan
from moeforge.textures.marks import MARKS, Mark, paint_marks, stamp
from moeforge.traits.catalogue import catalogue

SKIN = (247, 210, 186)


def worn(*names: str, **colors: str) -> AvatarSpec:
    accessories = {a: a in names for a in catalogue().accessories}
    return complete(5, Wish(colors={"skin": "#f7d2ba", **colors}, accessories=accessories))


def painted(spec: AvatarSpec, size: int = 512) -> np.ndarray:
    picture = Image.new("RGB", (size, size), SKIN)
    paint_marks(spec, Plan.of(spec, cast({})), picture)
    return np.asarray(picture, np.int16)


def changed(spec: AvatarSpec) -> np.ndarray:
    """(2, K): v and u of the texels that differ from bare skin."""
    image = painted(spec)
    return (np.argwhere(np.abs(image - SKIN).max(axis=2) > 6).T + 0.5) / len(image)


@pytest.mark.parametrize("name", tuple(MARKS))
def test_a_mark_shows_on_the_face_and_only_there(name: str):
    v, u = changed(worn(name))
    assert len(v) > 12
    assert v.min() > 0.25
    assert u.min() > 0.05
    assert u.max() < 0.95


def test_nothing_is_painted_without_a_mark():
    assert changed(worn()).size == 0


@pytest.mark.parametrize("name", ["face_hearts", "whiskers", "eye_shadow", "pencil_moustache"])
def test_marks_of_both_sides_are_symmetric(name: str):
    image = painted(worn(name))
    assert np.abs(image - image[:, ::-1]).mean() < 0.2


def test_eye_shadow_lies_over_the_eyes_and_lipstick_round_the_mouth():
    shadow, lips = changed(worn("eye_shadow"))[0], changed(worn("lipstick"))[0]
    assert shadow.max() < lips.min()


def test_make_up_and_face_paint_take_their_colours():
    blue = painted(worn("lipstick", makeup="#2040d0"))
    assert (blue[..., 2] > blue[..., 0] + 40).any()
    green = painted(worn("face_hearts", accessory="#20c040"))
    assert (green[..., 1] > green[..., 0] + 40).any()


def test_marks_follow_the_eyes():
    plans = [Plan.of(complete(5, Wish(sliders={"eye_spacing": s})), cast({})) for s in (-1.0, 1.0)]
    spots = [MARKS["beauty_mark"](worn("beauty_mark"), plan)[0].paths[0][1] for plan in plans]
    near, far = (np.mean([p.x for p in spot]) for spot in spots)
    assert far > near + 0.003


def test_a_stamp_blends_inside_its_shape_alone():
    picture = Image.new("RGB", (64, 64), (0, 0, 0))
    (mark,) = MARKS["beauty_mark"](worn("beauty_mark"), Plan.of(worn(), cast({})))
    stamp(picture, Mark(mark.paths, (1.0, 1.0, 1.0), 0.5))
    assert 0 < np.asarray(picture).max() <= 128
