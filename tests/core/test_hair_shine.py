"""The ring of light goes round the head: behind it, normals lean up to the sun."""

import numpy as np
import pytest

from moeforge.prior import complete
from moeforge.spec import Wish
from moeforge.template.hair import build_hair
from moeforge.template.hair.chart import CENTRE, RING, RING_CELL, shell
from moeforge.template.hair.shine import lit
from moeforge.template.hair.strands import COIL, INNER, MID
from moeforge.template.proportions import Proportions

SUN = np.array([0.35, 0.70, 1.0]) / np.linalg.norm([0.35, 0.70, 1.0])
"""From before and above, as in most viewers."""


def at(azimuth: float, cell_v: float, tone: int) -> np.ndarray:
    points, normals = shell(np.array([azimuth]), np.array([RING]))
    return lit(points, normals, np.array([cell_v]), np.array([tone]))[0]


def test_the_ring_behind_is_lit_and_the_rest_is_not():
    assert at(180.0, RING_CELL, MID) @ SUN > 0.15
    assert at(180.0, 0.60, MID) @ SUN < -0.05
    assert at(180.0, RING_CELL, INNER) @ SUN < -0.05


def test_a_cloud_is_lit_from_above_wherever_it_lies_behind():
    assert at(180.0, 0.1, COIL) @ SUN > 0.05 > at(180.0, 0.1, MID) @ SUN


def test_in_front_normals_stay():
    assert np.allclose(at(20.0, RING_CELL, MID), shell(np.array([20.0]), np.array([RING]))[1])


@pytest.mark.parametrize("style", ("bob", "long", "hime", "ponytail", "locs"))
def test_the_back_of_a_head_shows_light_at_the_ring(style: str):
    spec = complete(5, Wish(choices={"hair_style": style}))
    part = next(p for p in build_hair(spec, Proportions()).piece.parts if p.mesh == "Hair")
    local = part.positions - [0.0, Proportions().chin, 0.0] - CENTRE
    local, sunny = local[local[:, 2] < -0.3], (part.normals @ SUN > 0.05)[local[:, 2] < -0.3]
    ring, below = np.abs(local[:, 1] - 0.32) < 0.05, np.abs(local[:, 1] + 0.05) < 0.10
    assert sunny[ring].mean() > max(0.3, 2.0 * sunny[below].mean())
