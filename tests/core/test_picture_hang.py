"""How hair hangs in drawings: its length by measure, buns, and where the measure says nothing."""

from dataclasses import replace

import numpy as np
import pytest
from core.portraits import Face, drawn, encoded, pixels, shaded
from PIL import Image, ImageDraw

from moeforge.traits.catalogue import catalogue
from moeforge.understand.picture import hang, tones
from moeforge.understand.picture.bumps import bumps
from moeforge.understand.picture.coarse import HAIR_LENGTHS, TELLING
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
    assert refused & set(HAIR_LENGTHS[length]) == TELLING & set(HAIR_LENGTHS[length])
    assert all(refused >= set(styles) for name, styles in HAIR_LENGTHS.items() if name != length)


def test_reach_follows_the_hair():
    far = [hang.reach(*sight_of(np.asarray(hanging(end)))) for end in range(130, 230, 10)]
    assert np.diff(far) == pytest.approx(np.full(9, 0.12), abs=0.05)  # ten rows of a face of 84 below its fringe


def topped(*lumps: tuple[int, int, int], color: str = str(FACE.hair)) -> Image.Image:
    """The face with discs of (x, y, radius) over its head."""
    picture = drawn(FACE)
    for x, y, radius in lumps:
        ImageDraw.Draw(picture).ellipse((x - radius, y - radius, x + radius, y + radius), fill=color)
    return picture


def eared(size: int) -> Image.Image:
    """The face with two triangles of the hair's colour over its head."""
    picture = drawn(FACE)
    for x, tip in ((84, 74), (156, 166)):
        ImageDraw.Draw(picture).polygon([(x - size, 60), (x + size, 60), (tip, 36 - size)], fill=FACE.hair)
    return picture


def tied(picture: Image.Image) -> dict[str, str]:
    return {t.trait: t.value for t in read(encoded(picture)).traits if t.used and t.trait.startswith("hair_")}


@pytest.mark.parametrize(
    ("picture", "tie"),
    [
        (drawn(FACE), ""),
        (topped((120, 24, 18)), "bun"),
        (topped((96, 30, 16)), "bun"),
        (topped((78, 32, 16), (162, 32, 16)), "two_buns"),
        (eared(20), ""),
        (eared(26), ""),
        (topped((120, 24, 18), color="#c23b33"), ""),
        (topped((78, 32, 16), (162, 32, 16), color="#c23b33"), ""),
    ],
)
def test_round_lumps_of_hair_over_the_head_are_buns(picture: Image.Image, tie: str):
    seen = tied(picture)
    assert seen.get("hair_tie", "") == tie
    assert (seen["hair_length"] == "updo") == bool(tie)


def test_a_crest_over_shaven_sides_is_no_bun():
    found = bumps(*sight_of(np.asarray(topped((120, 24, 18)))))
    assert hang.one_bun(found, 0.5) and not hang.one_bun(found, 0.2)


def test_buns_leave_the_styles_of_buns():
    refused = set(read(encoded(topped((78, 32, 16), (162, 32, 16)))).wish.without["hair_style"])
    assert set(catalogue().choices["hair_style"].values) - refused == {"two_buns"}
    refused = set(read(encoded(topped((120, 24, 18)))).wish.without["hair_style"])
    assert set(catalogue().choices["hair_style"].values) - refused == {"bun"}


def test_black_lines_are_no_black_hair():
    plain = np.asarray(drawn(replace(FACE, hair="#101010")))
    outlined = drawn(replace(FACE, hair="#101010"))
    pen = ImageDraw.Draw(outlined)
    for x in (62, 178):
        pen.line((x, 100, x, 235), fill="#101010", width=5)
    assert hang.reach(*sight_of(np.asarray(outlined))) == pytest.approx(hang.reach(*sight_of(plain)), abs=0.06)


def test_shaded_hair_is_left_to_the_net():
    assert hang.measured(*sight_of(pixels(FACE)))
    assert not hang.measured(*sight_of(np.asarray(shaded(FACE))))
