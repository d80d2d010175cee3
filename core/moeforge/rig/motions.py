"""Loops of movement, data/motions.toml: key poses with small turns added, baked into evenly spaced frames."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from moeforge.errors import NotFoundError
from moeforge.rig.poses import Pose, both_sides, labels, pose, read_table
from moeforge.traits.catalogue import Lang

F64 = NDArray[np.float64]
Rows = Sequence[Sequence[float]]
"""Keys of one track: the time in seconds, then the values."""

FRAMES_PER_SECOND = 30


@dataclass(frozen=True, slots=True)
class Clip:
    """Frames of an animation, K of them; every array has K rows. A still has two equal ones."""

    name: str
    times: F64  # (K,) seconds, from 0, strictly increasing
    rotations: Mapping[str, F64]  # bone -> (K, 3) degrees as in poses.Euler
    hips: F64  # (K, 3) shares of the hips' height
    expressions: Mapping[str, F64]  # VRM 1.0 preset -> (K,) in 0..1


@dataclass(frozen=True, slots=True)
class Motion:
    """A loop: key poses and the turns that are added to them. The end joins the beginning."""

    id: str
    names: Mapping[Lang, str]
    seconds: float
    keys: tuple[tuple[float, Pose], ...]  # (time, pose), the first at 0
    turns: Mapping[str, Rows] = field(default_factory=dict[str, Rows])  # bone -> (time, x, y, z) in degrees
    hips: Rows = ((0.0, 0.0, 0.0, 0.0),)  # (time, x, y, z) in shares of the hips' height
    faces: Mapping[str, Rows] = field(default_factory=dict[str, Rows])  # preset -> (time, weight)


@cache
def motions() -> Mapping[str, Motion]:
    """Every motion by id, in the order of the table."""
    return MappingProxyType({row["id"]: _motion(row) for row in read_table("motions.toml")["motion"]})


def motion(name: str) -> Motion:
    """The motion of that id; NotFoundError with the list of ids for any other."""
    found = motions().get(name)
    if found is None:
        raise NotFoundError(f"no motion {name[:40]!r}; there are {', '.join(motions())}", field="motion")
    return found


def clip(name: str) -> Clip:
    """The frames of the motion of that id, or else of the pose of that id; NotFoundError for any other name."""
    return bake(motion(name)) if name in motions() else still(pose(name))


def still(shown: Pose, seconds: float = 1.0) -> Clip:
    """A pose held for a while."""
    twice = (2, 1)
    return Clip(
        name=shown.id,
        times=np.array([0.0, seconds]),
        rotations={bone: np.tile(angles, twice) for bone, angles in shown.rotations.items()},
        hips=np.tile(shown.hips, twice),
        expressions={name: np.full(2, weight) for name, weight in shown.expressions.items()},
    )


def bake(loop: Motion) -> Clip:
    """The motion at FRAMES_PER_SECOND; its last frame equals its first."""
    times = np.linspace(0.0, loop.seconds, round(loop.seconds * FRAMES_PER_SECOND) + 1)
    at = np.where(times < loop.seconds, times, 0.0)

    def track(keys: Iterable[Iterable[float]], extra: Rows | None) -> F64:
        base = cyclic(np.array([tuple(k) for k in keys]), at, loop.seconds)
        return base if extra is None else base + cyclic(np.array(extra), at, loop.seconds)

    bones = _union([p.rotations for _, p in loop.keys], loop.turns)
    faces = _union([p.expressions for _, p in loop.keys], loop.faces)
    return Clip(
        name=loop.id,
        times=times,
        rotations={
            b: track([(t, *p.rotations.get(b, _STILL)) for t, p in loop.keys], loop.turns.get(b)) for b in bones
        },
        hips=track([(t, *p.hips) for t, p in loop.keys], loop.hips),
        expressions={
            f: np.clip(track([(t, p.expressions.get(f, 0.0)) for t, p in loop.keys], loop.faces.get(f))[:, 0], 0.0, 1.0)
            for f in faces
        },
    )


_STILL = (0.0, 0.0, 0.0)


def _union(maps: Sequence[Mapping[str, object]], last: Mapping[str, object]) -> list[str]:
    """All keys, each once, in the order of their first appearance."""
    return list(dict.fromkeys(key for table in (*maps, last) for key in table))


def cyclic(rows: F64, at: F64, period: float) -> F64:
    """Values (K, D) at times `at` of keys `rows` (R, 1 + D) that repeat with `period`; the first key lies at 0.

    Monotone cubic Hermite curves (Fritsch, Butland 1984): slopes are harmonic means of the neighbouring secants and
    zero at an extreme, so that nothing overshoots its keys and every turn eases in and out.
    """
    key, value = rows[:, 0], rows[:, 1:]
    step = np.diff(np.append(key, period))[:, None]
    after = (np.roll(value, -1, axis=0) - value) / step
    before = np.roll(after, 1, axis=0)
    same_way = before * after > 0
    slope = np.where(same_way, 2 * before * after / np.where(same_way, before + after, 1.0), 0.0)
    i = np.searchsorted(key, at, side="right") - 1
    j = (i + 1) % len(key)
    h = step[i]
    u = (at - key[i])[:, None] / h
    left = value[i] * (1 + 2 * u) + h * slope[i] * u
    right = value[j] * (3 - 2 * u) - h * slope[j] * (1 - u)
    return left * (1 - u) ** 2 + right * u**2


def _motion(row: Mapping[str, Any]) -> Motion:
    return Motion(
        id=row["id"],
        names=labels(row),
        seconds=float(row["seconds"]),
        keys=tuple((float(k["at"]), _key_pose(k)) for k in row["keys"]),
        turns=_turns(row.get("turns", {})),
        hips=row.get("hips", ((0.0, *_STILL),)),
        faces=row.get("faces", {}),
    )


def _key_pose(key: Mapping[str, Any]) -> Pose:
    named = pose(key["pose"])
    return named.mirrored() if key.get("mirror") else named


def _turns(table: Mapping[str, Rows]) -> dict[str, Rows]:
    """The table's rows for both sides, as the poses have them; a bone's rows keep their times."""
    made: dict[str, list[list[float]]] = {}
    for bone, rows in table.items():
        for time, *angles in rows:
            for side, turned in both_sides({bone: angles}).items():
                made.setdefault(side, []).append([time, *turned])
    return dict(made)
