"""What a scene must hold before it is written: importers fail late and in silence, so we fail early and by name."""

from collections.abc import Iterable

import numpy as np

from moeforge.errors import OutputError
from moeforge.scene import Expression, Mesh, Primitive, Scene, Spring
from moeforge_exporters.bones import PRESETS


def check(scene: Scene, required_bones: Iterable[str] = ()) -> None:
    """OutputError for the first thing in the scene that an importer would reject or break."""
    for mesh in scene.meshes:
        _check_mesh(mesh, scene)
    missing = [bone for bone in required_bones if bone not in scene.humanoid]
    _require(not missing, f"the figure lacks the bones {', '.join(missing)}, which VRM requires")
    _require(len(set(scene.humanoid.values())) == len(scene.humanoid), "two human bones share one node")
    for expression in scene.expressions:
        _check_expression(expression, scene)
    _check_springs(scene)


def _require(holds: bool, message: str) -> None:
    if not holds:
        raise OutputError(f"cannot export: {message}")


def _check_mesh(mesh: Mesh, scene: Scene) -> None:
    _require(len(mesh.primitives) > 0, f"mesh {mesh.name!r} has no primitives")
    _require(len(set(mesh.morph_names)) == len(mesh.morph_names), f"mesh {mesh.name!r} names a morph twice")
    for primitive in mesh.primitives:
        _check_primitive(primitive, f"mesh {mesh.name!r}, material {primitive.material!r}", len(scene.skin.joints))
        stray = {m.name for m in primitive.morphs} - set(mesh.morph_names)
        _require(not stray, f"mesh {mesh.name!r} does not list its morphs {sorted(stray)}")


def _check_primitive(primitive: Primitive, where: str, joint_count: int) -> None:
    count = len(primitive.positions)
    _require(count > 0 and len(primitive.triangles) > 0, f"{where} is empty")
    _require(int(primitive.triangles.max()) < count, f"{where}: a triangle names a vertex that is not there")
    for name in ("positions", "normals", "uvs", "weights"):
        _require(bool(np.isfinite(getattr(primitive, name)).all()), f"{where}: {name} are not finite")
    # Godot stops on normals it cannot normalise (godot-vrm #90)
    lengths = np.linalg.norm(primitive.normals, axis=1)
    _require(bool((np.abs(lengths - 1.0) < 1e-3).all()), f"{where}: normals are not of unit length")
    sums = primitive.weights.sum(axis=1)
    _require(bool((np.abs(sums - 1.0) < 1e-3).all()), f"{where}: skin weights of a vertex do not sum to 1")
    _require(int(primitive.joints.max()) < joint_count, f"{where}: a weight names a joint that is not there")


def _check_expression(expression: Expression, scene: Scene) -> None:
    known = expression.name in PRESETS
    _require(known == expression.preset, f"expression {expression.name!r}: `preset` does not fit its name")
    for bind in expression.binds:
        meshes = [m for m in scene.meshes if m.name == bind.mesh]
        found = bool(meshes) and bind.morph in meshes[0].morph_names
        _require(found, f"expression {expression.name!r} binds {bind.mesh}.{bind.morph}, which is not there")


def _check_springs(scene: Scene) -> None:
    seen: set[int] = set()
    for spring in scene.springs:
        _require(len(spring.joints) >= 2, f"spring {spring.name!r} needs a joint and an end node to swing")
        _require(not seen & set(spring.joints), f"spring {spring.name!r} shares a joint with another spring")
        _require(_descends(spring, scene), f"spring {spring.name!r}: each joint must be below the one before")
        seen |= set(spring.joints)


def _descends(spring: Spring, scene: Scene) -> bool:
    return all(_is_ancestor(a, b, scene) for a, b in zip(spring.joints, spring.joints[1:], strict=False))


def _is_ancestor(above: int, below: int, scene: Scene) -> bool:
    parent = scene.nodes[below].parent
    while parent is not None and parent != above:
        parent = scene.nodes[parent].parent
    return parent == above
