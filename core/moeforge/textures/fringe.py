"""The fringe's shadow on the forehead: where the front locks' outlines fall in the face chart (RECIPE section 7)."""

from collections.abc import Callable, Sequence

import numpy as np

from moeforge.template.part import F64
from moeforge.textures.atlas import face_chart

Inverse = Callable[[F64, F64], tuple[F64, F64]]
"""Front view (x, y) in HH to the head chart (phi, t): `template.head.surface.HeadSurface.inverse`."""

SHRINK_FROM = 0.22
"""Chart v from which a lock's shadow is shortened so that its tip ends at the limit."""
_STEPS = 12


def cast(outlines: Sequence[F64], inverse: Inverse) -> list[F64]:
    """Outlines of locks in head space (K, 2) to shadow polygons (K, 2) in the unit square of the cell `face`."""
    fallen = [o * [0.93, 1.0] + [0.012, -0.045] for o in outlines]
    return [face_chart(*inverse(o[:, 0], o[:, 1])) for o in fallen]


def limit(u: F64) -> F64:
    """Lowest v that the shadow may reach at u (...): above the lids, lower between the eyes and beside them.

    Lids drag the skin round them when they close, and the shadow with it.
    """
    off = np.abs(u - 0.5)
    side = np.clip((off - 0.23) / 0.06, 0.0, 1.0)
    return 0.362 + 0.075 * np.exp(-((off / 0.034) ** 2)) + 0.25 * side * side * (3 - 2 * side)


def lifted(polygon: F64) -> F64:
    """A polygon (K, 2) with its edges divided and its tip drawn up above `limit`: pointed tips stay pointed."""
    following = np.roll(polygon, -1, axis=0)
    share = np.linspace(0.0, 1.0, _STEPS, endpoint=False)[None, :, None]
    dense = (polygon[:, None] * (1 - share) + following[:, None] * share).reshape(-1, 2)
    u, v = dense[:, 0], dense[:, 1]
    low = np.maximum(v - SHRINK_FROM, 0.0)
    tip = int(np.argmax(v))
    scale = min(1.0, float(limit(u[tip : tip + 1])[0] - SHRINK_FROM) / max(float(low[tip]), 1e-6))
    return np.stack([u, np.minimum(np.minimum(v, SHRINK_FROM) + scale * low, limit(u))], axis=1)
