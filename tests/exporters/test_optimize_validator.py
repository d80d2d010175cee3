"""Files for every target through the Khronos glTF validator: no error, no warning."""

from pathlib import Path

from browser.driver import reports
from exporters.figures import figure

from moeforge_exporters.optimize import shaped
from moeforge_exporters.registry import EXPORTERS
from moeforge_exporters.targets import TARGETS


def test_files_for_targets_are_clean(tmp_path: Path):
    scene = figure(1)
    paths = [tmp_path / f"{name}.glb" for name in TARGETS]
    for path, goal in zip(paths, TARGETS.values(), strict=True):
        path.write_bytes(EXPORTERS[goal.format](shaped(scene, goal.shape), goal.options))
    found = reports("validate.mjs", paths)
    assert {path.stem: report["problems"] for path, report in zip(paths, found, strict=True)} == {
        name: [] for name in TARGETS
    }
    assert {report["triangles"] for report in found} == {scene.triangle_count}
