"""Styles made of locks: a fringe, locks in front of the ears, and loose or tied hair behind."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import numpy as np

from moeforge.template.hair.back import BACKS
from moeforge.template.hair.cap import cap, crown
from moeforge.template.hair.comb import Comb, comb
from moeforge.template.hair.fringe import FRINGES
from moeforge.template.hair.growth import Growth, Swing
from moeforge.template.hair.locks import Lock, paths
from moeforge.template.hair.ribbon import RIGHT_EDGE, SECTION, ribbons
from moeforge.template.hair.sides import SIDES
from moeforge.template.hair.springs import Fan
from moeforge.template.hair.strands import INNER, Strands, join
from moeforge.template.hair.tail import Tail, band, bundle, spine
from moeforge.template.part import F64

RINGS, INNER_RINGS = 13, 6
"""Rings of a lock that is seen, and of one in the dark inner layer."""
HAIRLINE_Y = 0.84
"""Height (HH, head space) below which the fringe casts its shadow on the face."""


@dataclass(frozen=True, slots=True)
class LockStyle:
    """Parts by their names in FRINGES, SIDES and BACKS; the seed picks one of `fringes`."""

    fringes: tuple[str, ...]
    sides: str
    fan: Fan
    back: str = "none"
    combs: tuple[Comb, ...] = ()
    tails: tuple[Tail, ...] = ()

    def grow(self, draw: Random, growth: float) -> Growth:
        """See `growth.Style`."""
        front = FRINGES[draw.choice(self.fringes)](draw)
        rest = [_grown(k, growth) for k in (*SIDES[self.sides](draw), *BACKS[self.back](draw))]
        v_end = max(k.v1 for k in rest)
        fringe, loose = self._loose(front, rest, v_end)
        return Growth(
            strands=join([cap(), crown(tied=bool(self.combs)), fringe, *loose, *self._tied(draw, growth)]),
            swings=(*self._fan_swings(v_end), *self._tail_swings(growth)),
            outlines=_outlines(fringe, len(front)),
            solids=tuple(band(t) for t in self.tails),
        )

    def _loose(self, front: Sequence[Lock], rest: Sequence[Lock], v_end: float) -> tuple[Strands, list[Strands]]:
        """The fringe, and the other locks: the dark inner ones with fewer rings."""
        reach, rest = (self.fan.root, self.fan.step(v_end)), [self.fan.hang(k) for k in rest]
        groups = ([k for k in rest if k.tone != INNER], RINGS), ([k for k in rest if k.tone == INNER], INNER_RINGS)
        loose = [ribbons(paths(locks, v_end, reach, rings)) for locks, rings in groups if locks]
        return ribbons(paths(front, v_end, reach, RINGS)), loose

    def _tied(self, draw: Random, growth: float) -> list[Strands]:
        first = len(self.fan.azimuths)
        combed = [comb(draw, row) for row in self.combs]
        return combed + [bundle(draw, tail, growth, first + i) for i, tail in enumerate(self.tails)]

    def _fan_swings(self, v_end: float) -> list[Swing]:
        return [
            Swing(f"hair_{i}", self.fan.points(v_end, i), self.fan.stiffness) for i in range(len(self.fan.azimuths))
        ]

    def _tail_swings(self, growth: float) -> list[Swing]:
        return [
            Swing(f"tail_{i}", spine(t, growth, np.linspace(0.0, 1.0, t.joints + 1)), 0.7)
            for i, t in enumerate(self.tails)
        ]


def _grown(lock: Lock, growth: float) -> Lock:
    return lock._replace(v1=1.0 + (lock.v1 - 1.0) * growth) if lock.v1 > 1.0 else lock


def _outlines(fringe: Strands, count: int) -> tuple[F64, ...]:
    """Polygons (K, 2) of the locks below the hairline: down one edge, over the tip, up the other."""
    per_lock = fringe.positions.reshape(count, -1, 3)[..., :2]
    sections = per_lock[:, :-1].reshape(count, -1, SECTION, 2)
    outlines = [np.concatenate([s[:, 0], t[-1:], s[::-1, RIGHT_EDGE]]) for s, t in zip(sections, per_lock, strict=True)]
    return tuple(low for o in outlines if len(low := o[o[:, 1] < HAIRLINE_Y]) > 3)
