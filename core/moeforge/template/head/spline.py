"""Natural cubic splines as matrices: for fixed knots every sample is a fixed linear mix of the control values."""

from functools import cache, lru_cache

import numpy as np

from moeforge.template.part import F64


@cache
def curvature_matrix(knots: tuple[float, ...]) -> F64:
    """(K, K) matrix from the values at K >= 3 knots to the second derivatives there (0 at both ends)."""
    k = np.asarray(knots)
    h = np.diff(k)
    n = len(k)
    left, right = np.eye(n), np.zeros((n, n))
    for i in range(1, n - 1):
        left[i, i - 1 : i + 2] = h[i - 1] / 6, (h[i - 1] + h[i]) / 3, h[i] / 6
        right[i, i - 1 : i + 2] = 1 / h[i - 1], -1 / h[i - 1] - 1 / h[i], 1 / h[i]
    return np.asarray(np.linalg.solve(left, right), np.float64)


def coefficients(knots: tuple[float, ...], values: F64) -> F64:
    """Values (K, C) to polynomials (4, C, K - 1) in the distance from the knot on the left, lowest power first."""
    h = np.diff(np.asarray(knots))[:, None]
    second = curvature_matrix(knots) @ values
    slope = np.diff(values, axis=0) / h - h * (2 * second[:-1] + second[1:]) / 6
    powers = (values[:-1], slope, second[:-1] / 2, np.diff(second, axis=0) / (6 * h))
    return np.stack([np.ascontiguousarray(p.T) for p in powers])


def evaluate(knots: tuple[float, ...], coefs: F64, at: F64) -> F64:
    """Polynomials of `coefficients` at points (...,) inside the knots' range, to (C, ...)."""
    k = _array(knots)
    cell = k[1:-1].searchsorted(at, side="right")
    d = at - k[cell]
    a = coefs.take(cell, axis=-1)  # (4, C, ...)
    return a[0] + d * (a[1] + d * (a[2] + d * a[3]))


@lru_cache(maxsize=64)
def _array(knots: tuple[float, ...]) -> F64:
    return np.asarray(knots)


def operator(knots: tuple[float, ...], samples: F64) -> F64:
    """(S, K) matrix: spline through K control values at `knots`, read at `samples` (S,)."""
    return np.moveaxis(evaluate(knots, coefficients(knots, np.eye(len(knots))), samples), 0, -1)


def chord_knots(points: F64) -> tuple[float, ...]:
    """Knots at the cumulated chord lengths of (K, 2) points, scaled to 0..1."""
    lengths = np.linalg.norm(np.diff(points, axis=0), axis=1)
    return tuple(np.concatenate([[0.0], np.cumsum(lengths) / lengths.sum()]).tolist())
