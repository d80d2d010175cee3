"""Our files in three-vrm, drawn by headless Chromium: what a viewer on the web would see."""

from pathlib import Path
from typing import Any

import pytest
from browser.driver import reports
from exporters.scenes import boxy

from moeforge_exporters.bones import PRESETS
from moeforge_exporters.options import ExportOptions
from moeforge_exporters.registry import EXPORTERS

pytestmark = pytest.mark.browser

VERSIONS = {"glb": None, "vrm": "1", "vrm0": "0"}
STILL = {"neutral"}
EXPRESSIONS = {"glb": set(PRESETS), "vrm": {*PRESETS, "sulk"}, "vrm0": {*PRESETS, "sulk"}}
GAZES = (("left", "x", 1), ("right", "x", -1), ("up", "y", 1), ("down", "y", -1))
"""Gaze, axis of the picture, direction along it: the figure faces us, so its left is right in the picture."""
SHIFT = 3.0
"""Pixels of a 512 picture of the head that a full sideways or upward look must move an iris, at the least."""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Format -> report of the probe."""
    folder = tmp_path_factory.mktemp("probe")
    paths: list[Path] = []
    for name, export in EXPORTERS.items():
        paths.append(folder / f"{name}.bin")
        paths[-1].write_bytes(export(boxy(), ExportOptions()))
    return dict(zip(EXPORTERS, reports("probe.mjs", paths), strict=True))


FORMATS = pytest.mark.parametrize("format_", EXPORTERS)
VRMS = pytest.mark.parametrize("format_", ["vrm", "vrm0"])


@FORMATS
def test_loads_without_a_remark(found: dict[str, Any], format_: str):
    report = found[format_]
    assert report["messages"] == []
    assert report["vrm"] == VERSIONS[format_]
    assert report["triangles"] == boxy().triangle_count
    assert report["soles"] == pytest.approx(0.0, abs=1e-6)


@FORMATS
def test_every_expression_changes_the_picture(found: dict[str, Any], format_: str):
    changed = {name[0].lower() + name[1:]: pixels for name, pixels in found[format_]["changed"].items()}
    assert set(changed) == EXPRESSIONS[format_]
    assert {name for name, pixels in changed.items() if pixels == 0} == STILL


@VRMS
def test_blinks_leave_no_iris(found: dict[str, Any], format_: str):
    irises = found[format_]["irises"]
    seen = {
        state: [irises[state][eye]["pixels"] > 0 for eye in ("leftEye", "rightEye")]
        for state in ("neutral", "blink", "blinkLeft", "blinkRight")
    }
    assert seen == {
        "neutral": [True, True],
        "blink": [False, False],
        "blinkLeft": [False, True],
        "blinkRight": [True, False],
    }


@VRMS
@pytest.mark.parametrize("eye", ["leftEye", "rightEye"])
@pytest.mark.parametrize(("way", "axis", "sign"), GAZES)
def test_gaze_moves_the_irises(found: dict[str, Any], format_: str, eye: str, way: str, axis: str, sign: int):
    gaze = found[format_]["irises"]["gaze"]
    assert sign * (gaze[way][eye][axis] - gaze["ahead"][eye][axis]) > SHIFT


@VRMS
def test_hair_swings_and_settles(found: dict[str, Any], format_: str):
    springs = found[format_]["springs"]
    assert springs["joints"][:3] == ["tail_0", "tail_1", "tail_2"]
    assert min(springs["swing"]) > 5.0  # degrees
    assert max(springs["residual"]) < 0.5


def test_both_vrm_versions_look_the_same(found: dict[str, Any]):
    new, old = found["vrm"], found["vrm0"]
    assert list(new["changed"].values()) == pytest.approx(list(old["changed"].values()), abs=20)
    for eye in ("leftEye", "rightEye"):
        assert new["irises"]["gaze"]["left"][eye] == pytest.approx(old["irises"]["gaze"]["left"][eye])
