"""Where a scene's vertices go, for comparisons of a scene with its optimised self."""

from collections.abc import Mapping

import numpy as np

from moeforge.render.posing import pose_mesh
from moeforge.rig.poses import Pose
from moeforge.scene import F32, Scene


def moved_by_material(scene: Scene, pose: Pose, faces: Mapping[str, float]) -> dict[str, F32]:
    """Material -> posed positions and normals (N, 6) of its vertices, mesh after mesh."""
    found: dict[str, list[F32]] = {}
    for mesh in scene.meshes:
        for primitive, moved in zip(mesh.primitives, pose_mesh(scene, mesh, pose, faces), strict=True):
            found.setdefault(primitive.material, []).append(np.concatenate(moved, axis=1))
    return {name: np.concatenate(parts) for name, parts in found.items()}
