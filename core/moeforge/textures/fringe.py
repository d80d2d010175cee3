"""The fringe's shadow on the forehead, in the unit square of the cell `face` (RECIPE section 7)."""

import numpy as np

from moeforge.template.part import F64

SPREAD, SHIFT = 0.93, np.array([0.0073, 0.041])
"""The shadow falls inwards and down: x .93 + .012 and y - .045 HH, as they are in the chart at eye distance."""
SHRINK_FROM = 0.22
"""Chart v from which a lock's shadow is shortened so that its tip ends at the limit."""
_STEPS = 12


def cast(outline: F64) -> F64:
    """Where the outline of a front lock, (K, 2), falls on the skin: (K, 2)."""
    return (outline - [0.5, 0.0]) * [SPREAD, 1.0] + [0.5, 0.0] + SHIFT


def limit(u: F64) -> F64:
    """Lowest v that the shadow may reach at u (...): above the lids, lower between the eyes and beside them.

    Lids drag the skin round them when they close, and the shadow with it.
    """
    off = np.abs(u - 0.5)
    side = np.clip((off - 0.23) / 0.06, 0.0, 1.0)
    return 0.348 + 0.075 * np.exp(-((off / 0.034) ** 2)) + 0.25 * side * side * (3 - 2 * side)


def lifted(shadow: F64) -> F64:
    """A shadow (K, 2) with its edges divided and its tip drawn up above `limit`: pointed tips stay pointed."""
    following = np.roll(shadow, -1, axis=0)
    share = np.linspace(0.0, 1.0, _STEPS, endpoint=False)[None, :, None]
    dense = (shadow[:, None] * (1 - share) + following[:, None] * share).reshape(-1, 2)
    u, v = dense[:, 0], dense[:, 1]
    low = np.maximum(v - SHRINK_FROM, 0.0)
    tip = int(np.argmax(v))
    scale = min(1.0, float(limit(u[tip : tip + 1])[0] - SHRINK_FROM) / max(float(low[tip]), 1e-6))
    return np.stack([u, np.minimum(np.minimum(v, SHRINK_FROM) + scale * low, limit(u))], axis=1)
