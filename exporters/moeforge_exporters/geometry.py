"""Meshes, morph targets and the skin of a scene as glTF objects."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pygltflib as gl

from moeforge.scene import F32, U8, Mesh, Morph, Node, Primitive, Scene
from moeforge_exporters.buffers import Buffers
from moeforge_exporters.options import MorphStorage

_SPARSE_PAYS = 0.8
"""A sparse entry costs 14 to 16 bytes, a dense vertex 12: above this share of moved vertices dense is smaller."""


VertexColors = Callable[[Scene, Primitive], U8 | None]
"""COLOR_0 of a primitive, (N, 4), or None for a file without."""


def no_colors(scene: Scene, primitive: Primitive) -> None:
    """No vertex colours: viewers that know MToon would multiply them into it."""
    del scene, primitive


def mesh(
    source: Mesh,
    materials: Mapping[str, int],
    buffers: Buffers,
    storage: MorphStorage,
    colors: Callable[[Primitive], U8 | None],
) -> gl.Mesh:
    """One mesh; every primitive gets every morph in the same order (a loader drops binds that one lacks).

    Names of morphs go to `mesh.extras.targetNames` (three.js, Godot, Blender) and to the extras of each primitive
    (VRM 0.x tools look there).
    """
    names = list(source.morph_names)
    extras = {"targetNames": names} if names else {}
    return gl.Mesh(
        name=source.name,
        extras=extras,
        weights=[0.0] * len(names),
        primitives=[
            gl.Primitive(
                attributes=_attributes(primitive, buffers, colors(primitive)),
                indices=buffers.add_indices(primitive.triangles),
                material=materials[primitive.material],
                targets=_targets(primitive, names, buffers, storage),
                extras=dict(extras),
            )
            for primitive in source.primitives
        ],
    )


def _attributes(primitive: Primitive, buffers: Buffers, colors: U8 | None) -> gl.Attributes:
    """Vertex attributes; no TANGENT, which VRM forbids. Joints fit one byte for any skeleton of 256 joints."""
    joint_type = np.uint8 if primitive.joints.max(initial=0) < 256 else np.uint16
    weighted = np.where(primitive.weights > 0.0, primitive.joints, 0)  # glTF 3.7.3.3: unused joints are zero
    attributes = gl.Attributes(
        POSITION=buffers.add_attribute(primitive.positions.astype(np.float32), bounds=True),
        NORMAL=buffers.add_attribute(primitive.normals.astype(np.float32)),
        TEXCOORD_0=buffers.add_attribute(primitive.uvs.astype(np.float32)),
        JOINTS_0=buffers.add_attribute(weighted.astype(joint_type)),
        WEIGHTS_0=buffers.add_attribute(primitive.weights.astype(np.float32)),
    )
    if colors is not None:
        attributes.COLOR_0 = buffers.add_shares(colors)
    return attributes


def _targets(
    primitive: Primitive, names: Sequence[str], buffers: Buffers, storage: MorphStorage
) -> list[gl.Attributes]:
    """The accessors of all morphs; those that do not touch this primitive share one."""
    moving = {m.name: m for m in primitive.morphs if len(m.indices)}
    count = len(primitive.positions)
    accessors = {name: _morph(moving[name], count, buffers, storage) for name in names if name in moving}
    if len(accessors) < len(names):
        still = buffers.add_zeros(count) if storage == "sparse" else _dense(None, count, buffers)
        accessors |= dict.fromkeys((name for name in names if name not in moving), still)
    return [gl.Attributes(POSITION=accessors[name]) for name in names]


def _morph(morph: Morph, count: int, buffers: Buffers, storage: MorphStorage) -> int:
    if storage == "sparse" and len(morph.indices) < _SPARSE_PAYS * count:
        return buffers.add_sparse(count, morph.indices, morph.deltas.astype(np.float32))
    return _dense(morph, count, buffers)


def _dense(morph: Morph | None, count: int, buffers: Buffers) -> int:
    return buffers.add_attribute(dense(morph, count), bounds=True)


def dense(morph: Morph | None, count: int) -> F32:
    """The morph's displacement of every vertex (count, 3), metres; zeros for None."""
    full = np.zeros((count, 3), np.float32)
    if morph is not None:
        full[morph.indices] = morph.deltas
    return full


def world_positions(nodes: Sequence[Node]) -> F32:
    """World position (N, 3), metres, of every node in rest; a parent may come after its child."""
    world: dict[int, np.ndarray] = {}

    def place(index: int) -> np.ndarray:
        if index not in world:
            node = nodes[index]
            origin = np.zeros(3) if node.parent is None else place(node.parent)
            world[index] = origin + np.asarray(node.translation)
        return world[index]

    return np.array([place(i) for i in range(len(nodes))], np.float32).reshape(-1, 3)


def skin(scene: Scene, buffers: Buffers) -> gl.Skin:
    """The one skin. No `skeleton`: UniVRM #730; bind pose = rest pose: Godot #105."""
    joints = list(scene.skin.joints)
    inverse = np.tile(np.eye(4, dtype=np.float32), (len(joints), 1, 1))
    inverse[:, :3, 3] = -world_positions(scene.nodes)[joints]
    return gl.Skin(joints=joints, inverseBindMatrices=buffers.add_matrices(inverse))
