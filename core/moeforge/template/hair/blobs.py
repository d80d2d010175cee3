"""Many small ellipsoids at once: the lobes of braids and the cores of buns."""

from dataclasses import dataclass

import numpy as np

from moeforge.template.hair.cap import grid_triangles
from moeforge.template.hair.chart import unit
from moeforge.template.hair.strands import Strands
from moeforge.template.part import F64, I64


@dataclass(frozen=True, slots=True)
class Blobs:
    """K ellipsoids. Their axes: across, along, outwards."""

    centres: F64  # (K, 3) HH
    axes: F64  # (K, 3, 3) rows are the unit axes
    radii: F64  # (K, 3) HH
    v: F64  # (K,) cell v of the middle
    tone: I64  # (K,)
    chain: I64  # (K,)
    along: F64  # (K,)


LENGTH_V = 0.03
"""How far the ends of a blob lie from its middle in cell v."""


def blobs(rows: Blobs, rings: int, columns: int) -> Strands:
    """Their surface: `rings` of `columns` points between two poles each; u runs across, v along."""
    polar = np.repeat(np.arange(1, rings + 1) / (rings + 1) * np.pi, columns)
    turn = np.tile(np.arange(columns) / columns * 2 * np.pi, rings)
    body = np.stack([np.sin(polar) * np.sin(turn), np.cos(polar), np.sin(polar) * np.cos(turn)], axis=-1)
    ball = np.concatenate([body, [[0.0, 1.0, 0.0], [0.0, -1.0, 0.0]]])  # (V, 3)
    points = rows.centres[:, None] + (ball * rows.radii[:, None]) @ rows.axes
    count, size = points.shape[:2]
    u = np.broadcast_to(0.5 + 0.48 * ball[:, 0], (count, size))
    v = rows.v[:, None] - LENGTH_V * ball[:, 1]
    return Strands(
        positions=points.reshape(-1, 3),
        normals=unit((ball / rows.radii[:, None]) @ rows.axes).reshape(-1, 3),
        cell=np.stack([u, v], axis=-1).reshape(-1, 2),
        tone=np.repeat(rows.tone, size),
        chain=np.repeat(rows.chain, size),
        along=np.repeat(rows.along, size),
        triangles=(_ball_triangles(rings, columns) + np.arange(count)[:, None, None] * size).reshape(-1, 3),
    )


def _ball_triangles(rings: int, columns: int) -> I64:
    k, last = np.arange(columns), (rings - 1) * columns
    n = np.roll(k, -1)
    top = np.stack([np.full(columns, rings * columns), k, n], axis=-1)
    bottom = np.stack([np.full(columns, rings * columns + 1), last + n, last + k], axis=-1)
    return np.concatenate([top, grid_triangles(rings, columns, closed=True), bottom])
