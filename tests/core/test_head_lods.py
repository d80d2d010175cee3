"""The head at every level of detail: whole, symmetric, with every morph, and alike at its distance."""

from functools import cache

import numpy as np
import pytest

from moeforge.pipeline import Studio, build
from moeforge.prior import complete
from moeforge.spec import Wish
from moeforge.template.head import POSE_SETS, Head, build_head, poses_of
from moeforge.template.head.detail import DETAILS
from moeforge.template.head.eyes import EYE_SHAPES
from moeforge.template.head.grid import Net
from moeforge.template.head.skin import topology, triangles
from moeforge.template.lod import Lod
from moeforge.template.part import F64, I64, Part
from moeforge.template.proportions import Proportions
from moeforge.traits.catalogue import catalogue
from moeforge_exporters.portrait import View, draw

LOWER = (Lod.TINY, Lod.MOBILE, Lod.HIGH)
ALL_SETS = tuple(POSE_SETS)
FOLDED = {Lod.TINY: -6e-3, Lod.MOBILE: -1.5e-3, Lod.HIGH: -1e-3}
"""HH² of skin that may face inwards round a shut eye; a head has some 4 HH² in all."""


@cache
def head(lod: Lod, **choices: str) -> Head:
    return build_head(complete(3, Wish(choices=choices)), Proportions(), poses_of(ALL_SETS), lod)


def part(made: Head, name: str) -> Part:
    return next(p for p in made.piece.parts if p.name == name)


def areas(points: F64, faces: I64) -> F64:
    """Vectors (M, 3) of length area along the face normals."""
    a, b, c = np.moveaxis(points[faces], 1, 0)
    return np.cross(b - a, c - a) / 2


@pytest.mark.parametrize("lod", LOWER)
def test_the_same_parts_and_morphs_at_every_level(lod: Lod):
    full, low = head(Lod.HERO), head(lod)
    assert [p.name for p in low.piece.parts] == [p.name for p in full.piece.parts]
    for p in low.piece.parts:
        assert tuple(p.morphs) == tuple(poses_of(ALL_SETS))
        assert len(p.triangles) <= len(part(full, p.name).triangles)
        assert (p.triangles < len(p.positions)).all()
        assert np.isin(np.arange(len(p.positions)), p.triangles).all(), p.name  # no vertex is left over
    for name in poses_of(ALL_SETS):
        assert max(np.abs(p.morphs[name]).max() for p in low.piece.parts) > 0.002, name


@pytest.mark.parametrize("lod", LOWER)
@pytest.mark.parametrize("eye", EYE_SHAPES)
def test_no_triangle_is_degenerate_and_skin_faces_outwards(eye: str, lod: Lod):
    made = head(lod, eye_shape=eye, mouth="fang")
    for p in made.piece.parts:
        assert np.linalg.norm(areas(p.positions, p.triangles), axis=1).min() > 1e-7, p.name
        assert np.linalg.norm(p.normals, axis=1) == pytest.approx(np.ones(len(p.positions)))
    skin, faces = part(made, "skin"), triangles(lod)
    outwards = skin.normals[faces].mean(axis=1)
    for name in POSE_SETS["vrm"]:
        facing = np.sum(areas(skin.positions + skin.morphs[name], faces) * outwards, axis=1)
        assert facing[facing < 0].sum() > FOLDED[lod], name


@pytest.mark.parametrize("lod", LOWER)
def test_symmetry_is_exact(lod: Lod):
    skin, half = part(head(lod), "skin"), topology(lod)
    own = np.flatnonzero(~half.midline)
    right = len(half.chart) + np.arange(len(own))
    assert (skin.positions[half.midline.nonzero()[0], 0] == 0).all()
    assert (skin.positions[own] * [-1, 1, 1] == skin.positions[right]).all()
    for name in ("blink", "happy", "aa", "cheekPuff"):
        assert (skin.morphs[name][own] * [-1, 1, 1] == skin.morphs[name][right]).all(), name
    for name in ("lash", "white", "brow", "ear"):
        p = part(head(lod), name)
        middle = len(p.positions) // 2
        assert (p.positions[:middle] * [-1, 1, 1] == p.positions[middle:]).all(), name


@pytest.mark.parametrize("lod", LOWER)
@pytest.mark.parametrize("eye", EYE_SHAPES)
@pytest.mark.parametrize("morph", ["blink", "happy"])
def test_shut_lids_meet_and_hide_the_iris(eye: str, morph: str, lod: Lod):
    made = head(lod, eye_shape=eye, mouth="fang")
    skin = part(made, "skin")
    shut = skin.positions + skin.morphs[morph]
    kept = DETAILS[lod].lid
    loop = shut[topology(lod).eye]
    upper, lower = loop[1 : len(kept) - 1], loop[: len(kept) - 1 : -1]
    assert np.abs(upper - lower).max() < 3e-5  # HH: a hundredth of a millimetre
    for name in ("iris_left", "iris_right", "white"):
        p = part(made, name)
        points = p.positions + p.morphs[morph]
        assert covered(np.concatenate([points, points[p.triangles].mean(axis=1)]), shut, triangles(lod)).all(), name


def covered(points: F64, hider: F64, faces: I64) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which points (N, 3) have a triangle of `hider` in front of them, seen from the front."""
    a, b, c = np.moveaxis(hider[faces], 1, 0)
    area = (b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0]
    a, b, c, area = (v[np.abs(area) > 1e-12] for v in (a, b, c, area))
    x, y = points[:, None, 0], points[:, None, 1]
    u = ((x - a[:, 0]) * (c - a)[:, 1] - (y - a[:, 1]) * (c - a)[:, 0]) / area
    v = ((b - a)[:, 0] * (y - a[:, 1]) - (b - a)[:, 1] * (x - a[:, 0])) / area
    z = a[:, 2] + u * (b - a)[:, 2] + v * (c - a)[:, 2]
    return np.asarray(np.any((u >= -1e-9) & (v >= -1e-9) & (u + v <= 1 + 1e-9) & (z > points[:, None, 2]), axis=1))


def test_tiny_looks_like_hero_at_its_distance_and_its_morphs_are_seen():
    """Pictures of 96 pixels: the level changes less than any face does."""
    bare = dict.fromkeys(catalogue().accessories, False)
    spec = complete(3, Wish(choices={"hair_style": "bald"}, accessories=bare), texture_source="painter")
    scenes = [build(spec, Studio(), expression_sets=ALL_SETS, lod=name) for name in ("hero", "tiny")]

    def picture(level: int, **weights: float) -> F64:
        shot = draw(scenes[level], View(bust=True, expressions=weights), 96).astype(np.float64)
        return shot[8:78, 16:80]  # the head

    hero, tiny = picture(0), picture(1)
    assert np.abs(hero - tiny).mean() < 4.0  # of 255
    for name in ("blink", "happy", "aa", "tears", "squeeze", "cheekPuff", "tongueOut", "browInnerUp"):
        assert np.abs(picture(1, **{name: 1.0}) - tiny).max() > 20, name
    assert np.abs(picture(1, happy=1.0) - picture(0, happy=1.0)).mean() < 4.0


def test_a_net_keeps_rows_columns_and_hub():
    net, keep = Net(3, 4, closed=True, hub="last", copies=2).picked((0, 2), (0, 2))
    assert keep.tolist() == [0, 2, 8, 10, 12, 13, 15, 21, 23, 25]
    assert len(net.triangles) == 2 * (2 * 2 + 2)
    assert net.triangles.max() == 9
    first, kept = Net(2, 3, hub="first", closed=True).picked((1,), (0, 1, 2))
    assert kept.tolist() == [0, 4, 5, 6]
    assert first.triangles.tolist() == [[0, 1, 2], [0, 2, 3], [0, 3, 1]]
