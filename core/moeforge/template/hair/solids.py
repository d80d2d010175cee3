"""Small closed surfaces for ties and accessories: tubes along a path and ellipsoids, and their Part."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from moeforge.template.hair.chart import unit
from moeforge.template.part import F64, I64, Part
from moeforge.template.proportions import Proportions
from moeforge.template.vectors import cross, joined
from moeforge.textures import atlas

MARGIN = 0.08
"""Share of a swatch's cell that stays unused at each border: whole caps lie at one v, where smaller mip levels would
show the neighbour.
"""


@dataclass(frozen=True, slots=True)
class Solid:
    """A surface in head space, painted with one swatch of the body image."""

    swatch: str
    positions: F64  # (N, 3) HH
    normals: F64  # (N, 3) unit
    cell: F64  # (N, 2) u round, v along, in the swatch's unit square
    triangles: I64  # (M, 3)

    def moved(self, turn: F64, origin: F64) -> "Solid":
        """Turned by the rotation `turn` (3, 3) (columns: images of the axes), then shifted to `origin` (3,)."""
        return Solid(self.swatch, self.positions @ turn.T + origin, self.normals @ turn.T, self.cell, self.triangles)


def lathe(swatch: str, rings: F64, start: F64, end: F64) -> Solid:
    """A closed surface from rings (R, C, 3) and two poles (3,)."""
    count, columns = rings.shape[:2]
    body = rings.reshape(-1, 3)
    positions = np.concatenate([body, [start, end]])
    i, j = np.meshgrid(np.arange(count - 1), np.arange(columns), indexing="ij")
    a, b = i * columns + j, i * columns + (j + 1) % columns
    walls = np.stack([a, b, b + columns, a, b + columns, a + columns], axis=-1).reshape(-1, 3)
    k = np.arange(columns)
    low = np.stack([np.full(columns, count * columns), np.roll(k, -1), k], axis=-1)
    high = np.stack([np.full(columns, count * columns + 1), k, np.roll(k, -1)], axis=-1)
    high[:, 1:] += (count - 1) * columns
    triangles = outwards(positions, np.concatenate([low, walls, high]))
    u = _there_and_back(columns)
    v = np.linspace(MARGIN, 1.0 - MARGIN, count)
    cell = joined(u[None], v[:, None]).reshape(-1, 2)
    return Solid(
        swatch,
        positions,
        smooth_normals(positions, triangles),
        np.concatenate([cell, [[0.5, MARGIN], [0.5, 1.0 - MARGIN]]]),
        triangles,
    )


def _there_and_back(count: int) -> F64:
    """u (count,) round a closed surface, without a seam."""
    return MARGIN + (1.0 - 2.0 * MARGIN) * (1.0 - np.abs(2.0 * np.arange(count) / count - 1.0))


def tube(swatch: str, path: F64, radius: F64 | float, corners: int = 6) -> Solid:
    """An open rod along a path (R, 3), thickness (R,), its ends rounded off by a cap."""
    run = unit(np.gradient(path, axis=0))
    side = unit(cross(run, np.array([0.13, 1.0, 0.07])))
    angle = np.arange(corners)[:, None] / corners * 2 * np.pi
    section = side[:, None] * np.cos(angle) + cross(run, side)[:, None] * np.sin(angle)  # (R, C, 3)
    thick = np.broadcast_to(radius, len(path))[:, None, None]
    cap = 0.5 * thick[[0, -1], 0]
    return lathe(swatch, path[:, None] + section * thick, path[0] - run[0] * cap[0], path[-1] + run[-1] * cap[1])


def ring_tube(swatch: str, path: F64, side: F64, up: F64, corners: int = 8) -> Solid:
    """A closed tube (a frame, a band): path (R, 3), its section spanned by side and up (R, 3)."""
    angle = np.arange(corners) / corners * 2 * np.pi
    points = path[:, None] + side[:, None] * np.cos(angle)[:, None] + up[:, None] * np.sin(angle)[:, None]
    count, columns = points.shape[:2]
    i, j = np.meshgrid(np.arange(count), np.arange(columns), indexing="ij")
    a, b = i * columns + j, i * columns + (j + 1) % columns
    c, d = (a + columns) % (count * columns), (b + columns) % (count * columns)
    triangles = np.stack([a, b, d, a, d, c], axis=-1).reshape(-1, 3)
    flat = points.reshape(-1, 3)
    triangles = outwards(flat, triangles)
    u = _there_and_back(count)
    cell = joined(u[:, None], np.sin(angle)[None] * 0.4 + 0.5).reshape(-1, 2)
    return Solid(swatch, flat, smooth_normals(flat, triangles), cell, triangles)


def ellipsoid(swatch: str, radii: tuple[float, float, float], rings: int = 6, columns: int = 12) -> Solid:
    """An ellipsoid round the origin, its poles on the y axis."""
    polar = np.arange(rings, 0, -1) / (rings + 1) * np.pi  # from below upwards
    turn = -np.arange(columns) / columns * 2 * np.pi
    y = np.broadcast_to(np.cos(polar)[:, None], (rings, columns))
    x, z = np.sin(polar)[:, None] * np.cos(turn), np.sin(polar)[:, None] * np.sin(turn)
    size = np.array(radii)
    return lathe(swatch, np.stack([x, y, z], axis=-1) * size, size * [0, -1, 0], size * [0, 1, 0])


def outwards(positions: F64, triangles: I64) -> I64:
    """The triangles of a closed surface, all turned over when they face inwards (negative volume)."""
    a, b, c = (positions[triangles[:, k]] for k in range(3))
    return triangles if (a * cross(b, c)).sum() > 0 else triangles[:, ::-1]


def smooth_normals(positions: F64, triangles: I64) -> F64:
    """Area-weighted vertex normals (N, 3)."""
    a, b, c = (positions[triangles[:, k]] for k in range(3))
    face = cross(b - a, c - a)
    corners = triangles.T.ravel()
    sums = [np.bincount(corners, np.tile(axis, 3), len(positions)) for axis in face.T]
    return unit(np.stack(sums, axis=1).astype(np.float64, copy=False))


def solid_part(name: str, solids: Iterable[Solid], proportions: Proportions) -> Part:
    """One Part of the body mesh, fixed to the head."""
    parts = list(solids)
    starts = np.cumsum([0, *(len(s.positions) for s in parts[:-1])])
    positions = np.concatenate([s.positions for s in parts])
    return Part(
        name, "Body", "body", proportions.head_to_figure(positions),
        np.concatenate([s.normals for s in parts]),
        np.concatenate([atlas.uv(s.swatch, s.cell) for s in parts]),
        np.concatenate([s.triangles + start for s, start in zip(parts, starts, strict=True)]),
        {"head": np.ones(len(positions))},
    )  # fmt: skip
