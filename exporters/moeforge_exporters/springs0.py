"""Springs of VRM 0.x: bone groups that swing whole subtrees, and colliders grouped by node."""

from math import ceil, dist

from moeforge.scene import Collider, Scene, Spring, Vec3
from moeforge_exporters.colors import number

Group = tuple[int, tuple[int, ...]]
"""A node and the indices of those of its colliders that some spring asks for."""


def unity(offset: Vec3) -> dict[str, float]:
    """A scene offset in the axes of VRM 0.x's extension: those of Unity, where the figure looks along +Z.

    The file's glTF part is turned by 180 degrees (-x, y, -z); Unity's Z is the mirror of glTF's, so that leaves
    (-x, y, z). three-vrm negates z on reading ("z is opposite in VRM0.0").
    """
    x, y, z = offset
    return {"x": number(0.0 - x), "y": number(y), "z": number(z)}


def secondary_animation(scene: Scene) -> dict[str, object]:
    """The secondaryAnimation object of a scene."""
    wanted = {s.name: _groups_of(s, scene) for s in scene.springs}
    groups = list(dict.fromkeys(g for asked in wanted.values() for g in asked))
    return {
        "boneGroups": [_bone_group(s, [groups.index(g) for g in wanted[s.name]]) for s in scene.springs],
        "colliderGroups": [_collider_group(g, scene) for g in groups],
    }


def _groups_of(spring: Spring, scene: Scene) -> list[Group]:
    by_node: dict[int, list[int]] = {}
    for index in spring.colliders:
        by_node.setdefault(scene.colliders[index].node, []).append(index)
    return [(node, tuple(indices)) for node, indices in by_node.items()]


def _bone_group(spring: Spring, groups: list[int]) -> dict[str, object]:
    """Only the root is named: the whole subtree swings. "stiffiness" is the specification's own spelling."""
    return {
        "comment": spring.name,
        "stiffiness": number(spring.stiffness),
        "gravityPower": number(spring.gravity),
        "gravityDir": {"x": 0, "y": -1, "z": 0},
        "dragForce": number(spring.drag),
        "center": -1,
        "hitRadius": number(spring.hit_radius),
        "bones": [spring.joints[0]],
        "colliderGroups": groups,
    }


def _collider_group(group: Group, scene: Scene) -> dict[str, object]:
    node, indices = group
    balls = [ball for i in indices for ball in _balls(scene.colliders[i])]
    return {"node": node, "colliders": [{"offset": unity(o), "radius": number(r)} for o, r in balls]}


def _balls(collider: Collider) -> list[tuple[Vec3, float]]:
    """A sphere, or the row of spheres, at most a radius apart, that stands for a capsule (0.x has none)."""
    tail = collider.tail or collider.offset
    steps = ceil(dist(collider.offset, tail) / collider.radius) if collider.radius > 0.0 else 0
    return [(_between(collider.offset, tail, i / max(1, steps)), collider.radius) for i in range(steps + 1)]


def _between(a: Vec3, b: Vec3, t: float) -> Vec3:
    return a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t
