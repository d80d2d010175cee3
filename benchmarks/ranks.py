"""VRChat's ranks of random avatars in every shape that a target asks for: `python benchmarks/ranks.py [avatars]`.

Prints the tables of docs/targets.md: ranks by shape, and triangles by level of detail.
"""

import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from statistics import median

import numpy as np

from moeforge.errors import TargetError
from moeforge.pipeline import Studio, build
from moeforge.prior import complete
from moeforge.scene import Scene
from moeforge.template.lod import BUDGETS, LODS
from moeforge_exporters.optimize import Shape, shaped
from moeforge_exporters.stats import rank
from moeforge_exporters.targets import TARGETS, fit, lod_for

FIRST_SEED = 200
SHAPES: Mapping[str, tuple[Shape, str]] = {
    "as built, hero": (Shape(), "hero"),
    "one mesh, hero": (Shape("one"), "hero"),
    "one mesh, medium springs, hero": (Shape("one", springs="medium"), "hero"),
    "one mesh, low springs, hero": (Shape("one", springs="low"), "hero"),
    "face apart, low springs, hero": (Shape("face_apart", springs="low"), "hero"),
    "atlas 1024, phone springs, high": (Shape("one", 1024, "phone"), "high"),
    "atlas 1024, no springs, mobile": (Shape("one", 1024, "none"), "mobile"),
    "atlas 1024, no springs, tiny": (Shape("one", 1024, "none"), "tiny"),
}
"""Shape and level of detail."""


def avatar(seed: int, lod: str) -> Scene:
    """A painter's avatar with a plain thumbnail."""
    scene = build(complete(seed, texture_source="painter"), Studio(), lod=lod)
    return replace(scene, thumbnail=np.full((128, 128, 3), 240, np.uint8))


def told(counts: Counter[str]) -> str:
    """ "29 Good, 1 Excellent"."""
    return ", ".join(f"{n} {name}" for name, n in counts.most_common())


def fits(scene: Scene, name: str) -> bool:
    """Whether a scene keeps every limit of a target."""
    try:
        fit(scene, name)
    except TargetError:
        return False
    return True


def main(avatars: int = 30) -> None:
    """Print the tables."""
    crowd = [{lod: avatar(seed, lod) for lod in LODS} for seed in range(FIRST_SEED, FIRST_SEED + avatars)]
    print("| shape and level | PC | phone | bones, at most |\n| --- | --- | --- | --- |")
    for name, (shape, lod) in SHAPES.items():
        done = [shaped(levels[lod], shape) for levels in crowd]
        ranks = [Counter(rank(scene)[platform].overall for scene in done) for platform in ("pc", "mobile")]
        print(f"| {name} | {told(ranks[0])} | {told(ranks[1])} | {max(len(s.skin.joints) for s in done)} |")
    print("\n| level | budget | triangles, least | median | most |\n| --- | --- | --- | --- | --- |")
    for lod, level in LODS.items():
        counts = [levels[lod].triangle_count for levels in crowd]
        print(f"| {lod} | {BUDGETS[level]:,} | {min(counts):,} | {median(counts):,.0f} | {max(counts):,} |")
    print("\n| target | level | fit |\n| --- | --- | --- |")
    for name in TARGETS:
        fitting = sum(fits(levels[lod_for(name)], name) for levels in crowd)
        print(f"| {name} | {lod_for(name)} | {fitting} of {avatars} |")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
