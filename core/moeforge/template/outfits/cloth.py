"""A garment under construction: quads with weights and swatches in A-pose, and its way to a `Part`."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from moeforge.template.body.pose import to_t_pose
from moeforge.template.part import F64, I64, Part
from moeforge.template.proportions import Proportions
from moeforge.textures.atlas import SWATCHES, uv

SWATCH_INDEX = {name: i for i, name in enumerate(SWATCHES)}
_EMPTY_AREA = 1e-10
"""Triangles below this area (HH^2) are dropped: collapsed corners of the lofts."""


@dataclass(frozen=True, slots=True)
class Cloth:
    """Quads seen from outside counter-clockwise; a triangle repeats its last corner."""

    points: F64  # (N, 3) HH
    faces: I64  # (M, 4)
    swatches: I64  # (M,) indices into textures.atlas.SWATCHES
    chart: F64  # (N, 2) unit square of the swatch: u 0 in front .. 1 behind (mirrored), v top 0 .. hem 1
    weights: F64  # (N, B) rows sum to 1
    bones: tuple[str, ...]  # B names


def join(cloths: Sequence[Cloth]) -> Cloth:
    """Several cloths over the same bones as one, without welding."""
    starts = np.cumsum([0, *(len(c.points) for c in cloths[:-1])])
    return Cloth(
        points=np.concatenate([c.points for c in cloths]),
        faces=np.concatenate([c.faces + s for c, s in zip(cloths, starts, strict=True)]),
        swatches=np.concatenate([c.swatches for c in cloths]),
        chart=np.concatenate([c.chart for c in cloths]),
        weights=np.concatenate([c.weights for c in cloths]),
        bones=cloths[0].bones,
    )


def triangulate(points: F64, faces: I64) -> tuple[I64, I64]:
    """Quads (M, 4) cut along their shorter diagonal: triangles (T, 3) with area, and the quad each came from (T,)."""
    a, b, c, d = (points.T.take(faces[:, i], axis=1) for i in range(4))
    shorter = _squared(d - b) < _squared(c - a)
    turned = np.where(shorter[:, None], np.roll(faces, -1, axis=1), faces)
    triangles = np.concatenate([turned[:, [0, 1, 2]], turned[:, [0, 2, 3]]])
    keep = np.sqrt(np.square(triangle_normals(points, triangles)).sum(0)) > 2 * _EMPTY_AREA
    return triangles[keep], np.tile(np.arange(len(faces)), 2)[keep]


def _squared(rows: F64) -> F64:
    """Squared lengths of vectors (3, N); the order of the sum decides which way quads with equal diagonals fall."""
    x, y, z = rows
    return x * x + z * z + y * y


def triangle_normals(points: F64, triangles: I64) -> F64:
    """Normals (3, T), a row for each axis, whose length is twice the triangle's area."""
    a, b, c = (points.T.take(corner, axis=1) for corner in triangles.T)
    (x, y, z), (u, v, w) = b - a, c - a
    return np.stack([y * w - z * v, z * u - x * w, x * v - y * u])


def smooth_normals(points: F64, triangles: I64) -> F64:
    """Unit vertex normals (N, 3), area-weighted over the triangles at each vertex; +Y where there are none."""
    corners = triangles.reshape(-1)
    rows = triangle_normals(points, triangles).repeat(3, axis=1)
    sums = np.stack([np.bincount(corners, row, len(points)) for row in rows])
    length = np.sqrt(np.square(sums).sum(0))
    return np.where(length > 0.0, sums / np.maximum(length, 1e-300), np.array([[0.0], [1.0], [0.0]])).T


def to_part(name: str, cloth: Cloth, proportions: Proportions) -> Part:
    """The cloth as a part in the T-pose; vertices are split where swatches meet.

    Normals are smooth across the splits, so a colour border casts no crease.
    """
    triangles, quads = triangulate(cloth.points, cloth.faces)
    normals = smooth_normals(cloth.points, triangles)
    points, normals = to_t_pose(cloth.points, normals, _named(cloth.weights, cloth.bones), proportions)
    corner_swatch = np.repeat(cloth.swatches[quads], 3)
    keys = triangles.reshape(-1) * len(SWATCHES) + corner_swatch
    used = np.zeros(len(cloth.points) * len(SWATCHES), np.bool_)
    used[keys] = True
    corners = (np.cumsum(used) - 1)[keys]
    vertex, swatch = np.divmod(np.flatnonzero(used), len(SWATCHES))
    return Part(
        name=name,
        mesh="Body",
        material="body",
        positions=points[vertex],
        normals=normals[vertex],
        uvs=_uvs(cloth.chart[vertex], swatch),
        triangles=corners.reshape(-1, 3).astype(np.int64),
        weights=_named(cloth.weights[vertex], cloth.bones),
    )


def _uvs(chart: F64, swatch: I64) -> F64:
    uvs = np.zeros_like(chart)
    for index in np.unique(swatch):
        rows = swatch == index
        uvs[rows] = uv(SWATCHES[index], chart[rows])
    return uvs


def _named(weights: F64, bones: tuple[str, ...]) -> dict[str, F64]:
    """The columns of bones that move anything."""
    return {bone: weights[:, i] for i, bone in enumerate(bones) if weights[:, i].any()}
