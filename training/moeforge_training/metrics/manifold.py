"""Density and coverage (Naeem et al. ICML'20): are the pictures where the real ones are, and everywhere there?"""

import numpy as np

from moeforge_training.metrics.features import F64

NEIGHBOURS = 5


def distances(a: F64, b: F64) -> F64:
    """Euclidean distances (N, M) between features (N, D) and (M, D)."""
    square = (a**2).sum(1)[:, None] + (b**2).sum(1)[None] - 2.0 * a @ b.T
    return np.sqrt(np.maximum(square, 0.0))


def density_coverage(real: F64, fake: F64, neighbours: int = NEIGHBOURS) -> tuple[float, float]:
    """(density, coverage). Density about 1 is as typical as real pictures, far below is off the set.

    Coverage: the share of real pictures with a generated one nearer than their k-th real neighbour; at most 1.
    """
    k = min(neighbours, len(real) - 1)
    if k < 1 or not len(fake):
        raise ValueError(f"density needs two real pictures and one generated, not {len(real)} and {len(fake)}")
    own = distances(real, real)
    np.fill_diagonal(own, np.inf)
    radius = np.sort(own, 1)[:, k - 1]
    cross = distances(real, fake)  # (N, M)
    density = (cross < radius[:, None]).sum(0).mean() / k
    coverage = (cross.min(1) < radius).mean()
    return float(density), float(coverage)
