"""Which colliders a chain keeps when there may be only a few."""

from collections.abc import Iterator, Sequence
from itertools import groupby

import numpy as np

from moeforge.scene import Collider, Scene
from moeforge_exporters.optimize.chains import Budget
from moeforge_exporters.optimize.skeleton import F64, world

Pair = tuple[int, int]
"""Index of a chain, index of a collider."""


def gap(collider: Collider, places: F64, points: F64) -> float:
    """Metres from the surface of a collider to the nearest of points (K, 3); below 0 inside. `places`: of all nodes."""
    start = places[collider.node] + collider.offset
    end = start if collider.tail is None else places[collider.node] + collider.tail
    axis = end - start
    t = np.clip((points - start) @ axis / max(float(axis @ axis), 1e-12), 0.0, 1.0)
    return float(np.linalg.norm(points - start - t[:, None] * axis, axis=1).min()) - collider.radius


def chosen(
    scene: Scene, lines: Sequence[F64], wanted: Sequence[Sequence[int]], budget: Budget
) -> list[tuple[int, ...]]:
    """The colliders that each chain keeps of those it wants, within `budget`: one of each bone first, nearest first.

    `lines`: joints and end (K, 3) of each chain in rest. Equally near ones (left and right) stay or go together.
    """
    places = world(scene)
    ranked = sorted(row for i, asked in enumerate(wanted) for row in _ranked(scene, places, lines, i, asked))
    kept: list[Pair] = []
    for _, group in groupby(ranked, key=lambda row: row[:2]):
        grown = kept + [(i, c) for *_, i, c in group]
        if _fits(grown, lines, budget):
            kept = grown
    return [tuple(sorted(c for i, c in kept if i == k)) for k in range(len(lines))]


def _ranked(
    scene: Scene, places: F64, lines: Sequence[F64], chain: int, asked: Sequence[int]
) -> Iterator[tuple[int, float, int, int]]:
    """(how many of the same bone are nearer, metres, chain, collider) of what a chain wants.

    A second sphere of the head says less than the first one of the chest.
    """
    gaps = {c: round(gap(scene.colliders[c], places, lines[chain][1:]), 3) for c in asked}
    for c, own in gaps.items():
        nearer = [d for d in asked if scene.colliders[d].node == scene.colliders[c].node and (gaps[d], d) < (own, c)]
        yield len(nearer), own, chain, c


def _fits(pairs: Sequence[Pair], lines: Sequence[F64], budget: Budget) -> bool:
    checks = sum(len(lines[i]) for i, _ in pairs)
    return checks <= budget.checks and len({c for _, c in pairs}) <= budget.colliders
