"""Light on the back of the head: shading normals lean up where the ring is painted, so that it is lit from above even
where the sun does not reach; on clouds they lean up all over, and the upper side of each lobe is lit. Only normals
change, what is painted stays.
"""

import numpy as np

from moeforge.template.hair.chart import CENTRE, RING_CELL, unit
from moeforge.template.hair.strands import COIL, DEEP, LIGHT, MID, TONES
from moeforge.template.part import F64, I64

LEAN = 2.6
"""How far normals lean up in the middle of the ring, of the normal's own length."""
HALF = 0.050
"""Half-width of the band, cell v."""
_SHINES = np.isin(np.arange(len(TONES)), (MID, LIGHT, DEEP))
"""Tones that have a ring painted."""
_CLOUD_LEAN = ([-0.6, -0.2, 0.3, 0.8], [0.0, 0.35, 0.95, 1.2])
"""How far normals of a cloud lean up, at y of the direction from the middle of the head."""
_BEHIND = ([-0.35, 0.25], [1.0, 0.0])
"""Share of the lean at z of the direction from the middle of the head: none in front, where the sun is."""
FRONT = 0.2
"""Depth (z) before which there is none of it, HH."""


def lit(positions: F64, normals: F64, cell_v: F64, tone: I64) -> F64:
    """The normals (N, 3) of hair at positions (N, 3) in head space, with this cell v and tone (N,)."""
    cloud = tone == COIL
    band = (np.abs(cell_v - RING_CELL) < 2.0 * HALF) & _SHINES[tone]
    near = np.flatnonzero((band | cloud) & (positions[:, 2] < FRONT))
    away = positions[near] - CENTRE
    behind = np.interp(away[:, 2] / np.maximum(np.hypot(away[:, 0], away[:, 2]), 1e-6), *_BEHIND)
    lean = LEAN * np.exp(-(((cell_v[near] - RING_CELL) / HALF) ** 2))
    if (coils := cloud[near]).any():
        lean[coils] = np.interp(unit(away[coils])[:, 1], *_CLOUD_LEAN)
    turned = normals[near]
    turned[:, 1] += behind * lean
    shining = normals.copy()
    shining[near] = unit(turned)
    return shining
