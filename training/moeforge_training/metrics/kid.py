"""Kernel inception distance, unbiased: Binkowski et al. ICLR'18 (1801.01401), for any features."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Kid:
    """Mean over random subsets, and the standard deviation of that mean. Near 0 or below: the sets look alike."""

    mean: float
    error: float


def kid(made: F64, real: F64, subset: int = 100, subsets: int = 50, seed: int = 0) -> Kid:
    """KID of features (N, D) and (M, D), scaled by the real set's deviations; needs at least 2 rows of each."""
    made, real = scaled(made, real)
    size = min(subset, len(made), len(real))
    if size < 2:
        raise ValueError(f"KID needs 2 pictures of each set, not {len(made)} and {len(real)}")
    rng = np.random.default_rng(seed)
    values = [
        _mmd2(made[rng.choice(len(made), size, replace=False)], real[rng.choice(len(real), size, replace=False)])
        for _ in range(subsets)
    ]
    return Kid(float(np.mean(values)), float(np.std(values) / len(values) ** 0.5))


def scaled(made: F64, real: F64) -> tuple[F64, F64]:
    """Both sets moved and scaled so that the real one has mean 0 and deviation 1 (less where it hardly varies)."""
    mean, deviation = real.mean(0), real.std(0)
    deviation = np.maximum(deviation, 0.1 * deviation.mean() + 1e-9)
    return (made - mean) / deviation, (real - mean) / deviation


def _mmd2(x: F64, y: F64) -> float:
    """Squared maximum mean discrepancy under the cubic kernel, unbiased."""
    n = len(x)
    xx, yy, xy = _kernel(x, x), _kernel(y, y), _kernel(x, y)
    within = (xx.sum() - np.trace(xx) + yy.sum() - np.trace(yy)) / (n * (n - 1))
    return float(within - 2.0 * xy.mean())


def _kernel(x: F64, y: F64) -> F64:
    return (x @ y.T / x.shape[1] + 1.0) ** 3
