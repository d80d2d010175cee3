"""Styles made of locks: a fringe, locks in front of the ears, loose hair behind, and tied hair."""

from collections import Counter
from dataclasses import dataclass
from itertools import chain
from random import Random

import numpy as np

from moeforge.template.hair.back import BACKS
from moeforge.template.hair.cap import cap, crown
from moeforge.template.hair.comb import Comb, comb
from moeforge.template.hair.detail import LEAF, Detail
from moeforge.template.hair.fringe import FRINGES
from moeforge.template.hair.growth import Growth, Hang, Swing
from moeforge.template.hair.locks import Lock, paths
from moeforge.template.hair.ribbon import ribbons
from moeforge.template.hair.scalp import scalp
from moeforge.template.hair.sides import SIDES
from moeforge.template.hair.springs import Fan
from moeforge.template.hair.strands import INNER, Strands, join
from moeforge.template.part import F64

HAIRLINE_Y = 0.84
"""Height (HH, head space) below which the fringe casts its shadow on the face."""


FIRST_PHASE, OWN_PHASE = 0.38, 0.28
"""Where waves begin, in periods: near to the head, so that the crown is round; and by how much neighbours may differ:
they flow side by side, those of the two sides mirrored."""


@dataclass(frozen=True, slots=True)
class Wave:
    """Waves of loose hair, see `Lock`."""

    swing: float  # degrees
    ripple: float  # HH
    periods: float  # of a lock that hangs to v = 2.4; shorter ones have fewer

    def bend(self, draw: Random, lock: Lock) -> Lock:
        """The lock with waves; the dark inner layer stays straight."""
        phase = FIRST_PHASE + OWN_PHASE * draw.random()
        if lock.tone == INNER:
            return lock
        side = -1.0 if lock.az % 360.0 > 180.0 else 1.0
        return lock._replace(wave=side * self.swing, ripple=self.ripple, phase=phase,
                             periods=max(0.6, self.periods * (lock.v1 - 0.6) / 1.8))  # fmt: skip


@dataclass(frozen=True, slots=True)
class LockStyle:
    """Parts by their names in FRINGES, SIDES and BACKS; the seed picks one of `fringes`."""

    fringes: tuple[str, ...]
    sides: str = "none"
    fan: Fan = Fan()  # noqa: RUF009  # frozen
    back: str = "none"
    combs: tuple[Comb, ...] = ()
    hangs: tuple[Hang, ...] = ()
    wave: Wave | None = None
    shaved: bool = False  # stubble instead of the dark cap: the hairline shows
    lift: float = 0.06

    def grow(self, draw: Random, growth: float, detail: Detail) -> Growth:
        """See `growth.Style`."""
        front = FRINGES[draw.choice(self.fringes)](draw)
        rest = [_longer(k, growth) for k in (*SIDES[self.sides](draw), *BACKS[self.back](draw))]
        if self.wave:
            rest = [self.wave.bend(draw, k) for k in rest]
        v_end = max((k.v1 for k in rest), default=1.3)
        swings, places = self._swings(v_end, growth)
        loose, outlines = self._grown(front, [self.fan.hang(k) for k in rest], v_end, detail)
        hung = [hang.strands(draw, growth, place, detail) for hang, place in zip(self.hangs, places, strict=True)]
        combed = [comb(row, detail) for row in self.combs]
        return Growth(
            strands=join([*self._roots(detail), *loose, *combed, *hung]),
            swings=swings,
            outlines=outlines,
            ties=tuple(
                t for hang, place in zip(self.hangs, places, strict=True) for t in hang.ties(growth, place, detail)
            ),
            lift=self.lift,
        )

    def _roots(self, detail: Detail) -> list[Strands]:
        """What lies under the locks."""
        tied = bool(self.combs)
        under = scalp(detail) if self.shaved else cap(detail, tied=tied)
        return [under] if tied and self.shaved else [under, crown(detail, tied=tied)]

    def _grown(
        self, front: list[Lock], rest: list[Lock], v_end: float, detail: Detail
    ) -> tuple[list[Strands], tuple[F64, ...]]:
        """Ribbons of the locks, those of one number of rings at once, and the outlines of those in front."""
        groups: dict[int, list[Lock]] = {}
        flat = detail.section is LEAF and v_end < CROPPED
        for lock in (*front, *rest):
            groups.setdefault(_rings(lock, detail), []).append(_flat(lock) if flat else lock)
        reach = self.fan.root, self.fan.step(v_end)
        grown = {rings: ribbons(paths(k, v_end, reach, rings), detail.section) for rings, k in groups.items()}
        first = Counter(_rings(lock, detail) for lock in front)
        outlines = (_outlines(s, first[rings], rings, detail.section.size) for rings, s in grown.items())
        return list(grown.values()), tuple(chain.from_iterable(outlines))

    def _swings(self, v_end: float, growth: float) -> tuple[tuple[Swing, ...], list[int]]:
        """All chains, and the number of each hang's own (unused where it has none)."""
        swings = self.fan.swings(v_end)
        places: list[int] = []
        for hang in self.hangs:
            places.append(len(swings))
            points = hang.swing(growth)
            if points is not None:
                swings.append(Swing(f"tail_{len(swings) - len(self.fan.azimuths)}", points, 0.7))
        return tuple(swings), places


LESS = 0.75
"""Share of the rings of a waved lock that one with a hidden root has."""


def _rings(lock: Lock, detail: Detail) -> int:
    if lock.tone == INNER:
        return detail.inner
    if lock.periods:
        return round(LESS * detail.waves) if lock.hidden else detail.waves
    return detail.short if lock.v1 < 0.90 or lock.v0 > 0.25 or lock.hidden else detail.rings


CROPPED, FLAT = 1.8, 0.45
"""Chart v of the longest tip of short hair, and the share of its height over the shell that it keeps as leaves: seen
from their edge they would hang in the air."""


def _flat(lock: Lock) -> Lock:
    return lock._replace(lift=FLAT * lock.lift) if lock.lift > 0.0 else lock


def _longer(lock: Lock, growth: float) -> Lock:
    return lock._replace(v1=1.0 + (lock.v1 - 1.0) * growth) if lock.v1 > 1.0 else lock


def _outlines(locks: Strands, first: int, rings: int, size: int) -> list[F64]:
    """Polygons (K, 2) of the `first` locks below the hairline: down one edge, over the tip, up the other."""
    per_lock = locks.positions.reshape(-1, (rings - 1) * size + 1, 3)[:first, :, :2]
    sections = per_lock[:, :-1].reshape(len(per_lock), rings - 1, size, 2)
    outlines = [np.concatenate([s[:, 0], t[-1:], s[::-1, -1]]) for s, t in zip(sections, per_lock, strict=True)]
    return [low for o in outlines if len(low := o[o[:, 1] < HAIRLINE_Y]) > 3]
