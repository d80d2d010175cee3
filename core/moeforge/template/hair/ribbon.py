"""Ribbons with a lens section along given paths: the one builder of every lock of hair (RECIPE section 6)."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from moeforge.template.hair.chart import SAG_RADIUS, unit
from moeforge.template.hair.detail import LENS, Section
from moeforge.template.hair.strands import Strands
from moeforge.template.part import F64, I64
from moeforge.template.vectors import cross

SHELL_NORMAL = 0.22
"""Share of the shell's normal in the shading normal: it calms the toon edge (RECIPE section 6: 78 % lens)."""

FLAT_SIZE = 2
"""A section of two points has no underside."""


@dataclass(frozen=True, slots=True)
class Paths:
    """L ribbons of R rings; the last ring is the tip and collapses to one point."""

    points: F64  # (L, R, 3) HH
    normals: F64  # (L, R, 3) unit, away from the head
    width: F64  # (L, R) half-width
    thick: F64  # (L, R) height of the lens
    v: F64  # (L, R) cell v
    tone: I64  # (L,)
    chain: I64  # (L,)
    along: F64  # (L, R)
    radius: F64 | float = SAG_RADIUS  # (L, R) of the round body that the ribbon bends about: sides sag by w^2 / 2r
    calm: float = SHELL_NORMAL  # share of `normals` in the shading normals


@cache
def _triangles(rings: int, size: int, closed: float) -> I64:
    """Triangles of one ribbon whose vertices are (rings - 1) sections of `size` points and the tip; its underside
    begins at the share `closed` of the rings."""
    i, k = np.meshgrid(np.arange(rings - 2), np.arange(size), indexing="ij")
    keep = (k < size - 1) | ((i >= closed * (rings - 2)) & (size > FLAT_SIZE))
    a, b = (i * size + k)[keep], (i * size + (k + 1) % size)[keep]
    quads = np.stack([a, a + size, b + size, a, b + size, b], axis=-1).reshape(-1, 3)
    last = (rings - 2) * size + np.arange(size)
    tip = np.stack([last, np.full(size, (rings - 1) * size), np.roll(last, -1)], axis=-1)
    return np.concatenate([quads, tip[: size if size > FLAT_SIZE else 1]])


def _sides(points: F64, normals: F64) -> F64:
    """Unit vectors (L, R, 3) across the ribbon, to the right of its downward run seen from outside."""
    run = np.empty_like(points)
    run[:, 1:-1] = points[:, 2:] - points[:, :-2]
    run[:, 0], run[:, -1] = points[:, 1] - points[:, 0], points[:, -1] - points[:, -2]
    return unit(cross(normals, run))


def ribbons(paths: Paths, section: Section = LENS) -> Strands:
    """The surface of all ribbons: (R - 1) sections of S points each and a tip point."""
    count, rings = paths.width.shape
    side, normal = _sides(paths.points, paths.normals)[:, :, None], paths.normals[:, :, None]  # (L, R, 1, 3)
    width, thick = paths.width[..., None, None], paths.thick[..., None, None]
    across, height, tilt = section.across[:, None], section.height[:, None], section.tilt[:, None]
    radius = np.broadcast_to(paths.radius, (count, rings))[..., None, None]
    lift = height * thick - (across * width) ** 2 / (2.0 * radius)
    points = paths.points[:, :, None] + side * across * width + normal * lift  # (L, R, S, 3)
    shading = unit((1.0 - paths.calm) * (side * np.sin(tilt) + normal * np.cos(tilt)) + paths.calm * normal)
    cell = np.stack(np.broadcast_arrays(section.u, paths.v[..., None]), axis=-1)
    rows = (rings - 1) * section.size + 1
    along = np.repeat(paths.along[..., None, None], section.size, axis=2)
    return Strands(
        positions=_with_tip(points, paths.points[:, -1]),
        normals=_with_tip(shading, paths.normals[:, -1]),
        cell=_with_tip(cell, np.stack([np.full(count, 0.5), paths.v[:, -1]], axis=-1)),
        tone=np.repeat(paths.tone, rows),
        chain=np.repeat(paths.chain, rows),
        along=_with_tip(along, paths.along[:, -1:]).ravel(),
        triangles=_repeated(_triangles(rings, section.size, section.closed), count, rows),
    )


def _repeated(triangles: I64, count: int, rows: int) -> I64:
    """The triangles (M, 3) of `count` ribbons of `rows` vertices."""
    return (triangles + np.arange(count)[:, None, None] * rows).reshape(-1, 3)


def _with_tip(sections: F64, tip: F64) -> F64:
    """(L, R, S, D) without the last ring, plus one tip (L, D) per ribbon -> (L * rows, D)."""
    count, width = len(sections), sections.shape[-1]
    body = sections[:, :-1].reshape(count, -1, width)
    return np.concatenate([body, tip[:, None]], axis=1).reshape(-1, width)
