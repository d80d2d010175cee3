"""Density and coverage (Naeem et al. ICML'20, 2002.09797), precision and recall (Kynkaanniemi et al. NeurIPS'19)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Neighbours:
    """All four; 1 is the aim (density may pass 1 where the made pictures crowd)."""

    density: float  # how densely real neighbourhoods are filled: fidelity
    coverage: float  # share of real pictures with a made one nearby: diversity
    precision: float  # share of made pictures that lie among real ones
    recall: float  # share of real pictures that lie among made ones


def neighbours(made: F64, real: F64, k: int = 5) -> Neighbours:
    """From features (N, D) and (M, D); ValueError unless both have more than k rows."""
    if min(len(made), len(real)) <= k:
        raise ValueError(f"needs more than {k} pictures of each set, not {len(made)} and {len(real)}")
    between = distances(real, made)  # (M, N)
    real_radius, made_radius = radii(real, k), radii(made, k)
    inside = between < real_radius[:, None]
    return Neighbours(
        density=float(inside.sum(0).mean() / k),
        coverage=float((between.min(1) < real_radius).mean()),
        precision=float(inside.any(0).mean()),
        recall=float((between < made_radius[None]).any(1).mean()),
    )


def radii(points: F64, k: int) -> F64:
    """Distance of every point to its k-th neighbour in the same set: (N,)."""
    return np.partition(distances(points, points), k, axis=1)[:, k]  # the 0-th is the point itself


def distances(a: F64, b: F64) -> F64:
    """Euclidean distances (N, M)."""
    squared = (a**2).sum(1)[:, None] + (b**2).sum(1)[None] - 2.0 * a @ b.T
    return np.sqrt(np.maximum(squared, 0.0))
