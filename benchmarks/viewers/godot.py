"""Godot without a window: a script reads what became of the files, which 3 must import and 4 loads at run time."""

import json
import os
import re
import shlex
import shutil
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from viewers.samples import Row, Sample, apart, cloud, write

HABITS = re.compile("free_static|locale|get_language_code|~List|at exit")
"""What the program says of itself, whatever it imports."""
WINDOW = shlex.split(os.environ.get("GODOT_WINDOW", "xvfb-run -a godot"))
"""How to start Godot 4 where it may open a window; one that is never seen will do."""
SHARED = "inside_godot.gd"
"""What the scripts of both versions use."""
IMPORT_S, SETTLE_S = 300.0, 2.0
"""Longest wait for the editor's import, and for its last file to be whole."""


@dataclass(frozen=True, slots=True)
class Release:
    """A major version: its program, the script that runs inside, the version of its project files."""

    binary: str
    script: str
    config: int
    imports: bool = False

    def here(self) -> bool:
        """Whether the program is installed."""
        return shutil.which(self.binary) is not None

    def run(self, samples: Sequence[Sample], folder: Path) -> list[Row]:
        """A row for each file."""
        project = folder / self.binary
        project.mkdir(exist_ok=True)
        (project / "project.godot").write_text(f"config_version={self.config}\n")
        paths = write(samples, project)
        tasks = [{"file": path.name, "state": s.state()} for s, path in zip(samples, paths, strict=True)]
        (project / "task.json").write_text(json.dumps(tasks))
        script, _ = (shutil.copy(Path(__file__).with_name(name), project) for name in (self.script, SHARED))
        errors = _import(self.binary, project, len(paths)) if self.imports else ()
        command = [self.binary, "--headless", "--path", str(project), "-s", script]
        done = subprocess.run(command, capture_output=True, text=True, timeout=IMPORT_S, check=False)
        errors += _errors(done.stderr)
        lines = [line for line in done.stdout.splitlines() if line.startswith("REPORT")]
        reports = [json.loads(line.removeprefix("REPORT ")) for line in lines]
        return [_row(report, s, errors) for report, s in zip(reports, samples, strict=True)]


def draw(samples: Sequence[Sample], folder: Path, size: tuple[int, int]) -> None:
    """Pictures by Godot 4's Compatibility renderer, FOLDER/godot_FILE.png."""
    paths = write(samples, folder)
    (folder / "project.godot").write_text("config_version=5\n")
    tasks = [
        {
            "file": path.name,
            "state": sample.state(),
            "facing": sample.facing,
            "height": max(float(part[:, 1].max()) for part in sample.places(rest=True).values()),
            "picture": str(path.with_name(f"godot_{path.stem}.png")),
            "size": size,
        }
        for sample, path in zip(samples, paths, strict=True)
    ]
    (folder / "task.json").write_text(json.dumps(tasks))
    script = shutil.copy(Path(__file__).with_name("picture_godot4.gd"), folder)
    command = [*WINDOW, "--rendering-driver", "opengl3", "--path", str(folder), "-s", script]
    subprocess.run(command, capture_output=True, timeout=IMPORT_S, check=True)


GODOT3 = Release("godot3-server", "inside_godot3.gd", 4, imports=True)
GODOT4 = Release("godot", "inside_godot4.gd", 5)


def _import(binary: str, project: Path, count: int) -> tuple[str, ...]:
    """Let the editor import, and end it when all files are there, for it does not end by itself; its errors."""
    log = project / "editor.log"
    with log.open("w") as out:
        editor = subprocess.Popen([binary, "--path", str(project), "-e"], stdout=out, stderr=subprocess.STDOUT)
        until = time.monotonic() + IMPORT_S
        while len(list(project.glob(".import/*.md5"))) < count and time.monotonic() < until and editor.poll() is None:
            time.sleep(1.0)
        time.sleep(SETTLE_S)
        editor.terminate()
        editor.wait(30)
    return _errors(log.read_text())


def _errors(said: str) -> tuple[str, ...]:
    lines = [line for line in said.splitlines() if line.startswith("ERROR") and not HABITS.search(line)]
    return tuple(dict.fromkeys(lines))


def _row(report: Mapping[str, Any], sample: Sample, errors: tuple[str, ...]) -> Row:
    if report.get("failed"):
        return Row("Godot", "?", sample.name, 0, 0, float("inf"), errors)
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
