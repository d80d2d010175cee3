"""Turning the arms from the modelled A-pose into the T-pose, and linear blend skinning for tests and pictures."""

from collections.abc import Mapping

import numpy as np

from moeforge.template.body import rings
from moeforge.template.body.bones import BONES, PARENTS, descendants
from moeforge.template.body.measures import Measures
from moeforge.template.body.skeleton import joint_positions
from moeforge.template.part import F64
from moeforge.template.proportions import Proportions
from moeforge.template.vectors import joined, unit

_ARMS = {side: [b for b in BONES if b in descendants(f"{side}UpperArm")] for side in ("left", "right")}


def rotation(axis: str, degrees: float) -> F64:
    """Right-handed rotation about "x", "y" or "z", (3, 3)."""
    i = "xyz".index(axis)
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    turn = np.eye(3)
    j, k = (i + 1) % 3, (i + 2) % 3
    turn[j, j], turn[k, k], turn[j, k], turn[k, j] = c, c, -s, s
    return turn


def a_pose() -> dict[str, F64]:
    """The modelled pose as rotations from the T-pose."""
    drop = float(np.degrees(rings.ARM_DROP))
    return {"leftUpperArm": rotation("z", -drop), "rightUpperArm": rotation("z", drop)}


def to_t_pose(points: F64, normals: F64, weights: Mapping[str, F64], proportions: Proportions) -> tuple[F64, F64]:
    """A-pose points and unit normals, (N, 3) each, through the inverse of each vertex's own blended matrix.

    `weights`: bone -> (N,), rows sum to 1. Skinning the result by `a_pose` gives `points` back exactly.
    """
    if not any(bone in weights for bones in _ARMS.values() for bone in bones):
        return points, normals
    left, right = (_share(weights, bones, len(points)) for bones in _ARMS.values())
    cos, sin = np.cos(rings.ARM_DROP), np.sin(rings.ARM_DROP)
    # the blended matrix is [[a, -b], [b, a]] in x and y: both arms turn about z
    a, b = 1.0 + (left + right) * (cos - 1.0), (right - left) * sin
    x, y, _ = Measures(proportions).shoulder
    across, up = (left - right) * (x - cos * x - sin * y), (right + left) * (y - cos * y + sin * x)
    scale = a * a + b * b
    straight = _unturned(points[:, 0] - across, points[:, 1] - up, a, b)
    turned = joined(*_unturned(normals[:, 0], normals[:, 1], a, b), normals[:, 2])  # inverse transpose of the inverse
    return joined(straight[0] / scale, straight[1] / scale, points[:, 2]), unit(turned)


def _unturned(x: F64, y: F64, a: F64, b: F64) -> tuple[F64, F64]:
    """Vectors (N,) in x and y through the transpose of [[a, -b], [b, a]]."""
    return a * x + b * y, a * y - b * x


def _share(weights: Mapping[str, F64], bones: list[str], count: int) -> F64:
    return sum((weights[b] for b in bones if b in weights), np.zeros(count))


def bone_matrices(rotations: Mapping[str, F64], proportions: Proportions) -> dict[str, F64]:
    """Bone -> (4, 4) from the T-pose to the pose; rotations (3, 3) are local, in the figure's axes; no eyes."""
    joints = joint_positions(proportions)
    matrices: dict[str, F64] = {}
    for bone, at in _joints_first(joints).items():
        turn = rotations.get(bone, np.eye(3))
        local = np.eye(4)
        local[:3, :3], local[:3, 3] = turn, at - turn @ at
        parent = PARENTS[bone]
        matrices[bone] = matrices[parent] @ local if parent else local
    return matrices


def _joints_first(joints: Mapping[str, F64]) -> dict[str, F64]:
    """The joints in the order of BONES: parents first."""
    return {bone: joints[bone] for bone in BONES if bone in joints}


def _carrier(bone: str) -> str:
    """The bone that a bone without a joint of its own follows here: skirts hang from the hips, the rest on the head."""
    known = bone in PARENTS and not bone.endswith("Eye")
    return bone if known else "hips" if bone.startswith("skirt") else "head"


def skin_points(
    positions: F64, weights: Mapping[str, F64], rotations: Mapping[str, F64], proportions: Proportions
) -> F64:
    """Linear blend skinning of T-pose positions (N, 3); weights: bone -> (N,), rows sum to 1."""
    matrices = bone_matrices(rotations, proportions)
    posed = np.zeros_like(positions)
    for bone, share in weights.items():
        m = matrices[_carrier(bone)]
        posed += share[:, None] * (positions @ m[:3, :3].T + m[:3, 3])
    return posed
