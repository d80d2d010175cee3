"""Milliseconds of each stage from a prompt to a VRM, warm, beside the bare cost of the models and the image encoder.

    python benchmarks/pipeline.py --count 30 --threads 2

Stages are timed one after the other inside one run, so their shares can be compared even on a noisy machine; `whole`
is what a caller waits for, with the stages that overlap. `--style` puts a named style, or that of a picture file, on
every avatar; `--exact` takes a picture's colours and roughness alone. `--against TREE` measures another checkout by
turns.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from itertools import cycle, islice
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, process_time
from typing import TypeVar

from moeforge.models.bundle import find_stylist
from moeforge.pipeline import Studio, assemble, build, meta, paint
from moeforge.prior import complete, seed_of
from moeforge.scene import U8, Scene
from moeforge.spec import AvatarSpec
from moeforge.style.choose import with_style
from moeforge.style.restyle import restyle
from moeforge.template.chibi import Figure, build_figure
from moeforge.textures.compose import compose
from moeforge.textures.images import TextureSet
from moeforge.understand.prompt import understand
from moeforge_exporters.delivery import deliver
from moeforge_exporters.options import ExportOptions
from moeforge_exporters.png import encode
from moeforge_exporters.portrait import with_thumbnail

PROMPTS = (
    "pink twintails, blue eyes, sailor uniform",
    "black bob, brown eyes, hoodie, glasses",
    "银色长发，红眼睛，连衣裙，猫耳",
    "茶髪ポニーテール、緑の目、Tシャツ",
    "blonde hime cut, purple eyes, dark brown skin, dress",
    "afro, amber eyes, yellow hoodie, freckles",
)
T = TypeVar("T")
Styled = Callable[[AvatarSpec], AvatarSpec]
"""Gives a spec the style that is measured."""
ROUNDS = 3


class Clock:
    """Times the stages of one avatar: on the wall, and in the processor's own time over all threads."""

    def __init__(self) -> None:
        self.ms: dict[str, float] = {}
        self.cpu: dict[str, float] = {}

    def __call__(self, stage: str, work: Callable[[], T]) -> T:
        start, busy = perf_counter(), process_time()
        result = work()
        self.ms[stage], self.cpu[stage] = (perf_counter() - start) * 1000, (process_time() - busy) * 1000
        return result

    def add(self, name: str, stages: Iterable[str]) -> None:
        """A stage that is the sum of others."""
        parts = tuple(stages)
        for times in (self.ms, self.cpu):
            times[name] = sum(times[stage] for stage in parts)


def wish(prompt: str, seed: int) -> AvatarSpec:
    """A prompt's spec with a seed of its own, so that every avatar differs."""
    return complete(seed_of(f"{prompt}/{seed}"), understand(prompt).wish)


def styled(style: str, exact: bool) -> Styled:
    """What puts a named style or a picture file's on a spec; the picture is read once, as for many avatars of one."""
    path = Path(style)
    if not path.is_file():
        return lambda spec: with_style(spec, style)
    read = with_style(complete(0), picture=path.read_bytes(), stylist=None if exact else find_stylist())
    return lambda spec: spec.with_(style_params=read.style_params, style_strength=read.style_strength)


def one(prompt: str, seed: int, studio: Studio, style: Styled) -> tuple[Clock, Scene]:
    """The stages of one avatar, and the bare cost of what cannot be saved: models and image encoding."""
    clock = Clock()
    spec = clock("prompt", lambda: style(wish(prompt, seed)))
    figure = clock("geometry", lambda: build_figure(spec))
    sheets = clock("paint", lambda: paint(spec, studio))
    plain = clock("compose", lambda: composed(spec, sheets, figure))
    textures = clock("style", lambda: restyle(plain, spec))
    scene = clock("rig", lambda: assemble(spec, figure, textures, meta(spec, studio)))
    drawn = clock("thumbnail", lambda: with_thumbnail(scene))
    clock("export", lambda: deliver(drawn, "vrm", ExportOptions()))
    clock.add("total", tuple(clock.ms))
    clock("whole", lambda: deliver(build(style(wish(prompt, seed)), studio), "vrm", ExportOptions()))
    clock("images", lambda: [encode(t.pixels) for t in scene.textures])
    clock.add("bare", ("paint", "images"))
    return clock, drawn


def composed(spec: AvatarSpec, sheets: Mapping[str, U8], figure: Figure) -> TextureSet:
    """The textures as `build` composes them; older checkouts paint hair that nothing shows, too."""
    known = (spec, sheets, figure.fringe, figure.palette, figure.weaves)
    with suppress(ImportError):
        return compose(*known, import_module("moeforge.textures.worn").hidden("hair", figure.piece.parts))
    return compose(*known)


def measured(count: int, threads: int, style: Styled) -> dict[str, dict[str, float]]:
    """Stage -> its figures in milliseconds over `count` avatars, after a warm-up."""
    with suppress(ImportError):  # as the command line does; older checkouts do not
        import_module("moeforge.memory").keep_memory()
    studio = Studio.load(threads=threads)
    for seed, prompt in enumerate(PROMPTS):  # every style's and outfit's fixed tables are built once
        one(prompt, seed, studio, style)
    clocks = [one(p, 100 + i, studio, style)[0] for i, p in enumerate(islice(cycle(PROMPTS), count))]
    return {stage: _figures([c.ms[stage] for c in clocks], [c.cpu[stage] for c in clocks]) for stage in clocks[0].ms}


def _figures(wall: list[float], cpu: list[float]) -> dict[str, float]:
    figures = {"p50": median(wall), "p90": quantiles(wall, n=10)[-1], "cpu": median(cpu)}
    return {name: round(value, 1) for name, value in figures.items()}


def main() -> None:
    """Print a table, or one JSON object."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=30)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--style", default="plain", help="a named style or a picture file")
    parser.add_argument("--exact", action="store_true", help="of a picture the colours and the roughness alone")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--against", type=Path, help="root of another checkout")
    options = parser.parse_args()
    if options.against:
        same = (f"--count={options.count}", f"--threads={options.threads}", f"--style={options.style}")
        compare(options.against, (*same, *(("--exact",) if options.exact else ())))
        return
    result = measured(options.count, options.threads, styled(options.style, options.exact))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if options.json:
        print(json.dumps({"stages": result, "peak_mib": round(peak), "count": options.count}))
        return
    for stage, f in result.items():
        print(f"{stage:12} p50 {f['p50']:7.1f} ms   p90 {f['p90']:7.1f} ms   processor {f['cpu']:7.1f} ms")
    print(f"peak memory {peak:.0f} MiB; whole / bare = {result['whole']['p50'] / result['bare']['p50']:.2f}")


def compare(other: Path, options: Sequence[str]) -> None:
    """Print each stage in the other checkout and in this one: child processes in turns, the median of ROUNDS."""
    runs: dict[Path, list[dict[str, dict[str, float]]]] = {other: [], Path(__file__).parents[1]: []}
    for _ in range(ROUNDS):
        for root, done in runs.items():
            done.append(_child(root, options))
    before, after = (
        {s: {k: median(r[s][k] for r in done) for k in done[0][s]} for s in done[0]} for done in runs.values()
    )
    print(f"{'':12}   p50 before -> after ms    processor before -> after ms")
    for stage in dict.fromkeys((*before, *after)):
        pairs = [(before.get(stage, {}).get(kind, 0.0), after.get(stage, {}).get(kind, 0.0)) for kind in ("p50", "cpu")]
        print(f"{stage:12}" + "".join(f"   {a:7.1f} -> {b:7.1f} ms" for a, b in pairs))


def _child(root: Path, options: Sequence[str]) -> dict[str, dict[str, float]]:
    paths = os.pathsep.join(str(root / part) for part in ("protos", "core", "exporters"))
    command = [sys.executable, str(Path(__file__)), "--json", *options]
    shown = subprocess.run(command, check=True, capture_output=True, env={**os.environ, "PYTHONPATH": paths}).stdout
    return json.loads(shown)["stages"]


if __name__ == "__main__":
    main()
