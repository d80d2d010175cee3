"""What stands out of a head's outline: where, how wide, how high, how full and of what colour."""

import numpy as np
import pytest
from core.portraits import Face, drawn
from PIL import ImageDraw

from moeforge.understand.picture import tones
from moeforge.understand.picture.bumps import Bump, bumps
from moeforge.understand.picture.sight import find

WIDTH = 88  # of the face, in pixels


def over(shape: str, box: tuple[int, int, int, int], color: str = str(Face().hair)) -> tuple[Bump, ...]:
    """Bumps of the face with something drawn over its head."""
    picture = drawn(Face())
    pen = ImageDraw.Draw(picture)
    left, top, right, bottom = box
    if shape == "round":
        pen.ellipse(box, fill=color)
    elif shape == "pointed":
        pen.polygon([(left, bottom), (right, bottom), ((left + right) / 2, top)], fill=color)
    sight = find(np.asarray(picture))
    hair = tones.hair(sight, sight.color)
    assert hair
    return bumps(sight, hair.mask)


def test_a_plain_head_has_no_bump():
    assert over("", (0, 0, 0, 0)) == ()


@pytest.mark.parametrize("radius", [14, 18, 22])
def test_a_bump_is_as_wide_and_high_as_what_is_drawn(radius: int):
    (bump,) = over("round", (120 - radius, 30 - radius, 120 + radius, 30 + radius))
    assert abs(bump.lean) < 5 and bump.full > 0.7
    assert bump.width == pytest.approx(2 * radius / WIDTH, abs=0.12)
    assert bump.height == pytest.approx(radius / WIDTH, abs=0.08)
    assert bump.hair > 0.7 and bump.tint >= bump.hair


def test_it_leans_to_its_side():
    (right,) = over("round", (146, 16, 178, 48))
    (left,) = over("round", (62, 16, 94, 48))
    assert right.lean == pytest.approx(-left.lean, abs=4) and right.lean > 15


def test_points_are_less_full_than_rounds_and_hats_have_their_own_colour():
    (pointed,) = over("pointed", (96, 0, 144, 50))
    (capped,) = over("round", (102, 12, 138, 48), "#c23b33")
    assert pointed.full < 0.65 < capped.full
    assert capped.hair < 0.2 and capped.tint < 0.2
