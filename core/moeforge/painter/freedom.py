"""From the identity vector z to the numbers that a drawing is free to choose."""

from collections.abc import Mapping, Sequence
from math import erf, sqrt

import numpy as np
from numpy.typing import NDArray

Ranges = Mapping[str, tuple[float, float]]
"""Name of a drawing parameter -> (least, greatest). The i-th name is driven by z[i]."""


def freedom(ranges: Ranges, z: NDArray[np.float32]) -> dict[str, float]:
    """Every parameter of `ranges` from z, (>= len(ranges),) standard normal.

    The normal distribution function makes each parameter uniform in its range, so nothing jumps when z moves.
    """
    return {
        name: low + (high - low) * 0.5 * (1.0 + erf(float(value) / sqrt(2.0)))
        for (name, (low, high)), value in zip(ranges.items(), z, strict=False)
    }


def blend(rows: Sequence[Sequence[float]], weights: Sequence[float]) -> tuple[float, ...]:
    """The weighted mean of rows of numbers; the weights need not add up to 1, but not to 0 either."""
    total = sum(weights)
    used = [(w / total, row) for w, row in zip(weights, rows, strict=True) if w > 0.0]
    return tuple(sum(w * row[i] for w, row in used) for i in range(len(rows[0])))
