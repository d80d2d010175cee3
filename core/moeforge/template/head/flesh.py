"""Soft parts that a face pushes about: chin, lips, cheeks and nose wings, as smooth fields over the front view."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moeforge.template.head.eyes import EyeShape
from moeforge.template.head.pose import Pose
from moeforge.template.part import F64
from moeforge.template.vectors import clamped

JAW = 0.15
"""Share of the lower lip's drop that the chin follows; more dents its outline."""
JAW_LIMIT = 0.012  # HH
LIDS = (1.18, 1.50)
"""Sizes of an eye inside which no field is felt, and outside which all of it is; widened lids reach 1.14."""
REACH = 4.2
"""Deviations beyond which a push is less than .00015 of its strength."""
FARTHEST = 0.06
"""How far poses move skin near a field before it is pushed, HH; lids move farther, where no field is."""


@dataclass(frozen=True, slots=True)
class Field:
    """A Gaussian about (x, y) with deviations (sx, sy), HH, that pushes along `direction`."""

    x: float
    y: float
    sx: float
    sy: float
    direction: tuple[float, float, float]

    def reaches(self, rest: F64) -> NDArray[np.bool_]:
        """Which points (N, 3), places at rest, some pose may bring to where the field is felt."""
        off = np.abs(rest[:, :2] - [self.x, self.y]) - FARTHEST
        return np.all(off < [REACH * self.sx, REACH * self.sy], axis=1) & (rest[:, 2] > -FARTHEST)


FIELDS: tuple[Field, ...] = (
    Field(0.0, 0.02, 0.24, 0.10, (0.0, -1.0, 0.0)),  # jaw drops
    Field(0.0, 0.05, 0.26, 0.12, (1.0, 0.0, 0.0)),  # jaw sideways
    Field(0.0, 0.05, 0.22, 0.10, (0.0, 0.0, 1.0)),  # jaw forwards
    Field(0.0, 0.125, 0.07, 0.05, (0.0, 0.0, 1.0)),  # lips forwards
    Field(0.30, 0.125, 0.13, 0.095, (0.72, -0.10, 0.68)),  # left cheek
    Field(-0.30, 0.125, 0.13, 0.095, (-0.72, -0.10, 0.68)),  # right cheek
    Field(0.040, 0.222, 0.032, 0.030, (-0.2, 1.0, 0.3)),  # left of the nose
    Field(-0.040, 0.222, 0.032, 0.030, (0.2, 1.0, 0.3)),  # right of the nose
)
"""RECIPE section 5 and RECIPE2 section 6."""


def amounts(poses: Sequence[Pose]) -> F64:
    """(P, len(FIELDS)) how far each pose pushes each field, HH."""
    return np.array([_amounts(pose) for pose in poses])


def _amounts(pose: Pose) -> tuple[float, ...]:
    mouth = pose.mouth
    drop = max(0.0, mouth.down) + min(mouth.left.down, mouth.right.down)
    return (
        min(JAW * drop, JAW_LIMIT), mouth.jaw[0], mouth.jaw[1], mouth.pout,
        pose.left.cheek, pose.right.cheek, pose.left.sneer, pose.right.sneer,
    )  # fmt: skip


def clear(x: F64, y: F64, eye: EyeShape) -> F64:
    """0 on the lids of either eye, 1 away from them: lashes and whites stay where they are, so the lids must, too."""
    aside, over = (np.abs(x) - eye.x) / eye.w, (y - eye.y) / np.where(y > eye.y, eye.up, eye.down)
    off = np.sqrt(aside * aside + over * over)
    return clamped((off - LIDS[0]) / (LIDS[1] - LIDS[0]), 0.0, 1.0)


def pushed(points: F64, amount: F64, eye: EyeShape) -> F64:
    """Points (P, N, 3) of poses moved by the fields with `amount` (P, F), but for those on the lids of that eye."""
    before = np.ascontiguousarray(points.reshape(-1, 3).T)
    after = before.copy()
    for field, strength in zip(FIELDS, amount.T, strict=True):
        moved = np.flatnonzero(strength)
        if len(moved):
            there = np.flatnonzero(field.reaches(points[0]))
            at = moved[:, None] * points.shape[1] + there
            x, y, z = (axis.take(at) for axis in before)
            near = np.exp(-0.5 * (np.square((x - field.x) / field.sx) + np.square((y - field.y) / field.sy)))
            near *= clamped(z / 0.1, 0, 1)
            near *= clear(x, y, eye)
            near *= strength[moved, None]
            for axis, share in zip(after, field.direction, strict=True):
                if share:
                    axis[at] += share * near
    return np.ascontiguousarray(after.T).reshape(points.shape)
