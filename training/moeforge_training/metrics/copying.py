"""Does a generator copy its training pictures? The three-sample test of Meehan et al. AISTATS'20 (2004.05675)."""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from moeforge_training.metrics.neighbours import distances

F64 = NDArray[np.float64]
ALARM = -3.0
"""Below this z-score the made pictures are closer to the training set than fresh real ones are: copying."""


@dataclass(frozen=True, slots=True)
class Copying:
    """z near 0: as far from the training set as fresh pictures; far below: copies; far above: unlike it (underfit)."""

    z: float
    ratio: float  # median distance to the nearest training picture, made over held-out
    alarm: bool


def copying(made: F64, held_out: F64, train: F64) -> Copying:
    """From features (N, D), (M, D), (T, D); none may be empty, and `held_out` must not be part of `train`."""
    near_made, near_held = distances(made, train).min(1), distances(held_out, train).min(1)
    z = mann_whitney(near_made, near_held)
    ratio = float(np.median(near_made) / max(np.median(near_held), 1e-12))
    return Copying(z, ratio, z < ALARM)


def mann_whitney(a: F64, b: F64) -> float:
    """z-score of the rank sum: positive when values of `a` tend to be larger than those of `b`; ties count half."""
    n, m = len(a), len(b)
    above = (a[:, None] > b[None]).sum() + 0.5 * (a[:, None] == b[None]).sum()
    return float((above - n * m / 2) / sqrt(n * m * (n + m + 1) / 12))


def nearest(made: F64, train: F64, count: int = 8) -> tuple[tuple[int, int], ...]:
    """The `count` closest pairs (index of the made picture, index of the training picture), closest first."""
    between = distances(made, train)
    best = between.argmin(1)
    order = np.argsort(between[np.arange(len(made)), best])[:count]
    return tuple((int(i), int(best[i])) for i in order)
