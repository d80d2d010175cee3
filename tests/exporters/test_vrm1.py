"""VRM 1.0: the fields, and the traps of importers as assertions."""

from dataclasses import replace
from typing import Any

import pytest
from exporters.reading import Glb
from exporters.scenes import boxy

from moeforge.errors import OutputError
from moeforge.licences import LICENCES, Licence
from moeforge.scene import Expression, Scene
from moeforge_exporters.bones import PRESETS, REQUIRED_VRM1
from moeforge_exporters.colors import linear
from moeforge_exporters.options import ExportOptions
from moeforge_exporters.vrm1 import to_vrm1


def export(scene: Scene | None = None) -> Glb:
    return Glb(to_vrm1(scene or boxy(), ExportOptions()))


def vrm(scene: Scene | None = None) -> dict[str, Any]:
    return export(scene).extension("VRMC_vrm")


def test_every_extension_states_its_version():
    """three-vrm skips an extension of an unknown specVersion as a whole."""
    tree = export().tree
    root = [tree["extensions"][name] for name in ("VRMC_vrm", "VRMC_springBone")]
    mtoon = [m["extensions"]["VRMC_materials_mtoon"] for m in tree["materials"]]
    assert {e["specVersion"] for e in (*root, *mtoon)} == {"1.0"}


def test_faces_plus_z_with_the_left_arm_at_plus_x():
    glb = export()
    bones = glb.extension("VRMC_vrm")["humanoid"]["humanBones"]
    places = glb.node_positions()
    assert places[bones["leftHand"]["node"]][0] > 0.2 > -0.2 > places[bones["rightHand"]["node"]][0]
    assert places[bones["leftUpperLeg"]["node"]][0] > 0


def test_bones_are_there_and_each_has_a_node_of_its_own():
    bones = vrm()["humanoid"]["humanBones"]
    assert set(REQUIRED_VRM1) <= set(bones)
    assert {"leftThumbMetacarpal", "leftThumbProximal", "leftThumbDistal"} <= set(bones)
    assert len({b["node"] for b in bones.values()}) == len(bones)


@pytest.mark.parametrize("bone", REQUIRED_VRM1)
def test_a_missing_bone_is_refused_by_name(bone: str):
    scene = boxy()
    with pytest.raises(OutputError, match=bone):
        export(replace(scene, humanoid={k: v for k, v in scene.humanoid.items() if k != bone}))


def test_two_bones_on_one_node_are_refused():
    scene = boxy()
    with pytest.raises(OutputError, match="share one node"):
        export(replace(scene, humanoid={**scene.humanoid, "jaw": scene.humanoid["head"]}))


@pytest.mark.parametrize("licence", LICENCES.values(), ids=lambda x: x.id)
def test_the_licence_block_agrees_with_the_licence(licence: Licence):
    meta = vrm(boxy(licence.id))["meta"]
    assert meta["licenseUrl"] == "https://vrm.dev/licenses/1.0/"  # three-vrm throws on any other
    assert meta.get("otherLicenseUrl", "") == licence.url
    assert (meta["avatarPermission"] == "everyone") == licence.anyone_may_use
    assert (meta["commercialUsage"] == "corporation") == licence.commercial
    assert (meta["creditNotation"] == "required") == licence.credit_required
    assert meta["allowRedistribution"] == licence.redistribution
    assert (meta["modification"] == "allowModificationRedistribution") == licence.modification
    assert meta["allowExcessivelySexualUsage"] is False


def test_name_and_authors_are_never_empty():
    scene = boxy()
    meta = vrm(replace(scene, meta=replace(scene.meta, title="", authors=("",))))["meta"]
    assert meta["name"] == "Moeforge 01234567"
    assert meta["authors"] == ["Moeforge"]


def test_thumbnail_is_a_square_image():
    glb = export()
    index = glb.extension("VRMC_vrm")["meta"]["thumbnailImage"]
    data = glb.view(glb.tree["images"][index]["bufferView"])
    width, height = (int.from_bytes(data[i : i + 4], "big") for i in (16, 20))
    assert width == height == 64
    assert "thumbnailImage" not in vrm(replace(boxy(), thumbnail=None))["meta"]


def test_all_presets_are_present_and_bind_what_the_mesh_has():
    glb = export()
    expressions = glb.extension("VRMC_vrm")["expressions"]
    assert set(expressions["preset"]) == set(PRESETS)
    assert set(expressions["custom"]) == {"sulk"}
    nodes, meshes = glb.tree["nodes"], glb.tree["meshes"]
    for expression in (*expressions["preset"].values(), *expressions["custom"].values()):
        for bind in expression["morphTargetBinds"]:
            targets = meshes[nodes[bind["node"]]["mesh"]]["primitives"][0]["targets"]
            assert 0 <= bind["index"] < len(targets)
            assert 0 < bind["weight"] <= 1


def test_binds_name_the_right_morph():
    expressions, names = vrm()["expressions"], boxy().meshes[0].morph_names
    for name, expression in expressions["preset"].items():
        assert [names[b["index"]] for b in expression["morphTargetBinds"]] == [name]
    sulk = {names[b["index"]]: b["weight"] for b in expressions["custom"]["sulk"]["morphTargetBinds"]}
    assert sulk == {"sad": 0.5, "angry": 0.25}


def test_overrides():
    preset = vrm()["expressions"]["preset"]
    assert (preset["happy"]["overrideBlink"], preset["happy"]["overrideMouth"]) == ("block", "block")
    assert preset["angry"]["overrideBlink"] == "blend"


@pytest.mark.parametrize(("name", "preset"), [("happy", False), ("grin", True)])
def test_preset_names_belong_to_presets(name: str, preset: bool):
    scene = boxy()
    bad = Expression(name, (), preset=preset)
    kept = tuple(e for e in scene.expressions if e.name != name)
    with pytest.raises(OutputError, match=name):
        export(replace(scene, expressions=(*kept, bad)))


def test_look_at_by_bones_has_eye_bones():
    data = vrm()
    assert data["lookAt"]["type"] == "bone"
    assert {"leftEye", "rightEye"} <= set(data["humanoid"]["humanBones"])
    assert data["lookAt"]["rangeMapHorizontalOuter"] == {"inputMaxValue": 90.0, "outputScale": 5.9}
    assert data["lookAt"]["rangeMapVerticalUp"] == {"inputMaxValue": 90.0, "outputScale": 4.4}
    assert data["lookAt"]["offsetFromHeadBone"] == [0.0, 0.12, 0.05]


def test_springs_end_in_a_tail_and_share_no_joint():
    glb = export()
    springs = glb.extension("VRMC_springBone")["springs"]
    joints = [j["node"] for s in springs for j in s["joints"]]
    assert len(set(joints)) == len(joints)
    for spring in springs:
        assert len(spring["joints"]) >= 2
        for above, below in zip(spring["joints"], spring["joints"][1:], strict=False):
            assert below["node"] in glb.tree["nodes"][above["node"]]["children"]
        assert spring["joints"][-1] == {"node": spring["joints"][-1]["node"]}
        assert spring["joints"][0]["stiffness"] == 0.8


def test_swinging_joints_move_vertices():
    """Hair weighted to the head alone would let the springs swing nothing."""
    glb = export()
    slots = {node: slot for slot, node in enumerate(glb.tree["skins"][0]["joints"])}
    weighted = {int(j) for p in glb.primitives() for j in glb.array(p["attributes"]["JOINTS_0"])[:, 0]}
    for spring in glb.extension("VRMC_springBone")["springs"]:
        assert all(slots[j["node"]] in weighted for j in spring["joints"][:-1])


def test_colliders():
    data = export().extension("VRMC_springBone")
    assert data["colliders"][0]["shape"] == {"sphere": {"offset": [0.01, 0.14, -0.02], "radius": 0.1}}
    capsule = data["colliders"][1]["shape"]["capsule"]
    assert capsule == {"offset": [0.05, 0.0, 0.01], "radius": 0.06, "tail": [0.05, 0.18, 0.02]}
    assert data["colliderGroups"][data["springs"][0]["colliderGroups"][0]]["colliders"] == [0, 1]


@pytest.mark.parametrize(
    ("order", "message"),
    [((0,), "end node"), ((3, 2, 1, 0), "below the one before"), ((0, 1, 1), "below the one before")],
)
def test_springs_that_would_not_swing_are_refused(order: tuple[int, ...], message: str):
    scene = boxy()
    spring = scene.springs[0]
    joints = tuple(spring.joints[i] for i in order)
    with pytest.raises(OutputError, match=message):
        export(replace(scene, springs=(replace(spring, joints=joints),)))


def test_a_joint_in_two_springs_is_refused():
    scene = boxy()
    with pytest.raises(OutputError, match="shares a joint"):
        export(replace(scene, springs=(*scene.springs, replace(scene.springs[0], name="twin"))))


def test_a_figure_without_springs_or_colliders_declares_none():
    scene = boxy()
    bare = replace(scene, springs=(), colliders=())
    assert "VRMC_springBone" not in export(bare).tree["extensionsUsed"]
    loose = replace(scene, colliders=(), springs=(replace(scene.springs[0], colliders=()),))
    data = export(loose).extension("VRMC_springBone")
    assert set(data) == {"specVersion", "springs"}
    assert "colliderGroups" not in data["springs"][0]


def test_mtoon_colours_are_linear_and_widths_metres():
    face, parts, _, body = (m["extensions"]["VRMC_materials_mtoon"] for m in export().tree["materials"])
    assert face["shadeColorFactor"] == pytest.approx([0.9049, 0.5457, 0.4795], abs=1e-3)
    assert face["outlineWidthFactor"] == 0.0016
    assert face["outlineWidthMode"] == "worldCoordinates"
    assert face["shadingShiftFactor"] == 0.25
    assert parts["outlineWidthMode"] == "none"
    assert body["outlineLightingMixFactor"] == 1.0
    assert all(m["renderQueueOffsetNumber"] == 0 for m in (face, parts, body))
    # a blended material under its own outline would be drawn as a solid of the outline's colour
    assert [m["transparentWithZWrite"] for m in (face, parts, body)] == [False, False, True]


def test_mtoon_textures():
    """The shade replaces the base, so it needs a texture of its own; without one given it gets the base's."""
    tree = export().tree
    names = [t["name"] for t in tree["textures"]]
    face, _, _, body = (m["extensions"]["VRMC_materials_mtoon"] for m in tree["materials"])
    assert names[face["shadeMultiplyTexture"]["index"]] == "face"
    assert names[face["outlineWidthMultiplyTexture"]["index"]] == "face_outline"
    assert names[body["shadeMultiplyTexture"]["index"]] == "body_shade"
    assert "KHR_materials_unlit" in tree["materials"][0]["extensions"]


def test_linear_light():
    assert linear((0.0, 1.0, 0.5)) == pytest.approx([0.0, 1.0, 0.214041], abs=1e-6)
    assert linear((0.04, 0.0, 0.0))[0] == pytest.approx(0.04 / 12.92, abs=1e-6)


def test_first_person_names_every_mesh_node():
    glb = export()
    rows = glb.extension("VRMC_vrm")["firstPerson"]["meshAnnotations"]
    assert [glb.tree["nodes"][r["node"]]["name"] for r in rows] == ["FaceMesh", "HairMesh", "BodyMesh"]
    assert all("indices" in p for p in glb.primitives())  # firstPerson.setup() throws without
