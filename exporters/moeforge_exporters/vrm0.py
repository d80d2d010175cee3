"""VRM 0.x (schema vrm-c/vrm-specification 0.0): the older format that VSeeFace, cluster and others still ask for."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from moeforge.scene import F32, Expression, LookAt, Mesh, Meta, Morph, Node, Primitive, Scene
from moeforge_exporters import glb, gltf, springs0
from moeforge_exporters.bones import PRESETS, REQUIRED_VRM0, VRM0_THUMBS
from moeforge_exporters.checks import check
from moeforge_exporters.colors import number
from moeforge_exporters.mtoon0 import material_properties
from moeforge_exporters.options import ExportOptions
from moeforge_exporters.textures import NO_IMAGES, Images
from moeforge_exporters.vrm_common import authors, binds, licence_of, permissions, title

SPEC_VERSION = "0.0"
SECONDARY = "secondary"
"""The empty root node that UniVRM keeps its springs at and writes into each file. godot-vrm looks for it and reports an
error where it is missing; UniVRM makes one (VRMImporterContext, LoadSecondary)."""
LINEAR_CURVE = (0, 0, 0, 1, 1, 1, 1, 0)
"""A straight degree map; three-vrm warns about any other curve and ignores it."""


def to_vrm0(scene: Scene, options: ExportOptions, images: Images = NO_IMAGES) -> bytes:
    """A VRM 0.x file; OutputError when the figure lacks what VRM 0.x requires (chest and neck too)."""
    check(scene, REQUIRED_VRM0)
    doc = gltf.document(_with_secondary(turned(scene)), options, images=images)
    materials = material_properties(doc.scene.materials, doc.textures)
    doc.extend("VRM", _vrm(doc.scene, materials, doc.textures.add_thumbnail_texture()))
    return glb.pack(*gltf.finish(doc))


def turned(scene: Scene) -> Scene:
    """The scene turned by 180 degrees about Y, so that it faces -Z with its left arm at -X as VRM 0.x wants.

    Only coordinates of the glTF part turn; offsets in the extension have axes of their own, see `springs0.unity`.
    """
    return replace(
        scene,
        nodes=tuple(_turned_node(n) for n in scene.nodes),
        meshes=tuple(_turned_mesh(m) for m in scene.meshes),
    )


def _with_secondary(scene: Scene) -> Scene:
    if any(node.name == SECONDARY and node.parent is None for node in scene.nodes):
        return scene
    return replace(scene, nodes=(*scene.nodes, Node(SECONDARY, None)))


_TURN = np.array([-1.0, 1.0, -1.0], np.float32)


def _turned_vectors(vectors: F32) -> F32:
    return (vectors * _TURN + np.float32(0.0)).astype(np.float32)  # + 0 turns -0.0 into 0.0


def _turned_node(node: Node) -> Node:
    x, y, z = node.translation
    return replace(node, translation=(0.0 - x, y, 0.0 - z))


def _turned_mesh(mesh: Mesh) -> Mesh:
    return replace(mesh, primitives=tuple(_turned_primitive(p) for p in mesh.primitives))


def _turned_primitive(p: Primitive) -> Primitive:
    return replace(
        p,
        positions=_turned_vectors(p.positions),
        normals=_turned_vectors(p.normals),
        morphs=tuple(_turned_morph(m) for m in p.morphs),
    )


def _turned_morph(morph: Morph) -> Morph:
    return replace(morph, deltas=_turned_vectors(morph.deltas))


def _vrm(scene: Scene, materials: list[dict[str, object]], thumbnail: int | None) -> dict[str, object]:
    return {
        "exporterVersion": scene.meta.generator,
        "specVersion": SPEC_VERSION,
        "meta": _meta(scene.meta, thumbnail),
        "humanoid": _humanoid(scene.humanoid),
        "firstPerson": _first_person(scene),
        "blendShapeMaster": {"blendShapeGroups": [_group(e, scene) for e in scene.expressions]},
        "secondaryAnimation": springs0.secondary_animation(scene),
        "materialProperties": materials,
    }


def _meta(meta: Meta, thumbnail: int | None) -> dict[str, object]:
    """ "Ussage" and "violentUssageName" are the specification's own spelling."""
    licence, allowed = licence_of(meta), permissions(licence_of(meta))
    return {
        "title": title(meta),
        "version": meta.avatar_id,
        "author": ", ".join(authors(meta)),
        "contactInformation": "",
        "reference": "",
        "allowedUserName": "Everyone" if allowed.anyone else "OnlyAuthor",
        "violentUssageName": _usage(allowed.violent),
        "sexualUssageName": _usage(allowed.sexual),
        "commercialUssageName": _usage(allowed.commercial),
        "otherPermissionUrl": "",
        "licenseName": licence.vrm0_name,
        "otherLicenseUrl": "",
        **({} if thumbnail is None else {"texture": thumbnail}),
    }


def _usage(allowed: bool) -> str:
    return "Allow" if allowed else "Disallow"


def _humanoid(bones: Mapping[str, int]) -> dict[str, object]:
    """The bone list with Unity's default muscle settings, which UniVRM writes too."""
    return {
        "humanBones": [
            {"bone": VRM0_THUMBS.get(bone, bone), "node": node, "useDefaultValues": True}
            for bone, node in bones.items()
        ],
        "armStretch": 0.05,
        "legStretch": 0.05,
        "upperArmTwist": 0.5,
        "lowerArmTwist": 0.5,
        "upperLegTwist": 0.5,
        "lowerLegTwist": 0.5,
        "feetSpacing": 0,
        "hasTranslationDoF": False,
    }


def _first_person(scene: Scene) -> dict[str, object]:
    look = scene.look_at
    return {
        "firstPersonBone": scene.humanoid["head"],
        "firstPersonBoneOffset": springs0.unity(look.offset_from_head),
        "meshAnnotations": [{"mesh": i, "firstPersonFlag": "Auto"} for i in range(len(scene.meshes))],
        "lookAtTypeName": "Bone",
        **_degree_maps(look),
    }


def _degree_maps(look: LookAt) -> dict[str, object]:
    outputs = {
        "lookAtHorizontalInner": look.horizontal_inner,
        "lookAtHorizontalOuter": look.horizontal_outer,
        "lookAtVerticalDown": look.vertical_down,
        "lookAtVerticalUp": look.vertical_up,
    }
    return {
        name: {"curve": list(LINEAR_CURVE), "xRange": number(look.input_max), "yRange": number(value)}
        for name, value in outputs.items()
    }


def _group(expression: Expression, scene: Scene) -> dict[str, object]:
    """One expression; weights run to 100, and the overrides of VRM 1.0 have no place in 0.x."""
    name, preset = PRESETS.get(expression.name, (expression.name, "unknown"))
    return {
        "name": name,
        "presetName": preset,
        "binds": [
            {"mesh": b.mesh, "index": b.target, "weight": number(100.0 * b.weight)} for b in binds(expression, scene)
        ],
        "materialValues": [],
        "isBinary": expression.is_binary,
    }
