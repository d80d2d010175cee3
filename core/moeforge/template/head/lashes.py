"""Lashes and crease of the left eye: ribbons on the skin that follow the lids (RECIPE section 4).

The upper lash is no offset of the lid: its top edge is a curve of its own that ends in a flick beyond the outer corner.
"""

from collections.abc import Sequence
from functools import cache, lru_cache

import numpy as np

from moeforge.template.head import eyes, grid
from moeforge.template.head.eyes import LID, Curve, EyeShape, Lids
from moeforge.template.head.layer import Layer
from moeforge.template.head.pose import Lid
from moeforge.template.head.surface import unit
from moeforge.template.part import F64
from moeforge.template.vectors import fixed

COLUMNS = LID + 3
"""Columns of the upper lash: one per lid point, then three of the flick."""
TIP = (1.34, 0.36)
TOP = Curve(
    ((-0.958, -0.28), (-0.915, 0.30), (-0.58, 1.02), (0.05, 1.27), (0.60, 1.22), (1.03, 0.74), (1.21, 0.50), TIP)
)
UNDERSIDE = Curve(((1.03, 0.06), (1.13, 0.17), (1.335, 0.35)))
FLICKS = (Curve(((0.08, 0.08), (0.15, 0.17), (0.22, 0.28))), Curve(((0.05, -0.10), (0.09, -0.21), (0.12, -0.33))))
"""Tips of the shut lash relative to the lid's outer end, in units of the eye: after a blink, after a laugh."""
SHUT_THICKNESS: F64 = np.interp(np.linspace(0, 1, LID), [0, 0.15, 0.5, 0.85, 1], [0.001, 0.012, 0.024, 0.025, 0.021])
EDGE, RIDGE = 0.0015, 0.005
"""Heights of a lash's edges and middle row above the skin, HH (RECIPE2 section 3)."""
LOWER_WIDTH: F64 = 0.0095 * np.interp(
    np.linspace(0.0, 1.0, LID), [0.0, 0.15, 0.45, 0.60, 0.80, 0.93, 1.0], [0.22, 0.46, 0.42, 0.74, 1.0, 0.62, 0.06]
)
"""Of the lower lash, HH: a lash on the outer half, a thin line on the inner one, where a turned iris ends."""
CREASE = slice(4, 14)
"""Lash columns that the crease follows."""


def normals_of(curve: F64) -> F64:
    """Unit normals (..., K, 2) to the left of a curve's direction: upwards where it runs outwards."""
    run = np.concatenate(
        [
            curve[..., 1:2, :] - curve[..., :1, :],
            curve[..., 2:, :] - curve[..., :-2, :],
            curve[..., -1:, :] - curve[..., -2:-1, :],
        ],
        axis=-2,
    )
    return unit(run[..., ::-1] * [-1.0, 1.0])


@lru_cache(maxsize=128)
def _open_lash(eye: EyeShape) -> tuple[F64, F64]:
    """Bottom and top edge, (COLUMNS, 2), over open eyes; read only."""
    centre = np.array([eye.x, eye.y])
    lid = eyes.along(eyes.UPPER, LID) @ eyes.UPPER.placed(eye)
    corner = lid[-1]
    bottom = np.concatenate([lid, corner + (UNDERSIDE.placed(eye) - corner) * eye.lash])
    flat = np.concatenate([lid, np.repeat(corner[None], COLUMNS - LID, axis=0)])
    top = flat + (_top() @ TOP.placed(eye) - flat) * eye.lash
    return fixed(centre + bottom), fixed(centre + top)


@cache
def _top() -> F64:
    """(COLUMNS, K) matrix: the top edge at steps that shorten towards the tip."""
    u = np.linspace(0, 1, COLUMNS)
    return eyes.along(TOP, 201)[np.round(200 * (u + 0.4 * u**2 * (1 - u))).astype(int)]


def _shut_lash(eye: EyeShape, lids: Lids, arch: F64) -> tuple[F64, F64]:
    """Bottom and top edge, (S, COLUMNS, 2), over shut eyes."""
    line = lids.shut
    flick = FLICKS[0].placed(eye) * (1 - arch) + FLICKS[1].placed(eye) * arch
    bottom = np.concatenate([line, line[:, -1:] + flick * eye.lash], axis=1)
    thick = np.concatenate([SHUT_THICKNESS, [0.0165, 0.0105, 0.0008]]) * (eye.w / eyes.ROUND.w) * eye.lash
    return bottom, bottom + thick[:, None] * normals_of(bottom)


def lash_edges(eye: EyeShape, lids: Lids, arch: F64) -> tuple[F64, F64]:
    """Bottom and top edge of the upper lash, (S, COLUMNS, 2) each in the front view."""
    flick = COLUMNS - LID
    closed = np.concatenate([lids.closed, np.repeat(lids.closed[:, -1:], flick, axis=1)], axis=1)
    (low, high), (low_shut, high_shut) = _open_lash(eye), _shut_lash(eye, lids, arch)
    bottom = low + closed * (low_shut - low)
    lifted = lids.upper - bottom[:, :LID]  # widened eyes carry their lash along
    lifted = np.concatenate([lifted, np.repeat(lifted[:, -1:], flick, axis=1)], axis=1)
    return bottom + lifted, high + closed * (high_shut - high) + lifted


def lash_points(eye: EyeShape, lids: Lids, states: Sequence[Lid]) -> F64:
    """Front view points of all lid ribbons, (S, N, 2): upper lash 3 rows, lower lash 2 rows, crease 2 rows."""
    bottom, top = lash_edges(eye, lids, eyes.column(states, "arch"))
    closed = lids.closed.mean(axis=1, keepdims=True)
    seen = 1 - 0.97 * eyes.column(states, "bare")
    corner = bottom[:, LID - 1 : LID]
    bottom = np.concatenate([bottom[:, :LID], corner + seen * (bottom[:, LID:] - corner)], axis=1)
    top = bottom + seen * (top - bottom)
    return np.concatenate(
        [top, (top + bottom) / 2, bottom, *_lower(eye, lids, closed, seen), *_crease(eye, top, closed, seen)], axis=1
    )


def _lower(eye: EyeShape, lids: Lids, closed: F64, seen: F64) -> tuple[F64, F64]:
    """Upper and lower edge of the lower lash."""
    width = eye.lash * LOWER_WIDTH[:, None] * (1 - 0.6 * closed) * seen
    return lids.lower, lids.lower - width * normals_of(lids.lower)


def _crease(eye: EyeShape, top: F64, closed: F64, seen: F64) -> tuple[F64, F64]:
    """Upper and lower edge of the lid crease; it thins and meets the lash as the eye shuts."""
    edge, normal = top[:, CREASE], normals_of(top)[:, CREASE]
    width = 0.0045 * max(min(eye.crease, 1.2), 0.3) * np.sin(np.linspace(0.1, np.pi - 0.1, edge.shape[1]))
    width = width[:, None] * (1 - 0.8 * closed) * seen
    low = (0.016 * eye.crease - (0.006 if eye.crease < 0.1 else 0.0)) * (1 - closed)  # none: it lies under the lash
    return edge + (low + width) * normal, edge + low * normal


_ROWS: tuple[tuple[str, int, int, tuple[float, ...]], ...] = (
    ("lash", 3, COLUMNS, (EDGE, RIDGE, EDGE)),
    ("lower_lash", 2, LID, (EDGE, EDGE)),
    ("crease", 2, CREASE.stop - CREASE.start, (RIDGE, RIDGE)),
)
"""Name, rows, columns and heights above the skin of the ribbons of `lash_points`."""


def ribbons(points: F64, normals: F64, bare: F64, over: float = 0.0) -> list[Layer]:
    """Lifted `lash_points` (S, N, 3) with their normals to layers; those of `bare` lids (S,) sink into the skin.

    `over`: HH that they lie higher, where few points cut through a round face.
    """
    layers: list[Layer] = []
    start = 0
    for name, rows, columns, heights in _ROWS:
        part = slice(start, start + rows * columns)
        height = np.repeat(heights, columns) + over - 2 * (RIDGE + over) * bare[:, None]
        raised = points[:, part] + height[..., None] * normals[:, part]
        layers.append(Layer(name, "lash", grid.sheet_uv(rows, columns), grid.Net(rows, columns), raised))
        start = part.stop
    return layers
