"""Light on the back of the head: shading normals lean up where the ring is painted, so that it is lit from above even
where the sun does not reach. Only normals change, what is painted stays.
"""

import numpy as np

from moeforge.template.hair.chart import CENTRE, RING_CELL, unit
from moeforge.template.hair.strands import DEEP, LIGHT, MID, TONES
from moeforge.template.part import F64, I64

LEAN = 2.6
"""How far normals lean up in the middle of the ring, of the normal's own length."""
HALF = 0.050
"""Half-width of the band, cell v."""
_SHINES = np.isin(np.arange(len(TONES)), (MID, LIGHT, DEEP))
"""Tones that have a ring painted."""
_BEHIND = ([-0.35, 0.25], [1.0, 0.0])
"""Share of the lean at z of the direction from the middle of the head: none in front, where the sun is."""
FRONT = 0.2
"""Depth (z) before which there is none of it, HH."""


def lit(positions: F64, normals: F64, cell_v: F64, tone: I64) -> F64:
    """The normals (N, 3) of hair at positions (N, 3) in head space, with this cell v and tone (N,)."""
    near = np.flatnonzero((np.abs(cell_v - RING_CELL) < 2.0 * HALF) & _SHINES[tone] & (positions[:, 2] < FRONT))
    away = positions[near] - CENTRE
    behind = np.interp(away[:, 2] / np.maximum(np.hypot(away[:, 0], away[:, 2]), 1e-6), *_BEHIND)
    turned = normals[near]
    turned[:, 1] += behind * LEAN * np.exp(-(((cell_v[near] - RING_CELL) / HALF) ** 2))
    shining = normals.copy()
    shining[near] = unit(turned)
    return shining
