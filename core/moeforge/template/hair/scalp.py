"""Hair too short for locks: a thin dark shell on the skull itself, with a clean hairline."""

from functools import cache

import numpy as np

from moeforge.template.hair.cap import grid_triangles, spare
from moeforge.template.hair.detail import Detail
from moeforge.template.hair.strands import HEAD, Strands, there_and_back
from moeforge.template.hair.strands import STUBBLE as STUBBLE_TONE
from moeforge.template.head.surface import T_HIGH, HeadSurface
from moeforge.template.part import F64, I64

STUBBLE = 0.013
"""Height over the skin, HH."""
SINK = 0.014
"""How deep the rim lies in the skin, HH."""
_LINE = (
    [0.0, 24.0, 40.0, 50.0, 58.0, 65.0, 70.0, 74.0, 80.0, 87.0, 94.0, 102.0, 112.0, 124.0, 140.0, 160.0, 180.0],
    [0.870, 0.880, 0.875, 0.81, 0.715, 0.66, 0.59, 0.48, 0.45, 0.55, 0.60, 0.57, 0.43, 0.27, 0.205, 0.185, 0.165],
)
"""Hairline: head chart t at |phi| in degrees; round temples, short sideburns, an arch over the ears, a round nape."""
_TOOTH = ([0.0, 30.0, 62.0, 84.0, 100.0, 125.0, 180.0], [0.008, 0.010, 0.012, 0.014, 0.016, 0.020, 0.024])
"""How far the points of short hair reach over the hairline at |phi|, head chart t."""
FINEST = 48
"""Columns for which _TOOTH is meant: wider points are shorter."""
RIM = 0.055
"""Height of the last band, from which the points grow, head chart t."""


def raised(detail: Detail) -> float:
    """How much higher the shell lies, HH, because it is coarse."""
    rows, columns = detail.scalp
    return 2.4 * spare(rows - 1, columns)


@cache
def scalp(detail: Detail, height: float = STUBBLE) -> Strands:
    """The shell, `height` (HH) over the skin, closed at the crown; its rim runs out into short points."""
    rows, columns = detail.scalp
    phi = np.linspace(-180.0, 180.0, columns, endpoint=False)
    x = np.linspace(0.9 / rows, 1.0, rows - 1)[:, None]
    down = x * x * (3.0 - 2.0 * x)  # denser at the crown and at the nape, where it bends
    t = T_HIGH + (_low(phi) + RIM - T_HIGH) * down  # (ROWS - 1, COLUMNS)
    tips, reach = _points(phi)
    angle = np.concatenate([np.broadcast_to(phi, t.shape).ravel(), tips, [0.0]])
    at = np.concatenate([t.ravel(), _low(tips) - reach, [T_HIGH]])  # the crown comes last
    lift = np.full(len(at), height + raised(detail))
    lift[t.size : -1] = -SINK
    points, normals = _on_head(np.radians(angle), at, lift)
    around, count = np.arange(columns), len(at) - 1
    fan = np.stack([around, np.roll(around, -1), np.full(columns, count)], axis=-1)
    return Strands(
        positions=points,
        normals=normals,
        cell=_cells(down[:, 0], columns),
        tone=np.full(count + 1, STUBBLE_TONE),
        chain=np.full(count + 1, HEAD),
        along=np.zeros(count + 1),
        triangles=np.concatenate([grid_triangles(rows - 1, columns, closed=True), _band(rows - 1, columns), fan]),
    )


def _low(phi: F64) -> F64:
    """Head chart t of the hairline at degrees (...), without corners."""
    turned = np.abs((phi + 180.0) % 360.0 - 180.0)
    return np.mean([np.interp(np.abs(turned + d), *_LINE) for d in (-5.0, -2.5, 0.0, 2.5, 5.0)], axis=0)


def _points(phi: F64) -> tuple[F64, F64]:
    """Degrees of the rim's vertices, two for each column, and how far they reach over the hairline: long and short."""
    step = 360.0 / len(phi)
    fine = (phi[:, None] + step * np.array([0.0, 0.5])).ravel()
    uneven = 0.75 + 0.25 * np.sin(2.4 * np.arange(len(fine)))
    tooth = np.where(np.arange(len(fine)) % 2, -0.4, uneven) * np.interp(np.abs(fine), *_TOOTH) * len(phi) / FINEST
    return fine, tooth


def _cells(down: F64, columns: int) -> F64:
    """Cells (N, 2) of the rows at these shares of the way to the hairline, of the rim and of the crown."""
    u = there_and_back(columns, STRETCHES)
    rim = np.stack([u, 0.5 * (u + np.roll(u, -1))], axis=-1).ravel()
    rows = np.stack(np.broadcast_arrays(u, RIM_CELL * down[:, None]), axis=-1).reshape(-1, 2)
    return np.concatenate([rows, np.stack([rim, np.ones(2 * columns)], axis=-1), [[0.5, 0.0]]])


STRETCHES = 8
"""How often the stubble's cell goes round the head; the columns of every level are a multiple."""
RIM_CELL = 0.80
"""Cell v where the last band begins: below, the hair fades to the skin."""


def _band(above: int, columns: int) -> I64:
    """Triangles between the last of `above` rows and the rim, which has two vertices for each of its columns."""
    j = np.arange(columns)
    start, rim = (above - 1) * columns, above * columns
    a, b, low = start + j, start + (j + 1) % columns, rim + 2 * j
    half, far = low + 1, rim + 2 * ((j + 1) % columns)
    return np.stack([a, low, half, a, half, b, b, half, far], axis=-1).reshape(-1, 3)


def _on_head(phi: F64, t: F64, lift: F64) -> tuple[F64, F64]:
    """Points `lift` (N,) over the bare head at its chart's places (N,), and normals."""
    head = HeadSurface()
    normals = head.shading_normals(phi, t)
    return head.point(phi, t) + lift[:, None] * normals, normals
