"""Kernel distance (KID, Binkowski et al. ICLR'18): the unbiased squared MMD with a cubic polynomial kernel."""

import numpy as np

from moeforge_training.metrics.features import F64


def kid(real: F64, fake: F64) -> float:
    """Distance of features (N, D) and (M, D): 0 on average for two samples of one set, may be slightly negative."""
    n, m, size = len(real), len(fake), real.shape[1]
    if min(n, m) < 2:
        raise ValueError(f"KID needs two pictures on each side, not {n} and {m}")
    same_real, same_fake, cross = (_kernel(a, b, size) for a, b in ((real, real), (fake, fake), (real, fake)))
    inner = (same_real.sum() - np.trace(same_real)) / (n * (n - 1))
    outer = (same_fake.sum() - np.trace(same_fake)) / (m * (m - 1))
    return float(inner + outer - 2.0 * cross.mean())


def _kernel(a: F64, b: F64, size: int) -> F64:
    return (a @ b.T / size + 1.0) ** 3
