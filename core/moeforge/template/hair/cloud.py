"""A cloud of hair: one welded surface, star-shaped round its middle, that swells into soft lobes."""

from dataclasses import dataclass

import numpy as np

from moeforge.template.hair.cap import grid_triangles
from moeforge.template.hair.chart import unit
from moeforge.template.hair.strands import COIL, HEAD, Strands, there_and_back
from moeforge.template.part import F64

GOLDEN = 137.50776405
"""Degrees from one place of a Fibonacci sphere to the next."""
LOBE_NORMAL = 0.80
"""Share of the surface's own normal in the shading normal; the rest is the smooth body's."""


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


@dataclass(frozen=True, slots=True)
class Coils:
    """How the coils' cell lies on a cloud."""

    stretches: int = 6  # round it; an even number
    first: float = 0.0  # cell v at the pole
    last: float = 1.0  # and in the last row


def hull(way: F64, body: F64, reach: F64, lobes: Lobes, middle: F64, coils: Coils, share: F64 | float = 1.0) -> Strands:
    """The surface over directions (ROWS, COLUMNS, 3), row 0 being the pole, columns running round.

    `body` (3,): half-axes of the smooth body; `reach` (ROWS, COLUMNS): share of it that each place stands out, before
    the lobes; `share` (ROWS, 1): of the lobes' height.
    """
    swell = swelling(lobes, way) * share
    points = middle + way * body * (reach * (1.0 + swell))[..., None]
    ring = np.concatenate([points[:, -1:], points, points[:, :1]], axis=1)
    relief = unit(np.cross(np.gradient(points, axis=0), np.gradient(ring, axis=1)[:, 1:-1]))
    normals = unit(LOBE_NORMAL * relief + (1.0 - LOBE_NORMAL) * unit(way / body))
    normals[0] = unit(normals[0].mean(axis=0))
    return _welded(points, normals, _cells(way, coils))


def _cells(way: F64, coils: Coils) -> F64:
    """Cells (ROWS, COLUMNS, 2): v by the angle from the pole, u as much of a stretch as the ring there is wide. Curls
    are as large at the pole as elsewhere, they do not run together in it."""
    polar = np.arccos(np.clip(way @ way[0, 0], -1.0, 1.0))
    u = there_and_back(way.shape[1], coils.stretches, 0.5) - 0.5  # in front and behind nothing is mirrored
    v = coils.first + (coils.last - coils.first) * polar / polar.max()
    return np.stack([0.5 + u * np.sin(polar), v], axis=-1)


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
        tone=np.full(count, COIL),
        chain=np.full(count, HEAD),
        along=np.zeros(count),
        triangles=np.concatenate([fan, quads]),
    )
