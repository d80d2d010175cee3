"""Our files in other people's engines and tools: do they load, and does every vertex go where our own skinning says?

    python benchmarks/engines.py                       # all samples in all engines that are installed
    python benchmarks/engines.py blender --only glb,vrm0 --out pictures
    python benchmarks/engines.py --picture docs/img/engines.jpg

Prints a table, a row for each engine and file: "moves" is the largest distance of any vertex from its place, at rest
and in a pose with a wink and an open mouth. Engines that are absent are named with the way to install them. Exits 1 if
a file does not load, moves otherwise by more than its engine's arithmetic explains, or draws a remark.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from viewers import blender, godot, passes, picture, web
from viewers.samples import RECIPES, Row, Runner

from moeforge.pipeline import Studio

NPM = "npm ci --prefix tests/browser, and Chromium"


@dataclass(frozen=True, slots=True)
class Engine:
    """An engine or a family of them: how to see that it is here, how to get it, how to run it."""

    here: Callable[[], bool]
    install: str
    run: Runner
    limit: float  # millimetres that its arithmetic explains


ENGINES: Mapping[str, Engine] = {
    **{name: Engine(web.here, NPM, partial(web.run, name), 0.01) for name in (*web.ENGINES, web.VRM_ENGINE)},
    "blender": Engine(blender.here, blender.INSTALL, blender.run, 0.01),
    "transform": Engine(passes.transform_here, NPM, passes.run_transform, 1.5),
    "assimp": Engine(passes.assimp_here, "apt-get install assimp-utils", passes.run_assimp, 0.01),
    "godot3": Engine(godot.GODOT3.here, "apt-get install godot3-server", godot.GODOT3.run, 0.05),
    "godot4": Engine(godot.GODOT4.here, "apt-get install godot, of Debian forky", godot.GODOT4.run, 0.05),
}
"""Limits: float32 and weights that sum to 1 within 1e-6; positions in 14 bits and weights in 8 to 12; half floats."""


def show(rows: Sequence[Row], limit: float) -> bool:
    """Print rows; whether all is well."""
    for row in rows:
        said = "; ".join(row.remarks) or "-"
        cells = f"{row.engine:22} {row.version:10} {row.file:11} {row.bones:5} {row.morphs:6} {row.deviation:10.4f}"
        print(f"{cells}  {said[:160]}", flush=True)
    return all(row.deviation <= limit and not row.remarks for row in rows)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("engines", nargs="*", help=f"of {', '.join(ENGINES)}; all if none is named")
    parser.add_argument("--only", default=",".join(RECIPES), help="samples, comma-separated")
    parser.add_argument("--out", type=Path, help="keep files and pictures there")
    parser.add_argument("--picture", type=Path, help="draw the sheet of one character in several engines, and no more")
    asked = parser.parse_args()
    if asked.picture:
        picture.draw(asked.picture)
        return
    studio = Studio.load()
    samples = [RECIPES[name].make(name, studio) for name in asked.only.split(",")]
    well = True
    print(f"{'engine':22} {'version':10} {'file':11} {'bones':>5} {'morphs':>6} {'moves, mm':>10}  remarks")
    with tempfile.TemporaryDirectory() as temporary:
        folder = asked.out or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        for name in asked.engines or ENGINES:
            engine = ENGINES[name]
            if engine.here():
                well &= show(engine.run(samples, folder), engine.limit)
            else:
                print(f"{name} is not installed here: {engine.install}")
    sys.exit(0 if well else 1)


if __name__ == "__main__":
    main()
