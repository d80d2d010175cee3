"""Garments grown from the body: faces of the cage, moved outwards, subdivided once, hemmed (RECIPE2 section 2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from moeforge.template.body import rings
from moeforge.template.body.bones import BONES
from moeforge.template.body.cage import Cage
from moeforge.template.body.catmull_clark import NO_VERTEX, subdivision
from moeforge.template.body.layout import ARM_BANDS, layout
from moeforge.template.body.measures import Measures
from moeforge.template.body.surface import ARM_FRAME
from moeforge.template.outfits.cloth import SWATCH_INDEX, Cloth
from moeforge.template.outfits.loft import grid_faces
from moeforge.template.part import F64, I64
from moeforge.template.vectors import fixed, joined

_TRUNK_ROWS = frozenset("PHWRA")
RING_COLUMNS = np.concatenate([rings.COLUMNS, 2 * np.pi - rings.COLUMNS[-2:0:-1]])
"""phi of the 12 columns of a torso row."""
_FIT_ROUNDS = 6
"""Of `Subdivision.fit`: cloth lies off the skin and needs no more."""
_FLAT_Y = 0.2
"""Below the chest only this share of the normal's height counts, so that hems stay level."""
_FLAT_LIMB = 0.35
"""The same along legs and arms, so that the rings of knees and elbows do not crowd on wide cloth."""
LIMB_GIRTH = {"arm": 0.42, "leg": 0.62}
"""Girth of the limbs over the torso's: patterns keep their width there."""
_PIT_COLUMNS = [2, 3, 4]
"""Columns of the torso's row A along the armpit, below the first vertices of an arm ring."""
_PIT_GAP, _PIT_SHARE = 0.010, 0.8
"""How far (HH) a sleeve's underside begins above the armpit, and how much of its offset it may lose for that."""
_LOWEST = np.radians(-115.0)
"""Where round the arm a wide sleeve hangs deepest: a little behind its underside."""
_HANGS = np.array([0.62, -0.32, -0.64])
"""Which way it hangs there: along the arm, up from it, forwards. Little of it goes down, into the sash."""
_SHORT_ARMS = 4
"""To this power of their length, where below 1, sleeves of short arms hang: else they would sink into the sash."""
_INNER_X = (0.002, 0.0036)
"""Trouser legs keep this distance from the middle under the crotch, and so much more with every ring below."""


_NO_DROP: Mapping[str, float] = {}
_NO_LIFT: Mapping[str, tuple[float, float]] = {}


@dataclass(frozen=True, slots=True)
class Shell:
    """A subdivided garment; `place` maps cage vertices to its own (or NO_VERTEX)."""

    cloth: Cloth
    place: I64  # (V,)
    moved: F64  # (V, 3) the whole cage with this garment's offsets
    weights: F64  # (V, len(BONES)) of the whole cage in this garment
    cage: Cage

    def loop(self, row: str, side: int = 1) -> I64:
        """The border that runs through that ring of the cage, directed so that outside lies to its right."""
        ring = self.cage.layout.both[row][0 if side > 0 else 1]
        start = int(self.place[ring[0]])
        return next(loop for loop in borders(self.cloth.faces) if start in loop)

    def wearer(self, row: str, side: int = 1) -> F64:
        """The middle (3,) of the limb inside that ring."""
        middle: F64 = self.cage.points[self.cage.layout.both[row][0 if side > 0 else 1]].mean(axis=0)
        return middle

    def beyond(self, row: str, following: str, side: int) -> F64:
        """Weights (L, B) that the skin has at the ring `following`, next to each vertex of the loop through `row`."""
        here, there = (self.cage.layout.both[name][0 if side > 0 else 1] for name in (row, following))
        table = self.weights[there][:, [BONES.index(bone) for bone in self.cloth.bones]]
        table /= table.sum(axis=1, keepdims=True)
        places = {int(self.place[vertex]): i for i, vertex in enumerate(here)}
        column = np.array([places.get(v, NO_VERTEX) for v in self.loop(row, side).tolist()])
        rows = table[column]  # the palm has ten columns, all of them the hand's
        between = (np.roll(rows, 1, axis=0) + np.roll(rows, -1, axis=0)) / 2
        return np.where((column == NO_VERTEX)[:, None], between, rows)

    def with_cloth(self, cloth: Cloth) -> "Shell":
        """The same garment with more on it."""
        return replace(self, cloth=cloth)


def shell(
    cage: Cage,
    bands: frozenset[str],
    offsets: Mapping[str, float],
    swatch: str,
    lean: float = 0.0,
    arms: str = "",
    level: int = 1,
    drop: Mapping[str, float] = _NO_DROP,
    lift: Mapping[str, tuple[float, float]] = _NO_LIFT,
) -> Shell:
    """The cage's faces of those bands, moved `offsets` (HH by ring name, every ring of them) away from the skin.

    `lean` thins the underside: a vertex whose normal points down moves by that share less. `arms`: the swatch of the
    arms' bands, where it differs. `drop`: how far (HH) the underside of arm rings hangs down. `lift`: how far (HH) leg
    rings rise, and how much further in front. `level` 0 keeps the cage's own faces, 1 subdivides them.
    """
    ground = _ground(bands)
    swatches = np.where(ground.on_arm, SWATCH_INDEX[arms or swatch], SWATCH_INDEX[swatch])
    moved = _moved(cage, offsets, lean)
    _hang(cage, moved, drop)
    _raise(cage, moved, lift)
    weights = _raised_weights(cage, lift) if lift else cage.weights
    own, bones = _on_bones(weights[ground.used]) if lift else (ground.weights, ground.bones)
    used = ground.used
    cloth = Cloth(moved.take(used, axis=0), ground.faces, swatches, _chart(cage, used), own, bones)
    if level:
        cloth = _subdivided(cloth, None if lift else _finer_weights(bands))
    return Shell(cloth, ground.place, moved, weights, cage)


@dataclass(frozen=True, slots=True)
class _Ground:
    """What all garments that grow from the same bands have in common; read only."""

    faces: I64  # (M, 4) over the vertices used
    on_arm: NDArray[np.bool_]  # (M,)
    used: I64  # (N,) vertices of the cage
    place: I64  # (V,) the way back, or NO_VERTEX
    weights: F64  # (N, B)
    bones: tuple[str, ...]


@lru_cache(maxsize=64)
def _ground(bands: frozenset[str]) -> _Ground:
    body = layout()
    faces = np.flatnonzero([band in bands for band in body.bands])
    chosen = body.faces[faces, :4]  # no band that clothes grow from has a face of five corners
    used = np.unique(chosen)
    place = np.full(len(body.mirror), NO_VERTEX)
    place[used] = np.arange(len(used))
    on_arm = np.array([body.bands[i].startswith("arm") for i in faces])
    weights, bones = _on_bones(body.weights[used])
    return _Ground(fixed(place[chosen]), fixed(on_arm), fixed(used), fixed(place), fixed(weights), bones)


def _on_bones(weights: F64) -> tuple[F64, tuple[str, ...]]:
    """The columns of weights (N, len(BONES)) that are not empty, and their bones."""
    active = np.flatnonzero(weights.any(axis=0))
    return weights[:, active], tuple(BONES[i] for i in active)


@lru_cache(maxsize=64)
def _finer_weights(bands: frozenset[str]) -> F64:
    """Weights of the subdivided garment on those bands."""
    ground = _ground(bands)
    return fixed(subdivision(ground.faces).smooth @ ground.weights)


def _subdivided(cloth: Cloth, weights: F64 | None) -> Cloth:
    """One Catmull-Clark step whose limit surface passes through the cloth's points; `weights`: those after it, if
    known."""
    step = subdivision(cloth.faces)
    return Cloth(
        points=step.limit @ step.fit(cloth.points, _FIT_ROUNDS),
        faces=step.faces,
        swatches=cloth.swatches[step.parent],
        chart=step.smooth @ cloth.chart,
        weights=step.smooth @ cloth.weights if weights is None else weights,
        bones=cloth.bones,
    )


def _moved(cage: Cage, offsets: Mapping[str, float], lean: float) -> F64:
    """Cage points (V, 3) along their normals, by the offset of their ring."""
    distance, level = _distances(tuple(offsets.items()))
    move = cage.normals * (distance * (1.0 - lean * np.maximum(-cage.normals[:, 1], 0.0)))[:, None]
    move[:, 1] *= level
    _across_arms(move)
    _beside_arms(cage, move)
    _under_arms(cage, move)
    return _kept_apart(cage.points + move, tuple(offsets))


@lru_cache(maxsize=256)
def _distances(offsets: tuple[tuple[str, float], ...]) -> tuple[F64, F64]:
    """(V,) offset of each vertex and share of its normal's height that counts; `offsets` by ring."""
    body = layout()
    distance, level = np.zeros(len(body.mirror)), np.ones(len(body.mirror))
    for row, offset in offsets:
        for ring in body.both[row]:
            distance[ring] = offset
            level[ring] = _FLAT_Y if row in _TRUNK_ROWS else _FLAT_LIMB if row[:3] == "leg" and row != "leg0" else 1.0
    return fixed(distance), fixed(level)


def _across_arms(move: F64) -> None:
    """Take most of what runs along the arm out of the moves of arm rings, in place."""
    arms, along = _arms()
    own = move[arms]
    move[arms] = own - (1.0 - _FLAT_LIMB) * (own * along).sum(axis=1, keepdims=True) * along


@cache
def _arms() -> tuple[I64, F64]:
    """The vertices of all arm rings (N,) and the direction of their arm (N, 3)."""
    left, right = (np.concatenate([layout().both[row][side] for row in ARM_BANDS]) for side in (0, 1))
    aside = np.repeat([1.0, -1.0], len(left))
    return fixed(np.concatenate([left, right])), fixed(ARM_FRAME[0] * joined(aside, 1.0, 1.0))


def _beside_arms(cage: Cage, move: F64) -> None:
    """Take the crease before and behind the armpit as far aside as what is next to it, in place.

    There the skin faces forwards and the chest beside it aside: thick cloth would crowd between them.
    """
    for chest in (cage.layout.rows["M"], cage.layout.right("M")):
        for crease, beside in ((2, 1), (4, 5)):
            aside = move[chest[[crease, beside]], 0]
            move[chest[crease], 0] = aside[np.argmax(np.abs(aside))]


def _under_arms(cage: Cage, move: F64) -> None:
    """Raise the first arm ring's underside where it would hang below the armpit of wide figures, in place.

    Edges between the two would be short in the T-pose and stretch as the arm comes down.
    """
    for pit, ring, side in zip(cage.layout.both["A"], cage.layout.both["arm1"], (1.0, -1.0), strict=True):
        up = ARM_FRAME[1] * np.array([side, 1.0, 1.0])
        at, under = pit[_PIT_COLUMNS], ring[: len(_PIT_COLUMNS)]
        gap = (cage.points[under] + move[under] - cage.points[at] - move[at]) @ up
        lift = np.clip(_PIT_GAP - gap, 0.0, _PIT_SHARE * np.maximum(-(move[under] @ up), 0.0))
        move[under] += lift[:, None] * up


def _hang(cage: Cage, points: F64, drop: Mapping[str, float]) -> None:
    """Move the underside of wide sleeves, in place; less on short arms, which hold it before the body."""
    short = min(1.0, Measures(cage.proportions).reach) ** _SHORT_ARMS
    low = np.maximum(np.cos(rings.ARM_ANGLES - _LOWEST), 0.0) ** 0.8
    for row, depth in drop.items():
        for ring, side in zip(cage.layout.both[row], (1.0, -1.0), strict=True):
            points[ring] += short * depth * low[:, None] * (_HANGS @ ARM_FRAME) * np.array([side, 1.0, 1.0])


def _raise(cage: Cage, points: F64, lift: Mapping[str, tuple[float, float]]) -> None:
    """Move leg rings up, in place: their front further than their back."""
    for row, (up, tilt) in lift.items():
        for ring in cage.layout.both[row]:
            points[ring, 1] += up + tilt * np.cos(rings.LEG_ANGLES)


def _raised_weights(cage: Cage, lift: Mapping[str, tuple[float, float]]) -> F64:
    """The cage's weights (V, B), those of raised leg rings as the leg has them at their new height."""
    weights = cage.weights.copy()
    for row, (up, tilt) in lift.items():
        above = f"leg{int(row.removeprefix('leg')) - 1}"
        for ring, higher in zip(cage.layout.both[row], cage.layout.both[above], strict=True):
            gap = cage.points[higher, 1] - cage.points[ring, 1]
            share = np.clip((up + tilt * np.cos(rings.LEG_ANGLES)) / gap, 0.0, 1.0)[:, None]
            weights[ring] = (1.0 - share) * cage.weights[ring] + share * cage.weights[higher]
    return weights


def _kept_apart(points: F64, rows: tuple[str, ...]) -> F64:
    """Legs never cross the middle."""
    legs, side, inner = _inner_sides(rows)
    points[legs, 0] = side * np.maximum(side * points[legs, 0], inner)
    return points


@lru_cache(maxsize=256)
def _inner_sides(rows: tuple[str, ...]) -> tuple[I64, F64, F64]:
    """Of the leg rings among `rows` the vertices (N,), 1 on the left and -1 on the right, and the least distance from
    the middle."""
    parts = [(np.zeros(0, np.int64), np.zeros(0), np.zeros(0))]
    for row in (r for r in rows if r.startswith("leg") and r != "leg0"):
        inner = _INNER_X[0] + _INNER_X[1] * (int(row.removeprefix("leg")) - 1)
        for ring, side in zip(layout().both[row], (1.0, -1.0), strict=True):
            parts.append((ring, np.full(len(ring), side), np.full(len(ring), inner)))
    at, sides, inners = zip(*parts, strict=True)
    return fixed(np.concatenate(at)), fixed(np.concatenate(sides)), fixed(np.concatenate(inners))


def _chart(cage: Cage, used: I64) -> F64:
    """(N, 2) of the chosen vertices: u from the front (0) to the back (1), v from their top (0) to their hem (1)."""
    n, y = cage.normals[used], cage.points[used, 1]
    u = np.arctan2(np.abs(n[:, 0]), n[:, 2]) / np.pi * _girth()[used]
    return joined(u, (y.max() - y) / np.ptp(y))


@cache
def _girth() -> F64:
    """(V,) share of the torso's girth at each vertex."""
    girth = np.ones(len(layout().mirror))
    for name, both in layout().both.items():
        if name[:3] in LIMB_GIRTH and not name.endswith("0"):
            for ring in both:
                girth[ring] = LIMB_GIRTH[name[:3]]
    return fixed(girth)


def borders(faces: I64) -> tuple[I64, ...]:
    """Border loops of quads, each directed along the faces it belongs to; kept per topology."""
    return _borders(np.ascontiguousarray(faces, dtype=np.int64).tobytes())


@lru_cache(maxsize=64)
def _borders(data: bytes) -> tuple[I64, ...]:
    faces = np.frombuffer(data, dtype=np.int64).reshape(-1, 4)
    edges = np.stack([faces, np.roll(faces, -1, axis=1)], axis=-1).reshape(-1, 2)
    edges = edges[edges[:, 0] != edges[:, 1]]
    width = int(faces.max()) + 1
    single = ~np.isin(edges[:, 0] * width + edges[:, 1], edges[:, 1] * width + edges[:, 0])
    following = {int(a): int(b) for a, b in edges[single]}
    loops: list[I64] = []
    while following:
        loop = [next(iter(following))]
        while loop[-1] in following:
            loop.append(following.pop(loop[-1]))
        loops.append(np.array(loop[:-1], dtype=np.int64))
    return tuple(loops)


Ring = tuple[float, float, str]
"""A ring of a hem: outward, along (HH, both from the border), and the swatch of the band before it."""


def hem(cloth: Cloth, loop: I64, along: F64, profile: Sequence[Ring], scale: float = 1.0) -> Cloth:
    """A rolled border: rings added to a loop of the cloth; the last ones should lie inside, near the skin.

    `along` (3,) is the unit direction in which the garment ends; outward is away from the loop's middle, across it.
    """
    border = cloth.points.take(loop, axis=0)
    away = border - border.sum(axis=0) / len(border)
    away -= (away @ along)[:, None] * along
    away /= np.maximum(np.sqrt(np.square(away).sum(axis=1, keepdims=True)), 1e-9)
    out, step = np.array([ring[:2] for ring in profile]).T[..., None, None]
    added = (border + scale * (out * away + step * along)).reshape(-1, 3)
    return _extended(cloth, loop, added, [swatch for *_, swatch in profile])


def mouth(cloth: Cloth, loop: I64, along: F64, profile: Sequence[Ring], middle: F64) -> Cloth:
    """The end of a wide sleeve: rings that shrink by a factor towards the arm's `middle` (3,) instead of by a distance.

    Rings are (factor, along in HH, swatch).
    """
    border = cloth.points[loop]
    added = np.concatenate([middle + factor * (border - middle) + step * along for factor, step, _ in profile])
    made = _extended(cloth, loop, added, [swatch for *_, swatch in profile])
    steps = np.array([step for _, step, _ in profile])
    deep = np.where(np.arange(len(steps)) > np.argmax(steps), (steps - steps.min()) / np.ptp(steps), 1.0)
    made.chart[-len(added) :, 1] = np.repeat(deep, len(loop))  # v from the rim 1 to the inner end 0
    return made


def _extended(cloth: Cloth, loop: I64, added: F64, swatches: Sequence[str]) -> Cloth:
    """The cloth with rings (R * L, 3) welded to a loop of L vertices."""
    start, size, count = len(cloth.points), len(loop), len(swatches)
    index = np.concatenate([loop, np.arange(start, start + len(added))])
    faces = index.take(grid_faces(count + 1, size, closed=True))
    again = index[np.arange(len(added)) % size]
    return Cloth(
        points=np.concatenate([cloth.points, added]),
        faces=np.concatenate([cloth.faces, faces]),
        swatches=np.concatenate([cloth.swatches, np.repeat([SWATCH_INDEX[s] for s in swatches], size)]),
        chart=np.concatenate([cloth.chart, cloth.chart.take(again, axis=0)]),
        weights=np.concatenate([cloth.weights, cloth.weights.take(again, axis=0)]),
        bones=cloth.bones,
    )
