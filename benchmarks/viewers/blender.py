"""Blender as a Python module, in an interpreter of its own: import, pose, shape keys, export, one picture by Cycles."""

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from viewers.samples import Row, Sample, apart, reported, write
from viewers.validator import remarks_of

INSIDE = Path(__file__).with_name("inside_blender.py")
PYTHON = os.environ.get("BLENDER_PYTHON", "")
INSTALL = "python3.11 -m venv bpyenv && bpyenv/bin/pip install bpy==5.0.1; then BLENDER_PYTHON=bpyenv/bin/python"
UNLIT, LIT = "EMISSION", "BSDF_PRINCIPLED"
"""Shader nodes that the importer makes of an unlit material, and of any other."""
LEAST_WEIGHT_ERROR = 1e-4
OWN_HABITS = ("NODE_SKINNED_MESH_NON_ROOT",)
"""The exporter hangs meshes under the armature, which the validator warns of in every file of Blender's."""


def here() -> bool:
    """Whether BLENDER_PYTHON names an interpreter that has bpy."""
    return (
        bool(PYTHON) and subprocess.run([PYTHON, "-c", "import bpy"], capture_output=True, check=False).returncode == 0
    )


def run(samples: Sequence[Sample], folder: Path) -> list[Row]:
    """A row for each file; pictures go to FOLDER/blender_FILE.png."""
    paths = write(samples, folder)
    return [_row(report, s) for report, s in zip(_reports(samples, paths), samples, strict=True)]


def _reports(samples: Sequence[Sample], paths: Sequence[Path]) -> list[dict[str, Any]]:
    tasks = [
        {
            "file": str(path),
            "state": sample.state(),
            "facing": sample.facing,
            "picture": str(path.with_name(f"blender_{path.stem}.png")),
            "again": str(path.with_name(f"again_{path.stem}.glb")),
        }
        for sample, path in zip(samples, paths, strict=True)
    ]
    task = paths[0].with_name("blender.json")
    task.write_text(json.dumps(tasks))
    done = subprocess.run([PYTHON, str(INSIDE), str(task)], capture_output=True, text=True, check=False)
    found = [json.loads(line.removeprefix("REPORT ")) for line in done.stdout.splitlines() if line.startswith("REPORT")]
    if len(found) != len(tasks):
        raise RuntimeError(done.stderr[-2000:])
    return [report | {"again": task["again"]} for report, task in zip(found, tasks, strict=True)]


def _row(report: Mapping[str, Any], sample: Sample) -> Row:
    worst = apart(reported(report), sample)
    remarks = (*_remarks(report, sample), *remarks_of(Path(report["again"]), OWN_HABITS))
    return Row("Blender", report["version"], sample.name, len(report["bones"]), len(report["morphs"]), worst, remarks)


def _remarks(report: Mapping[str, Any], sample: Sample) -> list[str]:
    """What is not as the file says, in words."""
    scene = sample.scene
    names = {name for m in scene.meshes for name in m.morph_names}
    wanted = {m.name: not m.double_sided for m in scene.materials if m.name in {r["name"] for r in report["materials"]}}
    high = np.concatenate([p[:, 1] for p in sample.places(rest=True).values()])
    checks = {
        "bone names differ": {scene.nodes[j].name for j in scene.skin.joints} - set(report["bones"]),
        "shape keys differ": names ^ set(report["morphs"]),
        "weights do not sum to 1": [w for w in report["weights"] if w > LEAST_WEIGHT_ERROR],
        "not unlit": [m["name"] for m in report["materials"] if UNLIT not in m["nodes"] or LIT in m["nodes"]],
        "backfaces differ": [m["name"] for m in report["materials"] if m["culled"] != wanted[m["name"]]],
        "images missing": [m["name"] for m in report["materials"] if not _shown(m["images"])],
        "height differs": abs(report["height"] - float(np.ptp(high))) > 1e-4,
    }
    return [f"{what}: {found}" if found is not True else what for what, found in checks.items() if found]


def _shown(images: Sequence[Sequence[Any]]) -> bool:
    """One image, packed, not empty, read as sRGB."""
    return len(images) == 1 and images[0][3:] == ["sRGB", True] and min(images[0][1:3]) > 0
