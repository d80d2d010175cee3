"""Every format through the Khronos glTF validator: no error, no warning."""

from collections.abc import Callable
from pathlib import Path

import pytest
from browser.driver import reports
from exporters.figures import figure
from exporters.scenes import boxy

from moeforge.scene import Scene
from moeforge_exporters.options import ExportOptions, MorphStorage
from moeforge_exporters.registry import EXPORTERS


@pytest.mark.parametrize("morphs", ["sparse", "dense", "none"])
@pytest.mark.parametrize("scene", [boxy, lambda: figure(1)], ids=["boxes", "avatar"])
def test_files_are_clean(tmp_path: Path, scene: Callable[[], Scene], morphs: MorphStorage):
    paths = [tmp_path / f"{name}.glb" for name in EXPORTERS]
    for path, export in zip(paths, EXPORTERS.values(), strict=True):
        path.write_bytes(export(scene(), ExportOptions(morphs=morphs)))
    found = reports("validate.mjs", paths)
    assert [report["problems"] for report in found] == [[]] * len(EXPORTERS)
    assert {report["triangles"] for report in found} == {scene().triangle_count}


def test_the_validator_can_fail(tmp_path: Path):
    data = EXPORTERS["glb"](boxy(), ExportOptions())
    broken = tmp_path / "broken.glb"
    broken.write_bytes(data.replace(b'"componentType":5123', b'"componentType":5121', 1))
    assert reports("validate.mjs", [broken])[0]["problems"] != []
