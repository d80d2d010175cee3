"""The humanoid skeleton of one figure in the T-pose (RECIPE2 section 1; VRMC_vrm-1.0 tpose.md)."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

import numpy as np

from moeforge.template.body import rings
from moeforge.template.body.bones import FINGER_JOINTS, PARENTS, THUMB_JOINTS, opposite
from moeforge.template.body.measures import Measures
from moeforge.template.part import F64, Bone
from moeforge.template.proportions import Proportions

_TRUNK = {"hips": (0.705, 0.0), "spine": (0.830, 0.005), "chest": (1.020, 0.002), "neck": (1.400, -0.020)}
"""(y, z) on the reference figure."""
_HEAD = (0.06, -0.02)
"""(y above the chin, z) of the head's joint, HH of the head."""
_SHOULDER_X = 0.035
_MIRROR = np.array([-1.0, 1.0, 1.0])


def skeleton(proportions: Proportions, eye_pivots: tuple[F64, F64]) -> tuple[Bone, ...]:
    """All bones of `BONES`, parents first, in figure space; `eye_pivots`: (left, right), each (3,) in figure space."""
    joints = _joints(Measures(proportions))
    joints |= {"leftEye": eye_pivots[0], "rightEye": eye_pivots[1]}
    every = {opposite(name): at * _MIRROR for name, at in joints.items()} | joints
    return tuple(Bone(name, parent, every[name]) for name, parent in PARENTS.items())


def joint_positions(proportions: Proportions) -> dict[str, F64]:
    """T-pose joints of both sides without the eyes, name -> (3,) in figure space."""
    joints = _joints(Measures(proportions))
    return joints | {opposite(n): at * _MIRROR for n, at in joints.items() if opposite(n) != n}


def _joints(m: Measures) -> dict[str, F64]:
    """Trunk and left limbs."""
    trunk = {name: np.array([0.0, float(m.height(y)), z * m.torso]) for name, (y, z) in _TRUNK.items()}
    head = m.proportions.head_to_figure(np.array([0.0, *_HEAD]))
    legs = {"UpperLeg": rings.HIP_JOINT, "LowerLeg": rings.KNEE, "Foot": rings.ANKLE, "Toes": rings.TOES}
    return trunk | {"head": head} | _arm(m) | {"left" + name: m.leg_joint(at) for name, at in legs.items()}


def _arm(m: Measures) -> dict[str, F64]:
    shoulder = m.shoulder
    inner = np.array([_SHOULDER_X * m.torso, shoulder[1], shoulder[2]])
    hand = shoulder + np.array([rings.WRIST * m.reach, 0.0, 0.0])
    arm = {
        "leftShoulder": inner,
        "leftUpperArm": shoulder,
        "leftLowerArm": shoulder + np.array([rings.ELBOW * m.reach, 0.0, 0.0]),
        "leftHand": hand,
    }
    return arm | {name: hand + m.hand * at for name, at in _digits().items()}


@cache
def _digits() -> Mapping[str, F64]:
    """Finger and thumb joints in the arm's frame from the wrist, at scale 1."""
    middle = sum(rings.KNUCKLE_Y) / 2
    joints: dict[str, F64] = {}
    for finger in rings.FINGERS:
        for joint, share in zip(FINGER_JOINTS, (0.0, *(r[0] for r in rings.FINGER_RINGS)), strict=False):
            at = (finger.knuckle + share * finger.length, middle, finger.z + share * finger.spread)
            joints[f"left{finger.name}{joint}"] = np.array(at)
    axis = np.array(rings.THUMB_AXIS) / np.linalg.norm(rings.THUMB_AXIS)
    for joint, share in zip(THUMB_JOINTS, (0.0, *(r[0] for r in rings.THUMB_RINGS)), strict=False):
        joints[f"leftThumb{joint}"] = np.array(rings.THUMB_BASE) + share * rings.THUMB_LENGTH * axis
    return MappingProxyType(joints)
