"""The tables as points on the skin of one figure, left half, arms in the A-pose (RECIPE2 section 1)."""

from collections.abc import Iterator
from functools import cache

import numpy as np

from moeforge.template.body import rings
from moeforge.template.body.measures import Measures
from moeforge.template.part import F64
from moeforge.template.vectors import cross, joined

ARM_FRAME = np.array(
    [
        [np.cos(rings.ARM_DROP), -np.sin(rings.ARM_DROP), 0.0],
        [np.sin(rings.ARM_DROP), np.cos(rings.ARM_DROP), 0.0],
        [0.0, 0.0, 1.0],
    ]
)
"""Rows: along the arm, its upper side, to the front."""


def half_points(m: Measures, torso: F64) -> F64:
    """Skin points in the order of `layout`'s left half, (HALF, 3); `torso`: `torso_rows`."""
    hand = m.shoulder + np.array([rings.WRIST * m.reach, 0.0, 0.0]) @ ARM_FRAME + m.hand * _hand() @ ARM_FRAME
    crotch = np.array([[0.0, float(m.height(rings.CROTCH[1])), rings.CROTCH[2]]])
    trunk = torso.reshape(-1, 3)[_OUTSIDE_ARM]
    return np.concatenate([trunk, crotch, *(part.reshape(-1, 3) for part in (_arm(m), hand, _leg(m), _foot(m)))])


def _around() -> tuple[F64, ...]:
    """How far the columns of a row lie aside, in front and behind, and the same rounded; (7,) each."""
    s, c = np.sin(rings.COLUMNS), np.cos(rings.COLUMNS)
    shares = np.abs(s), np.maximum(c, 0.0), np.maximum(-c, 0.0)
    return (*shares, *(share**rings.ROUNDNESS for share in shares))


_AROUND = _around()


_TORSO_NAMES = tuple(rings.TORSO)
_OUTSIDE_ARM = [(name, column) != ("M", 3) for name in _TORSO_NAMES for column in range(len(rings.COLUMNS))]
_Y, _WIDTH, _FRONT_Z, _BACK_Z, _Z, _SIDE, _FRONT, _BACK = np.array(
    [(r.y, r.width, r.front_z, r.back_z, r.z, r.side, r.front, r.back) for r in rings.TORSO.values()]
).T[..., None]  # (9, 1) each


def torso_rows(m: Measures) -> F64:
    """All torso rows, the point inside the arm included; (9, 7, 3)."""
    aside, forward, backward, round_aside, round_forward, round_backward = _AROUND
    depth = _FRONT_Z * round_forward - _BACK_Z * round_backward
    girth = np.array([m.neck if name in "NT" else m.torso for name in _TORSO_NAMES])[:, None]
    wide = np.array([m.row(name) for name in _TORSO_NAMES])[:, None]
    y = m.height(_Y + (_SIDE * aside**2 + _FRONT * forward**2 + _BACK * backward**2))
    y[_TORSO_NAMES.index("T")] = m.neck_top
    return joined(girth * wide * _WIDTH * round_aside, y, girth * (depth * (1.0 + 0.4 * (wide - 1.0)) + _Z))


_ARM_DISTANCE, _ARM_RADIUS = np.array([(ring.distance, ring.radius) for ring in rings.ARM]).T[..., None]


def _arm(m: Measures) -> F64:
    """The arm's rings, (7, 8, 3)."""
    girth = np.array([*[m.limb] * (len(rings.ARM) - 1), m.hand / rings.HAND_SCALE])[:, None]
    radius = _ARM_RADIUS * girth
    local = joined(_ARM_DISTANCE * m.reach, radius * np.sin(rings.ARM_ANGLES), radius * np.cos(rings.ARM_ANGLES))
    return m.shoulder + local @ ARM_FRAME


@cache
def _hand() -> F64:
    """Palm, knuckles, fingers and thumb in the arm's frame from the wrist, at scale 1."""
    palm = _plate(np.full(5, rings.PALM_X), rings.PALM_Y)
    knuckles = _plate(np.array(rings.KNUCKLE_X), rings.KNUCKLE_Y)
    return np.concatenate([palm, knuckles, *(ring for finger in rings.FINGERS for ring in _finger(finger)), *_thumb()])


def _plate(x: F64, y: tuple[float, float]) -> F64:
    """Ten points: the palm side from the thumb, then the back of the hand towards it."""
    z = np.array(rings.PALM_Z)
    below, above = (np.stack([x, np.full(5, side), z], axis=1) for side in y)
    return np.concatenate([below, above[::-1]])


def _finger(finger: rings.Finger) -> Iterator[F64]:
    middle = sum(rings.KNUCKLE_Y) / 2
    for share, half_height, narrow in rings.FINGER_RINGS:
        x = finger.knuckle + share * finger.length
        z = finger.z + share * finger.spread + narrow * rings.FINGER_HALF_WIDTH * np.array([1.0, -1.0, -1.0, 1.0])
        y = middle + half_height * np.array([-1.0, -1.0, 1.0, 1.0])
        yield np.stack([np.full(4, x), y, z], axis=1)


def _thumb() -> Iterator[F64]:
    axis = np.array(rings.THUMB_AXIS) / np.linalg.norm(rings.THUMB_AXIS)
    inward = np.array([1.0, 0.0, 0.0]) - axis[0] * axis
    inward /= np.linalg.norm(inward)
    upward = cross(axis, inward)
    circle = np.outer(np.cos(rings.THUMB_ANGLES), inward) + np.outer(np.sin(rings.THUMB_ANGLES), upward)
    for share, radius in rings.THUMB_RINGS:
        yield np.array(rings.THUMB_BASE) + share * rings.THUMB_LENGTH * axis + radius * circle


_LEG_Y, _LEG_RADIUS_X, _LEG_RADIUS_Z, _LEG_Z = np.array(
    [(ring.y, ring.radius_x, ring.radius_z, ring.z) for ring in rings.LEG]
).T[..., None]  # (7, 1) each


def _leg(m: Measures) -> F64:
    """The leg's rings, (7, 8, 3)."""
    girth = m.leg_girth(_LEG_Y)
    x = m.leg_x + girth * _LEG_RADIUS_X * np.sin(rings.LEG_ANGLES)
    z = girth * (_LEG_Z + _LEG_RADIUS_Z * np.cos(rings.LEG_ANGLES))
    return joined(np.maximum(x, rings.INNER_X), m.height(_LEG_Y), z)


def _foot(m: Measures) -> F64:
    """The foot's rings, (5, 8, 3)."""
    made = _foot_shape().copy()
    made[..., 0] = np.maximum(m.leg_x + made[..., 0], rings.INNER_X)
    return made


@cache
def _foot_shape() -> F64:
    """The foot's rings about the leg's axis, (5, 8, 3): the same on every figure."""
    c = np.cos(rings.LEG_ANGLES)
    c = np.where(c < 0, -(np.abs(c) ** rings.SOLE_ROUNDNESS), c)
    return np.stack([_foot_ring(ring, c) for ring in rings.FOOT])


def _foot_ring(ring: rings.FootRing, c: F64) -> F64:
    """(8, 3); `c` (8,): 1 on top .. -1 on the sole."""
    top, bottom = np.array(ring.top), np.array(ring.bottom)
    upright = (top + bottom) / 2 + np.outer(c, (top - bottom) / 2)
    upright[:, 1] += ring.bulge * (1.0 - c**2)
    return np.column_stack([ring.half_width * np.sin(rings.LEG_ANGLES), upright])
