"""Parts in figure space become a Scene: metres, joints, four weights a vertex, sparse morphs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from moeforge.rig.colliders import volumes
from moeforge.rig.expressions import MORPH_ORDER
from moeforge.rig.morphs import sparse_morphs
from moeforge.scene import F32, U16, Collider, Mesh, Node, Primitive, Skin, Spring, Vec3
from moeforge.template.part import F64, I64, Bone, Chain, Part
from moeforge.template.proportions import METRES_PER_HH, Proportions

MESH_ORDER = ("Face", "Hair", "Body")
ROOT = "avatar"
_NEARLY = 0.999
"""Share of the fifth weight taken off the others: where all are alike something must be left."""


@dataclass(frozen=True, slots=True)
class Rig:
    """The node tree and what hangs on it. Nodes 1 .. len(joints) are the joints, after the root."""

    nodes: tuple[Node, ...]
    joints: Mapping[str, int]  # bone name -> joint index; its node is one further
    humanoid: Mapping[str, int]
    colliders: tuple[Collider, ...]
    springs: tuple[Spring, ...]

    @property
    def skin(self) -> Skin:
        return Skin(tuple(range(1, len(self.joints) + 1)))


def build_rig(bones: Sequence[Bone], chains: Sequence[Chain], p: Proportions) -> Rig:
    """The tree of humanoid bones (parents first) with the chains' bones after them."""
    swinging = [bone for chain in chains for bone in _chain_bones(chain)]
    everything = [*bones, *swinging]
    node = {bone.name: i + 1 for i, bone in enumerate(everything)}
    place = {bone.name: bone.position for bone in everything}
    nodes = [Node(ROOT, None)]
    for bone in everything:
        origin = place[bone.parent] if bone.parent else np.zeros(3)
        nodes.append(Node(bone.name, node[bone.parent] if bone.parent else 0, _metres(bone.position - origin)))
    colliders, groups = _colliders(p, node)
    return Rig(
        nodes=tuple(nodes),
        joints={bone.name: i for i, bone in enumerate(everything)},
        humanoid={bone.name: node[bone.name] for bone in bones},
        colliders=colliders,
        springs=tuple(_spring(chain, node, groups) for chain in chains),
    )


def _metres(v: F64) -> Vec3:
    x, y, z = (round(float(c) * METRES_PER_HH, 7) + 0.0 for c in v)
    return x, y, z


def _names(chain: Chain) -> tuple[str, ...]:
    return (*chain.bones, f"{chain.name}_end")


def _chain_bones(chain: Chain) -> list[Bone]:
    names = _names(chain)
    parents = (chain.parent, *names)
    return [Bone(*row) for row in zip(names, parents, chain.points, strict=False)]


def _colliders(p: Proportions, node: Mapping[str, int]) -> tuple[tuple[Collider, ...], dict[str, tuple[int, ...]]]:
    made: list[Collider] = []
    groups: dict[str, tuple[int, ...]] = {}
    for name, group in volumes(p).items():
        groups[name] = tuple(range(len(made), len(made) + len(group)))
        for v in group:
            tail = _metres(np.array(v.tail)) if v.tail else None
            made.append(Collider(node[v.bone], _metres(np.array(v.offset)), v.radius * METRES_PER_HH, tail))
    return tuple(made), groups


def _spring(chain: Chain, node: Mapping[str, int], groups: Mapping[str, tuple[int, ...]]) -> Spring:
    return Spring(
        name=chain.name,
        joints=tuple(node[n] for n in _names(chain)),
        stiffness=chain.stiffness,
        drag=chain.drag,
        gravity=chain.gravity,
        hit_radius=chain.radius * METRES_PER_HH,
        colliders=tuple(c for name in chain.collides for c in groups[name]),
    )


def build_meshes(parts: Iterable[Part], joints: Mapping[str, int], materials: Sequence[str]) -> tuple[Mesh, ...]:
    """One mesh for each name of MESH_ORDER, one primitive for each material in it."""
    by_mesh: dict[str, dict[str, list[Part]]] = {name: {} for name in MESH_ORDER}
    for part in parts:
        by_mesh[part.mesh].setdefault(part.material, []).append(part)
    return tuple(_mesh(name, groups, joints, materials) for name, groups in by_mesh.items() if groups)


def _mesh(name: str, groups: Mapping[str, list[Part]], joints: Mapping[str, int], materials: Sequence[str]) -> Mesh:
    used = {morph for parts in groups.values() for part in parts for morph in part.morphs}
    names = tuple(m for m in MORPH_ORDER if m in used) + tuple(sorted(used - set(MORPH_ORDER)))
    ordered = [m for m in materials if m in groups]
    return Mesh(name, tuple(_primitive(m, groups[m], joints, names) for m in ordered), names)


def _primitive(material: str, parts: Sequence[Part], joints: Mapping[str, int], morphs: Sequence[str]) -> Primitive:
    offsets = np.cumsum([0, *(len(p.positions) for p in parts)])
    index, weight = zip(*(_top4(p, joints) for p in parts), strict=True)
    triangles: I64 = np.concatenate([p.triangles + o for p, o in zip(parts, offsets, strict=False)])
    return Primitive(
        material=material,
        positions=_f32([p.positions for p in parts], METRES_PER_HH),
        normals=_f32([p.normals for p in parts]),
        uvs=_f32([p.uvs for p in parts]),
        triangles=triangles.astype(np.uint32),
        joints=np.concatenate(index),
        weights=np.concatenate(weight),
        morphs=sparse_morphs(morphs, parts),
    )


def _f32(arrays: Sequence[F64], scale: float = 1.0) -> F32:
    return (np.concatenate(arrays) * scale).astype(np.float32)


def _top4(part: Part, joints: Mapping[str, int]) -> tuple[U16, F32]:
    """Named weights to (N, 4) joint indices and weights; unused slots are 0, 0.

    The four largest, each less the fifth, renormalised: a bone that gives way to another does so at nothing, and
    neighbours do not part.
    """
    bones = sorted(part.weights, key=lambda name: joints[name])
    if len(bones) == 1:
        index = np.array([[joints[bones[0]], 0, 0, 0]], np.uint16)
        return np.repeat(index, len(part.positions), axis=0), np.eye(1, 4, dtype=np.float32).repeat(
            len(part.positions), 0
        )
    spare = max(0, 5 - len(bones))
    table = np.pad(np.stack([part.weights[b] for b in bones], axis=1), ((0, 0), (0, spare)))
    index = np.array([joints[b] for b in bones] + [0] * spare, np.uint16)
    order = np.argsort(-table, axis=1, kind="stable")[:, :5]
    best, fifth = order[:, :4], order[:, 4:]
    weight = np.take_along_axis(table, best, axis=1) - _NEARLY * np.take_along_axis(table, fifth, axis=1)
    weight /= weight.sum(axis=1, keepdims=True)
    chosen = np.where(weight > 0, index[best], 0).astype(np.uint16)
    return chosen, weight.astype(np.float32)
