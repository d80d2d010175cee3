"""Does a generator copy its training pictures? The three-sample test of Meehan et al. (AISTATS'20), and the pairs.

If generated pictures lie nearer to the training pictures than held-out pictures of the same artist do, they were
learned by heart. The test is a Mann-Whitney U in each cell of the training set, weighed by its held-out pictures.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moeforge_training.metrics.features import F64
from moeforge_training.metrics.manifold import distances

CELL = 60
"""Training pictures per cell."""
LEAST = 5
"""Pictures of either kind below which a cell says nothing."""


@dataclass(frozen=True, slots=True)
class Copying:
    """`z` far below 0 (-3 and less): copies. Far above 0: worse than held-out pictures, underfitted."""

    z: float
    nearest: NDArray[np.intp]  # (M,) training picture nearest to each generated one
    distance: F64  # (M,) to it
    usual: float  # median distance of held-out pictures to their nearest training picture

    @property
    def copies(self) -> int:
        """Generated pictures nearer to a training picture than half of what is usual."""
        return int((self.distance < 0.5 * self.usual).sum())


def copying(train: F64, held_out: F64, fake: F64, seed: int = 0) -> Copying:
    """The test on features (N, D), (H, D), (M, D)."""
    to_fake, to_held = distances(train, fake), distances(train, held_out)
    home = _cells(train, max(1, len(train) // CELL), np.random.default_rng(seed))
    near, near_held = to_fake.min(0), to_held.min(0)
    cell, cell_held = home[to_fake.argmin(0)], home[to_held.argmin(0)]
    scores: list[tuple[float, int]] = []
    for index in range(home.max() + 1):
        a, b = near[cell == index], near_held[cell_held == index]
        if min(len(a), len(b)) >= LEAST:
            scores.append((_mann_whitney(a, b), len(b)))
    if not scores:
        scores = [(_mann_whitney(near, near_held), len(near_held))]
    z = sum(score * count for score, count in scores) / sum(count for _, count in scores)
    return Copying(z, to_fake.argmin(0), near, float(np.median(near_held)))


def _mann_whitney(a: F64, b: F64) -> float:
    """z of U: below 0 when the values of `a` are the smaller ones."""
    n, m = len(a), len(b)
    wins = (a[:, None] > b[None]).sum() + 0.5 * (a[:, None] == b[None]).sum()
    return float((wins - n * m / 2) / np.sqrt(n * m * (n + m + 1) / 12))


def _cells(points: F64, count: int, rng: np.random.Generator, rounds: int = 20) -> NDArray[np.intp]:
    """k-means: the cell of each point, (N,)."""
    centres = points[rng.choice(len(points), count, replace=False)]
    home = np.zeros(len(points), np.intp)
    for _ in range(rounds):
        home = distances(points, centres).argmin(1)
        used = [points[home == i].mean(0) if (home == i).any() else centres[i] for i in range(count)]
        centres = np.stack(used)
    return home
