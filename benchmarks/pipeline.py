"""Milliseconds of each stage from a prompt to a VRM, warm, beside the bare cost of the models and the image encoder.

    python benchmarks/pipeline.py --count 30 --threads 2

Stages are timed inside one run, so their shares can be compared even on a noisy machine.
"""

import argparse
import json
import resource
from collections.abc import Callable
from itertools import cycle, islice
from statistics import median, quantiles
from time import perf_counter
from typing import TypeVar

from moeforge.pipeline import Studio, assemble, meta, paint
from moeforge.prior import complete, seed_of
from moeforge.scene import Scene
from moeforge.spec import AvatarSpec
from moeforge.template.chibi import build_figure
from moeforge.textures.compose import compose
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


class Clock:
    """Times the stages of one avatar."""

    def __init__(self) -> None:
        self.ms: dict[str, float] = {}

    def __call__(self, stage: str, work: Callable[[], T]) -> T:
        start = perf_counter()
        result = work()
        self.ms[stage] = (perf_counter() - start) * 1000
        return result


def wish(prompt: str, seed: int) -> AvatarSpec:
    """A prompt's spec with a seed of its own, so that every avatar differs."""
    return complete(seed_of(f"{prompt}/{seed}"), understand(prompt).wish)


def one(prompt: str, seed: int, studio: Studio) -> tuple[dict[str, float], Scene]:
    """The stages of one avatar, and the bare cost of what cannot be saved: models and image encoding."""
    clock = Clock()
    spec = clock("prompt", lambda: wish(prompt, seed))
    figure = clock("geometry", lambda: build_figure(spec))
    sheets = clock("paint", lambda: paint(spec, studio))
    textures = clock("compose", lambda: compose(spec, sheets, figure.fringe, figure.palette, figure.weaves))
    scene = clock("rig", lambda: assemble(spec, figure, textures, meta(spec, studio)))
    scene = clock("thumbnail", lambda: with_thumbnail(scene))
    clock("export", lambda: deliver(scene, "vrm", ExportOptions()))
    total = sum(clock.ms.values())
    clock("of it: images", lambda: [encode(t.pixels) for t in scene.textures])
    return {**clock.ms, "total": total, "bare": clock.ms["paint"] + clock.ms["of it: images"]}, scene


def main() -> None:
    """Print a table, or one JSON object."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=30)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    studio = Studio.load(threads=options.threads)
    for seed, prompt in enumerate(PROMPTS):  # warm: every style's and outfit's fixed tables are built once
        one(prompt, seed, studio)
    runs = [one(p, 100 + i, studio)[0] for i, p in enumerate(islice(cycle(PROMPTS), options.count))]
    stages = {k: [r[k] for r in runs] for k in runs[0]}
    result = {k: {"p50": round(median(v), 1), "p90": round(quantiles(v, n=10)[-1], 1)} for k, v in stages.items()}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if options.json:
        print(json.dumps({"stages": result, "peak_mib": round(peak), "count": options.count}))
        return
    for stage, figures in result.items():
        print(f"{stage:15} p50 {figures['p50']:7.1f} ms   p90 {figures['p90']:7.1f} ms")
    print(f"peak memory {peak:.0f} MiB; total / bare = {result['total']['p50'] / result['bare']['p50']:.2f}")


if __name__ == "__main__":
    main()
