"""A place on the hair as a coordinate frame for the accessory that sits there."""

import numpy as np

from moeforge.template.hair.anchors import Anchor
from moeforge.template.hair.chart import unit
from moeforge.template.part import F64

UP = np.array([0.0, 1.0, 0.0])


def outward(anchor: Anchor, roll: float = 0.0) -> F64:
    """Rotation (3, 3): z along the normal, y upwards in the hair's surface, x to the side; rolled about z (degrees)."""
    z = anchor.normal
    x = unit(np.cross(UP, z))
    c, s = np.cos(np.radians(roll)), np.sin(np.radians(roll))
    y = np.cross(z, x)
    return np.stack([c * x + s * y, c * y - s * x, z], axis=1)


def turned(axis: F64, degrees: float) -> F64:
    """Rotation matrix (3, 3) about a unit axis (Rodrigues)."""
    angle = np.radians(degrees)
    x, y, z = axis
    k = np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
    return np.eye(3) + np.sin(angle) * k + (1.0 - np.cos(angle)) * k @ k
