"""Small arrays, for which numpy's own functions take longer to begin than to work, and arrays that many share."""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from moeforge.template.part import F64

Kind = TypeVar("Kind", bound=np.generic)


def fixed(array: NDArray[Kind]) -> NDArray[Kind]:
    """An array that many may share: read only."""
    array.flags.writeable = False
    return array


def clamped(x: F64, low: float, high: float) -> F64:
    """Values (...) held within limits."""
    return np.minimum(np.maximum(x, low), high)


def unit(v: F64) -> F64:
    """Vectors (..., 3) scaled to length 1; none may be zero (`hair.chart.unit` takes those)."""
    return v / np.sqrt(np.add.reduce(v * v, axis=-1, keepdims=True))


def cross(a: F64, b: F64) -> F64:
    """Cross products (..., 3)."""
    x, y, z, u, v, w = a[..., 0], a[..., 1], a[..., 2], b[..., 0], b[..., 1], b[..., 2]
    first = y * w - z * v
    made = np.zeros((*first.shape, 3))
    made[..., 0], made[..., 1], made[..., 2] = first, z * u - x * w, x * v - y * u
    return made


def joined(*parts: F64 | float) -> F64:
    """Arrays that broadcast to (...) side by side, (..., len(parts))."""
    made = np.zeros((*np.broadcast(*parts).shape, len(parts)))
    for i, part in enumerate(parts):
        made[..., i] = part
    return made
