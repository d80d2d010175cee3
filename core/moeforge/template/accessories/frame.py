"""A place on the hair as a coordinate frame for the accessory that sits there."""

import numpy as np

from moeforge.template.hair import Hair
from moeforge.template.hair.anchors import Anchor
from moeforge.template.hair.chart import CENTRE, RADIUS_Y, shell, unit
from moeforge.template.part import F64
from moeforge.template.vectors import cross

UP = np.array([0.0, 1.0, 0.0])


def lift_of(hair: Hair) -> float:
    """How far the outer hair stands over the shell, HH."""
    return float(hair.anchors["crown"].point[1] - CENTRE[1] - RADIUS_Y)


def on_hair(hair: Hair, azimuth: F64 | float, v: F64 | float, height: F64 | float = 0.0) -> F64:
    """Points (..., 3) `height` HH over the outer hair at azimuths (degrees) and chart v."""
    azimuth, v, height = np.broadcast_arrays(azimuth, v, height)
    points, normals = shell(azimuth, v)
    return points + (lift_of(hair) + height)[..., None] * normals


def place(hair: Hair, azimuth: float, v: float) -> Anchor:
    """A place on the outer hair that `anchors.PLACES` has no name for."""
    point, normal = on_hair(hair, azimuth, v), shell(np.array(azimuth), np.array(v))[1]
    return Anchor(point, normal)


def outward(anchor: Anchor, roll: float = 0.0) -> F64:
    """Rotation (3, 3): z along the normal, y upwards in the hair's surface, x to the side; rolled about z (degrees)."""
    z = anchor.normal
    x = unit(cross(UP, z))
    c, s = np.cos(np.radians(roll)), np.sin(np.radians(roll))
    y = cross(z, x)
    return np.stack([c * x + s * y, c * y - s * x, z], axis=1)


def turned(axis: F64, degrees: float) -> F64:
    """Rotation matrix (3, 3) about a unit axis (Rodrigues)."""
    angle = np.radians(degrees)
    x, y, z = axis
    k = np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
    return np.eye(3) + np.sin(angle) * k + (1.0 - np.cos(angle)) * k @ k
