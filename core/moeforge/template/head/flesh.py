"""Soft parts that a face pushes about: chin, lips, cheeks and nose wings, as smooth fields over the front view."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moeforge.template.head.eyes import EyeShape
from moeforge.template.head.pose import Pose
from moeforge.template.part import F64
from moeforge.template.vectors import clamped, joined

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
_CENTRE: F64 = np.array([(f.x, f.y) for f in FIELDS]).T[..., None]  # (2, F, 1)
_SPREAD: F64 = np.array([(f.sx, f.sy) for f in FIELDS]).T[..., None]  # (2, F, 1)
_DIRECTION: F64 = np.array([f.direction for f in FIELDS]).T  # (3, F)
_LIMIT: F64 = REACH * _SPREAD + FARTHEST
"""How far from a field's centre rest places may lie that it reaches."""


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
    """Points (P, N, 3) of poses moved by the fields with `amount` (P, F), but for those on the lids of that eye.

    The first pose is the face at rest.
    """
    poses, count, _ = points.shape
    before = np.ascontiguousarray(points.reshape(-1, 3).T)
    fields, moved = np.nonzero(amount.T)
    which, there = np.nonzero(_reaches(points[0])[fields])
    field, at = fields.take(which), moved.take(which) * count + there  # each field that is felt at a point of a pose
    x, y, z = before.take(at, axis=1)
    aside, over = (
        (c - centre.take(field)) / s.take(field) for c, centre, s in zip((x, y), _CENTRE, _SPREAD, strict=True)
    )
    near = np.exp(-0.5 * (aside * aside + over * over)) * clamped(z / 0.1, 0.0, 1.0) * clear(x, y, eye)
    near *= amount[moved, fields].take(which)
    pushes = (np.bincount(at, share.take(field) * near, poses * count) for share in _DIRECTION)
    return joined(*map(np.add, before, pushes)).reshape(points.shape)


def _reaches(rest: F64) -> NDArray[np.bool_]:
    """(F, N) which points (N, 3), places at rest, some pose may bring to where a field is felt."""
    (x, y, z), (aside, over) = rest.T, _LIMIT
    return (np.abs(x - _CENTRE[0]) < aside) & (np.abs(y - _CENTRE[1]) < over) & (z > -FARTHEST)
