"""Weights handed from joint to joint, and joints and nodes taken out of a scene."""

from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from moeforge.scene import Node, Primitive, Scene, Skin, Vec3

F64 = NDArray[np.float64]


def world(scene: Scene) -> F64:
    """(N, 3) rest positions of all nodes, metres; parents come first."""
    places: list[Vec3] = []
    for node in scene.nodes:
        places.append(node.translation if node.parent is None else _sum(places[node.parent], node.translation))
    return np.array(places).reshape(-1, 3)


def reweighted(scene: Scene, shares: F64) -> Scene:
    """The scene with the weight of joint a given to joint b by the share `shares[a, b]`; (J, J), rows sum to 1.

    A vertex keeps its four largest weights, which sum to 1 again. Vertices that no changed row touches stay as they
    are, bit for bit.
    """
    changed = (shares != np.eye(len(shares))).any(axis=1)
    return _each_primitive(scene, lambda p: _reweighted(p, shares, changed)) if changed.any() else scene


def _reweighted(p: Primitive, shares: F64, changed: NDArray[np.bool_]) -> Primitive:
    rows = np.flatnonzero((changed[p.joints] & (p.weights > 0)).any(axis=1))
    table = np.einsum("nk,nkj->nj", p.weights[rows].astype(np.float64), shares[p.joints[rows]])  # (R, J)
    best = np.argsort(-table, axis=1, kind="stable")[:, :4]
    weight = np.take_along_axis(table, best, axis=1)
    weight /= weight.sum(axis=1, keepdims=True)
    joints, weights = p.joints.copy(), p.weights.copy()
    joints[rows, : best.shape[1]] = np.where(weight > 0, best, 0)
    weights[rows, : best.shape[1]] = weight
    return replace(p, joints=joints, weights=weights)


def _each_primitive(scene: Scene, change: Callable[[Primitive], Primitive]) -> Scene:
    return replace(
        scene, meshes=tuple(replace(m, primitives=tuple(change(p) for p in m.primitives)) for m in scene.meshes)
    )


def pruned(scene: Scene, nodes: Iterable[int]) -> Scene:
    """The scene without these nodes; their children move up to the next ancestor that stays and keep their place.

    ValueError for a node that still bears something: a human bone, a spring, a collider, a mesh or a skin weight.
    """
    gone = set(nodes)
    if not gone:
        return scene
    if needed := sorted(gone & _needed(scene)):
        raise ValueError(f"node {scene.nodes[needed[0]].name!r} is in use and cannot be taken out")
    kept = [i for i in range(len(scene.nodes)) if i not in gone]
    at = {old: new for new, old in enumerate(kept)}
    joints = [j for j, node in enumerate(scene.skin.joints) if node not in gone]
    new_joint = np.zeros(len(scene.skin.joints), np.uint16)
    new_joint[joints] = np.arange(len(joints))
    moved = replace(
        scene,
        nodes=tuple(_lifted(scene, i, at) for i in kept),
        skin=Skin(tuple(at[scene.skin.joints[j]] for j in joints)),
        humanoid={bone: at[node] for bone, node in scene.humanoid.items()},
        colliders=tuple(replace(c, node=at[c.node]) for c in scene.colliders),
        springs=tuple(replace(s, joints=tuple(at[j] for j in s.joints)) for s in scene.springs),
    )
    if len(joints) == len(new_joint):
        return moved
    return _each_primitive(moved, lambda p: replace(p, joints=np.where(p.weights > 0, new_joint[p.joints], 0)))


def _lifted(scene: Scene, index: int, at: dict[int, int]) -> Node:
    node = scene.nodes[index]
    parent, place = node.parent, node.translation
    while parent is not None and parent not in at:
        place = _sum(place, scene.nodes[parent].translation)
        parent = scene.nodes[parent].parent
    return replace(node, parent=None if parent is None else at[parent], translation=place)


def _sum(a: Vec3, b: Vec3) -> Vec3:
    return a[0] + b[0], a[1] + b[1], a[2] + b[2]


def weighted_nodes(scene: Scene) -> set[int]:
    """Nodes that move at least one vertex."""
    used = {int(j) for m in scene.meshes for p in m.primitives for j in np.unique(p.joints[p.weights > 0])}
    return {scene.skin.joints[j] for j in used}


def _needed(scene: Scene) -> set[int]:
    return {
        *scene.humanoid.values(),
        *(c.node for c in scene.colliders),
        *(j for s in scene.springs for j in s.joints),
        *(i for i, node in enumerate(scene.nodes) if node.mesh is not None),
        *weighted_nodes(scene),
    }


def without_idle_bones(scene: Scene) -> Scene:
    """The scene without joints that move nothing, swing nothing, are no human bone and lie above none that do."""
    busy = _needed(scene)
    for i in range(len(scene.nodes) - 1, -1, -1):  # children come after their parents
        parent = scene.nodes[i].parent
        if i in busy and parent is not None:
            busy.add(parent)
    return pruned(scene, (j for j in scene.skin.joints if j not in busy))
