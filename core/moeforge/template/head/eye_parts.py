"""White, iris and lid wall of the left eye: what lies in and behind the opening (RECIPE section 4)."""

from dataclasses import dataclass

import numpy as np

from moeforge.template.head import eyes, grid
from moeforge.template.head.eyes import EyeShape
from moeforge.template.head.layer import Layer
from moeforge.template.head.surface import HeadSurface, unit
from moeforge.template.part import F64
from moeforge.template.vectors import joined

WHITE_RECESS, IRIS_RECESS, WALL = 0.030, 0.011, 0.038
"""Depths behind the fitted surface, HH (RECIPE2 section 3, profile cure)."""
UPPER_SINK, LOWER_SINK = 0.014, 0.011
"""How much deeper the iris's upper end lies, behind the lid: it comes forwards when the eye looks down; and its lower
outer end, where the cheek falls back: it would come through it when the eye looks there."""
WHITE_MARGIN, FLAT_MARGIN = 1.28, 1.25
"""Size of the white over that of the opening, in full and at the flat level, whose few facets cut less deep."""
SPOKES = 24


@dataclass(frozen=True)
class Fit:
    """Quadratic z(x, y) through the face over the left eye's opening."""

    centre: F64  # (2,)
    coefs: F64  # (6,) of 1, x, y, x², xy, y² relative to the centre

    @staticmethod
    def of(surface: HeadSurface, eye: EyeShape) -> "Fit":
        """Least squares over a disc of the eye's size."""
        centre, (w, h) = np.array([eye.x, eye.y]), (eye.w, (eye.up + eye.down) / 2)
        z = surface.lift(centre + _DISC * [w, h])[:, 2]
        return Fit(centre, (_DISC_FIT @ z) / [1.0, w, h, w * w, w * h, h * h])

    def normal(self, xy: F64) -> F64:
        """Unit normals (..., 3) over front view points (..., 2)."""
        x, y = np.moveaxis(xy - self.centre, -1, 0)
        _, b, c, d, e, f = self.coefs
        return unit(joined(-b - 2 * d * x - e * y, -c - e * x - 2 * f * y, 1.0))

    def sunk(self, xy: F64, depth: float | F64) -> F64:
        """Points of the fit (..., 3) pushed back by `depth` (...) HH, straight along z so that their outline stays."""
        z = _terms(xy - self.centre) @ self.coefs
        return np.concatenate([xy, (z - depth / self.normal(xy)[..., 2])[..., None]], axis=-1)

    @property
    def pivot(self) -> F64:
        """Where the eye turns, (3,): behind the centre by the fit's radius, so that the iris glides along it."""
        _, b, c, d, _, f = self.coefs
        kx, ky = -2 * d / (1 + b * b) ** 1.5, -2 * f / (1 + c * c) ** 1.5
        radius = 1 / np.clip(0.65 * kx + 0.35 * ky, 1.2, 5.0)
        return self.sunk(self.centre, 0.0) - radius * self.normal(self.centre)


def _terms(xy: F64) -> F64:
    x, y = np.moveaxis(xy, -1, 0)
    return np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=-1)


def _rings(w: float, h: float, sizes: tuple[float, ...]) -> F64:
    """Centre and concentric ellipses, counter-clockwise: (1 + len(sizes) * SPOKES, 2)."""
    angle = np.arange(SPOKES) * (2 * np.pi / SPOKES)
    circle = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return np.concatenate([np.zeros((1, 2)), *(circle * k for k in sizes)]) * [w, h]


_DISC: F64 = _rings(1.0, 1.0, (0.35, 0.7, 1.0))
_DISC_FIT: F64 = np.asarray(np.linalg.pinv(_terms(_DISC)), np.float64)
"""(6, N) from heights over the disc to the terms of the quadratic that fits them best."""


def white(surface: HeadSurface, eye: EyeShape, fit: Fit, margin: float = WHITE_MARGIN) -> Layer:
    """The white, wider than the opening, always behind the skin."""
    loop = eyes.lids(eye, eyes.Lid()).loop[::-2]
    middle = np.array([eye.x, eye.y])
    outline = middle + (loop - middle) * margin
    xy = np.concatenate([middle[None], middle + (loop - middle) * 0.6, outline])
    points = fit.sunk(xy, WHITE_RECESS)
    points[:, 2] = np.minimum(points[:, 2], surface.lift(xy)[:, 2] - 0.5 * WHITE_RECESS)
    low, high = loop.min(0), loop.max(0)
    uv = (xy - low) / (high - low) * [1, -1] + [0, 1]
    return Layer("white", "white", uv, grid.Net(2, len(loop), closed=True, hub="first"), points[None])


def iris(eye: EyeShape, fit: Fit, lower_sink: float = LOWER_SINK) -> Layer:
    """The iris: its cell's inscribed ellipse, bent like the fitted surface."""
    ring = _rings(1.0, 1.0, (0.55, 1.0))
    xy = np.array([eye.x, eye.y]) + eye.iris_center + ring * [eye.iris_w, eye.iris_h]
    uv = 0.5 + 0.5 * ring * [1, -1]
    upper, lower = np.clip((ring[:, 1] - 0.55) / 0.45, 0.0, 1.0), np.clip((-ring[:, 1] - 0.30) / 0.50, 0.0, 1.0)
    outer = np.clip(ring[:, 0] / 0.60 + 1.0, 0.0, 1.0)
    depth = IRIS_RECESS + UPPER_SINK * upper + lower_sink * lower * outer
    return Layer("iris", "iris_left", uv, grid.Net(2, SPOKES, closed=True, hub="first"), fit.sunk(xy, depth)[None])


def turned(points: F64, pivot: F64, yaw: float, pitch: float) -> F64:
    """Points (N, 3) turned about the pivot: `yaw` towards +X, then `pitch` upwards, radians."""
    (sy, cy), (sp, cp) = (np.sin(yaw), np.cos(yaw)), (np.sin(pitch), np.cos(pitch))
    around_y = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    around_x = np.array([[1, 0, 0], [0, cp, sp], [0, -sp, cp]])
    return (points - pivot) @ (around_y @ around_x).T + pivot


def wall(loops: F64, fit: Fit, depth: float = WALL) -> Layer:
    """The lids' thickness: from the eye loops (S, LOOP, 3) inwards, facing the iris."""
    inwards = unit(0.15 * fit.normal(loops[..., :2]) + [0.0, 0.0, 0.85])  # nearly edge-on from the front
    inner = loops - depth * inwards
    n = eyes.LOOP
    uv = grid.sheet_uv(2, n)
    return Layer("lid_rim", "lid_rim", uv, grid.Net(2, n, closed=True), np.concatenate([loops, inner], axis=1))
