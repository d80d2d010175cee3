"""three.js, three-vrm, Babylon.js and PlayCanvas in headless Chromium, through tests/browser/engines.mjs."""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from viewers.samples import Row, Sample, deviation, unpacked, write

SCRIPT = Path(__file__).resolve().parents[2] / "tests" / "browser" / "engines.mjs"
ENGINES = ("three", "babylon", "playcanvas")
VRM_ENGINE = "three-vrm"
TIMEOUT_S = 1800
SIZE = (300, 400)
"""Pixels of a picture."""
Task = dict[str, Any]
"""An entry of the script's list."""


def reports(samples: Sequence[Sample], folder: Path, engines: Sequence[str] = ENGINES) -> list[dict[str, Any]]:
    """The script's report on each file in each engine, engines in order; pictures go to FOLDER/ENGINE_FILE.png."""
    paths = write(samples, folder)
    tasks = [
        _order(engine, path, s.state(), s.facing, str(path.with_name(f"{engine}_{path.stem}.png")))
        for engine in engines
        for s, path in zip(samples, paths, strict=True)
    ]
    return _ask(folder, tasks)


def look(files: Sequence[tuple[Path, Mapping[str, Any]]], engine: str = "three") -> list[dict[str, Any]]:
    """Reports on files that somebody else wrote, each in the state beside it."""
    return _ask(files[0][0].parent, [_order(engine, path, state) for path, state in files]) if files else []


def _ask(folder: Path, tasks: Sequence[Task]) -> list[dict[str, Any]]:
    task = folder / "task.json"
    task.write_text(json.dumps(tasks))
    command = ["node", str(SCRIPT), str(task)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT_S, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return [json.loads(line) for line in done.stdout.splitlines()]


def _order(engine: str, path: Path, state: Mapping[str, Any], facing: int = 1, picture: str | None = None) -> Task:
    seen = {"facing": facing, "picture": picture, "size": SIZE}
    return {"engine": engine, "file": str(path), "state": state, **seen}


def here() -> bool:
    """Whether node, its packages and Chromium are installed."""
    chromium = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
    return (
        shutil.which("node") is not None
        and (SCRIPT.parent / "node_modules" / "babylonjs").is_dir()
        and chromium.exists()
    )


def run(engine: str, samples: Sequence[Sample], folder: Path) -> list[Row]:
    """A row for each file; three-vrm gets the VRM files alone."""
    shown = [s for s in samples if engine != VRM_ENGINE or s.format_name != "glb"]
    return [_row(r, s) for r, s in zip(reports(shown, folder, [engine]), shown, strict=True)]


def _row(report: dict[str, Any], sample: Sample) -> Row:
    worst = max(
        deviation(unpacked(report["rest"]), sample.places(rest=True)),
        deviation(unpacked(report["moved"]), sample.places()),
    )
    engine, version = report["engine"], report["version"]
    remarks = tuple(report["messages"])
    return Row(engine, version, sample.name, report["bones"], len(report["morphs"]), worst, remarks)
