"""Sliced optimal transport between two small weighted palettes, as a map that moves any colour.

Pitie, Kokaram, Dahyot, "Automated colour grading using colour distribution transfer" (2007): 1-D transports along axes
are applied one after the other. Here the axes are fixed, and slopes are kept between limits: shading stays shading.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from moeforge.textures.images import Floats

KNOTS = 12
"""Quantiles that are matched: fewer than colours, so that single ones do not wrinkle the curve."""
ROUNDS = 10
SLOPES = (0.35, 2.5)
"""Least and largest stretch along an axis: no fold, no banding."""


@dataclass(frozen=True, slots=True)
class Curve:
    """A rising, piecewise linear function; beyond its ends it goes on with slope 1."""

    xs: Floats
    ys: Floats

    def __call__(self, values: Floats) -> Floats:
        low, high = self.xs[0], self.xs[-1]
        beyond = np.minimum(values - low, 0.0) + np.maximum(values - high, 0.0)
        return (np.interp(values, self.xs, self.ys) + beyond).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Slice:
    """One step: colours move along `axis` (3,) by what `curve` says of their projection."""

    axis: Floats
    curve: Curve


def quantile_curve(
    source: Floats, weights: Floats, target: Floats, target_weights: Floats, slopes: tuple[float, float]
) -> Curve:
    """1-D transport of weighted values (K,) to weighted values (M,), its slopes held within limits."""
    knots = (np.arange(KNOTS) + 0.5) / KNOTS
    xs, ranks = _ranked(source, weights)
    goal, goal_ranks = _ranked(target, target_weights)
    return limited(np.interp(knots, ranks, xs), np.interp(knots, goal_ranks, goal), slopes)


def limited(xs: Floats, ys: Floats, slopes: tuple[float, float]) -> Curve:
    """The curve through points of rising x with its slopes clipped, its mean height kept."""
    runs = np.maximum(np.diff(xs), 1e-4)
    rises = np.clip(np.diff(ys), slopes[0] * runs, slopes[1] * runs)
    path = np.concatenate([[0.0], np.cumsum(rises)])
    knots = xs[0] + np.concatenate([[0.0], np.cumsum(runs)])
    return Curve(knots.astype(np.float32), (path + (ys - path).mean()).astype(np.float32))


def fit(source: Floats, weights: Floats, target: Floats, target_weights: Floats) -> tuple[Slice, ...]:
    """The steps that carry weighted points (K, 3) to weighted points (M, 3)."""
    points, steps = source.copy(), list[Slice]()
    for axis in _axes():
        curve = quantile_curve(points @ axis, weights, target @ axis, target_weights, SLOPES)
        steps.append(Slice(axis, curve))
        points = _moved(points, steps[-1])
    return tuple(steps)


def carry(points: Floats, steps: Sequence[Slice]) -> Floats:
    """Move points (N, 3) through all steps."""
    for step in steps:
        points = _moved(points, step)
    return points


def _moved(points: Floats, step: Slice) -> Floats:
    along = points @ step.axis
    return points + (step.curve(along) - along)[:, None] * step.axis


def _ranked(values: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Values in rising order, and the share of weight below the middle of each."""
    order = np.argsort(values, kind="stable")
    w = weights[order] / weights.sum()
    return values[order], (np.cumsum(w) - w / 2).astype(np.float32)


@cache
def _axes() -> tuple[Floats, ...]:
    """ROUNDS orthonormal triples, each turned against the last by an irrational angle about (1, 1, 1)."""
    k = np.array([[0, -1, 1], [1, 0, -1], [-1, 1, 0]]) / np.sqrt(3)
    triples = list[Floats]()
    for i in range(ROUNDS):
        turn = 2 * np.pi * (i * 0.381966 % 1.0)
        tilt = np.array([[1, 0, 0], [0, np.cos(i), -np.sin(i)], [0, np.sin(i), np.cos(i)]])
        triples.append(((np.eye(3) + np.sin(turn) * k + (1 - np.cos(turn)) * k @ k) @ tilt).astype(np.float32))
    return tuple(axis for triple in triples for axis in triple)
