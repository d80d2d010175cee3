"""A garment under construction: quads with weights and swatches in A-pose, and its way to a `Part`."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from moeforge.template.body.pose import to_t_pose
from moeforge.template.part import F64, I64, Part
from moeforge.template.proportions import Proportions
from moeforge.textures.atlas import SWATCHES, uv_by

SWATCH_INDEX = {name: i for i, name in enumerate(SWATCHES)}
_NEXT, _SECOND = [1, 2, 3, 0], [0, 2, 3]
"""Corners of a quad that starts at its second one, and of its second triangle."""
_EQUAL = 1e-9
"""Share by which squared diagonals differ that count as equal: rounding shall not choose between them."""
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
    """Quads (M, 4) cut along their shorter diagonal, or the first one: triangles (T, 3) with area, and the quad each
    came from (T,)."""
    axes = np.ascontiguousarray(points.T)
    a, b, c, d = (axes.take(corner, axis=1) for corner in faces.T)
    shorter = _squared(d - b) < (1.0 - _EQUAL) * _squared(c - a)
    turned = np.where(shorter[:, None], faces[:, _NEXT], faces)
    triangles = np.concatenate([turned[:, :3], turned[:, _SECOND]])
    keep = np.flatnonzero(np.sqrt(np.square(triangle_normals(points, triangles)).sum(0)) > 2 * _EMPTY_AREA)
    return triangles.take(keep, axis=0), keep % len(faces)


def _squared(rows: F64) -> F64:
    """Squared lengths of vectors (3, N)."""
    return np.square(rows).sum(0)


def triangle_normals(points: F64, triangles: I64) -> F64:
    """Normals (3, T), a row for each axis, whose length is twice the triangle's area."""
    axes = np.ascontiguousarray(points.T)
    a, b, c = (axes.take(corner, axis=1) for corner in triangles.T)
    (x, y, z), (u, v, w) = b - a, c - a
    return np.array([y * w - z * v, z * u - x * w, x * v - y * u])


def smooth_normals(points: F64, triangles: I64) -> F64:
    """Unit vertex normals (N, 3), area-weighted over the triangles at each vertex; +Y where there are none."""
    corners = triangles.reshape(-1)
    rows = triangle_normals(points, triangles).repeat(3, axis=1)
    sums = np.array([np.bincount(corners, row, len(points)) for row in rows])
    length = np.sqrt(np.square(sums).sum(0))
    return np.where(length > 0.0, sums / np.maximum(length, 1e-300), np.array([[0.0], [1.0], [0.0]])).T


def to_part(name: str, cloth: Cloth, proportions: Proportions) -> Part:
    """The cloth as a part in the T-pose; vertices are split where swatches meet.

    Normals are smooth across the splits, so a colour border casts no crease.
    """
    triangles, quads = triangulate(cloth.points, cloth.faces)
    normals = smooth_normals(cloth.points, triangles)
    points, normals = to_t_pose(cloth.points, normals, _named(cloth.weights, cloth.bones), proportions)
    vertex, swatch, corners = _split(triangles, cloth.swatches.take(quads), len(cloth.points))
    return Part(
        name=name,
        mesh="Body",
        material="body",
        positions=points.take(vertex, axis=0),
        normals=normals.take(vertex, axis=0),
        uvs=uv_by(SWATCHES, swatch, cloth.chart.take(vertex, axis=0)),
        triangles=corners,
        weights=_named(cloth.weights.take(vertex, axis=0), cloth.bones),
    )


def _split(triangles: I64, swatches: I64, count: int) -> tuple[I64, I64, I64]:
    """A vertex for each swatch (T,) that meets at one of `count` vertices: what it was, its swatch, and triangles."""
    present = np.flatnonzero(np.bincount(swatches))
    keys = triangles * len(present) + present.searchsorted(swatches)[:, None]
    used = np.zeros(count * len(present), np.bool_)
    used[keys] = True
    vertex, kind = np.divmod(np.flatnonzero(used), len(present))
    return vertex, present.take(kind), (np.cumsum(used) - 1).take(keys)


def _named(weights: F64, bones: tuple[str, ...]) -> dict[str, F64]:
    """The columns of bones that move anything."""
    return {bone: weights[:, i] for i, bone in enumerate(bones) if weights[:, i].any()}
