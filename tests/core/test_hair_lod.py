"""Hair at the four levels of detail: within its budget, one silhouette, and no hole through which the skin shows."""

import numpy as np
import pytest

from moeforge.prior import complete
from moeforge.spec import Wish
from moeforge.template.hair import build_hair
from moeforge.template.hair.cap import hairline
from moeforge.template.hair.chart import CENTRE, RADIUS_BACK, RADIUS_FRONT, RADIUS_X, RADIUS_Y, unit
from moeforge.template.hair.fringe import FRINGES
from moeforge.template.hair.lock_style import LockStyle
from moeforge.template.hair.styles import STYLES
from moeforge.template.head.surface import T_HIGH, HeadSurface
from moeforge.template.lod import Lod
from moeforge.template.part import Part
from moeforge.template.proportions import Proportions

MOST = {Lod.TINY: 700, Lod.MOBILE: 1_900, Lod.HIGH: 2_900, Lod.HERO: 6_500}
HAIRY = tuple(s for s in STYLES if s != "bald")
CHIN = np.array([0.0, Proportions().chin, 0.0])


def parts(style: str, seed: int, lod: Lod, length: float = 0.0) -> tuple[Part, ...]:
    spec = complete(seed, Wish(choices={"hair_style": style}, sliders={"hair_length": length}))
    return build_hair(spec, Proportions(), lod).piece.parts


@pytest.mark.parametrize("style", tuple(STYLES))
@pytest.mark.parametrize("lod", tuple(Lod))
def test_every_seed_is_within_the_budget(style: str, lod: Lod):
    """Ten seeds meet every fringe that a style may have."""
    most = max(sum(len(p.triangles) for p in parts(style, seed, lod, 1.0)) for seed in range(10))
    assert most <= MOST[lod]


def test_the_seeds_of_the_budget_meet_every_fringe():
    assert max(len(s.fringes) for s in STYLES.values() if isinstance(s, LockStyle)) <= 4 <= len(FRINGES)


@pytest.mark.parametrize("style", HAIRY)
def test_every_level_has_the_silhouette_of_the_finest(style: str):
    fine, *coarse = (
        next(p for p in parts(style, 1, lod) if p.mesh == "Hair").positions for lod in sorted(Lod, reverse=True)
    )
    for positions in coarse:
        assert np.allclose(positions.min(axis=0), fine.min(axis=0), atol=0.06)
        assert np.allclose(positions.max(axis=0), fine.max(axis=0), atol=0.06)


def skin() -> tuple[np.ndarray, np.ndarray]:
    """Points of the bare skull well inside the hairline, and normals, in head space."""
    phi, t = (a.ravel() for a in np.meshgrid(np.linspace(-np.pi, np.pi, 41)[:-1], np.linspace(0.2, T_HIGH, 22)))
    points, normals = HeadSurface().point(phi, t), HeadSurface().shading_normals(phi, t)
    local = points - CENTRE
    depth = np.where(local[:, 2] > 0, RADIUS_FRONT, RADIUS_BACK)
    scaled = unit(local / np.stack([np.full_like(depth, RADIUS_X), np.full_like(depth, RADIUS_Y), depth], axis=1))
    azimuth, v = np.degrees(np.arctan2(scaled[:, 0], scaled[:, 2])), np.arccos(scaled[:, 1]) / (np.pi / 2)
    inside = v < np.minimum(hairline(azimuth) - 0.12, 1.0)
    return points[inside] + 0.002 * normals[inside], normals[inside]


def seen(corners: np.ndarray, way: np.ndarray, points: np.ndarray) -> int:
    """How many points (N, 3) no triangle (M, 3, 3) hides from an eye far away in a direction."""
    across = unit(np.cross(way, [0.3, 0.9, 0.1]))
    axes = np.stack([across, np.cross(way, across)], axis=1)
    flat, far, at, height = corners @ axes, corners @ way, points @ axes, points @ way
    low, high = flat.min(axis=1), flat.max(axis=1)
    bare = 0
    for place, level in zip(at, height, strict=True):
        near = ((low <= place) & (high >= place)).all(axis=1)
        (a, b, c), z = flat[near].transpose(1, 0, 2), far[near]
        one, two, to = b - a, c - a, place - a
        area = one[:, 0] * two[:, 1] - one[:, 1] * two[:, 0]
        area = np.where(np.abs(area) < 1e-14, 1e-14, area)
        u = (to[:, 0] * two[:, 1] - to[:, 1] * two[:, 0]) / area
        v = (one[:, 0] * to[:, 1] - one[:, 1] * to[:, 0]) / area
        over = z[:, 0] + u * (z[:, 1] - z[:, 0]) + v * (z[:, 2] - z[:, 0]) > level
        bare += not (over & (u >= 0) & (v >= 0) & (u + v <= 1)).any()
    return bare


@pytest.mark.parametrize("style", ("bob", "twintails", "braid", "spiky", "side_swept", "side_ponytail", "crown_braid"))
@pytest.mark.parametrize("lod", (Lod.HERO, Lod.MOBILE))
def test_no_skin_shows_through_the_hair_from_any_side(style: str, lod: Lod):
    """From the 17 directions of a cube's faces, edges and corners that are not below the head."""
    part = next(p for p in parts(style, 1, lod) if p.mesh == "Hair")
    corners = (part.positions - CHIN)[part.triangles]
    ways = [unit(np.array([x, y, z], float)) for x in (-1, 0, 1) for y in (0, 1) for z in (-1, 0, 1) if x or y or z]
    points, normals = skin()
    bare = sum(seen(corners, way, points[normals @ way > 0.1]) for way in ways)
    assert bare <= 2
