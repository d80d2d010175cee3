"""A tier: one row of locks round the head at one height; loose hair is a few tiers over each other."""

from dataclasses import dataclass
from random import Random

from moeforge.template.hair.locks import DEGREES_PER_HH, Lock
from moeforge.template.hair.strands import MID

STEP = 0.020
"""Height by which every second lock of a tier lies over its neighbours, HH."""
GATHER = 0.55
"""Share of the way to the middle of a clump that its tips go."""

BESIDE = 0.46
"""Share of the thin locks beside others that is not built: further up they would only be lines, or pierce what lies
over them."""


FLANK, FLAT = 0.40, 0.6
"""How far behind locks begin to be of full thickness, see `behind`, and their share of it beside the ears: seen along
the side of the head, where edges of many locks nearly meet, round ones would be a bundle of outlines."""


def behind(azimuth: float) -> float:
    """0 at the ears, 1 in the middle of the back."""
    return 1.0 - abs(azimuth - 180.0) / 90.0


@dataclass(frozen=True, slots=True)
class Tier:
    """`count` locks from azimuth `first` on the left, over the back, to the right, varied by the seed."""

    count: int
    like: Lock
    first: float = 98.0
    jitter: float = 0.05  # of the length, chart v
    drop: float = 0.0  # how much longer the hair gets from the ears to the middle of the back, chart v
    stray: float = 3.0  # degrees that roots and tips stray
    hook: float = 7.0  # degrees that the ends swing
    turn: int = 1  # which way: 1 away from the middle of the back, -1 to it, 0 this way and that
    tones: tuple[int, ...] = (MID,)
    clump: int = 1  # neighbours whose tips gather
    vary: float = 0.0  # share by which widths differ
    partner: float = 0.0  # half-width of a thin lock beside each one, that makes a clump of the two; 0: none

    def locks(self, draw: Random) -> list[Lock]:
        """The row, from left to right; neighbours lie at two heights."""
        step = (360.0 - 2.0 * self.first) / (self.count - 1)
        rows = [self._lock(draw, self.first + i * step, STEP * (i % 2)) for i in range(self.count)]
        rows = [k._replace(tip=k.tip + self._gather(i, step)) for i, k in enumerate(rows)]
        return rows + [self._beside(draw, k) for k in rows if self.partner and behind(k.az) > FLANK]

    def _gather(self, i: int, step: float) -> float:
        """Degrees by which the tip of lock i goes to the middle of its clump."""
        return GATHER * step * ((self.clump - 1) / 2 - i % self.clump)

    def _lock(self, draw: Random, azimuth: float, rise: float) -> Lock:
        way = self.turn * (-1.0 if azimuth < 180.0 else 1.0) or draw.choice((-1.0, 1.0))
        if self.turn and abs(azimuth - 180.0) < 12.0:
            way = draw.choice((-0.8, 0.8))
        like, back = self.like, behind(azimuth)
        return like._replace(
            az=azimuth + draw.uniform(-self.stray, self.stray),
            width=like.width * (draw.uniform(1.0 - self.vary, 1.0 + self.vary) if self.vary else 1.0),
            v1=like.v1 + self.drop * max(back, -0.2) + draw.uniform(-self.jitter, self.jitter),
            tip=like.tip + draw.uniform(-self.stray, self.stray),
            thick=like.thick * min(1.0, FLAT + (1.0 - FLAT) * max(back, 0.0) / FLANK),
            curl=like.curl * draw.uniform(0.75, 1.25),
            lift=like.lift + rise,
            hook=way * self.hook * draw.uniform(0.6, 1.2),
            lean=way * like.lean,
            tone=draw.choice(self.tones),
        )

    def _beside(self, draw: Random, lock: Lock) -> Lock:
        """A thin lock over the edge that `lock` swings to."""
        side = draw.choice((-1.0, 1.0))
        return lock._replace(
            az=lock.az + side * 0.62 * lock.width * DEGREES_PER_HH,
            tip=lock.tip - 0.3 * side * lock.width * DEGREES_PER_HH,
            hidden=BESIDE,
            v1=lock.v1 - draw.uniform(0.25, 0.9) * 0.22,
            width=self.partner,
            curl=lock.curl + 0.025,
            thick=0.7 * lock.thick,
            lift=lock.lift + 0.55 * lock.thick,
        )
