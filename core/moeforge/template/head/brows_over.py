"""Brows drawn over the fringe, as comics do: MToon has no depth offset, so the brows themselves come forwards."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from moeforge.template.part import F64, Part

CLEARANCE = 0.007
"""HH before the hair."""
REACH: F64 = np.linspace(-0.08, 0.055, 7)
"""HH below and above a point's rest that faces move it: what lies there counts, too."""


def brought_forward(brow: Part, hair: Sequence[Part]) -> Part:
    """The brow before every triangle of `hair` that lies in front of it or of where faces move it; in figure space.

    Each half of the brow moves as one piece, so its outline from the front and its morphs stay as they are.
    """
    rest = brow.positions
    corners = np.concatenate([np.zeros((0, 3, 3)), *(p.positions[p.triangles] for p in hair)])
    ways = (rest[:, None] + REACH[:, None] * [0.0, 1.0, 0.0]).reshape(-1, 3)
    before = _front(_near(corners, rest), ways).reshape(len(rest), -1).max(axis=1)
    lift = np.maximum(0.0, before + CLEARANCE - rest[:, 2])
    left = rest[:, 0] > 0.0
    forwards = np.where(left, lift[left].max(initial=0.0), lift[~left].max(initial=0.0))
    return replace(brow, positions=rest + forwards[:, None] * [0.0, 0.0, 1.0])


def _near(corners: F64, points: F64) -> F64:
    """Those triangles (M, 3, 3) whose front view may meet the points or their ways."""
    ways = np.concatenate([points + np.array([0.0, reach, 0.0]) for reach in (REACH[0], REACH[-1])])[:, :2]
    low, high = ways.min(axis=0), ways.max(axis=0)
    flat = corners[..., :2]
    meets = (flat.max(axis=1) > low).all(axis=1) & (flat.min(axis=1) < high).all(axis=1)
    return corners[meets & (corners[..., 2].max(axis=1) > points[:, 2].min())]


def _front(corners: F64, points: F64) -> F64:
    """The greatest z of the triangles (M, 3, 3) over points (N, 3) in the front view; -inf where there is none."""
    if not len(corners):
        return np.full(len(points), -np.inf)
    a, ab, ac = corners[:, 0], corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    area = ab[:, 0] * ac[:, 1] - ab[:, 1] * ac[:, 0]
    ap = points[:, None] - a
    with np.errstate(divide="ignore", invalid="ignore"):  # triangles seen edge-on: NaN, and no comparison holds
        u = (ap[..., 0] * ac[:, 1] - ap[..., 1] * ac[:, 0]) / area
        v = (ab[:, 0] * ap[..., 1] - ab[:, 1] * ap[..., 0]) / area
        inside = (u >= 0.0) & (v >= 0.0) & (u + v <= 1.0)
        z = a[:, 2] + u * ab[:, 2] + v * ac[:, 2]
    return np.where(inside, z, -np.inf).max(axis=1)
