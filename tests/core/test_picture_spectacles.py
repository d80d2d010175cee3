"""Glasses in drawings: lenses in a frame, dark lenses, and what is none."""

import numpy as np
import pytest
from core.portraits import Face, drawn, encoded
from PIL import Image, ImageDraw

from moeforge.understand.picture import tones
from moeforge.understand.picture.close_face import closely
from moeforge.understand.picture.read import read
from moeforge.understand.picture.sight import find
from moeforge.understand.picture.spectacles import spectacles


def wearing(what: str) -> Image.Image:
    """The face with something before its eyes."""
    picture = drawn(Face())
    pen = ImageDraw.Draw(picture)
    if what in ("rings", "dark", "no bridge"):
        for x in (100, 140):
            pen.ellipse(
                (x - 17, 107, x + 17, 141), outline="#101010", fill="#101010" if what == "dark" else None, width=3
            )
    if what in ("rings", "dark"):
        pen.line((112, 122, 128, 122), fill="#101010", width=4)
    if what == "brow":
        pen.line((86, 106, 154, 106), fill="#101010", width=5)
    return picture


@pytest.mark.parametrize(
    ("what", "worn"),
    [("rings", "glasses"), ("dark", "sunglasses"), ("", ""), ("no bridge", ""), ("brow", "")],
)
def test_two_lenses_in_one_frame_are_glasses(what: str, worn: str):
    picture = np.asarray(wearing(what))
    sight = find(picture)
    hair = tones.hair(sight, sight.color)
    assert hair and spectacles(closely(picture, sight), sight.color, hair.tone.color) == worn


def test_what_is_measured_is_worn_and_reported():
    reading = read(encoded(wearing("dark")))
    assert reading.wish.accessories["sunglasses"] is True and reading.wish.accessories["glasses"] is False
    assert [(t.value, t.used) for t in reading.traits if t.trait == "eyewear"] == [("sunglasses", True)]
