"""VRM animation files, read back byte by byte."""

import json
import struct
from typing import Any

import numpy as np
import pytest
from exporters.scenes import boxy

from moeforge.errors import OutputError
from moeforge.rig.motions import bake, clip, motion, motions
from moeforge.rig.poses import poses
from moeforge.rig.rest import reference_rest
from moeforge.template.body.pose import rotation
from moeforge_exporters.bones import REQUIRED_VRM1
from moeforge_exporters.vrma import F64, quaternions, rest_pose, to_vrma

WIDTHS = {"SCALAR": 1, "VEC3": 3, "VEC4": 4}
ALL_CLIPS = pytest.mark.parametrize("name", [*motions(), *poses()])


def read(data: bytes) -> tuple[dict[str, Any], list[F64]]:
    """The tree, and the values of each accessor as (K, D)."""
    magic, version, total, length, _ = struct.unpack_from("<4s4I", data)
    assert (magic, version, total) == (b"glTF", 2, len(data))
    tree = json.loads(data[20 : 20 + length])
    blob = data[28 + length :]
    return tree, [values(tree, blob, accessor) for accessor in tree["accessors"]]


def values(tree: dict[str, Any], blob: bytes, accessor: dict[str, Any]) -> F64:
    width = WIDTHS[accessor["type"]]
    assert accessor["componentType"] == 5126
    start = tree["bufferViews"][accessor["bufferView"]]["byteOffset"]
    return np.frombuffer(blob, "<f4", accessor["count"] * width, start).reshape(-1, width).astype(float)


def tracks(tree: dict[str, Any], arrays: list[F64]) -> dict[tuple[str, str], tuple[F64, F64]]:
    """(node name, path) -> (times, values)."""
    (animation,) = tree["animations"]
    found: dict[tuple[str, str], tuple[F64, F64]] = {}
    for channel in animation["channels"]:
        sampler = animation["samplers"][channel["sampler"]]
        target = channel["target"]
        found[tree["nodes"][target["node"]]["name"], target["path"]] = (
            arrays[sampler["input"]][:, 0],
            arrays[sampler["output"]],
        )
    return found


def matrix(q: F64) -> F64:
    x, y, z, w = q
    return np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
            [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
            [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
        ]
    )


@ALL_CLIPS
def test_the_file_says_what_the_clip_says(name: str):
    shown = clip(name)
    tree, arrays = read(to_vrma(reference_rest(), shown))
    found = tracks(tree, arrays)
    for (node, path), (times, kept) in found.items():
        assert (np.diff(times) > 0).all()
        assert times[0] == 0.0
        assert times[-1] == pytest.approx(shown.times[-1])
        assert len(times) == len(kept)
        if path == "rotation":
            np.testing.assert_allclose(np.linalg.norm(kept, axis=1), 1.0, atol=1e-6)
            x, y, z = shown.rotations.get(node, np.zeros((1, 3)))[0]
            expected = rotation("z", z) @ rotation("y", y) @ rotation("x", x)
            np.testing.assert_allclose(matrix(kept[0]), expected, atol=1e-6)
    height = reference_rest()["hips"][1][1]
    place = found["hips", "translation"][1]
    np.testing.assert_allclose(place[0] - [0.0, height, 0.0], height * shown.hips[0], atol=1e-6)
    for face, weights in shown.expressions.items():
        assert found[f"expression_{face}", "translation"][1][0, 0] == pytest.approx(weights[0], abs=1e-6)


@ALL_CLIPS
def test_the_extension_is_as_specified(name: str):
    tree, _ = read(to_vrma(reference_rest(), clip(name)))
    extension = tree["extensions"]["VRMC_vrm_animation"]
    assert tree["extensionsUsed"] == ["VRMC_vrm_animation"]
    assert extension["specVersion"] == "1.0"
    bones = extension["humanoid"]["humanBones"]
    assert set(REQUIRED_VRM1) <= set(bones)
    assert not {"leftEye", "rightEye"} & set(bones)
    assert {tree["nodes"][b["node"]]["name"] for b in bones.values()} == set(bones)
    for face, target in extension.get("expressions", {}).get("preset", {}).items():
        assert tree["nodes"][target["node"]]["name"] == f"expression_{face}"
    moving = {c["target"]["node"] for c in tree["animations"][0]["channels"] if c["target"]["path"] == "translation"}
    assert {b for b in bones if bones[b]["node"] in moving} == {"hips"}
    assert all("rotation" not in node and "scale" not in node for node in tree["nodes"])


def test_the_skeleton_stands_in_the_t_pose():
    tree, _ = read(to_vrma(reference_rest(), clip("t")))
    place: dict[int, F64] = {0: np.zeros(3)}
    for index, node in enumerate(tree["nodes"]):
        for child in node.get("children", ()):
            place[child] = place[index] + tree["nodes"][child].get("translation", (0.0, 0.0, 0.0))
    at = {node["name"]: place[i] for i, node in enumerate(tree["nodes"])}
    assert at["hips"][1] > 0.2
    assert at["leftHand"][0] > at["leftLowerArm"][0] > at["leftUpperArm"][0] > 0.0
    assert at["leftHand"][1] == pytest.approx(at["leftUpperArm"][1], abs=1e-6)
    assert at["leftFoot"][1] < at["leftLowerLeg"][1] < at["leftUpperLeg"][1]
    np.testing.assert_allclose(at["rightHand"], at["leftHand"] * [-1.0, 1.0, 1.0], atol=1e-6)


def test_the_rest_pose_of_a_scene_is_its_humanoid():
    rest = rest_pose(boxy())
    assert rest["hips"] == (None, (0.0, pytest.approx(0.3), 0.0))
    assert rest["leftUpperArm"][0] == "leftShoulder"
    tree, _ = read(to_vrma(rest, clip("wave")))
    assert "chest" in tree["extensions"]["VRMC_vrm_animation"]["humanoid"]["humanBones"]


def test_a_skeleton_without_a_required_bone_is_refused():
    rest = {bone: where for bone, where in reference_rest().items() if bone != "leftFoot"}
    with pytest.raises(OutputError, match="leftFoot"):
        to_vrma(rest, clip("wave"))


def test_what_stands_still_takes_two_keys_and_the_same_motion_the_same_bytes():
    data = to_vrma(reference_rest(), bake(motion("waving")))
    assert data == to_vrma(reference_rest(), bake(motion("waving")))
    found = tracks(*read(data))
    assert len(found["rightUpperArm", "rotation"][0]) == 2
    assert len(found["leftLowerArm", "rotation"][0]) == 73


def test_quaternions_never_flip_sides():
    turns = quaternions(np.column_stack([np.zeros(50), np.linspace(0.0, 700.0, 50), np.zeros(50)]))
    assert (np.einsum("kd,kd->k", turns[1:], turns[:-1]) > 0.0).all()
