"""Hair too short for locks: a thin dark shell on the skull itself, with a clean hairline."""

from functools import cache

import numpy as np

from moeforge.template.hair.cap import grid_triangles, spare
from moeforge.template.hair.detail import Detail
from moeforge.template.hair.strands import HEAD, INNER, Strands
from moeforge.template.head.surface import T_HIGH, HeadSurface
from moeforge.template.part import F64

STUBBLE = 0.013
"""Height over the skin, HH."""
SINK = 0.020
"""How deep the rim lies in the skin, HH."""
_LINE = (
    [0.0, 30.0, 44.0, 52.0, 58.0, 64.0, 70.0, 77.0, 82.0, 88.0, 98.0, 108.0, 120.0, 150.0, 180.0],
    [0.905, 0.905, 0.885, 0.82, 0.73, 0.67, 0.60, 0.43, 0.43, 0.62, 0.64, 0.54, 0.30, 0.19, 0.20],
)
"""Hairline: head chart t at |phi| in degrees; square temples, short sideburns, free ears, a round nape."""


def raised(detail: Detail) -> float:
    """How much higher the shell lies, HH, because it is coarse."""
    return 2.4 * spare(*detail.scalp)


@cache
def scalp(detail: Detail, height: float = STUBBLE) -> Strands:
    """The shell, `height` (HH) over the skin, closed at the crown."""
    rows, columns = detail.scalp
    phi = np.linspace(-180.0, 180.0, columns, endpoint=False)
    low = np.interp(np.abs(phi), *_LINE)
    x = np.linspace(0.9 / rows, 0.93, rows - 1)
    down = np.append(x * x * (3.0 - 2.0 * x), 1.0)[:, None]  # denser at the crown and at the nape, where it bends
    t = np.append(T_HIGH + (low - T_HIGH) * down, T_HIGH)  # the crown comes last
    angle = np.append(np.broadcast_to(np.radians(phi), (rows, columns)), 0.0)
    lift = np.full(len(t), height + raised(detail))
    lift[-columns - 1 : -1] = -SINK
    points, normals = _on_head(angle, t, lift)
    around, count = np.arange(columns), rows * columns
    fan = np.stack([around, np.roll(around, -1), np.full(columns, count)], axis=-1)
    return Strands(
        positions=points,
        normals=normals,
        cell=np.full((count + 1, 2), 0.5),
        tone=np.full(count + 1, INNER),
        chain=np.full(count + 1, HEAD),
        along=np.zeros(count + 1),
        triangles=np.concatenate([grid_triangles(rows, columns, closed=True), fan]),
    )


def _on_head(phi: F64, t: F64, lift: F64) -> tuple[F64, F64]:
    """Points `lift` (N,) over the bare head at its chart's places (N,), and normals."""
    head = HeadSurface()
    normals = head.shading_normals(phi, t)
    return head.point(phi, t) + lift[:, None] * normals, normals
