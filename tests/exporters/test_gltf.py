"""The plain glTF part, which all formats share."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from exporters.figures import figure
from exporters.reading import Glb
from exporters.scenes import boxy, world

from moeforge.errors import BadSpecError, OutputError
from moeforge.scene import Node, Scene
from moeforge_exporters.options import ExportOptions, MorphStorage
from moeforge_exporters.registry import EXPORTERS

FORMATS = tuple(EXPORTERS)
NAMES = {"face", "parts", "hair", "body", "body_shade", "face_outline", "unused"}


def export(format_: str = "glb", scene: Scene | None = None, **options: object) -> Glb:
    return Glb(EXPORTERS[format_](scene or boxy(), ExportOptions(**options)))  # type: ignore[arg-type]  # test values


@pytest.mark.parametrize("format_", FORMATS)
def test_same_scene_same_bytes(format_: str):
    assert EXPORTERS[format_](boxy(), ExportOptions()) == EXPORTERS[format_](boxy(), ExportOptions())


def test_bytes_do_not_depend_on_hash_order():
    """Sets and dicts iterate by hash in some orders: two processes with different hash seeds must agree."""
    code = (
        "import hashlib; from exporters.scenes import boxy; from moeforge_exporters.registry import EXPORTERS;"
        "from moeforge_exporters.options import ExportOptions;"
        "print([hashlib.sha256(e(boxy(), ExportOptions())).hexdigest() for e in EXPORTERS.values()])"
    )
    tests = str(Path(__file__).parents[1])
    runs = [
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": tests},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert runs[0] == runs[1]


BAD_OPTIONS: dict[str, Any] = {"morphs": "some", "texture_format": "webp", "png_level": 0}


@pytest.mark.parametrize("name", BAD_OPTIONS)
def test_unknown_options_are_refused(name: str):
    with pytest.raises(BadSpecError, match=name):
        ExportOptions(**{name: BAD_OPTIONS[name]})


@pytest.mark.parametrize("format_", FORMATS)
def test_container(format_: str):
    glb = export(format_)
    assert (glb.magic, glb.version, glb.total, glb.json_kind) == (0x46546C67, 2, len(glb.data), 0x4E4F534A)
    assert glb.total % 4 == 0
    assert len(glb.blob) == glb.tree["buffers"][0]["byteLength"] + (-glb.tree["buffers"][0]["byteLength"]) % 4
    assert "\\u" not in glb.text  # UniVRM 0.56.3 cannot read escapes
    assert glb.tree["extensions"]["VRMC_vrm"]["meta"]["name"] == "Boxy ぼっくす" if format_ == "vrm" else True


@pytest.mark.parametrize("format_", FORMATS)
def test_extensions_in_use_are_declared(format_: str):
    tree = export(format_).tree
    used = {*tree.get("extensions", {}), *(name for m in tree["materials"] for name in m["extensions"])}
    assert set(tree["extensionsUsed"]) == used
    assert "extensionsRequired" not in tree


@pytest.mark.parametrize("format_", FORMATS)
def test_views_are_aligned_and_inside_the_buffer(format_: str):
    glb = export(format_)
    for view in glb.tree["bufferViews"]:
        assert view["byteOffset"] % 4 == 0
        assert view["byteOffset"] + view["byteLength"] <= glb.tree["buffers"][0]["byteLength"]


def test_view_targets():
    glb = export()
    accessors = glb.tree["accessors"]

    def target(accessor: int) -> int | None:
        return glb.tree["bufferViews"][accessors[accessor]["bufferView"]].get("target")

    for primitive in glb.primitives():
        assert {target(a) for a in primitive["attributes"].values()} == {34962}
        assert target(primitive["indices"]) == 34963
    assert target(glb.tree["skins"][0]["inverseBindMatrices"]) is None
    sparse = [a["sparse"] for a in accessors if "sparse" in a]
    views = {s[part]["bufferView"] for s in sparse for part in ("indices", "values")}
    assert len(sparse) > 0
    assert all("target" not in glb.tree["bufferViews"][v] for v in views)  # UniVRM #581


@pytest.mark.parametrize("format_", FORMATS)
def test_accessors_have_a_view_or_sparse_entries(format_: str):
    """Neither is legal, too, and means zeros, but Assimp 5.2 refuses the file."""
    accessors = export(format_).tree["accessors"]
    assert all(("bufferView" in a) != ("sparse" in a) for a in accessors)  # both: Babylon.js 9 writes into the view


@pytest.mark.parametrize("scene", [boxy, lambda: figure(1)], ids=["boxes", "avatar"])
def test_view_0_is_zeros_for_every_morph(scene: Callable[[], Scene]):
    """Godot before 4.1 takes sparse accessors for changes of view 0."""
    glb = Glb(EXPORTERS["glb"](scene(), ExportOptions()))
    view = glb.tree["bufferViews"][0]
    counts = [len(p.positions) for m in scene().meshes if m.morph_names for p in m.primitives]
    assert (view["byteStride"], view["byteLength"]) == (12, 12 * max(counts))
    assert not any(glb.view(0))
    used = {i for i, a in enumerate(glb.tree["accessors"]) if a.get("bufferView") == 0}
    assert used <= {t["POSITION"] for p in glb.primitives() for t in p.get("targets", ())}


def test_geometry_comes_back():
    glb, scene = export(), boxy()
    sources = [p for m in scene.meshes for p in m.primitives]
    for written, source in zip(glb.primitives(), sources, strict=True):
        attributes = written["attributes"]
        known = {"POSITION", "NORMAL", "TEXCOORD_0", "JOINTS_0", "WEIGHTS_0", "COLOR_0"}
        assert set(attributes) == known  # no TANGENT
        np.testing.assert_array_equal(glb.array(attributes["POSITION"]), source.positions)
        np.testing.assert_array_equal(glb.array(attributes["NORMAL"]), source.normals)
        np.testing.assert_array_equal(glb.array(attributes["TEXCOORD_0"]), source.uvs)
        np.testing.assert_array_equal(glb.array(attributes["JOINTS_0"]), source.joints)
        np.testing.assert_array_equal(glb.array(written["indices"]).ravel(), source.triangles.ravel())
        assert glb.tree["accessors"][written["indices"]]["componentType"] == 5123
        assert glb.tree["accessors"][attributes["JOINTS_0"]]["componentType"] == 5121


@pytest.mark.parametrize("morphs", ["sparse", "dense"])
def test_morphs_come_back(morphs: MorphStorage):
    glb, scene = export(morphs=morphs), boxy()
    face = glb.tree["meshes"][0]
    names = list(scene.meshes[0].morph_names)
    assert face["extras"]["targetNames"] == names
    for written, source in zip(face["primitives"], scene.meshes[0].primitives, strict=True):
        assert written["extras"]["targetNames"] == names
        assert [set(t) for t in written["targets"]] == [{"POSITION"}] * len(names)
        for target, morph in zip(written["targets"], source.morphs, strict=True):
            full = np.zeros_like(source.positions)
            full[morph.indices] = morph.deltas
            np.testing.assert_array_equal(glb.array(target["POSITION"]), full)
    uses_sparse = any("sparse" in a for a in glb.tree["accessors"])
    assert uses_sparse == (morphs == "sparse")


def test_every_primitive_lists_every_morph_in_order():
    """three-vrm drops a bind in silence when one primitive of the mesh lacks the target."""
    scene = boxy()
    face = scene.meshes[0]
    first, second = face.primitives
    shuffled = replace(face, primitives=(replace(first, morphs=first.morphs[::-1][:5]), second))
    glb = export(scene=replace(scene, meshes=(shuffled, *scene.meshes[1:])))
    assert [len(p["targets"]) for p in glb.tree["meshes"][0]["primitives"]] == [18, 18]


@pytest.mark.parametrize("format_", FORMATS)
def test_without_morphs(format_: str):
    glb = export(format_, morphs="none")
    assert all("targets" not in p for p in glb.primitives())
    assert "morphTargetBinds" not in glb.text
    assert '"binds":[{' not in glb.text


@pytest.mark.parametrize("morphs", ["sparse", "dense"])
def test_bounds_are_exact(morphs: MorphStorage):
    glb = export(morphs=morphs)
    bounded = [i for i, a in enumerate(glb.tree["accessors"]) if "min" in a]
    positions = {p["attributes"]["POSITION"] for p in glb.primitives()}
    targets = {t["POSITION"] for p in glb.primitives() for t in p.get("targets", ())}
    assert set(bounded) == positions | targets
    for index in bounded:
        values, accessor = glb.array(index), glb.tree["accessors"][index]
        np.testing.assert_array_equal(np.array(accessor["min"], np.float32), values.min(axis=0))
        np.testing.assert_array_equal(np.array(accessor["max"], np.float32), values.max(axis=0))


def test_skin_binds_in_the_rest_pose():
    glb, scene = export(), boxy()
    skin = glb.tree["skins"][0]
    assert "skeleton" not in skin  # UniVRM #730
    inverse = glb.array(skin["inverseBindMatrices"]).reshape(-1, 4, 4).transpose(0, 2, 1)
    places = world(scene)[list(scene.skin.joints)]
    for matrix, place in zip(inverse, places, strict=True):
        np.testing.assert_allclose(matrix @ [*place, 1.0], [0, 0, 0, 1], atol=1e-6)
    np.testing.assert_allclose(glb.node_positions(), world(scene), atol=1e-5)


@pytest.mark.parametrize("format_", FORMATS)
def test_nodes_have_translations_only(format_: str):
    for node in export(format_).tree["nodes"]:
        assert set(node) <= {"name", "children", "translation", "mesh", "skin"}


def test_skinned_meshes_are_roots():
    glb = export()
    skinned = [i for i, n in enumerate(glb.tree["nodes"]) if "skin" in n]
    assert len(skinned) == 3
    assert set(skinned) <= set(glb.tree["scenes"][0]["nodes"])


def test_names_are_unique_and_bone_names_belong_to_bones():
    """Unity's AvatarBuilder fails on a second node of a name (UniVRM #2275) or a spare one called like a bone."""
    scene = boxy()
    spare = (Node("hips", None), Node("upperChest", None), Node("tail_0", None), Node("tail_0", None))
    glb = export(scene=replace(scene, nodes=(*spare[:0], *scene.nodes, *spare)))
    names = [n["name"] for n in glb.tree["nodes"]]
    assert len(set(names)) == len(names)
    assert names[: len(scene.nodes)] == [n.name for n in scene.nodes]
    assert names[len(scene.nodes) :] == ["hips_2", "upperChest_2", "tail_0_2", "tail_0_3"]


def test_textures_nobody_uses_stay_out():
    assert {t["name"] for t in export().tree["textures"]} == {"face", "parts", "hair", "body"}
    assert {t["name"] for t in export("vrm").tree["textures"]} == NAMES - {"unused"}


def test_materials_are_unlit_with_a_rough_fall_back():
    for material in export().tree["materials"]:
        assert material["extensions"] == {"KHR_materials_unlit": {}}
        assert material["pbrMetallicRoughness"]["metallicFactor"] == 0.0
    modes = [m["alphaMode"] for m in export().tree["materials"]]
    assert modes == ["OPAQUE", "MASK", "OPAQUE", "BLEND"]
    assert ["alphaCutoff" in m for m in export().tree["materials"]] == [False, True, False, False]


def test_provenance():
    asset = export().tree["asset"]
    assert asset["generator"] == "Moeforge test"
    assert asset["version"] == "2.0"
    mark = asset["extras"]["moeforge"]
    assert mark["recipe"] == '{"seed":7}'
    assert mark["avatarId"] == "0123456789abcdef"
    assert mark["models"] == {"painter": "ab" * 32}
    assert mark["licence"] == "CC0-1.0"
    assert mark["digitalSourceType"].endswith("/trainedAlgorithmicMedia")


def test_an_avatar_without_models_is_algorithmic_only():
    scene = boxy()
    glb = export(scene=replace(scene, meta=replace(scene.meta, models={})))
    assert glb.tree["asset"]["extras"]["moeforge"]["digitalSourceType"].endswith("/algorithmicMedia")


def test_jpeg_textures_keep_alpha_and_data_as_png():
    images = {i["name"]: i["mimeType"] for i in export("vrm", texture_format="jpeg").tree["images"]}
    assert images["face"] == "image/jpeg"
    assert images["parts"] == images["face_outline"] == "image/png"


def broken_primitive(**changes: Any) -> Scene:  # noqa: ANN401 - any field of a primitive
    scene = boxy()
    primitive = replace(BODY, **changes)
    return replace(scene, meshes=(*scene.meshes[:2], replace(scene.meshes[2], primitives=(primitive,))))


BODY = boxy().meshes[2].primitives[0]
BROKEN = {
    "not finite": {"positions": np.full_like(BODY.positions, np.nan)},
    "unit length": {"normals": np.zeros_like(BODY.normals)},
    "sum to 1": {"weights": BODY.weights * 0.5},
    "vertex that is not there": {"triangles": BODY.triangles + 1000},
    "joint that is not there": {"joints": BODY.joints + 1000},
    "is empty": {"triangles": BODY.triangles[:0]},
}


@pytest.mark.parametrize("message", BROKEN)
@pytest.mark.parametrize("format_", FORMATS)
def test_broken_geometry_is_refused(format_: str, message: str):
    with pytest.raises(OutputError, match=message):
        EXPORTERS[format_](broken_primitive(**BROKEN[message]), ExportOptions())
