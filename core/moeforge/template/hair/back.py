"""Loose back hair, a few tiers for each style: dark inside, deep clumps, brighter and shorter locks outside
(RECIPE2 section 4). The tones follow the layers, so that they can be told apart in flat shade.
"""

from collections.abc import Callable, Mapping
from random import Random

from moeforge.template.hair.locks import Lock
from moeforge.template.hair.strands import DEEP, INNER, LIGHT, MID
from moeforge.template.hair.tier import Tier

Back = Callable[[Random], list[Lock]]


def inner(count: int, v1: float, width: float, curl: float, hug: float = 0.0, bulge: float = 0.0) -> Tier:
    """The dark layer that shows in the gaps; it draws in (`bulge`) as far as what lies over it."""
    like = Lock(0.0, v1, width, v0=0.5, lift=-0.046, curl=curl, thick=0.03, tone=INNER, hug=hug, bulge=bulge)
    return Tier(count, like, jitter=0.0, stray=0.0, hook=0.0, tones=(INNER,))


UNDER = 0.28
"""Share of the lower tiers' locks that the tiers above them hide."""
_UNDER, _OVER = (DEEP, DEEP, MID), (LIGHT, LIGHT, MID)

TIERS: Mapping[str, tuple[Tier, ...]] = {
    # chin length and round: full ends that turn in
    "bob": (
        inner(7, 1.46, 0.17, -0.14),
        Tier(7, Lock(0.0, 1.62, 0.150, hidden=UNDER, thick=0.055, curl=-0.19, bulge=0.05, blunt=0.22, taper=0.3,
             lift=-0.004), 104.0, 0.02, hook=3.0, turn=-1, tones=_UNDER, vary=0.10),
        Tier(7, Lock(0.0, 1.57, 0.160, thick=0.056, curl=-0.17, bulge=0.050, blunt=0.16, taper=0.4, lean=0.4,
                     lift=0.022), 98.0, 0.03, hook=6.0, turn=-1, tones=(MID,), clump=2, vary=0.15),
        Tier(4, Lock(0.0, 1.36, 0.165, curl=0.010, bulge=0.056, thick=0.075, taper=0.9, lean=0.5, lift=0.036), 118.0,
             0.09, stray=5.0, hook=7.0, turn=-1, tones=_OVER, vary=0.2),
    ),
    # layered down to the nape; every tier stands off a little more than the one below
    "short": (
        inner(6, 1.36, 0.15, 0.0, 0.8),
        Tier(8, Lock(0.0, 1.46, 0.146, hidden=UNDER, curl=-0.005, hug=0.88, taper=0.5, lean=0.4), 100.0, 0.04, 0.08,
             stray=2.0, hook=7.0, tones=_UNDER, vary=0.2),
        Tier(7, Lock(0.0, 1.29, 0.155, curl=0.035, hug=0.66, lift=0.026, taper=0.7, lean=0.6), 96.0, 0.07, 0.03,
             stray=4.0, hook=10.0, tones=(MID,), clump=2, vary=0.2),
        Tier(6, Lock(0.0, 1.00, 0.145, v0=0.10, curl=0.042, hug=0.4, lift=0.050, taper=0.9, lean=0.7), 100.0, 0.10,
             stray=5.0, hook=12.0, turn=0, tones=_OVER, vary=0.25),
    ),
    # to the waist, in clumps whose ends swing apart
    "long": (
        inner(7, 2.14, 0.20, -0.15, bulge=-0.11),
        Tier(7, Lock(0.0, 2.42, 0.190, hidden=UNDER, thick=0.060, curl=0.09, bulge=-0.11, lean=0.3, taper=0.5,
             lift=-0.010), 110.0, 0.08, 0.16, hook=4.0, tones=_UNDER, vary=0.15),
        Tier(7, Lock(0.0, 2.22, 0.170, thick=0.070, curl=0.12, bulge=-0.09, lean=0.6, taper=0.7, lift=0.020), 98.0,
             0.15, 0.14, hook=9.0, tones=(MID, MID, DEEP), clump=2, vary=0.2, partner=0.055),
        Tier(4, Lock(0.0, 1.72, 0.185, thick=0.066, curl=0.08, bulge=0.0, lean=0.6, taper=0.9, lift=0.070), 116.0,
             0.22, stray=4.0, hook=10.0, turn=0, tones=_OVER, vary=0.25),
    ),
    # to the waist, straight, ends cut even, a shorter even tier over them
    "hime": (
        inner(7, 2.28, 0.20, -0.15, bulge=-0.06),
        Tier(7, Lock(0.0, 2.46, 0.150, hidden=UNDER, lift=-0.012, thick=0.046, curl=0.0, bulge=-0.07, blunt=0.97),
             104.0, 0.02, stray=3.0, hook=0.0, tones=(DEEP,), vary=0.15),
        Tier(7, Lock(0.0, 2.40, 0.152, thick=0.050, curl=0.02, bulge=-0.06, blunt=0.97, lift=0.020), 98.0, 0.035, 0.04,
             stray=4.0, hook=0.0, tones=(MID, MID, MID, LIGHT), vary=0.35),
        Tier(4, Lock(0.0, 1.78, 0.165, thick=0.070, curl=0.04, bulge=-0.03, taper=0.9, lean=0.6, lift=0.056), 118.0,
             0.26, 0.06, stray=7.0, hook=7.0, turn=0, tones=_OVER, vary=0.35),
    ),
    # cropped close to a soft nape, with some height on top
    "pixie": (
        inner(6, 1.32, 0.15, 0.0, 0.9),
        Tier(8, Lock(0.0, 1.37, 0.142, hidden=UNDER, hug=0.95, taper=0.5, lean=0.5), 98.0, 0.03, 0.11, stray=2.0,
             hook=7.0, turn=-1, tones=(MID, DEEP), vary=0.2),
        Tier(7, Lock(0.0, 1.20, 0.178, hug=0.82, lift=0.030, taper=0.7, lean=0.6), 88.0, 0.06, 0.05, stray=4.0,
             hook=10.0, turn=-1, tones=(MID,), vary=0.25),
        Tier(6, Lock(0.0, 0.88, 0.150, v0=0.10, lift=0.050, curl=0.030, taper=1.0, lean=0.7), 70.0, 0.10, stray=5.0,
             hook=12.0, turn=0, tones=_OVER, vary=0.3),
    ),
    # a burst of points, the higher the steeper, and a nape of shorter ones
    "spikes": (
        inner(7, 1.40, 0.20, 0.0, 0.8),
        Tier(7, Lock(0.0, 1.44, 0.120, hidden=UNDER, hug=0.72, curl=0.06, lean=0.5), 100.0, 0.05, hook=10.0,
             tones=_UNDER),
        Tier(7, Lock(0.0, 1.22, 0.140, curl=0.16, hug=0.45, lift=0.015, lean=0.5), 80.0, 0.06, stray=6.0, hook=11.0,
             tones=_UNDER),
        Tier(6, Lock(0.0, 0.92, 0.165, v0=0.06, curl=0.22, lift=0.03, lean=0.5, thick=0.080), 62.0, 0.06, stray=6.0,
             hook=11.0, tones=(MID,)),
        Tier(6, Lock(0.0, 0.74, 0.165, v0=0.02, curl=0.22, lift=0.036, lean=0.5, thick=0.068), 76.0, 0.06, stray=6.0,
             hook=12.0, turn=0, tones=_OVER),
        Tier(5, Lock(0.0, 0.54, 0.155, v0=-0.04, curl=0.20, lift=0.034, lean=0.5, thick=0.056), 62.0, 0.05, stray=6.0,
             hook=10.0, turn=0, tones=_OVER),
    ),
    # short feathered layers over a long thin nape
    "wolf": (
        inner(7, 1.60, 0.16, -0.05, 0.3),
        Tier(8, Lock(0.0, 1.86, 0.102, hidden=UNDER, thick=0.05, curl=0.09, bulge=-0.07, hug=0.14, lean=0.5,
             taper=0.6), 108.0, 0.09, 0.10, hook=11.0, tones=_UNDER, clump=2, vary=0.15),
        Tier(8, Lock(0.0, 1.40, 0.120, curl=0.12, hug=0.18, lift=0.026, lean=0.6), 92.0, 0.06, hook=12.0,
             tones=(MID,)),
        Tier(7, Lock(0.0, 1.02, 0.128, v0=0.10, curl=0.12, lift=0.042, lean=0.6), 70.0, 0.06, hook=12.0, tones=_OVER),
    ),
    # a grown-out bob that nobody combed
    "messy": (
        inner(7, 1.44, 0.16, -0.12),
        Tier(9, Lock(0.0, 1.56, 0.120, hidden=UNDER, curl=0.01, bulge=0.05, lean=0.5), 98.0, 0.07, stray=8.0,
             hook=13.0, turn=0, tones=_UNDER),
        Tier(9, Lock(0.0, 1.34, 0.126, curl=0.11, bulge=0.03, lift=0.018, lean=0.5), 86.0, 0.07, stray=8.0, hook=13.0,
             turn=0, tones=(MID, MID, DEEP)),
        Tier(7, Lock(0.0, 0.96, 0.110, v0=0.10, curl=0.13, lift=0.042, lean=0.5), 64.0, 0.07, stray=7.0, hook=13.0,
             turn=0, tones=_OVER),
    ),
    # to the shoulder blades, in full clumps for waves
    "waves": (
        inner(7, 1.94, 0.20, -0.12, bulge=-0.06),
        Tier(7, Lock(0.0, 2.20, 0.165, hidden=UNDER, thick=0.066, curl=0.05, bulge=-0.05, taper=0.6, lift=-0.008),
             108.0, 0.08, 0.12, hook=4.0, tones=_UNDER, vary=0.15),
        Tier(7, Lock(0.0, 2.04, 0.160, thick=0.074, curl=0.09, bulge=-0.03, taper=0.7, lift=0.024), 98.0, 0.12, 0.10,
             tones=(MID, MID, DEEP), clump=2, vary=0.2, partner=0.055),
        Tier(4, Lock(0.0, 1.66, 0.150, thick=0.072, curl=0.08, taper=0.9, lift=0.070), 124.0, 0.18, stray=5.0,
             tones=_OVER, vary=0.2),
    ),
    # a round mass of ringlets to the shoulders
    "curls": (
        inner(7, 1.76, 0.20, -0.04),
        Tier(9, Lock(0.0, 1.94, 0.100, hidden=UNDER, thick=0.085, curl=0.04, bulge=0.09, lift=0.0), 104.0, 0.10,
             0.08, hook=0.0, tones=_UNDER, vary=0.15),
        Tier(9, Lock(0.0, 1.70, 0.106, thick=0.090, curl=0.06, bulge=0.11, lift=0.025), 94.0, 0.09, 0.06, hook=0.0,
             tones=(MID,), vary=0.15),
        Tier(6, Lock(0.0, 1.32, 0.112, thick=0.090, curl=0.05, bulge=0.08, lift=0.050), 110.0, 0.10, hook=0.0,
             tones=_OVER, vary=0.15),
    ),
}  # fmt: skip


def tiers(name: str) -> Back:
    """The loose hair of TIERS[name]."""

    def back(draw: Random) -> list[Lock]:
        return [k for tier in TIERS[name] for k in tier.locks(draw)]

    return back


_ONE = (108.0, 129.0, 150.0, 171.0, 193.0, 214.0, 236.0, 258.0)
"""Azimuths of the locks of `one`."""
SWEPT = -0.36
"""How far the tips of `one` go to the left, of the way from there to their roots."""
RISE = 0.00055
"""How much higher hair lies that comes from further on the right, over all the other, HH per degree."""


def _drawn_over(lock: Lock, swept: float = 0.0) -> Lock:
    """The lock with its tip drawn to the left, and lying over those that come from nearer there."""
    way = lock.az - 100.0
    return lock._replace(tip=lock.tip + swept * way, lift=lock.lift + RISE * way)


def one(draw: Random) -> list[Lock]:
    """All drawn over to the left shoulder."""
    locks: list[Lock] = []
    for az in _ONE:
        v1 = 2.46 - 0.70 * ((az - 106.0) / 150.0) ** 1.2 + draw.uniform(-0.14, 0.14)
        lock = Lock(az, v1, 0.165 * draw.uniform(0.9, 1.1), lift=0.006, thick=0.080, curl=0.08, bulge=-0.06,
                    hook=-draw.uniform(5.0, 12.0), lean=-0.6, taper=0.8, hug=0.25 * (az > 200.0),
                    tone=draw.choice((MID, MID, DEEP)))  # fmt: skip
        locks.append(_drawn_over(lock, SWEPT))
    over = Tier(4, Lock(0.0, 1.60, 0.150, tip=-16.0, lift=0.056, curl=0.06, taper=1.0, lean=-0.6), 118.0, 0.14, -0.2,
                hook=9.0, turn=0, tones=_OVER, vary=0.2)  # fmt: skip
    under = inner(7, 1.62, 0.17, -0.10, 0.3).locks(draw)
    return [
        *(k._replace(tip=SWEPT * (k.az - 100.0)) for k in under),
        *locks,
        *map(_drawn_over, over.locks(draw)),
    ]


def half(draw: Random) -> list[Lock]:
    """Long hair that comes out from under a combed upper half; the tail lies where the outermost locks would."""
    under = (k for tier in TIERS["long"][:-1] for k in tier.locks(draw))
    return [k._replace(v0=0.50, hidden=0.0, lift=k.lift - 0.012) if k.tone != INNER else k for k in under]


def none(draw: Random) -> list[Lock]:
    """No loose back hair."""
    del draw
    return []


BACKS: Mapping[str, Back] = {**{name: tiers(name) for name in TIERS}, "one": one, "half": half, "none": none}
