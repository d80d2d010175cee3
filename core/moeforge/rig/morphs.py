"""Morphs in figure space become the sparse ones of a Scene, all of a primitive at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from moeforge.scene import F32, Morph
from moeforge.template.morphs import Morphs, Run
from moeforge.template.part import I64, Part
from moeforge.template.proportions import METRES_PER_HH

MOVED = 3e-5
"""A morph delta shorter than this many metres cannot be seen and is left out."""


@dataclass(frozen=True, slots=True)
class _Moved:
    """Every vertex that some morph moves, once for each of them: (K,) number of the morph, (K,), (K, 3) metres."""

    morph: I64
    vertex: I64
    delta: F32


def sparse_morphs(names: Sequence[str], parts: Sequence[Part]) -> tuple[Morph, ...]:
    """The morphs of those names of parts that follow one another in a primitive; those that move nothing are empty."""
    number = {name: i for i, name in enumerate(names)}
    runs: list[_Moved] = []
    first = 0
    for part in parts:
        runs += _moved(Morphs.of(part.morphs), first, number)
        first += len(part.positions)
    all_ = _sorted(runs)
    ends = np.searchsorted(all_.morph, np.arange(len(names) + 1))
    rows = [slice(*pair) for pair in pairwise(ends)]
    vertex = all_.vertex.astype(np.uint32)
    return tuple(Morph(name, vertex[row], all_.delta[row]) for name, row in zip(names, rows, strict=True))


def _moved(morphs: Morphs, first: int, number: Mapping[str, int]) -> list[_Moved]:
    """What the morphs of a part move whose first vertex is `first`."""
    slots = np.array([number[name] for name in morphs.names], np.int64)
    found: list[_Moved] = []
    for run in morphs.runs:
        found.append(_moved_by(run, first, slots))
        first += run.deltas.shape[1]
    return found


def _moved_by(run: Run, first: int, slots: I64) -> _Moved:
    """Each state is sought through once, then listed for every morph that shows it."""
    flat = (run.deltas * METRES_PER_HH).astype(np.float32).reshape(-1, 3)
    x, y, z = flat.T
    at = np.flatnonzero(x * x + y * y + z * z > MOVED**2)
    state, vertex = np.divmod(at, run.deltas.shape[1])
    starts = np.searchsorted(state, np.arange(len(run.deltas) + 1))
    lengths = np.diff(starts)[run.states]
    before = np.cumsum(lengths) - lengths
    listed = np.arange(lengths.sum()) + np.repeat(starts[run.states] - before, lengths)
    return _Moved(np.repeat(slots, lengths), first + vertex[listed], flat.take(at[listed], axis=0))


def _sorted(runs: Sequence[_Moved]) -> _Moved:
    """By morph, and for each by vertex: runs come in the order of their vertices."""
    if not runs:
        return _Moved(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros((0, 3), np.float32))
    morph = np.concatenate([run.morph for run in runs])
    order = np.argsort(morph.astype(np.uint16), kind="stable")  # radix
    vertex, delta = np.concatenate([run.vertex for run in runs]), np.concatenate([run.delta for run in runs])
    return _Moved(morph[order], vertex[order], delta.take(order, axis=0))
