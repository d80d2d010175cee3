"""Wherever an eye looks its iris stays behind the face, and before its own white."""

from itertools import product

import numpy as np
import pytest

from moeforge.prior import complete
from moeforge.scene import LookAt
from moeforge.spec import Wish
from moeforge.template.head import POSE_SETS, eye_parts, eyes
from moeforge.template.head.cast import cast
from moeforge.template.head.eyes import EYE_SHAPES, Lid
from moeforge.template.head.layer import Layer
from moeforge.template.head.plan import Plan
from moeforge.template.part import F64

CAST = cast({"lookLeft": POSE_SETS["vrm"]["lookLeft"]})
PARTS = np.array([(a, b, 4 - a - b) for a in range(5) for b in range(5 - a)]) / 4
"""Barycentric coordinates of samples of a triangle."""
BEFORE = 0.002
"""How far a rim may stand before the skin beyond a lid, HH (.7 mm): lashes hide that much."""
GAZES = tuple(product((-1, 0, 1), (-1, 0, 1)))


def plan(shape: str, seed: int) -> Plan:
    return Plan.of(complete(seed, Wish(choices={"eye_shape": shape})), CAST)


def inside(points: F64, loop: F64) -> np.ndarray:
    """(N,) which of points (N, 2) lie in the loop (L, 2), even-odd."""
    a, b = loop, np.roll(loop, -1, axis=0)
    x, y = points[:, :1], points[:, 1:]
    over = (a[:, 1] > y) != (b[:, 1] > y)
    cross = a[:, 0] + (y - a[:, 1]) / np.where(over, b[:, 1] - a[:, 1], 1.0) * (b[:, 0] - a[:, 0])
    return (over & (x < cross)).sum(axis=1) % 2 == 1


def looking(of: Plan, gaze: tuple[int, int]) -> F64:
    """Samples (N, 3) of the iris turned by the greatest gaze."""
    layer, full = eye_parts.iris(of.eye, of.fit), LookAt((0.0, 0.0, 0.0))
    yaw, pitch = np.radians([full.horizontal_outer, full.vertical_up]) * gaze
    points = eye_parts.turned(layer.points[0], of.fit.pivot, float(yaw), float(pitch))
    return np.einsum("sk,tkc->stc", PARTS, points[layer.triangles]).reshape(-1, 3)


def depth(layer: Layer, points: F64) -> F64:
    """(N,) z of the foremost triangle of a layer over points (N, 2); -1 where there is none."""
    a, b, c = (layer.points[0][layer.triangles[:, k]] for k in range(3))
    u, v, w = b - a, c - a, points[:, None] - a[:, :2]
    area = u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0]
    s, t = (w[..., 0] * v[:, 1] - w[..., 1] * v[:, 0]) / area, (u[:, 0] * w[..., 1] - u[:, 1] * w[..., 0]) / area
    return np.where((s >= 0) & (t >= 0) & (s + t <= 1), a[:, 2] + s * u[:, 2] + t * v[:, 2], -1.0).max(axis=1)


@pytest.mark.parametrize("shape", tuple(EYE_SHAPES))
@pytest.mark.parametrize("seed", (2, 8, 10))
def test_an_iris_comes_neither_through_the_face_nor_its_white_before_it(shape: str, seed: int):
    of = plan(shape, seed)
    loop, white = eyes.lids(of.eye, Lid()).loop, eye_parts.white(of.surface, of.eye, of.fit)
    for gaze in GAZES:
        points = looking(of, gaze)
        seen = inside(points[:, :2], loop)
        beyond = points[~seen]
        assert (beyond[:, 2] - of.surface.lift(beyond[:, :2])[:, 2]).max(initial=-1.0) < BEFORE, gaze
        assert (points[seen, 2] - depth(white, points[seen, :2])).min() > 0.0, gaze
