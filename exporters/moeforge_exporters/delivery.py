"""A Scene as the file a caller gets when nothing else is said: thumbnail, the format's usual shape, exporter."""

from collections.abc import Mapping
from types import MappingProxyType

from moeforge.scene import Scene
from moeforge_exporters.optimize import Shape, shaped
from moeforge_exporters.options import ExportOptions
from moeforge_exporters.portrait import with_thumbnail
from moeforge_exporters.registry import EXPORTERS

_UNITY = Shape("one", springs="low")
SHAPES: Mapping[str, Shape] = MappingProxyType(
    {"vrm": _UNITY, "vrm0": _UNITY, "glb": Shape("face_apart", springs="low")}
)
"""VRM goes to Unity and VRChat, which want one skinned mesh and few swinging bones (rank Excellent on PC). A GLB goes
to three.js and Godot, where every vertex of a mesh pays for each of its morphs: the face stays a mesh of its own."""


def deliver(scene: Scene, format_name: str, options: ExportOptions, shape: Shape | None = None) -> bytes:
    """The bytes of a format of EXPORTERS; `shape` instead of the usual one. Same scene and options, same bytes."""
    return EXPORTERS[format_name](shaped(with_thumbnail(scene), shape or SHAPES[format_name]), options)
