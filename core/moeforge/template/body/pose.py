"""Turning the arms from the modelled A-pose into the T-pose, and linear blend skinning for tests and pictures."""

from collections.abc import Mapping

import numpy as np

from moeforge.template.body import rings
from moeforge.template.body.bones import BONES, PARENTS, descendants
from moeforge.template.body.measures import Measures
from moeforge.template.body.skeleton import joint_positions
from moeforge.template.part import F64
from moeforge.template.proportions import Proportions

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
    shares = {side: _share(weights, bones, len(points)) for side, bones in _ARMS.items()}
    matrices, shift = np.tile(np.eye(3), (len(points), 1, 1)), np.zeros((len(points), 3))
    shoulder = Measures(proportions).shoulder
    for side, turn in a_pose().items():
        share = shares[side.removesuffix("UpperArm")]
        joint = shoulder if side.startswith("left") else shoulder * np.array([-1.0, 1.0, 1.0])
        matrices += share[:, None, None] * (turn - np.eye(3))
        shift += share[:, None] * (joint - turn @ joint)
    inverse = np.linalg.inv(matrices)
    straight = np.einsum("nij,nj->ni", inverse, points - shift)
    turned = np.einsum("nji,nj->ni", matrices, normals)  # inverse transpose of the inverse
    return straight, turned / np.linalg.norm(turned, axis=1, keepdims=True)


def _share(weights: Mapping[str, F64], bones: list[str], count: int) -> F64:
    return sum((weights[b] for b in bones if b in weights), np.zeros(count))


def bone_matrices(rotations: Mapping[str, F64], proportions: Proportions) -> dict[str, F64]:
    """Bone -> (4, 4) from the T-pose to the pose; rotations (3, 3) are local, in the figure's axes; no eyes."""
    joints = joint_positions(proportions)
    matrices: dict[str, F64] = {}
    for bone, at in joints_first(joints).items():
        turn = rotations.get(bone, np.eye(3))
        local = np.eye(4)
        local[:3, :3], local[:3, 3] = turn, at - turn @ at
        parent = PARENTS[bone]
        matrices[bone] = matrices[parent] @ local if parent else local
    return matrices


def joints_first(joints: Mapping[str, F64]) -> dict[str, F64]:
    """The joints in the order of BONES: parents first."""
    return {bone: joints[bone] for bone in BONES if bone in joints}


def skin_points(
    positions: F64, weights: Mapping[str, F64], rotations: Mapping[str, F64], proportions: Proportions
) -> F64:
    """Linear blend skinning of T-pose positions (N, 3); weights: bone -> (N,), rows sum to 1."""
    matrices = bone_matrices(rotations, proportions)
    posed = np.zeros_like(positions)
    for bone, share in weights.items():
        m = matrices.get(bone, matrices["head"])  # eyes and springs on the head follow it
        posed += share[:, None] * (positions @ m[:3, :3].T + m[:3, 3])
    return posed
