"""All expression sets in three-vrm, both VRM versions: each face shows, keeps to its side and differs from others."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from browser.driver import reports

from moeforge.pipeline import Studio, build
from moeforge.prior import complete
from moeforge.scene import Scene
from moeforge.spec import Wish
from moeforge.template.head import POSE_SETS
from moeforge.traits.catalogue import catalogue
from moeforge_exporters.options import ExportOptions
from moeforge_exporters.registry import EXPORTERS

pytestmark = pytest.mark.browser

SIZES = {"vrm": 18, "arkit": 52, "oculus": 15, "anime": 7}
SILENT = frozenset({"neutral", "viseme_sil"})
"""They may look like the face at rest."""
BOTH_SIDES = re.compile(r"^(mouth|jaw|look)(Left|Right)$")
"""Their names tell a direction, not a side."""
SIDED = re.compile(r"(Left|Right)$")
ACROSS, LIPS_ACROSS = 0.03, 1 / 3
"""Share of the changed pixels that may lie on the other side: of eyes, brows, cheeks and nose; lips are one skin."""
SHUT: Mapping[str, tuple[int, ...]] = {
    "blink": (0, 1), "blinkLeft": (0,), "blinkRight": (1,), "eyeBlinkLeft": (0,), "eyeBlinkRight": (1,),
    "squeeze": (0, 1), "dizzy": (0, 1), "happy": (0, 1),
}  # fmt: skip
"""Faces that shut eyes -> which, left 0 and right 1."""
LEAST_SEEN, LEAST_APART = 12, 12
"""Pixels of a 384 picture of the head that a face must change, and two visemes must differ by."""

each = pytest.mark.parametrize("version", ["vrm", "vrm0"])


def bare() -> Scene:
    """A figure whose face nothing hides."""
    worn = dict.fromkeys(catalogue().accessories, False)
    choices = {"hair_style": "buzz", "eye_shape": "round", "mouth": "soft", "brow": "arched"}
    wish = Wish(choices=choices, sliders=dict.fromkeys(catalogue().sliders, 0.0), accessories=worn)
    scene = build(complete(7, wish, texture_source="painter"), Studio(), expression_sets=tuple(SIZES))
    return replace(scene, thumbnail=np.full((128, 128, 3), 240, np.uint8))


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("faces")
    scene = bare()
    paths = [folder / f"face.{version}" for version in ("vrm", "vrm0")]
    for path in paths:
        path.write_bytes(EXPORTERS[path.suffix[1:]](scene, ExportOptions()))
    return dict(zip(("vrm", "vrm0"), reports("faces.mjs", paths), strict=True))


@pytest.fixture
def faces(found: dict[str, dict[str, Any]], version: str) -> dict[str, dict[str, list[int]]]:
    """Our name -> changed pixels and iris pixels, (left, right) each."""
    assert found[version]["messages"] == []
    return {name[0].lower() + name[1:]: face for name, face in found[version]["faces"].items()}


@each
def test_every_face_of_every_set_is_there_and_shows(faces: dict[str, dict[str, list[int]]]):
    names = {name for key in SIZES for name in POSE_SETS[key]}
    assert {key: len(POSE_SETS[key]) for key in SIZES} == SIZES
    assert {n[0].lower() + n[1:] for n in names} == set(faces)
    assert {n: f["changed"] for n, f in faces.items() if sum(f["changed"]) < LEAST_SEEN and n not in SILENT} == {}


@each
def test_left_and_right_change_their_side_alone(faces: dict[str, dict[str, list[int]]]):
    sided = {name: side[1] for name in faces if (side := SIDED.search(name)) and not BOTH_SIDES.match(name)}
    assert len(sided) > 30
    strayed: dict[str, list[int]] = {}
    for name, side in sided.items():
        changed, limit = faces[name]["changed"], LIPS_ACROSS if name.startswith("mouth") else ACROSS
        if changed[1 if side == "Left" else 0] > limit * sum(changed):
            strayed[name] = changed
    assert strayed == {}


@each
def test_shut_eyes_show_no_iris_and_open_ones_do(faces: dict[str, dict[str, list[int]]]):
    seen = {name: tuple(i for i in (0, 1) if faces[name]["irises"][i] == 0) for name in SHUT}
    assert seen == dict(SHUT)
    assert min(faces["neutral"]["irises"]) > 100


@each
def test_visemes_differ_from_one_another(found: dict[str, dict[str, Any]], version: str):
    pairs = found[version]["visemes"]
    assert len(pairs) == 15 * 14 / 2
    assert [pair for pair in pairs if pair[2] < LEAST_APART] == []
