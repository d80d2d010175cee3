"""A Scene as the file a caller gets when nothing else is said: thumbnail, the format's usual shape, exporter."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from types import MappingProxyType

from moeforge.scene import Material, Scene
from moeforge_exporters.optimize import Shape, shaped
from moeforge_exporters.options import ExportOptions
from moeforge_exporters.portrait import with_thumbnail
from moeforge_exporters.registry import EXPORTERS
from moeforge_exporters.textures import THUMBNAIL, encoded, thumbnail

_UNITY = Shape("one", springs="low")
SHAPES: Mapping[str, Shape] = MappingProxyType(
    {"vrm": _UNITY, "vrm0": _UNITY, "glb": Shape("face_apart", springs="low")}
)
"""VRM goes to Unity and VRChat, which want one skinned mesh and few swinging bones (rank Excellent on PC). A GLB goes
to three.js and Godot, where every vertex of a mesh pays for each of its morphs: the face stays a mesh of its own."""

PICTURED = ("vrm", "vrm0")
"""Formats with a place for a thumbnail."""


def deliver(scene: Scene, format_name: str, options: ExportOptions, shape: Shape | None = None) -> bytes:
    """The bytes of a format of EXPORTERS; `shape` instead of the usual one. Same scene and options, same bytes.

    The thumbnail is drawn while textures are packed: both work outside Python's lock for most of their time. What works
    under it, as writing the meshes does, is slower beside them than after them.
    """
    with ThreadPoolExecutor(1, "moeforge-thumbnail") as pool:
        drawn = pool.submit(_thumbnail, scene, options) if format_name in PICTURED else None
        ready = shaped(scene, shape or SHAPES[format_name])
        images = {name: encoded(ready.texture(name), ready.meta, options) for name in _wanted(ready, format_name)}
    return EXPORTERS[format_name](ready, options, images | ({THUMBNAIL: drawn.result()} if drawn else {}))


def _thumbnail(scene: Scene, options: ExportOptions) -> bytes:
    return thumbnail(with_thumbnail(scene), options)


def _wanted(scene: Scene, format_name: str) -> list[str]:
    """Textures that the file will hold: a plain GLB has no toon materials."""
    used = {p.material for mesh in scene.meshes for p in mesh.primitives}
    materials = [m for m in scene.materials if m.name in used]
    names = [(m.base_texture, *(_toon(m) if format_name != "glb" else ())) for m in materials]
    return sorted({name for group in names for name in group if name})


def _toon(material: Material) -> tuple[str | None, ...]:
    return material.toon.shade_texture, material.toon.outline_mask
