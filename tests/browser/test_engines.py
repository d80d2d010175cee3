"""Our files in engines that know nothing of VRM: they load in silence, move as we say, and look the same in all."""

import json
from collections.abc import Mapping
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from browser.driver import need, node
from exporters.figures import figure
from PIL import Image
from viewers.samples import ALL_SETS, Sample, apart, deviation, reported, sample, unpacked, write
from viewers.web import ENGINES, look, reports

from moeforge.pipeline import Studio, build
from moeforge.prior import complete
from moeforge.scene import Scene
from moeforge_exporters.optimize import Shape
from moeforge_exporters.options import ExportOptions

pytestmark = pytest.mark.browser

MOVES = 0.01  # mm that float32 and weights that sum to 1 within 1e-6 explain
PACKED: Mapping[str, float] = {"copy": MOVES, "quantize": 1.0, "meshopt": 1.0, "draco": 0.2}
"""Way to pack -> mm that its arithmetic explains: 14 bits for positions, 8 to 12 for weights."""
SEEN, DRAWN_APART = 32, 0.004
"""Share of pixels whose colour may differ by more than 32 of 255 between two engines: Babylon.js filters textures
anisotropically, which keeps small patterns sharper."""
SAMPLES = ("glb", "vrm", "vrm0")
CASES = list(product(ENGINES, SAMPLES))
each = pytest.mark.parametrize("case", CASES, ids="-".join)


def faces() -> Scene:
    return build(complete(21, texture_source="painter"), Studio(), expression_sets=ALL_SETS)


@pytest.fixture(scope="module")
def samples() -> Mapping[str, Sample]:
    """All faces, stored sparse, face apart; one mesh, dense; one material, mobile, VRM 0.x, which faces -Z."""
    dense, mobile = ExportOptions(morphs="dense"), figure(1, "mobile")
    return {
        "glb": sample("glb", "glb", faces(), Shape("face_apart"), ExportOptions(), "wave"),
        "vrm": sample("vrm", "vrm", figure(7), Shape("one"), dense, "cheer"),
        "vrm0": sample("vrm0", "vrm0", mobile, Shape("one", 1024), ExportOptions(), "peace"),
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("engines")


@pytest.fixture(scope="module")
def found(samples: Mapping[str, Sample], folder: Path) -> Mapping[tuple[str, str], dict[str, Any]]:
    need(chromium=True)
    return dict(zip(CASES, reports(list(samples.values()), folder), strict=True))


@pytest.fixture
def report(found: Mapping[tuple[str, str], dict[str, Any]], case: tuple[str, str]) -> dict[str, Any]:
    return found[case]


@each
def test_loads_without_a_remark(report: dict[str, Any], case: tuple[str, str], samples: Mapping[str, Sample]):
    scene = samples[case[1]].scene
    assert report["messages"] == []
    assert report["triangles"] == scene.triangle_count
    assert report["bones"] == len(scene.skin.joints)
    assert set(report["morphs"]) == {name for m in scene.meshes for name in m.morph_names}


@each
def test_bones_and_morphs_move_every_vertex_to_its_place(
    report: dict[str, Any], case: tuple[str, str], samples: Mapping[str, Sample]
):
    one = samples[case[1]]
    assert deviation(unpacked(report["rest"]), one.places(rest=True)) < MOVES
    assert deviation(unpacked(report["moved"]), one.places()) < MOVES
    assert deviation(unpacked(report["rest"]), one.places()) > 100 * MOVES


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("engine", [e for e in ENGINES if e != "three"])
def test_engines_draw_the_same_picture(found: object, folder: Path, name: str, engine: str):
    assert found
    theirs, known = (pixels(folder / f"{e}_{name}.png") for e in (engine, "three"))
    background = known[0, 0]
    assert (np.abs(known - background).max(axis=2) > SEEN).mean() > 0.1
    assert (np.abs(theirs - known).max(axis=2) > SEEN).mean() < DRAWN_APART


def pixels(path: Path) -> np.ndarray:
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB")).astype(int)


def test_packed_files_keep_every_bone_and_morph_and_move_alike(samples: Mapping[str, Sample], folder: Path):
    """Copied, quantised, compressed by meshopt and by Draco, read again, and then moved by three.js."""
    need(chromium=True)
    one = samples["glb"]
    (source,) = write([one], folder)
    targets = [folder / f"packed_{mode}.glb" for mode in PACKED]
    done = [json.loads(node("roundtrip.mjs", m, str(source), str(t))) for m, t in zip(PACKED, targets, strict=True)]
    counts = len(one.scene.skin.joints), len(one.scene.meshes[0].morph_names)
    assert [(d["bones"], d["morphs"]) for d in done] == [counts] * len(PACKED)
    found = look([(target, one.state()) for target in targets])
    far = {mode: apart(reported(report), one) for mode, report in zip(PACKED, found, strict=True)}
    assert {mode: mm for mode, mm in far.items() if mm > PACKED[mode]} == {}
