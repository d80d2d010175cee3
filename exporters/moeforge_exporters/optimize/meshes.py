"""Meshes put together, so that an engine draws the figure as fewer objects."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain

import numpy as np

from moeforge.scene import Expression, Mesh, Morph, MorphBind, Primitive, Scene
from moeforge_exporters.optimize.skeleton import pruned

MERGED = "Body"
"""Name of the one mesh: VRChat's own and other people's face set-ups look for "Body"."""


def one_mesh(scene: Scene) -> Scene:
    """The scene with a single skinned mesh of one primitive for each material, in the materials' order.

    Morphs of one name become one. The price is paid outside Unity: three.js reserves morph memory for every vertex of
    a mesh that has morphs.
    """
    return _merged(scene, scene.meshes, MERGED)


def face_apart(scene: Scene) -> Scene:
    """The scene with all meshes without morphs merged; those that have some stay as they are."""
    still = [m for m in scene.meshes if not m.morph_names]
    return _merged(scene, still, still[-1].name) if still else scene


def joined(primitives: Sequence[Primitive], material: str, morphs: Sequence[str]) -> Primitive:
    """Primitives one behind the other as one of `material`; it holds all `morphs`, empty ones too."""
    starts = np.cumsum([0, *(len(p.positions) for p in primitives)])
    pairs = list(zip(primitives, starts, strict=False))
    return Primitive(
        material=material,
        positions=np.concatenate([p.positions for p in primitives]),
        normals=np.concatenate([p.normals for p in primitives]),
        uvs=np.concatenate([p.uvs for p in primitives]),
        triangles=np.concatenate([p.triangles + start for p, start in pairs]).astype(np.uint32),
        joints=np.concatenate([p.joints for p in primitives]),
        weights=np.concatenate([p.weights for p in primitives]),
        morphs=tuple(_morph(name, pairs) for name in morphs),
    )


def _morph(name: str, pairs: Iterable[tuple[Primitive, int]]) -> Morph:
    found = [(m, start) for p, start in pairs for m in p.morphs if m.name == name]
    indices = [m.indices + start for m, start in found]
    deltas = [m.deltas for m, _ in found]
    empty = Morph(name, np.zeros(0, np.uint32), np.zeros((0, 3), np.float32))
    return Morph(name, np.concatenate(indices).astype(np.uint32), np.concatenate(deltas)) if found else empty


def _merged(scene: Scene, meshes: Sequence[Mesh], name: str) -> Scene:
    """The scene with these meshes as one, which takes the place of the first."""
    gone = {m.name for m in meshes}
    carriers = [i for i, node in enumerate(scene.nodes) if node.mesh in gone]
    nodes = [replace(n, name=name, mesh=name) if i == carriers[0] else n for i, n in enumerate(scene.nodes)]
    first = scene.meshes.index(meshes[0])
    rest = [m for m in scene.meshes if m.name not in gone]
    before = sum(m.name not in gone for m in scene.meshes[:first])
    one = replace(
        scene,
        nodes=tuple(replace(n, mesh=None) if i in carriers[1:] else n for i, n in enumerate(nodes)),
        meshes=(*rest[:before], _mesh(scene, meshes, name), *rest[before:]),
        expressions=tuple(_rebound(e, gone, name) for e in scene.expressions),
    )
    return pruned(one, carriers[1:])


def _mesh(scene: Scene, meshes: Sequence[Mesh], name: str) -> Mesh:
    morphs = tuple(dict.fromkeys(chain.from_iterable(m.morph_names for m in meshes)))
    primitives = [p for m in meshes for p in m.primitives]
    by_slot = [(m.name, [p for p in primitives if p.material == m.name]) for m in scene.materials]
    return Mesh(name, tuple(joined(group, slot, morphs) for slot, group in by_slot if group), morphs)


def _rebound(expression: Expression, gone: set[str], name: str) -> Expression:
    """The expression bound to the merged mesh; binds that fall together keep the greater weight."""
    binds: dict[tuple[str, str], float] = {}
    for bind in expression.binds:
        key = (name if bind.mesh in gone else bind.mesh, bind.morph)
        binds[key] = max(bind.weight, binds.get(key, 0.0))
    return replace(expression, binds=tuple(MorphBind(*key, weight) for key, weight in binds.items()))
