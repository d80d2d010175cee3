"""Reports on our own files, on files of others, and on damaged ones."""

import json
import struct
import tracemalloc
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from exporters.reading import Glb
from exporters.scenes import boxy
from hypothesis import given, settings
from hypothesis import strategies as st

from moeforge.errors import MoeforgeError, TooLargeError
from moeforge_exporters import container
from moeforge_exporters.bones import PRESETS
from moeforge_exporters.cursor import UnreadableFileError
from moeforge_exporters.glb import pack
from moeforge_exporters.inspect import inspect
from moeforge_exporters.options import ExportOptions
from moeforge_exporters.registry import EXPORTERS

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples"
MALFORMED = {
    "dangling_texture_index": "textures",
    "duplicate_humanoid_bone": "listed twice",
    "malformed_glb_json": "JSON cannot be read",
    "missing_spring_collider_group": "collider groups",
    "nonfinite_transform": "no JSON number",
    "nonobject_vrm_extension": "must be an object",
    "oob_expression_morph": "morph targets",
    "out_of_range_joints": "joint",
    "unmapped_humanoid_node": "nodes",
}
DATA = {name: export(boxy(), ExportOptions()) for name, export in EXPORTERS.items()}


@pytest.mark.parametrize("format_", EXPORTERS)
def test_our_files(format_: str):
    report, scene = inspect(DATA[format_]), boxy()
    assert report.kind == format_
    assert report.size == len(DATA[format_])
    assert report.generator == "Moeforge test"
    assert (report.origin.avatar_id, report.origin.licence) == ("0123456789abcdef", "CC0-1.0")
    assert report.origin.recipe == '{"seed":7}'
    assert report.origin.digital_source.endswith("trainedAlgorithmicMedia")
    assert report.triangles == scene.triangle_count
    assert report.vertices == sum(len(p.positions) for m in scene.meshes for p in m.primitives)
    assert (report.meshes, report.joints) == (3, len(scene.skin.joints))
    assert report.height == pytest.approx(0.91)
    assert report.morphs == scene.meshes[0].morph_names
    assert report.materials == ("face", "parts", "hair", "body")
    assert {(i.width, i.height) for i in report.images if i.name != "thumbnail"} == {(32, 32)}


@pytest.mark.parametrize("format_", ["vrm", "vrm0"])
def test_our_vrm_files(format_: str):
    about, scene = inspect(DATA[format_]).description, boxy()
    assert about.title == "Boxy ぼっくす"
    assert about.authors == ("Moeforge tests",)
    assert set(about.bones) == set(scene.humanoid)
    assert about.missing_bones == ()
    assert {e[0].lower() + e[1:] for e in about.expressions} == {*PRESETS, "sulk"}
    assert about.springs == 1
    assert (about.spring_joints, about.colliders) == {"vrm": (3, 2), "vrm0": (4, 6)}[format_]


def test_texture_memory_counts_mip_levels():
    assert inspect(DATA["glb"]).texture_memory == 4 * (32 * 32 * 4 * 4 // 3)


def test_jpeg_sizes_are_read():
    data = EXPORTERS["glb"](boxy(), ExportOptions(texture_format="jpeg"))
    found = {(i.mime, i.width, i.height) for i in inspect(data).images}
    assert ("image/jpeg", 32, 32) in found


def sample(name: str) -> bytes:
    path = SAMPLES / name
    if not path.exists():
        pytest.skip(f"the sample {name} (../shared/samples) is not here")
    return path.read_bytes()


@pytest.mark.parametrize(
    ("name", "kind", "triangles", "missing"),
    [
        ("vrm0_godette.vrm", "vrm0", 3439, 0),
        ("vrm0_cryptovoxels.vrm", "vrm0", None, 0),
        ("vrm1_godette_by_blender_addon.vrm", "vrm", 3439, 0),
        ("vrm1_pixiv_mtoon_uv_animation.vrm", "vrm", None, None),
        ("vrm1_pixiv_isBinary_overrides.vrm", "vrm", None, None),
        ("glb_godette_by_blender.glb", "glb", 3439, 0),
    ],
)
def test_files_of_others(name: str, kind: str, triangles: int | None, missing: int | None):
    report = inspect(sample(name))
    assert report.kind == kind
    assert report.triangles == (triangles or report.triangles)
    assert report.triangles > 0
    assert missing is None or len(report.description.missing_bones) == missing


@pytest.mark.parametrize("name", MALFORMED)
def test_malformed_samples_are_refused_with_the_reason(name: str):
    with pytest.raises(UnreadableFileError, match=MALFORMED[name]):
        inspect(sample(f"malformed/{name}.vrm"))


def changed(format_: str, *path: str | int, value: object) -> bytes:
    """One of our files with one value of its JSON replaced."""
    glb = Glb(DATA[format_])
    place: Any = glb.tree
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return pack(json.dumps(glb.tree), glb.blob)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "too few"),
        (b"\x89PNG" + bytes(40), "not a binary glTF"),
        (DATA["vrm"][:-40], "cut short"),
        (DATA["vrm"][:100], "cut short"),
        (pack("[]", b""), "must be an object"),
        (pack("[" * 100_000, b""), "cannot be read"),
        (pack('{"a":1e999}', b""), "too large"),
        (pack('{"a":' + "9" * 5000 + "}", b""), "cannot be read"),
        (pack('{"nodes":7}', b""), "must be an array"),
        (changed("vrm", "nodes", 0, "children", value=[0]), "circle"),
        (changed("vrm", "nodes", 0, "children", value=[1, 1]), "two parents"),
        (changed("vrm", "nodes", 0, "children", value=[-1]), "whole number"),
        (changed("vrm", "nodes", 0, "children", value=[True]), "whole number"),
        (changed("vrm", "accessors", 0, "count", value=10**12), "beyond its buffer view"),
        (changed("vrm", "accessors", 0, "type", value="VEC9"), "unknown type"),
        (changed("vrm", "bufferViews", 0, "byteLength", value=10**12), "outside the buffer"),
        (changed("vrm", "meshes", 0, "primitives", 1, "targets", value=[]), "differ in their number"),
        (changed("vrm", "images", 0, "bufferView", value=999), "bufferViews"),
        (changed("vrm0", "extensions", "VRM", "materialProperties", value=[{}]), "1 entries for 4 materials"),
        (changed("vrm0", "extensions", "VRM", "secondaryAnimation", "boneGroups", 0, "bones", value=[999]), "nodes"),
    ],
)  # fmt: skip
def test_damage_is_named(data: bytes, message: str):
    with pytest.raises(UnreadableFileError, match=message):
        inspect(data)


def test_limits(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(container, "MAX_JSON", 100)
    with pytest.raises(TooLargeError, match="JSON"):
        inspect(DATA["glb"])
    monkeypatch.setattr(container, "MAX_FILE", 1000)
    with pytest.raises(TooLargeError, match="limit is 1000"):
        inspect(DATA["glb"])


def test_a_large_binary_chunk_is_not_copied():
    glb = Glb(DATA["vrm"])
    glb.tree["buffers"][0]["byteLength"] = 32 << 20
    data = pack(json.dumps(glb.tree), glb.blob + bytes((32 << 20) - len(glb.blob)))
    tracemalloc.start()
    inspect(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 << 20


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_random_damage_gives_a_report_or_one_clear_error(data: st.DataObject):
    """Bytes of the JSON replaced at random: never another exception."""
    original = DATA[data.draw(st.sampled_from(sorted(DATA)))]
    length = struct.unpack_from("<I", original, 12)[0]
    damaged = bytearray(original)
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(20, 19 + length))] = data.draw(st.sampled_from(b'0123456789-"[]{},:nulltrue'))
    try:
        inspect(bytes(damaged))
    except MoeforgeError as error:
        assert str(error)


def test_an_all_rights_reserved_avatar_says_so():
    scene = boxy("ARR")
    scene = replace(scene, thumbnail=None)
    assert inspect(EXPORTERS["vrm0"](scene, ExportOptions())).description.licence == "Redistribution_Prohibited"
