"""Vectors (..., 3) where numpy's own functions spend their time on the axes."""

import numpy as np

from moeforge.template.part import F64


def cross(a: F64, b: F64) -> F64:
    """Cross products (..., 3)."""
    x, y, z, u, v, w = a[..., 0], a[..., 1], a[..., 2], b[..., 0], b[..., 1], b[..., 2]
    first = y * w - z * v
    made = np.zeros((*first.shape, 3))
    made[..., 0], made[..., 1], made[..., 2] = first, z * u - x * w, x * v - y * u
    return made
