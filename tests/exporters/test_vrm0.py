"""VRM 0.x: the fields, and the traps of importers as assertions."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from exporters.reading import Glb
from exporters.scenes import boxy, world

from moeforge.errors import OutputError
from moeforge.licences import LICENCES, Licence
from moeforge.scene import Node, Scene
from moeforge_exporters.bones import REQUIRED_VRM0
from moeforge_exporters.mtoon0 import shade_of
from moeforge_exporters.options import ExportOptions
from moeforge_exporters.vrm0 import to_vrm0


def export(scene: Scene | None = None) -> Glb:
    return Glb(to_vrm0(scene or boxy(), ExportOptions()))


def vrm(scene: Scene | None = None) -> dict[str, Any]:
    return export(scene).extension("VRM")


def test_faces_minus_z_with_the_left_arm_at_minus_x():
    glb, scene = export(), boxy()
    bones = {b["bone"]: b["node"] for b in glb.extension("VRM")["humanoid"]["humanBones"]}
    places = glb.node_positions()
    assert places[bones["leftHand"]][0] < -0.2
    np.testing.assert_allclose(places[:-1], world(scene) * [-1, 1, -1], atol=1e-5)  # the last is "secondary"
    # UniVRM reads the facing from the upper legs: cross(left -> right, up) against +Z, after its own z flip
    across = places[bones["rightUpperLeg"]] - places[bones["leftUpperLeg"]]
    assert np.cross(across, [0, 1, 0])[2] > 0


def test_an_empty_root_node_stands_where_older_readers_look_for_springs():
    """godot-vrm prints an error without it."""
    glb = export()
    nodes = glb.tree["nodes"]
    assert nodes[-1] == {"name": "secondary"}
    assert len(nodes) - 1 in glb.tree["scenes"][0]["nodes"]
    own = boxy()
    own = replace(own, nodes=(*own.nodes, Node("secondary", None, (0.0, 0.5, 0.0))))
    assert [n["name"] for n in export(own).tree["nodes"]].count("secondary") == 1


def test_geometry_and_morphs_turn_with_the_bones():
    glb, scene = export(), boxy()
    sources = [p for m in scene.meshes for p in m.primitives]
    for written, source in zip(glb.primitives(), sources, strict=True):
        np.testing.assert_array_equal(glb.array(written["attributes"]["POSITION"]), source.positions * [-1, 1, -1])
        np.testing.assert_array_equal(glb.array(written["attributes"]["NORMAL"]), source.normals * [-1, 1, -1])
        np.testing.assert_array_equal(glb.array(written["indices"]).ravel(), source.triangles.ravel())  # not mirrored
    blink = boxy().meshes[0].morph_names.index("blink")
    deltas = glb.array(glb.tree["meshes"][0]["primitives"][0]["targets"][blink]["POSITION"])
    assert deltas.min() == pytest.approx(-0.12)


def test_skin_binds_in_the_turned_rest_pose():
    glb = export()
    skin = glb.tree["skins"][0]
    inverse = glb.array(skin["inverseBindMatrices"]).reshape(-1, 4, 4).transpose(0, 2, 1)
    for matrix, place in zip(inverse, glb.node_positions()[skin["joints"]], strict=True):
        np.testing.assert_allclose(matrix @ [*place, 1.0], [0, 0, 0, 1], atol=1e-5)


def test_bones_by_their_old_names():
    rows = vrm()["humanoid"]["humanBones"]
    names = [r["bone"] for r in rows]
    assert len(set(names)) == len(names)
    assert set(REQUIRED_VRM0) <= set(names)
    nodes = {r["bone"]: r["node"] for r in rows}
    human = boxy().humanoid
    assert nodes["leftThumbProximal"] == human["leftThumbMetacarpal"]
    assert nodes["leftThumbIntermediate"] == human["leftThumbProximal"]
    assert nodes["rightThumbDistal"] == human["rightThumbDistal"]


@pytest.mark.parametrize("bone", ["chest", "neck"])
def test_chest_and_neck_are_required_too(bone: str):
    scene = boxy()
    with pytest.raises(OutputError, match=bone):
        export(replace(scene, humanoid={k: v for k, v in scene.humanoid.items() if k != bone}))


def test_expressions_by_their_old_names_in_percent():
    glb = export()
    groups = {g["name"]: g for g in glb.extension("VRM")["blendShapeMaster"]["blendShapeGroups"]}
    presets = {g["presetName"] for g in groups.values()}
    assert presets == {
        "neutral", "a", "i", "u", "e", "o", "blink", "blink_l", "blink_r", "joy", "angry", "sorrow", "fun",
        "lookup", "lookdown", "lookleft", "lookright", "unknown",
    }  # fmt: skip
    assert groups["Surprised"]["presetName"] == groups["sulk"]["presetName"] == "unknown"
    names = boxy().meshes[0].morph_names
    assert groups["Joy"]["binds"] == [{"mesh": 0, "index": names.index("happy"), "weight": 100.0}]
    assert [b["weight"] for b in groups["sulk"]["binds"]] == [50.0, 25.0]
    assert all(0 <= b["index"] < 18 for g in groups.values() for b in g["binds"])


@pytest.mark.parametrize("licence", LICENCES.values(), ids=lambda x: x.id)
def test_the_licence_block_agrees_with_the_licence(licence: Licence):
    meta = vrm(boxy(licence.id))["meta"]
    assert meta["licenseName"] == licence.vrm0_name
    assert (meta["allowedUserName"] == "Everyone") == licence.anyone_may_use
    assert (meta["commercialUssageName"] == "Allow") == licence.commercial
    assert meta["sexualUssageName"] == "Disallow"
    assert meta["author"] == "Moeforge tests"


def test_thumbnail_is_a_texture():
    glb = export()
    texture = glb.tree["textures"][glb.extension("VRM")["meta"]["texture"]]
    assert glb.tree["images"][texture["source"]]["name"] == "thumbnail"


def test_look_at_uses_the_straight_curve():
    """three-vrm ignores any other; a range that gives 0 would leave the eyes still."""
    first = vrm()["firstPerson"]
    assert first["lookAtTypeName"] == "Bone"
    for name, value in (("HorizontalInner", 5.9), ("HorizontalOuter", 5.9), ("VerticalDown", 4.4), ("VerticalUp", 4.4)):
        assert first["lookAt" + name] == {"curve": [0, 0, 0, 1, 1, 1, 1, 0], "xRange": 90.0, "yRange": value}
    assert first["firstPersonBoneOffset"] == {"x": 0.0, "y": 0.12, "z": 0.05}
    assert [a["mesh"] for a in first["meshAnnotations"]] == [0, 1, 2]
    assert first["firstPersonBone"] == boxy().humanoid["head"]


def test_springs_name_their_root_and_use_spheres():
    data, scene = vrm()["secondaryAnimation"], boxy()
    group = data["boneGroups"][0]
    assert group["bones"] == [scene.springs[0].joints[0]]
    assert (group["stiffiness"], group["dragForce"], group["hitRadius"], group["center"]) == (0.8, 0.4, 0.02, -1)
    head, chest = (data["colliderGroups"][i] for i in group["colliderGroups"])
    # the extension's axes are Unity's: (-x, y, z) of ours
    assert head == {
        "node": scene.humanoid["head"],
        "colliders": [{"offset": {"x": -0.01, "y": 0.14, "z": -0.02}, "radius": 0.1}],
    }
    assert [c["offset"]["y"] for c in chest["colliders"]] == pytest.approx([0.0, 0.045, 0.09, 0.135, 0.18], abs=1e-6)


def test_materials_stand_in_the_order_of_the_gltf_materials():
    glb = export()
    rows = glb.extension("VRM")["materialProperties"]
    assert [r["name"] for r in rows] == [m["name"] for m in glb.tree["materials"]]
    assert {r["shader"] for r in rows} == {"VRM/MToon"}


def test_mtoon_colours_are_srgb_and_widths_centimetres():
    glb = export()
    face, parts, _, body = glb.extension("VRM")["materialProperties"]
    assert face["vectorProperties"]["_ShadeColor"] == [0.957, 0.765, 0.722, 1]
    assert face["floatProperties"]["_OutlineWidth"] == 0.16
    assert face["keywordMap"] == {"MTOON_OUTLINE_WIDTH_WORLD": True, "MTOON_OUTLINE_COLOR_FIXED": True}
    assert body["keywordMap"]["MTOON_OUTLINE_COLOR_MIXED"] is True
    names = [t["name"] for t in glb.tree["textures"]]
    assert names[face["textureProperties"]["_OutlineWidthTexture"]] == "face_outline"
    assert names[body["textureProperties"]["_ShadeTexture"]] == "body_shade"
    assert "MTOON_OUTLINE_WIDTH_WORLD" not in parts["keywordMap"]


@pytest.mark.parametrize(
    ("index", "queue", "tag", "mode", "cull"),
    [(0, 2000, "Opaque", 0, 2), (1, 2450, "TransparentCutout", 1, 0), (3, 2501, "Transparent", 3, 2)],
)
def test_blending(index: int, queue: int, tag: str, mode: int, cull: int):
    row = vrm()["materialProperties"][index]
    assert (row["renderQueue"], row["tagMap"]["RenderType"]) == (queue, tag)
    assert (row["floatProperties"]["_BlendMode"], row["floatProperties"]["_CullMode"]) == (mode, cull)


def test_blending_without_an_outline_writes_no_depth():
    scene = boxy()
    bare = replace(scene.materials[3], toon=replace(scene.materials[3].toon, outline_width=0.0))
    row = vrm(replace(scene, materials=(*scene.materials[:3], bare)))["materialProperties"][3]
    assert (row["renderQueue"], row["floatProperties"]["_ZWrite"]) == (3000, 0)


@pytest.mark.parametrize("shift", [-0.3, -0.05, 0.0, 0.25])
@pytest.mark.parametrize("toony", [0.6, 0.85, 0.9])
def test_shading_survives_the_way_to_vrm_1(shift: float, toony: float):
    """three-vrm's and UniVRM's own migration must give back what we started from."""
    old_shift, old_toony = shade_of(shift, toony)
    new_toony = old_toony + (1 - old_toony) * (0.5 + 0.5 * old_shift)
    assert new_toony == pytest.approx(toony, abs=1e-9)
    assert -old_shift - (1 - new_toony) == pytest.approx(shift, abs=1e-9)


def test_shading_beyond_the_old_range_is_clamped():
    assert shade_of(-1.0, 1.0) == (1.0, 1.0)
    assert shade_of(1.0, 0.5)[0] == -1.0
