"""Our .vrma files read by three-vrm-animation (node alone, no browser)."""

from pathlib import Path

import pytest
from browser.driver import reports

from moeforge.rig.motions import clip, motions
from moeforge.rig.poses import poses
from moeforge.rig.rest import reference_rest
from moeforge_exporters.vrma import quaternions, to_vrma

pytestmark = pytest.mark.browser


def test_three_vrm_reads_every_clip_as_we_meant_it(tmp_path: Path):
    names = [*motions(), *poses()]
    paths = [tmp_path / f"{name}.vrma" for name in names]
    for name, path in zip(names, paths, strict=True):
        path.write_bytes(to_vrma(reference_rest(), clip(name)))
    for name, report in zip(names, reports("animation.mjs", paths), strict=True):
        shown = clip(name)
        assert report["messages"] == []
        assert report["animations"] == 1
        assert report["duration"] == pytest.approx(shown.times[-1])
        assert report["hips"] == pytest.approx(reference_rest()["hips"][1], abs=1e-6)
        assert set(report["rotations"]) == set(reference_rest())
        for bone, turn in shown.rotations.items():
            if not bone.endswith("Eye"):
                assert report["rotations"][bone] == pytest.approx(quaternions(turn)[0], abs=1e-5)
        height = reference_rest()["hips"][1][1]
        assert report["translations"]["hips"][1] == pytest.approx(height * (1 + shown.hips[0, 1]), abs=1e-6)
        assert report["presets"] == pytest.approx({f: w.max() for f, w in shown.expressions.items()}, abs=1e-6)
        assert report["custom"] == {}
