"""The dark cap under the locks: it only fills gaps, its edge lies below every lock."""

from functools import cache

import numpy as np

from moeforge.template.hair.chart import CENTRE, DOME, dome, shell, unit
from moeforge.template.hair.detail import LEAF, Detail
from moeforge.template.hair.skull import skull
from moeforge.template.hair.strands import HEAD, INNER, MID, Strands
from moeforge.template.part import F64, I64

DEPTH, TIED_DEPTH = 0.050, 0.040
"""How far the cap lies under the shell; the least depth under combed hair."""
OVER_SKIN = 0.007
"""Least height of the cap over the skull, HH."""
_HAIRLINE = (
    [0.0, 16.0, 36.0, 58.0, 70.0, 84.0, 100.0, 130.0, 180.0],
    [0.59, 0.62, 0.71, 0.84, 0.96, 1.08, 1.18, 1.26, 1.24],
)
"""Chart v of the hairline at |azimuth|."""


def grid_triangles(rows: int, columns: int, *, closed: bool = False) -> I64:
    """Two triangles per cell of a vertex grid (rows, columns), row 0 on top, columns running to +azimuth."""
    i, j = np.meshgrid(np.arange(rows - 1), np.arange(columns if closed else columns - 1), indexing="ij")
    a, b = i * columns + j, i * columns + (j + 1) % columns
    return np.stack([a, a + columns, b + columns, a, b + columns, b], axis=-1).reshape(-1, 3)


def spare(rows: int, columns: int) -> float:
    """How much higher a coarse shell must lie, HH, so that its facets do not sink below the round one that they cut."""
    return 0.5 * max(1.0 - np.cos(np.pi / columns), 1.0 - np.cos(np.pi / (2.6 * rows)))


def hairline(azimuth: F64) -> F64:
    """Chart v of the hairline at azimuths (...) in degrees."""
    return np.interp(np.abs((azimuth + 180.0) % 360.0 - 180.0), *_HAIRLINE)


DOME_CELL = 0.12
"""Cell v of the dome, as of the locks at its rim: darker roots would show as a whorl."""
LIT_AS, LEAN = 0.42, 0.35
"""Chart v of the shell whose normals shade the dome, and how far they lean to the sides by turns, as locks do."""
CONE = 0.3
"""Share of the dome's height where it has one ring alone: it would be a pointed hat."""
_LOOSE_CROWN = ([0.0, 0.06, 0.11, 0.17, 0.27], [0.030, 0.029, 0.024, 0.013, -0.03])
_TIED_CROWN = ([0.0, 0.03, 0.07, 0.11, 0.16], [0.010, 0.010, 0.007, -0.002, -0.04])
"""The dome over the crown: chart v and height over the shell."""


@cache
def crown(detail: Detail, *, tied: bool) -> Strands:
    """A small dome over the roots of all locks; its rim dives under them."""
    rings, columns = detail.dome
    places, heights = _TIED_CROWN if tied else _LOOSE_CROWN
    azimuth = np.linspace(-180.0, 180.0, columns, endpoint=False)
    at = np.interp(np.linspace(1.0 / rings, 1.0, rings), np.linspace(0.0, 1.0, len(places)), places)
    lift = dome(at) + np.interp(at, places, heights)
    v = np.broadcast_to(at[:, None], (len(at), columns))
    points, normals = shell(np.broadcast_to(azimuth, v.shape), v)
    u = 0.12 + 0.76 * (np.arange(columns) % 2)
    rise = np.linspace(0.0, 1.0, rings + 1)[1:, None, None]
    side = np.where(np.arange(columns) % 2, LEAN, -LEAN)[:, None] * unit(np.cross([0.0, 1.0, 0.0], normals[0]))
    shading = unit(shell(np.broadcast_to(azimuth, v.shape), LIT_AS * rise[..., 0] + 0.0 * v)[1] + rise * side)
    body = (points + lift[:, None, None] * normals).reshape(-1, 3)
    pole, count, last = shell(np.zeros(1), np.zeros(1)), v.size, np.arange(columns)
    top = DOME + (heights[0] if rings > 1 else CONE * heights[0])
    fan = np.stack([last, np.roll(last, -1), np.full(columns, count)], axis=-1)
    cell = np.stack([np.broadcast_to(u, v.shape).ravel(), np.full(v.shape, DOME_CELL).ravel()], axis=-1)
    return Strands(
        positions=np.concatenate([body, pole[0] + top * pole[1]]),
        normals=np.concatenate([shading.reshape(-1, 3), pole[1]]),
        cell=np.concatenate([cell, [[0.5, DOME_CELL]]]),
        tone=np.full(count + 1, MID),
        chain=np.full(count + 1, HEAD),
        along=np.zeros(count + 1),
        triangles=np.concatenate([grid_triangles(len(at), columns, closed=True), fan]),
    )


def _over_skin(points: F64, height: float) -> F64:
    """The cap's rows (R, C, 3) lifted off the skull where they would lie in it; the rim stays."""
    far = np.linalg.norm(points - CENTRE, axis=-1, keepdims=True)
    way = (points - CENTRE) / far
    least = skull(way)[..., None] + height
    least[-1] = 0.0
    return CENTRE + way * np.maximum(far, least)


def _mirrored(triangles: I64, azimuth: F64) -> I64:
    """The quads of a closed grid, those on the left split along their other diagonal: the hairline slants there, and
    one diagonal would cut into the skull."""
    quads = triangles.reshape(-1, len(azimuth), 6)
    a, low, far, b = (quads[..., k] for k in (0, 1, 2, 5))
    other = np.stack([a, low, b, low, far, b], axis=-1)
    return np.where((azimuth >= 0.0)[:, None], other, quads).reshape(-1, 3)


@cache
def cap(detail: Detail, *, tied: bool = False) -> Strands:
    """The cap from just below the pole, closed there by overlapping locks."""
    rows, columns = detail.cap
    azimuth = np.linspace(-180.0, 180.0, columns, endpoint=False)
    down = np.append(np.linspace(0.04, 0.955, rows - 1), 1.0)  # the last row only dips into the skin
    v = down[:, None] * hairline(azimuth)
    points, normals = shell(np.broadcast_to(azimuth, v.shape), v, 0.9)
    count, depth = v.size, np.full((rows, 1, 1), max(DEPTH - 1.5 * spare(rows, columns), TIED_DEPTH if tied else 0.0))
    depth[-1] = 0.09  # the rim ends in the skin
    return Strands(
        positions=_over_skin(
            points + (dome(v)[..., None] - depth) * normals, OVER_SKIN + 1.8 * spare(rows, columns)
        ).reshape(-1, 3),
        normals=normals.reshape(-1, 3),
        cell=np.full((count, 2), 0.5),
        tone=np.full(count, MID if tied or detail.section is LEAF else INNER),  # it closes a shell, or gaps of leaves
        chain=np.full(count, HEAD),
        along=np.zeros(count),
        triangles=_mirrored(grid_triangles(rows, columns, closed=True), azimuth),
    )
