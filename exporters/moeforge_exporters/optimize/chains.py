"""Which spring chains become one, and how long each stays, within a budget."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from moeforge.scene import Scene, Spring
from moeforge_exporters.optimize.skeleton import F64, world


@dataclass(frozen=True, slots=True)
class Budget:
    """Upper bounds on what swings, counted as VRChat counts PhysBones."""

    chains: int  # one PhysBone component each
    transforms: int  # nodes of all chains, root and end node included
    colliders: int
    checks: int  # over all chains: transforms times colliders


@dataclass(frozen=True, slots=True)
class Strand:
    """Chains that become one: indices into Scene.springs, and the number of swinging joints of the result."""

    members: tuple[int, ...]
    joints: int

    @property
    def transforms(self) -> int:
        return self.joints + 1


def plan(scene: Scene, budget: Budget) -> tuple[Strand, ...]:
    """The strands that stay, in the order of their first chains; chains of no strand are to be dropped.

    Chains of one family (same parent, same name but for the number) share a strand with their neighbours. Where there
    are too few strands, the families with the least length of chain go without.
    """
    most = min(budget.chains, budget.transforms // 2)
    families = sorted(_families(scene), key=lambda f: -_length(scene, f))
    counts = _allot(families, [_least(scene, f) for f in families], [_length(scene, f) for f in families], most)
    parts = [part for f, count in zip(families, counts, strict=True) if count for part in _arcs(scene, f, count)]
    strands = [Strand(tuple(part), max(len(scene.springs[i].joints) - 1 for i in part)) for part in parts]
    return tuple(sorted(_shortened(strands, budget.transforms), key=lambda s: s.members))


def _families(scene: Scene) -> list[list[int]]:
    found: dict[tuple[int | None, str], list[int]] = {}
    for i, spring in enumerate(scene.springs):
        key = scene.nodes[spring.joints[0]].parent, spring.name.rstrip("0123456789_")
        found.setdefault(key, []).append(i)
    return list(found.values())


def _length(scene: Scene, family: Sequence[int]) -> float:
    """Metres of chain in a family."""
    places = world(scene)
    joints = (scene.springs[i].joints for i in family)
    return sum(float(np.linalg.norm(places[a] - places[b])) for chain in joints for a, b in pairwise(chain))


def _least(scene: Scene, family: Sequence[int]) -> int:
    """Two strands for chains on opposite sides of their parent, else one.

    One strand in place of a skirt's ring would hang at the axis and not swing when the figure turns; one in place of
    two tails, or of all hair from cheek to cheek, would swing them about a point far off, and inside the neck or the
    chest. Braids that start behind and fall over the shoulders stand apart only lower down: the worst joint counts.
    """
    most = max(len(scene.springs[i].joints) for i in family)
    places, parent = world(scene), scene.nodes[scene.springs[family[0]].joints[0]].parent
    lines = np.stack([_resampled(places[list(scene.springs[i].joints)], most) for i in family])
    away = lines[..., ::2] - (0.0 if parent is None else places[parent, ::2])
    unit = away / np.maximum(np.linalg.norm(away, axis=-1, keepdims=True), 1e-9)
    together = float(np.linalg.norm(unit.mean(axis=0), axis=-1).min())
    return 2 if together < OPPOSITE and len(family) % 2 == 0 else 1


def _allot(
    families: Sequence[Sequence[int]], least: Sequence[int], lengths: Sequence[float], most: int
) -> Sequence[int]:
    """Strands for each family: the least it needs, first come first served, then more where chains are longest.

    A family that needs two and finds one left goes without: left and right would swing about the middle of the head.

    An odd number of chains is never cut into an even one of strands: left and right would differ.
    """
    counts: list[int] = []
    for need in least:
        counts.append(need if need <= most - sum(counts) else 0)
    while True:
        steps = {i: step for i, f in enumerate(families) if counts[i] and (step := _step(len(f), counts[i]))}
        open_ = [i for i, step in steps.items() if sum(counts) + step <= most]
        if not open_:
            return counts
        best = max(open_, key=lambda i: (lengths[i] / counts[i], -i))
        counts[best] += steps[best]


def _step(size: int, count: int) -> int:
    """How many strands more a family may take; 0 when each chain has its own."""
    return 0 if count == size else 2 if size % 2 else 1


def _arcs(scene: Scene, family: Sequence[int], count: int) -> list[list[int]]:
    """The family cut into `count` runs of neighbours round the parent, starting and ending in front."""
    places = world(scene)
    angles = [_azimuth(places, scene, i) for i in family]
    order = sorted(range(len(family)), key=lambda k: (angles[k], k))
    cuts = [len(family) * k // count for k in range(count // 2 + 1)]
    cuts = sorted({*cuts, *(len(family) - c for c in cuts)})  # mirrored, so that both sides are cut alike
    return [sorted(family[k] for k in order[a:b]) for a, b in pairwise(cuts)]


def _azimuth(places: F64, scene: Scene, spring: int) -> float:
    """Angle of a chain's root about its parent, from the back: -pi in front over the right side to pi in front."""
    root = scene.springs[spring].joints[0]
    parent = scene.nodes[root].parent
    x, _, z = places[root] - (places[parent] if parent is not None else 0.0)
    return float(np.arctan2(round(x, 6), -round(z, 6)))


def _shortened(strands: Sequence[Strand], transforms: int) -> list[Strand]:
    """The longest strands lose joints, all of one length together, until the budget holds."""
    kept = list(strands)
    while sum(s.transforms for s in kept) > transforms:
        longest = max(s.joints for s in kept)
        kept = [replace(s, joints=s.joints - 1) if s.joints == longest else s for s in kept]
    return kept


def shares(old: int, new: int) -> F64:
    """How each of `old` swinging joints hands its weight to `new` ones, (old, new): by the place of the bone's middle.

    A bone acts most half way to the next joint; that place, in the new chain's joints, falls between two bones.
    """
    middle = np.clip((np.arange(old) + 0.5) * new / old - 0.5, 0, new - 1)
    return np.clip(1.0 - np.abs(middle[:, None] - np.arange(new)), 0.0, 1.0)


def middle_line(scene: Scene, strand: Strand) -> F64:
    """Joints and end (joints + 1, 3) of a strand, world metres.

    Points are averaged round the axis of the parent, direction and distance apart, so that the line of a fan of hair
    stays as far from the head as its chains were.
    """
    places = world(scene)
    parent = scene.nodes[scene.springs[strand.members[0]].joints[0]].parent
    axis = np.zeros(3) if parent is None else places[parent] * [1.0, 0.0, 1.0]
    lines = np.stack([_resampled(places[list(scene.springs[i].joints)], strand.transforms) for i in strand.members])
    if len(lines) == 1:
        return lines[0]
    flat = (lines - axis) * [1.0, 0.0, 1.0]
    radius = np.linalg.norm(flat, axis=2, keepdims=True)
    direction = (flat / np.maximum(radius, 1e-9)).mean(axis=0)
    length = np.linalg.norm(direction, axis=1, keepdims=True)
    round_ = direction / np.maximum(length, 1e-9) * radius.mean(axis=0)
    mean = lines.mean(axis=0)
    return np.where(length > SPREAD, round_ + axis + mean * [0.0, 1.0, 0.0], mean)


OPPOSITE = 0.6
"""Length of the mean of unit directions, below which chains count as standing on opposite sides."""
SPREAD = 0.3
"""Chains all round an axis have no common direction: below this length of the mean one their middle is the axis."""


def _resampled(points: F64, count: int) -> F64:
    """`count` points along a chain's points, evenly by joint; the same ones when there are as many."""
    if len(points) == count:
        return points
    at = np.linspace(0.0, len(points) - 1, count)
    return np.stack([np.interp(at, np.arange(len(points)), points[:, i]) for i in range(3)], axis=1)


def blended(springs: Sequence[Spring], joints: tuple[int, ...], colliders: tuple[int, ...]) -> Spring:
    """One spring with the mean settings of several and the first one's name."""

    def mean(values: Sequence[float]) -> float:
        return float(np.mean(values)) if len(values) > 1 else values[0]

    return Spring(
        name=springs[0].name,
        joints=joints,
        stiffness=mean([s.stiffness for s in springs]),
        drag=mean([s.drag for s in springs]),
        gravity=mean([s.gravity for s in springs]),
        hit_radius=mean([s.hit_radius for s in springs]),
        colliders=colliders,
    )


BUDGETS: Mapping[str, Budget] = {
    "none": Budget(0, 0, 0, 0),
    "phone": Budget(4, 16, 4, 16),
    "low": Budget(4, 16, 4, 32),
    "medium": Budget(8, 64, 8, 128),
    "full": Budget(16, 64, 16, 256),
}
"""VRChat's Mobile Good, PC Excellent, PC Good and PC Medium, with at most 64 transforms (ranks.toml)."""
