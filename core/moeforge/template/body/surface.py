"""The tables as points on the skin of one figure, left half, arms in the A-pose (RECIPE2 section 1)."""

from collections.abc import Iterator
from functools import cache

import numpy as np

from moeforge.template.body import rings
from moeforge.template.body.measures import Measures
from moeforge.template.part import F64
from moeforge.template.vectors import cross

ARM_FRAME = np.array(
    [
        [np.cos(rings.ARM_DROP), -np.sin(rings.ARM_DROP), 0.0],
        [np.sin(rings.ARM_DROP), np.cos(rings.ARM_DROP), 0.0],
        [0.0, 0.0, 1.0],
    ]
)
"""Rows: along the arm, its upper side, to the front."""


def half_points(m: Measures) -> F64:
    """Skin points in the order of `layout`'s left half, (HALF, 3)."""
    hand = m.shoulder + np.array([rings.WRIST * m.reach, 0.0, 0.0]) @ ARM_FRAME + m.hand * _hand() @ ARM_FRAME
    torso = [np.delete(torso_row(m, name), 3, axis=0) if name == "M" else torso_row(m, name) for name in rings.TORSO]
    crotch = np.array([[0.0, float(m.height(rings.CROTCH[1])), rings.CROTCH[2]]])
    return np.concatenate([*torso, crotch, *_arm(m), hand, *_leg(m), *_foot(m)])


def _around() -> tuple[F64, ...]:
    """How far the columns of a row lie aside, in front and behind, and the same rounded; (7,) each."""
    s, c = np.sin(rings.COLUMNS), np.cos(rings.COLUMNS)
    shares = np.abs(s), np.maximum(c, 0.0), np.maximum(-c, 0.0)
    return (*shares, *(share**rings.ROUNDNESS for share in shares))


_AROUND = _around()


def torso_row(m: Measures, name: str) -> F64:
    """One torso row, column 3 of row M (inside the arm) included; (7, 3)."""
    row = rings.TORSO[name]
    aside, forward, backward, round_aside, round_forward, round_backward = _AROUND
    depth = row.front_z * round_forward - row.back_z * round_backward
    girth = m.neck if name in "NT" else m.torso
    wide = m.row(name)
    x = girth * wide * row.width * round_aside
    rise = row.side * aside**2 + row.front * forward**2 + row.back * backward**2
    y = np.full(len(aside), m.neck_top) if name == "T" else m.height(row.y + rise)
    return np.stack([x, y, girth * (depth * (1.0 + 0.4 * (wide - 1.0)) + row.z)], axis=1)


def _arm(m: Measures) -> Iterator[F64]:
    for i, ring in enumerate(rings.ARM, start=1):
        radius = ring.radius * (m.hand / rings.HAND_SCALE if i == len(rings.ARM) else m.limb)
        along = np.full(len(rings.ARM_ANGLES), ring.distance * m.reach)
        local = np.stack([along, radius * np.sin(rings.ARM_ANGLES), radius * np.cos(rings.ARM_ANGLES)], axis=1)
        yield m.shoulder + local @ ARM_FRAME


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


def _leg(m: Measures) -> Iterator[F64]:
    for ring in rings.LEG:
        girth = float(m.leg_girth(ring.y))
        x = m.leg_x + girth * ring.radius_x * np.sin(rings.LEG_ANGLES)
        z = girth * (ring.z + ring.radius_z * np.cos(rings.LEG_ANGLES))
        yield np.stack([np.maximum(x, rings.INNER_X), np.full(len(x), m.height(ring.y)), z], axis=1)


def _foot(m: Measures) -> Iterator[F64]:
    for ring in rings.FOOT:
        top, bottom = np.array(ring.top), np.array(ring.bottom)
        c = np.cos(rings.LEG_ANGLES)
        c = np.where(c < 0, -(np.abs(c) ** rings.SOLE_ROUNDNESS), c)
        upright = (top + bottom) / 2 + np.outer(c, (top - bottom) / 2)
        upright[:, 1] += ring.bulge * (1.0 - c**2)
        x = m.leg_x + ring.half_width * np.sin(rings.LEG_ANGLES)
        yield np.column_stack([np.maximum(x, rings.INNER_X), upright])
