"""Our files in three-vrm, drawn by headless Chromium: what a viewer on the web would see."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from browser.driver import reports
from exporters.figures import figure
from exporters.scenes import boxy

from moeforge.scene import Scene
from moeforge_exporters.bones import PRESETS
from moeforge_exporters.options import ExportOptions
from moeforge_exporters.registry import EXPORTERS

pytestmark = pytest.mark.browser

VERSIONS = {"glb": None, "vrm": "1", "vrm0": "0"}
FIGURES: Mapping[str, Callable[[], Scene]] = {
    "boxes": boxy,
    "avatar": lambda: figure(7),
    "long hair": lambda: figure(1),
}
GAZES = (("left", "x", 1), ("right", "x", -1), ("up", "y", 1), ("down", "y", -1))
"""Gaze, axis of the picture, direction along it: the figure faces us, so its left is right in the picture."""
SHIFT: Mapping[str, float] = {"left": 2.0, "right": 2.0, "up": 2.0, "down": 1.0}
"""Pixels of a 512 picture of the head by which a full look must move what is seen of an iris, at the least.

A large iris fills the opening: downwards its middle moves little, for the lower lid hides what the upper lid frees.
"""

Report = dict[str, Any]
ALL = [(name, format_) for name in FIGURES for format_ in EXPORTERS]
VRMS = [(name, format_) for name, format_ in ALL if format_ != "glb"]
each = pytest.mark.parametrize("case", ALL, ids="-".join)
each_vrm = pytest.mark.parametrize("case", VRMS, ids="-".join)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Report]:
    """(figure, format) -> report of the probe."""
    folder = tmp_path_factory.mktemp("probe")
    paths = [folder / f"{name}.{format_}" for name, format_ in ALL]
    for path, (name, format_) in zip(paths, ALL, strict=True):
        path.write_bytes(EXPORTERS[format_](FIGURES[name](), ExportOptions()))
    return dict(zip(ALL, reports("probe.mjs", paths), strict=True))


@pytest.fixture
def report(found: dict[tuple[str, str], Report], case: tuple[str, str]) -> Report:
    return found[case]


@each
def test_loads_without_a_remark(report: Report, case: tuple[str, str]):
    name, format_ = case
    assert report["messages"] == []
    assert report["vrm"] == VERSIONS[format_]
    assert report["triangles"] == FIGURES[name]().triangle_count
    assert report["soles"] == pytest.approx(0.0, abs=1e-3)


@each
def test_every_expression_changes_the_picture(report: Report, case: tuple[str, str]):
    """Neutral may, but need not: it stands for no emotion."""
    changed = {name[0].lower() + name[1:]: pixels for name, pixels in report["changed"].items()}
    wanted = {e.name for e in FIGURES[case[0]]().expressions if e.preset or case[1] != "glb"}
    assert set(changed) == wanted >= set(PRESETS)
    assert {name for name, pixels in changed.items() if pixels == 0} <= {"neutral"}


@each_vrm
def test_blinks_leave_no_iris(report: Report, case: tuple[str, str]):
    irises = report["irises"]
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


@each_vrm
@pytest.mark.parametrize("eye", ["leftEye", "rightEye"])
@pytest.mark.parametrize(("way", "axis", "sign"), GAZES)
def test_gaze_moves_the_irises(report: Report, case: tuple[str, str], eye: str, way: str, axis: str, sign: int):
    gaze = report["irises"]["gaze"]
    assert sign * (gaze[way][eye][axis] - gaze["ahead"][eye][axis]) > SHIFT[way]


@each_vrm
def test_hair_and_clothes_swing_and_settle(report: Report, case: tuple[str, str]):
    springs = report["springs"]
    chained = {s.name for s in FIGURES[case[0]]().springs}
    assert len(springs["joints"]) >= len(chained) > 0
    assert min(springs["swing"]) > 1.0  # degrees
    assert max(springs["swing"]) > 5.0
    assert max(springs["residual"]) < 0.5


@pytest.mark.parametrize("name", FIGURES)
def test_both_vrm_versions_look_the_same(found: dict[tuple[str, str], Report], name: str):
    new, old = found[name, "vrm"], found[name, "vrm0"]
    assert list(new["changed"].values()) == pytest.approx(list(old["changed"].values()), rel=0.02, abs=20)
    for way, eyes in new["irises"]["gaze"].items():
        for eye in eyes:
            assert eyes[eye] == pytest.approx(old["irises"]["gaze"][way][eye], rel=0.01)
