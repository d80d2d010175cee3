"""Tools that read and write glTF: what they wrote must still move right, in three.js."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pygltflib as gl

from viewers import web
from viewers.samples import Row, Sample, apart, reported, write
from viewers.validator import remarks_of

ROUNDTRIP = web.SCRIPT.with_name("roundtrip.mjs")
MODES = ("copy", "quantize", "meshopt", "draco")
MISSING = "Missing optional extension"
SPARSE = "Some sparse accessors"
"""glTF-Transform's remarks on VRM's extensions, unknown to it, and on sparse morphs that move many vertices."""
HABITS = ("ACCESSOR_WEIGHTS_NON_NORMALIZED", "ACCESSOR_JOINTS_USED_ZERO_WEIGHT")
"""Draco quantises weights to 12 bits, so that sums are not exact and the least become 0; the validator remarks both."""
ASSIMP_FORMAT = "glb2"
ASSIMP_HABITS = ("NODE_SKINNED_MESH_NON_ROOT",)
"""Its exporter hangs meshes under a node ROOT, which the validator warns of in some files, as it does of Blender's."""


def transform_here() -> bool:
    """Whether node and the packages of tests/browser are installed."""
    return shutil.which("node") is not None and (ROUNDTRIP.parent / "node_modules" / "@gltf-transform").is_dir()


def run_transform(samples: Sequence[Sample], folder: Path) -> list[Row]:
    """glTF-Transform: copied, quantised, compressed by meshopt and by Draco."""
    return [row for mode in MODES for row in _through(samples, folder, mode, lambda a, b, m=mode: _transform(m, a, b))]


def _transform(mode: str, source: Path, target: Path) -> dict[str, Any]:
    command = ["node", str(ROUNDTRIP), mode, str(source), str(target)]
    report = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    remarks = [m for m in dict.fromkeys(report["messages"]) if not m.startswith((MISSING, SPARSE))]
    version = json.loads((ROUNDTRIP.parent / "package.json").read_text())["dependencies"]["@gltf-transform/core"]
    return {"engine": f"glTF-Transform {mode}", "version": version, "remarks": remarks}


def assimp_here() -> bool:
    """Whether the command line of Assimp is installed."""
    return shutil.which("assimp") is not None


def run_assimp(samples: Sequence[Sample], folder: Path) -> list[Row]:
    """Assimp: imported and written as GLB again. It numbers morphs where we named them."""
    return _through(samples, folder, "assimp", _assimp)


def _assimp(source: Path, target: Path) -> dict[str, Any]:
    command = ["assimp", "export", str(source), str(target), f"-f{ASSIMP_FORMAT}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    text = done.stdout + done.stderr
    about = subprocess.run(["assimp", "version"], capture_output=True, text=True, check=False).stdout
    version = re.search(r"Version ([\d.]+)", about)
    remarks = [line for line in text.splitlines() if line.startswith(("ERROR", "WARN"))]
    if target.exists():
        _restore_small_steps(source, target)
    return {"engine": "Assimp", "version": version[1] if version else "?", "remarks": remarks, "habits": ASSIMP_HABITS}


def _restore_small_steps(source: Path, target: Path) -> None:
    """Give nodes their translation back: the exporter of Assimp 5.2 drops those shorter than 10 mm, finger joints."""
    ours = {node.name: node.translation for node in _load(source).nodes}
    tree = _load(target)
    for node in tree.nodes:
        if node.matrix is None and node.translation is None:
            node.translation = ours.get(node.name)
    tree.save(str(target))


def _load(path: Path) -> gl.GLTF2:
    tree = gl.GLTF2.load(str(path))
    assert tree is not None, path
    return tree


Tool = Callable[[Path, Path], Mapping[str, Any]]


def _through(samples: Sequence[Sample], folder: Path, name: str, tool: Tool) -> list[Row]:
    """A row for each file; infinitely far off where the tool gave none back."""
    sources = write(samples, folder)
    targets = [source.with_name(f"{name}_{source.name}") for source in sources]
    facts = [tool(source, target) for source, target in zip(sources, targets, strict=True)]
    numbered = name == "assimp"
    files = [
        (target, _numbered(s.state(), s) if numbered else s.state())
        for target, s in zip(targets, samples, strict=True)
        if target.exists()
    ]
    reports = dict(zip((path for path, _ in files), web.look(files), strict=True))
    return [_row(f, s, t, reports.get(t), joined=numbered) for f, s, t in zip(facts, samples, targets, strict=True)]


def _row(
    facts: Mapping[str, Any], sample: Sample, target: Path, report: Mapping[str, Any] | None, *, joined: bool
) -> Row:
    if report is None:
        return Row(facts["engine"], facts["version"], sample.name, 0, 0, float("inf"), tuple(facts["remarks"]))
    worst = apart(reported(report), sample, joined=joined)
    remarks = (*facts["remarks"], *remarks_of(target, facts.get("habits", HABITS)))
    return Row(facts["engine"], facts["version"], sample.name, report["bones"], len(report["morphs"]), worst, remarks)


def _numbered(state: Mapping[str, Any], sample: Sample) -> dict[str, Any]:
    """The state with morphs by their place in the list: three.js calls unnamed ones "0", "1" and so on."""
    names = next(m.morph_names for m in sample.scene.meshes if m.morph_names)
    return {**state, "morphs": {str(names.index(name)): weight for name, weight in state["morphs"].items()}}
