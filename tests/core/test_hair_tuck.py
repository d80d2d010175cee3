"""Hats are not poked through: the hair below each of them lies inside it."""

import numpy as np
import pytest

from moeforge.prior import complete
from moeforge.spec import AvatarSpec, Wish
from moeforge.template.accessories import ACCESSORIES
from moeforge.template.hair import build_hair
from moeforge.template.hair.chart import CENTRE, unit
from moeforge.template.hair.lock_style import LockStyle
from moeforge.template.hair.styles import STYLES
from moeforge.template.hair.tuck import COVERS, LOWEST_V, lowered, pressed
from moeforge.template.proportions import Proportions
from moeforge.traits.catalogue import catalogue

MIDDLE = np.array([0.0, Proportions().chin, 0.0]) + CENTRE


def spec(style: str, hat: str) -> AvatarSpec:
    worn = {name: name == hat for name in catalogue().accessories}
    return complete(5, Wish(choices={"hair_style": style}, accessories=worn))


def axis_of(hat: str) -> np.ndarray:
    side, back = np.radians(COVERS[hat].side), np.radians(COVERS[hat].back)
    return np.array([np.sin(side), np.cos(side) * np.cos(back), -np.cos(side) * np.sin(back)])


def reach(ways: np.ndarray, corners: np.ndarray) -> np.ndarray:
    """Distance (N,) at which rays from the origin leave a surface of triangles (M, 3, 3); 0 where they miss it."""
    a, one, two = corners[:, 0], corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    normal, area = np.cross(one, two), ways @ np.cross(one, two).T
    area = np.where(np.abs(area) < 1e-12, 1e-12, area)
    far = (a * normal).sum(axis=1) / area  # (N, M)
    u = ways @ np.cross(two, a).T / area
    v = ways @ np.cross(a, one).T / area
    hit = (u >= -1e-6) & (v >= -1e-6) & (u + v <= 1.0 + 1e-6) & (far > 0)
    return np.where(hit, far, 0.0).max(axis=1)


def test_rays_leave_a_tetrahedron_at_its_face():
    a, b, c, d = np.array([[1.0, 0, 0], [-1, 1, 0], [-1, -1, 1], [-1, -1, -1]])
    corners = np.array([[a, b, c], [a, c, d], [a, d, b], [b, d, c]])
    assert reach(np.array([[-1.0, 0.0, 0.0]]), corners) == pytest.approx(1.0)


@pytest.mark.parametrize("hat", tuple(COVERS))
@pytest.mark.parametrize("style", ("spiky", "curly", "afro", "bun", "twintails", "crown_braid", "box_braids", "messy"))
def test_no_hair_pokes_through_a_hat(hat: str, style: str):
    one, proportions = spec(style, hat), Proportions()
    hair = build_hair(one, proportions)
    strands = next(p for p in hair.piece.parts if p.mesh == "Hair").positions - MIDDLE
    under = strands[unit(strands) @ axis_of(hat) > np.cos(np.radians(COVERS[hat].angle - 3.0))]
    corners = [(p.positions - MIDDLE)[p.triangles] for p in ACCESSORIES[hat](one, proportions, hair).parts]
    assert (np.linalg.norm(under, axis=1) < reach(unit(under), np.concatenate(corners)) + 0.004).all()


@pytest.mark.parametrize("style", tuple(STYLES))
def test_ties_come_below_the_rim(style: str):
    one = lowered(STYLES[style])
    ties = [comb.tie for comb in one.combs] if isinstance(one, LockStyle) else []
    assert all(v >= LOWEST_V or azimuth in (0.0, 180.0) for azimuth, v in ties)


def test_hair_far_below_the_rim_is_free():
    low = CENTRE + np.array([[0.0, -0.5, -0.9], [0.8, -0.4, 0.0]])
    assert np.allclose(pressed(low, COVERS["beanie"]), low)
