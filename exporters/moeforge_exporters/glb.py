"""The binary container of glTF 2.0 (specification 4.4), and the plain GLB exporter."""

import struct

from moeforge.scene import Scene
from moeforge_exporters import gltf, soft_light
from moeforge_exporters.checks import check
from moeforge_exporters.options import ExportOptions
from moeforge_exporters.textures import NO_IMAGES, Images

MAGIC = 0x46546C67
VERSION = 2
JSON_CHUNK = 0x4E4F534A
BIN_CHUNK = 0x004E4942


def pack(text: str, blob: bytes) -> bytes:
    """A GLB of a JSON text and its binary chunk, each padded to four bytes as the specification asks."""
    json_data = text.encode("utf-8")
    json_data += b" " * (-len(json_data) % 4)
    blob += bytes(-len(blob) % 4)
    total = 12 + 8 + len(json_data) + 8 + len(blob)
    header = struct.pack("<5I", MAGIC, VERSION, total, len(json_data), JSON_CHUNK)
    return b"".join([header, json_data, struct.pack("<2I", len(blob), BIN_CHUNK), blob])


def to_glb(scene: Scene, options: ExportOptions, images: Images = NO_IMAGES) -> bytes:
    """A plain GLB: one skinned figure with named morphs that any glTF viewer shows; no VRM data.

    Light is painted into vertex colours: such viewers draw neither shade nor outlines of their own.
    """
    check(scene)
    return pack(*gltf.finish(gltf.document(scene, options, images=images, colors=soft_light.colors)))
