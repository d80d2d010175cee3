"""Posed copies of a Scene's vertices for pictures: morph weights, then linear blend skinning."""

from collections.abc import Mapping
from math import cos, radians, sin

import numpy as np
from numpy.typing import NDArray

from moeforge.rig import poses
from moeforge.rig.poses import Euler, Pose
from moeforge.scene import F32, U16, Mesh, Primitive, Scene

REST_POSE = poses.pose("t")
STANDING = poses.pose("stand")
"""Arms hanging, elbows slightly bent: how a figure stands in pictures."""


def rotation(euler: Euler) -> NDArray[np.float64]:
    """(3, 3) matrix of Euler angles in degrees."""
    (sx, sy, sz), (cx, cy, cz) = ([f(radians(a)) for a in euler] for f in (sin, cos))
    return np.array(  # about x, then y, then z
        [
            [cz * cy, cz * sy * sx - sz * cx, cz * sy * cx + sz * sx],
            [sz * cy, sz * sy * sx + cz * cx, sz * sy * cx - cz * sx],
            [-sy, cy * sx, cy * cx],
        ]
    )


def joint_matrices(scene: Scene, pose: Pose) -> NDArray[np.float64]:
    """(J, 4, 4) matrices that take rest positions to posed ones; unknown bone names are ignored."""
    turns = pose.rotations.items()
    by_node = {scene.humanoid[bone]: rotation(angles) for bone, angles in turns if bone in scene.humanoid}
    root = scene.humanoid.get("hips")
    rest, place, turn = (list[NDArray[np.float64]]() for _ in range(3))  # of each node, in the world
    for i, node in enumerate(scene.nodes):  # parents come first
        up, step = node.parent, np.array(node.translation)
        rest.append(step if up is None else rest[up] + step)
        if i == root:
            step = step + rest[i][1] * np.array(pose.hips)
        place.append(step if up is None else place[up] + turn[up] @ step)
        if i in by_node:
            turn.append(by_node[i] if up is None else turn[up] @ by_node[i])
        else:
            turn.append(np.eye(3) if up is None else turn[up])
    joints = scene.skin.joints
    out = np.tile(np.eye(4), (len(joints), 1, 1))
    out[:, :3, :3] = [turn[j] for j in joints]
    out[:, :3, 3] = np.array([place[j] for j in joints])
    out[:, :3, 3] -= np.einsum("jab,jb->ja", out[:, :3, :3], np.array([rest[j] for j in joints]))
    return out


def posed(primitive: Primitive, joints: NDArray[np.float64], morphs: Mapping[str, float]) -> tuple[F32, F32]:
    """Positions and normals (N, 3) of a primitive under morph weights and joint matrices."""
    points = primitive.positions.astype(np.float64)
    for morph in primitive.morphs:
        if weight := morphs.get(morph.name, 0.0):
            points[morph.indices] += weight * morph.deltas
    blend = _blended(primitive.weights, primitive.joints, joints)
    normals = np.einsum("nab,nb->na", blend[..., :3], primitive.normals)
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    return _moved(points, blend), normals.astype(np.float32)


def carried(primitive: Primitive, joints: NDArray[np.float64], which: NDArray[np.bool_]) -> F32:
    """Posed positions (K, 3) of those vertices of a primitive whose heaviest joint is one of `which` (J,), at rest."""
    heaviest = np.take_along_axis(primitive.joints, primitive.weights.argmax(axis=1)[:, None], 1)[:, 0]
    own = np.flatnonzero(which[heaviest])
    return _moved(primitive.positions[own], _blended(primitive.weights[own], primitive.joints[own], joints))


def _blended(weights: F32, index: U16, joints: NDArray[np.float64]) -> NDArray[np.float64]:
    """The matrices (N, 3, 4) of vertices."""
    return np.einsum("nk,nkab->nab", weights.astype(np.float64), joints[:, :3][index])


def _moved(points: NDArray[np.floating], blend: NDArray[np.float64]) -> F32:
    return (np.einsum("nab,nb->na", blend[..., :3], points) + blend[..., 3]).astype(np.float32)


def expression_morphs(scene: Scene, weights: Mapping[str, float]) -> dict[str, dict[str, float]]:
    """Expression weights to morph weights: mesh name -> morph name -> weight."""
    out: dict[str, dict[str, float]] = {}
    for expression in scene.expressions:
        for bind in expression.binds:
            if amount := weights.get(expression.name, 0.0) * bind.weight:
                mesh = out.setdefault(bind.mesh, {})
                mesh[bind.morph] = mesh.get(bind.morph, 0.0) + amount
    return out


def pose_mesh(scene: Scene, mesh: Mesh, pose: Pose, weights: Mapping[str, float]) -> list[tuple[F32, F32]]:
    """Posed positions and normals of each primitive of a mesh under expression weights (the pose's own not counted)."""
    joints = joint_matrices(scene, pose)
    morphs = expression_morphs(scene, weights).get(mesh.name, {})
    return [posed(p, joints, morphs) for p in mesh.primitives]
