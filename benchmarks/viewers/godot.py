"""Godot 3 without a window: the editor imports the files, a script reads what became of them."""

import json
import re
import shutil
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from viewers.samples import Row, Sample, apart, cloud, write

BINARY = "godot3-server"
INSIDE = Path(__file__).with_name("inside_godot3.gd")
HABITS = re.compile("free_static|locale|get_language_code")
"""What the editor says of itself, whatever it imports."""
IMPORT_S, SETTLE_S = 300.0, 2.0
"""Longest wait for the editor's import, and for its last file to be whole."""


def here() -> bool:
    """Whether Debian's godot3-server is installed."""
    return shutil.which(BINARY) is not None


def run(samples: Sequence[Sample], folder: Path) -> list[Row]:
    """A row for each file."""
    project = folder / "godot"
    project.mkdir(exist_ok=True)
    (project / "project.godot").write_text("config_version=4\n")
    paths = write(samples, project)
    tasks = [{"file": path.name, "state": s.state()} for s, path in zip(samples, paths, strict=True)]
    (project / "task.json").write_text(json.dumps(tasks))
    errors = _import(project, len(paths))
    command = [BINARY, "--path", str(project), "-s", str(INSIDE)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=IMPORT_S, check=False)
    reports = [
        json.loads(line.removeprefix("REPORT ")) for line in done.stdout.splitlines() if line.startswith("REPORT")
    ]
    return [_row(report, s, errors) for report, s in zip(reports, samples, strict=True)]


def _import(project: Path, count: int) -> tuple[str, ...]:
    """Let the editor import, and end it when all files are there, for it does not end by itself; its errors."""
    log = project / "editor.log"
    with log.open("w") as out:
        editor = subprocess.Popen([BINARY, "--path", str(project), "-e"], stdout=out, stderr=subprocess.STDOUT)
        until = time.monotonic() + IMPORT_S
        while len(list(project.glob(".import/*.md5"))) < count and time.monotonic() < until and editor.poll() is None:
            time.sleep(1.0)
        time.sleep(SETTLE_S)
        editor.terminate()
        editor.wait(30)
    said = [line for line in log.read_text().splitlines() if line.startswith("ERROR") and not HABITS.search(line)]
    return tuple(dict.fromkeys(said))


def _row(report: Mapping[str, Any], sample: Sample, errors: tuple[str, ...]) -> Row:
    if report.get("failed"):
        return Row("Godot", "3", sample.name, 0, 0, float("inf"), errors)
    parts = report["parts"]
    rest = [_skinned(p, p["rest"], {}) for p in parts]
    moved = [_skinned(p, p["posed"], sample.morphs) for p in parts]
    morphs = max(p["morphs"] for p in parts)
    worst = apart(cloud(rest, moved), sample)
    return Row("Godot", report["version"].split("-")[0], sample.name, report["bones"], morphs, worst, errors)


def _skinned(
    part: Mapping[str, Any], matrices: Sequence[Sequence[float]], weights: Mapping[str, float]
) -> NDArray[Any]:
    """Positions (N, 3) of a surface from the engine's vertices, blend shapes, weights and joints."""
    base = np.array(part["points"]).reshape(-1, 3)
    points = base.copy()
    for name, shape in part["shapes"].items():
        moved = np.array(shape).reshape(-1, 3)
        points += weights.get(name, 0.0) * (moved if part["relative"] else moved - base)
    joints = np.array(matrices).reshape(-1, 3, 4)
    blend = np.einsum(
        "nk,nkab->nab", np.array(part["weights"]).reshape(-1, 4), joints[np.array(part["joints"], int).reshape(-1, 4)]
    )
    return np.einsum("nab,nb->na", blend[:, :, :3], points) + blend[:, :, 3]
