"""The body's tables: points on the skin of the reference figure (RECIPE2 section 1), in HH, left half.

Torso rows and legs stand upright; arm rings and the hand are given along the arm, before it is turned.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import radians
from types import MappingProxyType

import numpy as np

COLUMNS = np.radians([0, 32, 62, 90, 120, 150, 180])
"""phi of the torso's columns on the left half; 0 in front."""

ROUNDNESS = 0.85
"""2 / superellipse exponent of the torso's rows."""


@dataclass(frozen=True, slots=True)
class Row:
    """One torso row. `side`, `front`, `back` raise it by that much at phi 90, 0 and 180."""

    y: float
    width: float
    front_z: float
    back_z: float
    bones: Mapping[str, float]
    z: float = 0.0
    side: float = 0.0
    front: float = 0.0
    back: float = 0.0


TORSO: Mapping[str, Row] = MappingProxyType(
    {
        "P": Row(0.600, 0.203, 0.122, 0.146, {"hips": 1.0}, side=0.045, front=-0.020, back=-0.035),
        "H": Row(0.715, 0.202, 0.146, 0.158, {"hips": 0.85, "spine": 0.15}),
        "W": Row(0.865, 0.158, 0.142, 0.124, {"hips": 0.3, "spine": 0.7}),
        "R": Row(1.000, 0.146, 0.134, 0.116, {"spine": 0.6, "chest": 0.4}),
        "A": Row(1.122, 0.142, 0.128, 0.116, {"chest": 0.9, "spine": 0.1}),
        "M": Row(1.232, 0.150, 0.110, 0.108, {"chest": 1.0}, z=-0.012),
        "S": Row(1.334, 0.126, 0.074, 0.090, {"chest": 1.0}, z=-0.012, side=0.020, front=-0.018),
        "N": Row(1.412, 0.076, 0.056, 0.068, {"chest": 0.56, "neck": 0.44}, z=-0.020, front=-0.014, back=0.012),
        "T": Row(1.520, 0.064, 0.056, 0.060, {"neck": 0.4, "head": 0.6}, z=-0.020),
    }
)
"""Rows from the leg line (P) to the top of the neck (T)."""

THIGH_SHARE: Mapping[str, tuple[float, ...]] = MappingProxyType(
    {
        "P": (0.52, 0.52, 0.50, 0.48, 0.48, 0.46, 0.40),
        "H": (0.42, 0.38, 0.31, 0.21, 0.10, 0.03, 0.0),
    }
)
"""Row -> share of the upper legs by column; `Row.bones` divide the rest. A lap folds where they fall off to the front,
so cloth and skin that share them lie in their order on it.
"""
OTHER_LEG: Mapping[str, tuple[float, ...]] = MappingProxyType(
    {
        "P": (0.50, 0.08, 0.0, 0.0, 0.0, 0.08, 0.50),
        "H": (0.50, 0.24, 0.06, 0.0, 0.06, 0.24, 0.50),
    }
)
"""Row -> how much of that share the leg of the other side takes."""

BELLY = 0.16
"""How much `build` = 1 widens row W more than the others."""

WIDENED: Mapping[str, tuple[float, float, float]] = MappingProxyType(
    {
        "P": (0.0, 0.0, 1.0),
        "H": (0.0, 0.1, 1.0),
        "W": (0.0, 1.0, 0.15),
        "R": (0.45, 0.5, 0.0),
        "A": (1.0, 0.1, 0.0),
        "M": (1.0, 0.0, 0.0),
        "S": (0.9, 0.0, 0.0),
        "N": (0.15, 0.0, 0.0),
    }
)
"""How far shoulders, waist and hips widen each row."""

ARM_HOLE = (("A", 2), ("A", 3), ("A", 4), ("M", 4), ("S", 4), ("S", 3), ("S", 2), ("M", 2))
"""Torso vertices (row, column) that form the first arm ring, right-handed about the arm."""

ARM_ANGLES = np.radians([-45, -90, -135, 180, 135, 90, 45, 0])
"""Angles of an arm ring's vertices: 0 in front, 90 on top."""

SHOULDER_SHARE: Mapping[str, tuple[float, float]] = MappingProxyType(
    {"A": (0.42, 0.05), "M": (0.42, 0.25), "S": (0.16, 0.45)}
)
"""Shares of (upperArm, shoulder) round the arm hole; the chest keeps the rest."""
OFF_MIDDLE = 0.8
"""Factor of the upperArm share in columns 2 and 4."""

SHOULDER = (0.150, 1.292, -0.012)
"""Shoulder joint."""
ARM_DROP = radians(48.0)
"""The arms are modelled this far below the horizontal, then turned up into the T-pose."""
ELBOW, WRIST = 0.205, 0.380
"""Distance of the joints from the shoulder joint."""


@dataclass(frozen=True, slots=True)
class ArmRing:
    """Eight vertices round the arm."""

    distance: float
    radius: float
    bones: Mapping[str, float]
    chest: tuple[float, ...] = (0.0,) * 8
    """Share of the chest by vertex; `bones` divide the rest."""


_NONE = (0.0,) * 5
ARM = (
    ArmRing(0.075, 0.069, {"Shoulder": 0.02, "UpperArm": 0.98}, (0.40, 0.37, 0.40, *_NONE)),
    ArmRing(0.125, 0.065, {"Shoulder": 0.02, "UpperArm": 0.83, "LowerArm": 0.15}, (0.08, 0.13, 0.08, *_NONE)),
    ArmRing(0.163, 0.062, {"UpperArm": 0.73, "LowerArm": 0.27}),
    ArmRing(0.205, 0.059, {"UpperArm": 0.5, "LowerArm": 0.5}),
    ArmRing(0.248, 0.058, {"UpperArm": 0.31, "LowerArm": 0.69}),
    ArmRing(0.310, 0.054, {"UpperArm": 0.02, "LowerArm": 0.98}),
    ArmRing(0.380, 0.043, {"LowerArm": 0.62, "Hand": 0.38}),
)
"""Rings arm1 .. arm7; arm0 is the arm hole."""

HAND_SCALE = 1.15
PALM_X = 0.040
PALM_Y = (-0.023, 0.021)
PALM_Z = (0.047, 0.0225, 0.0, -0.0225, -0.042)
KNUCKLE_X = (0.080, 0.091, 0.094, 0.083, 0.072)
KNUCKLE_Y = (-0.019, 0.016)
"""Palm and knuckle rings have five columns each, thumb side first; y of (palm side, back of the hand)."""


@dataclass(frozen=True, slots=True)
class Finger:
    """A finger between two neighbouring columns of the knuckle ring."""

    name: str
    length: float
    knuckle: float  # x of its first joint
    z: float  # of its first joint
    spread: float  # how far the tip leans towards the thumb


FINGERS = (
    Finger("Index", 0.062, 0.082, 0.0345, 0.004),
    Finger("Middle", 0.070, 0.088, 0.0112, 0.001),
    Finger("Ring", 0.066, 0.085, -0.0112, -0.002),
    Finger("Little", 0.053, 0.077, -0.0325, -0.006),
)
FINGER_RINGS = ((0.44, 0.0135, 0.84), (0.74, 0.0122, 0.77), (1.0, 0.0075, 0.48))
"""(share of the length, half-height, share of the width at the knuckle)."""
FINGER_HALF_WIDTH = 0.0112
KNUCKLE_SHARE = 0.45
"""Share of the fingers' first bones in the knuckle ring; the hand keeps the rest."""

THUMB_BASE = (0.022, -0.004, 0.043)
THUMB_AXIS = (0.66, -0.22, 0.72)
THUMB_LENGTH = 0.074
THUMB_RINGS = ((0.36, 0.0165), (0.72, 0.0150), (1.0, 0.0085))
"""(share of the length, radius)."""
THUMB_ANGLES = np.radians([108, 180, 252, -36, 36])
"""About the axis; 0 towards the fingers."""


@dataclass(frozen=True, slots=True)
class LegRing:
    """Eight vertices round the leg."""

    y: float
    radius_x: float
    radius_z: float
    z: float
    bones: Mapping[str, float]
    hips: tuple[float, ...] = (0.0,) * 8
    """Share of the hips by vertex; `bones` divide the rest."""
    other: tuple[float, ...] = (0.0,) * 8
    """Share of the other leg by vertex, out of what `bones` would have: the crotch is a bridge between both."""


LEG_ANGLES = np.radians([-42, 0, 45, 90, 135, 180, 222, 270])
"""0 in front, 90 outside."""
LEG_X = 0.107
INNER_X = 0.006
"""The inner side of a leg stays this far from the middle."""
CROTCH = (0.0, 0.555, -0.008)
CROTCH_SHARE = 0.27
"""Share of each upper leg in the crotch vertex; the hips keep the rest."""
HIP_JOINT = (0.107, 0.620, 0.0)
KNEE = (0.107, 0.338, 0.007)
ANKLE = (0.107, 0.085, -0.020)
TOES = (0.107, 0.022, 0.085)
UNSCALED = 0.110
"""Below this height nothing grows with the figure, so that socks and shoes always meet."""
LEG_LINE = 0.600
"""Height of row P; it grows with k ** LEG_GROWTH, the torso takes the rest."""
LEG_GROWTH = 1.18
LIMB_GROWTH = (0.36, 0.46)
"""Exponents of k in the girth of the limbs, of figures up to the reference and taller."""

LEG = (
    LegRing(
        0.506,
        0.099,
        0.116,
        -0.006,
        {"UpperLeg": 1.0},
        (0.30, 0.12, 0.06, 0.12, 0.22, 0.32, 0.42, 0.44),
        (0.10, 0.02, 0.0, 0.0, 0.0, 0.02, 0.10, 0.12),
    ),
    LegRing(
        0.445,
        0.092,
        0.102,
        0.000,
        {"UpperLeg": 0.95, "LowerLeg": 0.05},
        (0.06, 0.02, 0.0, 0.02, 0.08, 0.15, 0.17, 0.15),
    ),
    LegRing(0.394, 0.085, 0.090, 0.005, {"UpperLeg": 0.74, "LowerLeg": 0.26}),
    LegRing(0.338, 0.080, 0.083, 0.007, {"UpperLeg": 0.5, "LowerLeg": 0.5}),
    LegRing(0.282, 0.080, 0.084, 0.000, {"UpperLeg": 0.26, "LowerLeg": 0.74}),
    LegRing(0.205, 0.080, 0.087, -0.012, {"UpperLeg": 0.04, "LowerLeg": 0.96}),
    LegRing(0.110, 0.059, 0.064, -0.014, {"LowerLeg": 0.62, "Foot": 0.38}),
)
"""Rings leg1 .. leg7; leg0 is the half of row P with the crotch vertex."""


@dataclass(frozen=True, slots=True)
class FootRing:
    """Eight vertices round the foot: the leg's tube bends forward, its front becoming the top."""

    top: tuple[float, float]  # (y, z)
    bottom: tuple[float, float]
    half_width: float
    bones: Mapping[str, float]
    bulge: float = 0.0
    """How far the points half-way between top and bottom stand further forward; rounds the toes."""


FOOT = (
    FootRing((0.086, 0.046), (0.040, -0.088), 0.058, {"LowerLeg": 0.20, "Foot": 0.80}),
    FootRing((0.074, 0.078), (0.002, -0.062), 0.060, {"Foot": 1.0}),
    FootRing((0.064, 0.112), (0.000, 0.040), 0.064, {"Foot": 0.75, "Toes": 0.25}),
    FootRing((0.057, 0.140), (0.000, 0.125), 0.061, {"Foot": 0.2, "Toes": 0.8}),
    FootRing((0.044, 0.162), (0.009, 0.166), 0.037, {"Toes": 1.0}, bulge=0.012),
)
"""Rings foot1 .. foot5; foot0 is leg7."""
SOLE_ROUNDNESS = 0.6
"""Exponent of the lower half of a foot ring: below 1 it makes the sole flat."""
