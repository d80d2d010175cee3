"""Time and size of every export format over a few avatars: `python benchmarks/export.py [avatars] [rounds]`.

Process time, not wall clock, so that a busy machine does not blur it. The avatars are built before the clock starts.
"""

import sys
from collections.abc import Callable
from dataclasses import replace
from statistics import median
from time import process_time

from moeforge.pipeline import Studio, build
from moeforge.prior import complete
from moeforge.scene import Scene
from moeforge_exporters import png
from moeforge_exporters.inspect import inspect
from moeforge_exporters.options import ExportOptions
from moeforge_exporters.registry import EXPORTERS


def milliseconds(work: Callable[[], object]) -> float:
    """Process time of one call."""
    start = process_time()
    work()
    return (process_time() - start) * 1e3


def textures(scene: Scene) -> list[bytes]:
    """All textures as PNG."""
    return [png.encode(t.pixels) for t in scene.textures]


def bare(scene: Scene) -> Scene:
    """The scene with textures of four pixels: what is left is the tree, the buffers and the checks."""
    return replace(scene, textures=tuple(replace(t, pixels=t.pixels[:2, :2]) for t in scene.textures))


def row(name: str, times: list[float], note: str = "") -> None:
    print(f"{name:24} p50 {median(times):6.1f} ms   worst {max(times):6.1f} ms   {note}")


def main(avatars: int = 6, rounds: int = 3) -> None:
    """Print one line for each stage and format."""
    scenes = [build(complete(seed, texture_source="painter"), Studio()) for seed in range(avatars)]
    options = ExportOptions()
    again = [scene for scene in scenes for _ in range(rounds)]
    faces = [s.texture("face").pixels for s in again]
    row("PNG, face 1024", [milliseconds(lambda p=p: png.encode(p)) for p in faces])
    row("PNG, all textures", [milliseconds(lambda s=s: textures(s)) for s in again])
    row("glb without textures", [milliseconds(lambda s=s: EXPORTERS["glb"](s, options)) for s in map(bare, again)])
    for name, export in EXPORTERS.items():
        sizes = [len(export(s, options)) for s in scenes]
        note = f"bytes {min(sizes):,} to {max(sizes):,}"
        row(name, [milliseconds(lambda s=s, e=export: e(s, options)) for s in again], note)
    files = [EXPORTERS["vrm"](s, options) for s in scenes]
    row("inspect", [milliseconds(lambda f=f: inspect(f)) for f in files])


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
