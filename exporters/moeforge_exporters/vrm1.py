"""VRM 1.0: VRMC_vrm, VRMC_springBone and VRMC_materials_mtoon (vrm-c/vrm-specification @ 3942748)."""

from collections.abc import Mapping, Sequence

from moeforge.scene import Collider, Expression, LookAt, Meta, Scene, Spring
from moeforge_exporters import glb, gltf, materials
from moeforge_exporters.bones import REQUIRED_VRM1
from moeforge_exporters.checks import check
from moeforge_exporters.colors import number, rounded
from moeforge_exporters.options import ExportOptions
from moeforge_exporters.textures import NO_IMAGES, Images
from moeforge_exporters.vrm_common import authors, binds, licence_of, permissions, title

SPEC_VERSION = "1.0"
LICENSE_URL = "https://vrm.dev/licenses/1.0/"
"""The only value that importers take; three-vrm throws on any other. The avatar's own licence is in otherLicenseUrl."""


def to_vrm1(scene: Scene, options: ExportOptions, images: Images = NO_IMAGES) -> bytes:
    """A VRM 1.0 file; OutputError when the figure lacks what VRM 1.0 requires."""
    check(scene, REQUIRED_VRM1)
    doc = gltf.document(scene, options, materials.mtoon, images)
    doc.extend("VRMC_vrm", _vrm(doc.scene, doc.textures.add_thumbnail_image()))
    if scene.springs:
        doc.extend("VRMC_springBone", _spring_bone(doc.scene))
    return glb.pack(*gltf.finish(doc))


def _vrm(scene: Scene, thumbnail: int | None) -> dict[str, object]:
    return {
        "specVersion": SPEC_VERSION,
        "meta": _meta(scene.meta, thumbnail),
        "humanoid": {"humanBones": {bone: {"node": node} for bone, node in scene.humanoid.items()}},
        "firstPerson": {
            "meshAnnotations": [{"node": n, "type": "auto"} for n in gltf.mesh_nodes(scene.nodes).values()]
        },
        "lookAt": _look_at(scene.look_at),
        "expressions": _expressions(scene),
    }


def _meta(meta: Meta, thumbnail: int | None) -> dict[str, object]:
    licence, allowed = licence_of(meta), permissions(licence_of(meta))
    return {
        "name": title(meta),
        "version": meta.avatar_id,
        "authors": authors(meta),
        "copyrightInformation": licence.title,
        "licenseUrl": LICENSE_URL,
        "avatarPermission": "everyone" if allowed.anyone else "onlyAuthor",
        "allowExcessivelyViolentUsage": allowed.violent,
        "allowExcessivelySexualUsage": allowed.sexual,
        "commercialUsage": "corporation" if allowed.commercial else "personalNonProfit",
        "allowPoliticalOrReligiousUsage": allowed.political,
        "allowAntisocialOrHateUsage": allowed.hateful,
        "creditNotation": "required" if licence.credit_required else "unnecessary",
        "allowRedistribution": licence.redistribution,
        "modification": "allowModificationRedistribution" if licence.modification else "prohibited",
        **({"otherLicenseUrl": licence.url} if licence.url else {}),
        **({} if thumbnail is None else {"thumbnailImage": thumbnail}),
    }


def _look_at(look: LookAt) -> dict[str, object]:
    outputs = {
        "rangeMapHorizontalInner": look.horizontal_inner,
        "rangeMapHorizontalOuter": look.horizontal_outer,
        "rangeMapVerticalDown": look.vertical_down,
        "rangeMapVerticalUp": look.vertical_up,
    }
    ranges = {
        name: {"inputMaxValue": number(look.input_max), "outputScale": number(value)} for name, value in outputs.items()
    }
    return {"offsetFromHeadBone": rounded(look.offset_from_head), "type": "bone", **ranges}


def _expressions(scene: Scene) -> dict[str, object]:
    groups: Mapping[str, dict[str, object]] = {"preset": {}, "custom": {}}
    for expression in scene.expressions:
        groups["preset" if expression.preset else "custom"][expression.name] = _expression(expression, scene)
    return {name: group for name, group in groups.items() if group}


def _expression(expression: Expression, scene: Scene) -> dict[str, object]:
    found = [
        {"node": bind.node, "index": bind.target, "weight": number(bind.weight)} for bind in binds(expression, scene)
    ]
    return {
        "isBinary": expression.is_binary,
        "overrideBlink": expression.override_blink,
        "overrideLookAt": expression.override_look_at,
        "overrideMouth": expression.override_mouth,
        **({"morphTargetBinds": found} if found else {}),
    }


def _spring_bone(scene: Scene) -> dict[str, object]:
    groups = list(dict.fromkeys(s.colliders for s in scene.springs if s.colliders))
    colliders = {
        "colliders": [_collider(c) for c in scene.colliders],
        "colliderGroups": [{"name": f"colliders_{i}", "colliders": list(g)} for i, g in enumerate(groups)],
    }
    return {
        "specVersion": SPEC_VERSION,
        **{name: entries for name, entries in colliders.items() if entries},
        "springs": [_spring(s, groups) for s in scene.springs],
    }


def _collider(collider: Collider) -> dict[str, object]:
    ball = {"offset": rounded(collider.offset), "radius": number(collider.radius)}
    tail = collider.tail
    shape = {"sphere": ball} if tail is None else {"capsule": {**ball, "tail": rounded(tail)}}
    return {"node": collider.node, "shape": shape}


def _spring(spring: Spring, groups: Sequence[tuple[int, ...]]) -> dict[str, object]:
    """The last joint is the end node: its settings are ignored, so it carries none."""
    settings: dict[str, object] = {
        "hitRadius": number(spring.hit_radius),
        "stiffness": number(spring.stiffness),
        "gravityPower": number(spring.gravity),
        "gravityDir": [0.0, -1.0, 0.0],
        "dragForce": number(spring.drag),
    }
    *swinging, end = spring.joints
    return {
        "name": spring.name,
        "joints": [*({"node": joint, **settings} for joint in swinging), {"node": end}],
        **({"colliderGroups": [groups.index(spring.colliders)]} if spring.colliders else {}),
    }
