"""A cloud of hair: one welded surface, star-shaped round its middle, that swells into soft lobes."""

from dataclasses import dataclass

import numpy as np

from moeforge.template.hair.cap import grid_triangles
from moeforge.template.hair.chart import unit
from moeforge.template.hair.detail import LEAF, LENS, ROOF, Detail
from moeforge.template.hair.ribbon import Paths, ribbons
from moeforge.template.hair.strands import HEAD, MID, Strands
from moeforge.template.part import F64, I64

GOLDEN = 137.50776405
"""Degrees from one place of a Fibonacci sphere to the next."""
LOBE_NORMAL = 0.66
"""Share of the surface's own normal in the shading normal; the rest is the smooth body's."""
FURROW = ([0.0, 0.30, 0.75, 1.0], [0.80, 0.83, 0.95, 0.99])
"""Cell u from the lobes' tops to the furrows between them: the dark edge of a lock."""
TOP_V, LOW_V, END_V = 0.45, 0.60, 0.96
"""Cell v at the top, at the middle and below: under the highlight, then on to the colour of the tips."""


@dataclass(frozen=True, slots=True)
class Lobes:
    """K lobes in directions from the middle."""

    outward: F64  # (K, 3) unit
    height: F64  # (K,) share of the radius by which the middle of a lobe stands out
    spread: F64  # (K,) radians from a lobe's middle to its foot


def fibonacci(count: int) -> F64:
    """Evenly spread unit vectors (count, 3)."""
    i = np.arange(0.5, count)
    polar, turn = np.arccos(1.0 - 2.0 * i / count), np.radians(i * GOLDEN)
    return directions(polar, turn)


def directions(polar: F64, turn: F64) -> F64:
    """Unit vectors (..., 3) at angles (radians) from straight up and round from the front."""
    return np.stack([np.sin(polar) * np.sin(turn), np.cos(polar), np.sin(polar) * np.cos(turn)], axis=-1)


def swelling(lobes: Lobes, way: F64) -> F64:
    """How far (...) lobes stand out in unit directions (..., 3): the highest one counts."""
    chord = 2.0 - 2.0 * (way @ lobes.outward.T)  # squared
    return np.maximum((lobes.height * (1.0 - chord / lobes.spread**2)).max(axis=-1), 0.0)


def hull(way: F64, body: F64, reach: F64, lobes: Lobes, middle: F64) -> Strands:
    """The surface over directions (ROWS, COLUMNS, 3), row 0 being the pole, columns running round.

    `body` (3,): half-axes of the smooth body; `reach` (ROWS, COLUMNS): share of it that each place stands out, before
    the lobes.
    """
    swell = swelling(lobes, way)
    points = middle + way * body * (reach * (1.0 + swell))[..., None]
    ring = np.concatenate([points[:, -1:], points, points[:, :1]], axis=1)
    relief = unit(np.cross(np.gradient(points, axis=0), np.gradient(ring, axis=1)[:, 1:-1]))
    normals = unit(LOBE_NORMAL * relief + (1.0 - LOBE_NORMAL) * unit(way / body))
    normals[0] = unit(normals[0].mean(axis=0))
    deep = 1.0 - swell / max(float(lobes.height.max()), 1e-9)
    u = np.interp(deep, *FURROW)
    v = np.interp(way[..., 1], [-0.75, -0.05, 1.0], [END_V, LOW_V, TOP_V])
    return _welded(points, normals, np.stack([u, v], axis=-1))


def curls(lobes: Lobes, body: F64, reach: float, middle: F64, detail: Detail, tones: I64, size: float = 1.0) -> Strands:
    """A curl on every lobe: a ribbon that winds in on its top."""
    axis = lobes.outward
    hand = np.where(np.arange(len(axis)) % 2, 1.0, -1.0)[:, None]
    s = np.linspace(0.0, 1.0, detail.curl)
    turn = hand * (2.0 * np.pi * CURL_TURNS * s) + 2.4 * np.arange(len(axis))[:, None]  # (K, R)
    side = unit(np.cross(axis, [0.2, 0.3, 1.0]))[:, None]
    front = np.cross(side, axis[:, None])
    wide = size * lobes.spread[:, None, None] * (0.70 - 0.46 * s)[:, None]
    way = unit(axis[:, None] + wide * (side * np.cos(turn)[..., None] + front * np.sin(turn)[..., None]))
    normals = unit(0.5 * way / body + 0.5 * axis[:, None])
    width = size * lobes.spread[:, None] * float(body.mean()) * 0.24 * np.interp(s, *_CURL_WIDTH)
    shape = way.shape[:2]
    points = middle + way * body * (reach * (1.0 + swelling(lobes, way)))[..., None] + CURL_LIFT * normals
    return ribbons(
        Paths(
            points=points, normals=normals, width=np.broadcast_to(width, shape),
            thick=np.broadcast_to(0.5 * width, shape),
            v=np.broadcast_to(TOP_V + 0.16 * s, shape), tone=tones[: len(axis)], chain=np.full(len(axis), HEAD),
            along=np.zeros(shape), radius=50.0,
        ),
        ROOF if detail.section is LENS else LEAF,
    )  # fmt: skip


CURL_TURNS = 0.86
CURL_LIFT = 0.004
"""Height of a curl's edges over the cloud, HH."""
_CURL_WIDTH = ([0.0, 0.2, 0.7, 1.0], [0.35, 1.0, 0.9, 0.1])


def _welded(points: F64, normals: F64, cell: F64) -> Strands:
    """A grid closed round its columns, its first row one point."""
    rows, columns = points.shape[:2]
    quads = grid_triangles(rows - 1, columns, closed=True) + 1
    k = np.arange(columns)
    fan = np.stack([np.zeros(columns, np.int64), 1 + k, 1 + np.roll(k, -1)], axis=-1)
    count = (rows - 1) * columns + 1

    def rest(grid: F64) -> F64:
        return np.concatenate([grid[0, :1], grid[1:].reshape(-1, grid.shape[-1])])

    return Strands(
        positions=rest(points),
        normals=rest(normals),
        cell=rest(cell),
        tone=np.full(count, MID),
        chain=np.full(count, HEAD),
        along=np.zeros(count),
        triangles=np.concatenate([fan, quads]),
    )
