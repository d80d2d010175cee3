"""Triangles of strips, fans and mirrored pairs, counter-clockwise where rows run downwards and columns to +X."""

import numpy as np

from moeforge.template.part import F64, I64


def sheet(rows: int, columns: int, *, closed: bool = False) -> I64:
    """(M, 3) triangles of a grid with vertex (r, c) at r * columns + c; `closed` joins the last column to the first."""
    across = columns if closed else columns - 1
    r, c = np.divmod(np.arange((rows - 1) * across), across)
    right = (c + 1) % columns
    a, b, d, e = r * columns + c, (r + 1) * columns + c, r * columns + right, (r + 1) * columns + right
    return np.concatenate([np.stack([a, b, d], axis=1), np.stack([d, b, e], axis=1)])


def sheet_uv(rows: int, columns: int) -> F64:
    """(rows * columns, 2) unit square: u along the columns, v down the rows."""
    v, u = np.meshgrid(np.linspace(0, 1, rows), np.linspace(0, 1, columns), indexing="ij")
    return np.stack([u.ravel(), v.ravel()], axis=1)


def disc(rings: int, spokes: int) -> I64:
    """(M, 3) triangles of a disc: vertex 0 its centre, then rings outwards, counter-clockwise."""
    start = np.arange(spokes)
    fan = np.stack([np.zeros(spokes, np.int64), 1 + start, 1 + (start + 1) % spokes], axis=1)
    return np.concatenate([fan, 1 + sheet(rings, spokes, closed=True)])


def pair(triangles: I64, count: int) -> I64:
    """Triangles of a left piece of `count` vertices and of its mirror image, whose vertices follow."""
    return np.concatenate([triangles, count + triangles[:, ::-1]])


def mirrored(points: F64) -> F64:
    """Points (..., 3) with x negated."""
    return points * np.array([-1.0, 1.0, 1.0])
