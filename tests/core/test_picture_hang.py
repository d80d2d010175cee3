"""How hair hangs in drawings: its length by measure, buns on both sides, and where the measure says nothing."""

import numpy as np
import pytest
from core.portraits import Face, drawn, encoded, pixels, shaded
from PIL import ImageDraw

from moeforge.understand.picture import hang, tones
from moeforge.understand.picture.coarse import HAIR_LENGTHS
from moeforge.understand.picture.read import read
from moeforge.understand.picture.sight import Sight, find

FACE = Face()
_ENDS = {"short": 118, "medium": 170, "long": 215}  # rows; the face reaches from 66 to 174


def hanging(end: int):
    """The face with curtains of hair on both sides down to a row."""
    picture = drawn(FACE)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((50, 117, 75, 192), fill=FACE.ground)
    pen.rectangle((165, 117, 190, 192), fill=FACE.ground)
    for x in (56, 166):
        pen.rectangle((x, 95, x + 18, end), fill=FACE.hair)
    return picture


def sight_of(picture: np.ndarray) -> tuple[Sight, np.ndarray]:
    sight = find(picture)
    hair = tones.hair(sight, sight.color)
    assert hair
    return sight, hair.mask


@pytest.mark.parametrize("length", _ENDS)
def test_the_length_of_flat_hair_is_measured(length: str):
    reading = read(encoded(hanging(_ENDS[length])))
    assert {t.trait: t.value for t in reading.traits if t.used}["hair_length"] == length
    refused = set(reading.wish.without["hair_style"])
    assert not refused & set(HAIR_LENGTHS[length])
    assert all(refused >= set(styles) for name, styles in HAIR_LENGTHS.items() if name != length)


def test_reach_follows_the_hair():
    far = [hang.reach(*sight_of(np.asarray(hanging(end)))) for end in range(130, 230, 10)]
    assert np.diff(far) == pytest.approx(np.full(9, 0.12), abs=0.05)  # ten rows of a face of 84 below its fringe


def test_two_lumps_over_the_head_are_buns_and_one_is_not():
    picture = drawn(FACE)
    assert not hang.two_buns(*sight_of(np.asarray(picture)))
    pen = ImageDraw.Draw(picture)
    pen.ellipse((62, 16, 94, 48), fill=FACE.hair)
    assert not hang.two_buns(*sight_of(np.asarray(picture)))
    pen.ellipse((146, 16, 178, 48), fill=FACE.hair)
    assert hang.two_buns(*sight_of(np.asarray(picture)))
    reading = read(encoded(picture))
    assert {t.trait: t.value for t in reading.traits if t.used}["hair_tie"] == "two_buns"
    assert set(reading.wish.without["hair_style"]).isdisjoint({"two_buns", "afro_puffs"})


def test_shaded_hair_is_left_to_the_net():
    assert hang.measured(*sight_of(pixels(FACE)))
    assert not hang.measured(*sight_of(np.asarray(shaded(FACE))))
