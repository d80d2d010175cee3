"""Hair combed over the skull to a tie: strands side by side from the hairline to the tie, a smooth shell with grooves.

Separate ribbons there stuck out like a skirt and crossed each other at the parting; neighbours that share their edge
cannot (RECIPE section 6, "tied hair").
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from moeforge.template.hair.cap import grid_triangles
from moeforge.template.hair.chart import (
    CENTRE,
    DROP_PER_V,
    RADIUS_BACK,
    RADIUS_FRONT,
    RADIUS_X,
    RADIUS_Y,
    cell_v,
    dome,
    shell,
    unit,
)
from moeforge.template.hair.detail import Detail
from moeforge.template.hair.strands import HEAD, MID, Strands
from moeforge.template.part import F64

TIGHT = 0.012
"""How much closer combed hair lies than the loose shell, HH."""
UNDER = 0.42
"""Vertical half-axis of the shell below the equator."""
TIE_ANGLE = 0.13
"""Where the strands end, in radians round the tie."""
RIDGE = 0.016
"""Height of a strand's middle over its edges, HH."""
EDGE = 0.13
"""Cell u of a strand's edges: just inside the dark edge of a lock, so that the grooves stay soft."""
PARTED = (0.9, 0.0, 0.35, 0.0, 0.75, 0.1, 0.0, 0.9, 0.0, 0.5, 0.0)
"""How plainly the comb has left a line before each strand, 0..1, by turns: clumps of one, two or three strands."""
LINE, DIP = 0.005, 0.014
"""Cell u of a plain line, where a lock's edge is dark, and how much deeper than other grooves it is, HH."""
SHALLOW = ([0.80, 1.10], [1.0, 0.0])
"""Share of DIP at chart v: at the nape the cap lies close below."""
SKIN, LOW_SKIN, GROOVE = 0.080, 0.045, 0.018
"""How deep roots lie under the shell: in the skin at the hairline, at the nape, where the skin lies nearer, and in a
groove above the cap at a parting."""
OVER_NAPE = ([1.25, 1.50], [0.0, 0.024])
"""How much higher than the shell, which the nape touches, hair lies at chart v, HH."""

Loop = tuple[tuple[float, float, float], ...]  # closed hairline: azimuth (degrees), chart v, depth of the roots


@dataclass(frozen=True, slots=True)
class Comb:
    """A tie and the hair that runs to it."""

    tie: tuple[float, float]  # azimuth and chart v
    loop: Loop
    count: int  # strands
    lift: float = 0.0  # over the tight shell, HH: hair that lies on other hair


_TEMPLE: Loop = (
    *((az, v, SKIN) for az, v in ((40, 0.55), (64, 0.80), (80, 1.04), (98, 1.14), (112, 1.26))),
    *((az, v, LOW_SKIN) for az, v in ((135, 1.46), (160, 1.55))),
)
_NAPE = (180.0, 1.58, LOW_SKIN)
_MIDDLE = (184.0, 1.60, LOW_SKIN)
"""Where a half ends at the nape: over the middle and not deep, so that no skin shows between the two."""
_PARTING: Loop = tuple(
    (az, v, GROOVE) for az, v in ((180, 1.52), (180, 0.9), (180, 0.6), (180, 0.3), (0, 0.02), (0, 0.35))
)
WHOLE: Loop = (*_TEMPLE, _NAPE, *((-az, v, depth) for az, v, depth in reversed(_TEMPLE)), (0.0, 0.40, SKIN))
"""The whole hairline; its front lies under the fringe."""

_TWISTED = ((62.0, 0.84), (180.0, 0.62))
"""Azimuth and chart v of the ends of the twist along the lower edge of the upper half: at the temple and at the tie."""
TWIST_SAG = 0.05
"""How much lower than straight the twist runs, chart v."""


def twisted(t: F64) -> tuple[F64, F64]:
    """Azimuth and chart v (...) of the twist at places (...) in 0..1."""
    (az, v), (last, end) = _TWISTED
    return az + (last - az) * t, v + (end - v) * t + TWIST_SAG * np.sin(np.pi * t)


_BELOW: Loop = (
    (44, 0.60, GROOVE),
    *((float(a), float(v) + 0.02, GROOVE) for a, v in zip(*twisted(np.linspace(0.0, 0.8, 5)), strict=True)),
)
UPPER: Loop = (*_BELOW, (180.0, 0.80, GROOVE), *((-az, v, d) for az, v, d in reversed(_BELOW)), (0.0, 0.40, GROOVE))
"""The upper half: its edge lies under a twist on each side."""


_BROW: Loop = ((0, 0.60, GROOVE), (0, 0.61, SKIN), (30, 0.61, SKIN), (50, 0.67, SKIN))


def half(side: float, *, bare: bool = False) -> Loop:
    """The hairline of one side and the parting from brow to nape; `bare`: no fringe hides its front."""
    front = (*_TEMPLE[1:], _MIDDLE, *_PARTING[:-1], *_BROW) if bare else (*_TEMPLE, _MIDDLE, *_PARTING)
    return tuple((side * az, v, depth) for az, v, depth in front)


def surface(direction: F64) -> tuple[F64, F64]:
    """Points and unit normals (..., 3) of the combed shell in unit directions (..., 3) from its centre."""
    y, z = direction[..., 1], direction[..., 2]
    radii = np.stack(
        [
            np.full(y.shape, RADIUS_X),
            np.where(y > 0, RADIUS_Y, UNDER),
            np.where(z > 0, RADIUS_FRONT, RADIUS_BACK),
        ],
        axis=-1,
    )
    radii -= TIGHT
    reach = 1.0 / np.linalg.norm(direction / radii, axis=-1, keepdims=True)
    return CENTRE + direction * reach, unit(direction / radii**2)


def toward(azimuth: F64, v: F64) -> F64:
    """Unit directions (..., 3) from the centre to places of the chart."""
    return unit(shell(azimuth, v, 1.0)[0] - CENTRE)


def _edges(loop: Loop, count: int) -> tuple[F64, F64]:
    """The closed loop resampled evenly: count + 1 unit directions (first = last) and depths of the roots."""
    az, v, depth = np.array([*loop, loop[0]], np.float64).T
    corners = toward(az, v)
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(corners, axis=0), axis=1))])
    at = np.linspace(0.0, along[-1], count + 1)
    for end in along[:-1][np.diff(depth) != 0]:  # a sample on each end of the parting, or its corner is cut off
        at[np.abs(at - end).argmin()] = end
    directions = np.stack([np.interp(at, along, corners[:, k]) for k in range(3)], axis=-1)
    return unit(directions), np.interp(at, along, depth)


def _slerp(start: F64, tie: F64, s: F64) -> F64:
    """Great arcs (ROWS, E, 3) from starts (E, 3) to a short way before the tie (3,)."""
    angle = np.arccos(np.clip(start @ tie, -1.0, 1.0))[None, :, None]  # (1, E, 1)
    t = s[:, None, None] * np.maximum(1.0 - TIE_ANGLE / angle, 0.0)
    return (np.sin((1.0 - t) * angle) * start + np.sin(t * angle) * tie) / np.sin(angle)


def _flow(start: F64, tie: F64, depth: F64, s: F64) -> F64:
    """Arcs (ROWS, E, 3) as `_slerp`, but those that begin at a parting leave it square to it before they turn to the
    tie: the two sides meet in one line across the parting, not in a chevron."""
    straight = _slerp(start, tie, s)
    angle = np.arccos(np.clip(start @ tie, -1.0, 1.0))[:, None]
    parted = _parted(start, depth)[:, None]
    low = np.clip((start[:, 1:2] + 0.75) / 0.5, 0.0, 1.0)  # at the nape hair goes up, along the hairline
    aside = unit(start + np.array([np.sign(tie[0]), 0.0, 0.0]) * np.tan(np.minimum(0.62 * angle, 1.1)))
    bend = np.where(parted, SQUARE * low, 0.0) * (2.0 * s * (1.0 - s))[:, None, None]  # (ROWS, E, 1)
    middle = straight[np.abs(s - 0.5).argmin()]
    return unit(straight + bend * (aside - middle))


SQUARE = 0.72
"""How square hair leaves a parting, 0..1."""
FIRST = 0.045
"""Place of the second row: what is painted at a parting stays narrow."""


def _parted(start: F64, depth: F64) -> NDArray[np.bool_]:
    """Which roots (E, 3) of these depths (E,) lie on a parting."""
    return (depth < 0.5 * (SKIN + GROOVE)) & (np.abs(start[:, 0]) < 0.02)


def _chart_v(points: F64) -> F64:
    """Chart v (...) of points (..., 3) by their height alone."""
    up = points[..., 1] - CENTRE[1]
    return np.where(up > 0.0, np.arccos(np.clip(up / RADIUS_Y, 0.0, 1.0)) / (np.pi / 2), 1.0 - up / DROP_PER_V)


V_END = 1.9
"""Chart v at which combed hair would have the colour of the tips."""


@cache
def comb(row: Comb, detail: Detail) -> Strands:
    """The combed shell of one tie: `row.count` strands that share their edges; the same for every seed."""
    rows, columns = detail.comb
    s, u = np.append(0.0, np.linspace(FIRST, 1.0, rows - 1)), np.linspace(0.0, 1.0, columns)
    tie = toward(np.array(row.tie[0]), np.array(row.tie[1]))
    roots, depth = _edges(row.loop, row.count * (columns - 1))
    arcs = _flow(roots, tie, depth, s)  # (ROWS, E, 3)
    spans = np.arange(row.count)[:, None] * (columns - 1) + np.arange(columns)  # (K, COLUMNS)
    base, normals = surface(unit(arcs[:, spans]).transpose(1, 0, 2, 3))  # (K, ROWS, COLUMNS, 3)
    v = _chart_v(base)
    rise = np.minimum(s / 0.25, 1.0)[:, None] ** 0.5
    ridge = np.sin(np.pi * u) ** 0.8 * (0.4 + 0.6 * np.sin(np.pi * np.clip(s, 0.0, 0.8) / 0.8))[:, None]
    sagging = 0.5 * (1.0 - np.cos(0.9 / (rows - 1))) + _sag(arcs)[:, None]  # of the facets between rows, and columns
    plain = np.array([PARTED[k % row.count % len(PARTED)] for k in range(row.count + 1)])
    deep = DIP * _between(plain, (1.0 - 2.0 * u).clip(0.0) ** 2) * np.interp(v, *SHALLOW) * np.sin(np.pi * s)[:, None]
    lift = row.lift + dome(v) + np.interp(v, *OVER_NAPE) + sagging
    height = lift + (RIDGE * ridge - deep) * rise - depth[spans][:, None] * (1.0 - rise)
    points = base + normals * height[..., None]
    edge = EDGE + (LINE - EDGE) * plain
    across = np.broadcast_to(u + _between(edge, 1.0 - u, -1.0), height.shape).copy()
    across[1::2] = 1.0 - across[1::2]  # neighbours mirrored: two and two read as one, not as the ribs of a pumpkin
    across[:, 0] = np.where(_parted(roots, depth)[spans], PARTING_CELL, across[:, 0])
    return _strands(points, normals, across, cell_v(v, V_END))  # the ring is the latitude that loose hair has


def _between(edges: F64, share: F64, sign: float = 1.0) -> F64:
    """Values (K, 1, COLUMNS) in K strands from those at their K + 1 edges: the left one's `share` (COLUMNS,) and, times
    `sign`, the right one's mirrored share."""
    return (edges[:-1, None] * share + sign * edges[1:, None] * share[::-1])[:, None]


def _sag(arcs: F64) -> F64:
    """How deep (ROWS,) the middle of most facets between neighbours of unit directions (ROWS, E, 3) lies in the round
    shell, HH."""
    chord = np.linalg.norm(np.diff(arcs, axis=1), axis=-1).max(axis=1)
    return RADIUS_X * chord**2 / 11.0


PARTING_CELL = 0.02
"""Cell u at a parting: the dark edge draws its line."""


def _strands(points: F64, normals: F64, u: F64, v: F64) -> Strands:
    """Grids (K, ROWS, COLUMNS) as strands of one tone: stripes of many tones read as plaits."""
    count, rows, columns = points.shape[:3]
    size = rows * columns
    relief = unit(np.cross(np.gradient(points, axis=2), np.gradient(points, axis=1)))
    sign = np.sign((relief * normals).sum(-1, keepdims=True).mean())
    quads = grid_triangles(rows, columns)
    return Strands(
        positions=points.reshape(-1, 3),
        normals=unit(0.6 * sign * relief + 0.4 * normals).reshape(-1, 3),
        cell=np.stack([u, v], axis=-1).reshape(-1, 2),
        tone=np.full(count * size, MID),
        chain=np.full(count * size, HEAD),
        along=np.zeros(count * size),
        triangles=((quads if sign < 0 else quads[:, ::-1]) + np.arange(count)[:, None, None] * size).reshape(-1, 3),
    )
