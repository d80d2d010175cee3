"""Fewer expressions, and with them fewer morphs."""

from dataclasses import replace

from moeforge.scene import Mesh, Scene


def presets_only(scene: Scene) -> Scene:
    """The scene with VRM's preset expressions alone, and with no morph that none of them uses."""
    kept = tuple(e for e in scene.expressions if e.preset)
    bound = {(b.mesh, b.morph) for e in kept for b in e.binds}
    return replace(scene, expressions=kept, meshes=tuple(_with(m, bound) for m in scene.meshes))


def _with(mesh: Mesh, bound: set[tuple[str, str]]) -> Mesh:
    names = tuple(n for n in mesh.morph_names if (mesh.name, n) in bound)
    primitives = tuple(replace(p, morphs=tuple(m for m in p.morphs if m.name in names)) for p in mesh.primitives)
    return replace(mesh, morph_names=names, primitives=primitives)
