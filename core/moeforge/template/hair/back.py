"""Loose back hair in three layers: dark inside, clumps that gather to points, shorter locks outside
(RECIPE2 section 4).
"""

from collections.abc import Callable, Mapping
from random import Random

from moeforge.template.hair.locks import Lock
from moeforge.template.hair.strands import DEEP, INNER, LIGHT, MID

Back = Callable[[Random], list[Lock]]
_FIRST, _LAST = 98.0, 262.0
"""Azimuths of the back, from ear to ear."""


def _spread(count: int) -> list[float]:
    step = (_LAST - _FIRST) / (count - 1)
    return [_FIRST + i * step for i in range(count)]


def inner(count: int, v1: float, width: float, curl: float, hug: float = 0.0) -> list[Lock]:
    """The dark layer that shows in the gaps."""
    return [
        Lock(az, v1, width, v0=0.5, lift=-0.04, curl=curl, thick=0.03, tone=INNER, hug=hug) for az in _spread(count)
    ]


def clumps(draw: Random, count: int, like: Lock, jitter: float) -> list[Lock]:
    """Clumps of two locks whose tips gather to one point; every clump has its own length and tone."""
    locks: list[Lock] = []
    for i, az in enumerate(_spread(count)):
        v1 = like.v1 + draw.uniform(-jitter, jitter) + 0.4 * jitter * (i % 2)
        one = like._replace(v1=v1, lift=0.022 + 0.016 * (i % 2), tone=draw.choice((MID, LIGHT, DEEP)))
        gather = 5.0 * (1.0 - like.blunt)
        locks.append(one._replace(az=az - 6.2, tip=gather, lift=one.lift - 0.005))
        locks.append(one._replace(az=az + 6.2, tip=-gather, lift=one.lift + 0.005, v1=v1 - 0.03))
    return locks


def outer(draw: Random, count: int, like: Lock) -> list[Lock]:
    """Shorter locks over the clumps."""
    step = (_LAST - _FIRST - 24.0) / (count - 1)
    return [
        like._replace(
            az=_FIRST + 12.0 + i * step + draw.uniform(-4.0, 4.0),
            v1=like.v1 + draw.uniform(-0.1, 0.1),
            tip=draw.uniform(-4.0, 4.0),
            lift=0.05,
            curl=like.curl + draw.uniform(-0.02, 0.02),
            tone=draw.choice((MID, LIGHT)),
        )
        for i in range(count)
    ]


def flicks(draw: Random, v1: float, curl: float) -> list[Lock]:
    """Thin tips that turn out and break the outline."""
    like = Lock(0.0, v1, 0.06, v0=0.4, thick=0.035, lift=0.03, curl=curl)
    return [
        like._replace(az=az + draw.uniform(-6.0, 6.0), v1=v1 + draw.uniform(-0.04, 0.06), tip=draw.uniform(-5.0, 5.0))
        for az in (104.0, 140.0, 214.0, 252.0)
    ]


def bob(draw: Random) -> list[Lock]:
    """Chin length, round, tips turned in."""
    return [
        *inner(7, 1.50, 0.17, -0.16),
        *clumps(draw, 7, Lock(0.0, 1.62, 0.118, thick=0.055, curl=-0.13, bulge=0.05), 0.06),
        *outer(draw, 4, Lock(0.0, 1.34, 0.14, curl=-0.02, bulge=0.05)),
        *flicks(draw, 1.62, 0.0),
    ]


def short(draw: Random) -> list[Lock]:
    """Layered down to the nape, close to the skull; the upper layers stand off a little."""
    return [
        *inner(6, 1.36, 0.15, 0.0, 0.8),
        *clumps(draw, 7, Lock(0.0, 1.45, 0.12, curl=0.02, hug=0.75), 0.06),
        *outer(draw, 6, Lock(0.0, 1.16, 0.14, curl=0.05, hug=0.5)),
        *outer(draw, 4, Lock(0.0, 0.84, 0.13, v0=0.18, curl=0.05)),
    ]


def long(draw: Random) -> list[Lock]:
    """To the waist."""
    return [
        *inner(7, 2.42, 0.20, -0.14),
        *clumps(draw, 8, Lock(0.0, 2.48, 0.098, thick=0.062, curl=0.03, bulge=-0.06), 0.17),
        *outer(draw, 6, Lock(0.0, 1.90, 0.10, thick=0.055, curl=0.02, bulge=-0.03)),
        *flicks(draw, 2.2, 0.06),
    ]


def hime(draw: Random) -> list[Lock]:
    """To the waist, straight, ends cut even."""
    return [
        *inner(7, 2.34, 0.20, -0.14),
        *clumps(draw, 8, Lock(0.0, 2.38, 0.106, thick=0.072, curl=-0.03, bulge=-0.05, blunt=0.9), 0.035),
        *[k._replace(blunt=0.9, tip=0.0) for k in outer(draw, 5, Lock(0.0, 1.50, 0.115, thick=0.05, curl=-0.01))],
    ]


def _ring(draw: Random, count: int, first: float, like: Lock, stray: float = 9.0) -> list[Lock]:
    """Locks all round the head from azimuth `first` on the left, over the back, to the right."""
    step = (360.0 - 2.0 * first) / (count - 1)
    return [
        like._replace(
            az=first + i * step + draw.uniform(-5.0, 5.0),
            v1=like.v1 + draw.uniform(-0.06, 0.06),
            tip=draw.uniform(-stray, stray),
            curl=like.curl * draw.uniform(0.75, 1.25),
            lift=like.lift + 0.014 * (i % 2),
            tone=draw.choice((MID, MID, LIGHT, DEEP)),
        )
        for i in range(count)
    ]


def pixie(draw: Random) -> list[Lock]:
    """Cropped close to a soft nape, with some height on top."""
    return [
        *inner(6, 1.30, 0.15, 0.0, 0.9),
        *clumps(draw, 7, Lock(0.0, 1.36, 0.115, hug=0.92), 0.05),
        *_ring(draw, 8, 84.0, Lock(0.0, 1.08, 0.125, hug=0.7, lift=0.035)),
        *_ring(draw, 7, 60.0, Lock(0.0, 0.74, 0.12, v0=0.12, lift=0.03, curl=0.05)),
    ]


def spikes(draw: Random) -> list[Lock]:
    """Rings of points that stand off the crown, and a nape of shorter ones (RECIPE2 section 4)."""
    return [
        *inner(7, 1.40, 0.20, 0.0, 0.8),
        *clumps(draw, 6, Lock(0.0, 1.45, 0.125, hug=0.7, curl=0.03), 0.06),
        *_ring(draw, 6, 80.0, Lock(0.0, 1.24, 0.135, curl=0.12, hug=0.4)),
        *_ring(draw, 7, 58.0, Lock(0.0, 0.94, 0.125, v0=0.10, curl=0.19, lift=0.03)),
        *_ring(draw, 6, 40.0, Lock(0.0, 0.62, 0.105, v0=0.06, curl=0.20, lift=0.04, thick=0.06)),
    ]


def wolf(draw: Random) -> list[Lock]:
    """Short feathered layers over a long thin nape."""
    return [
        *inner(7, 1.50, 0.15, -0.04, 0.4),
        *clumps(draw, 6, Lock(0.0, 1.96, 0.090, thick=0.05, curl=0.05, bulge=-0.07, hug=0.12), 0.12),
        *_ring(draw, 8, 92.0, Lock(0.0, 1.36, 0.12, curl=0.09, hug=0.15, lift=0.03)),
        *_ring(draw, 7, 66.0, Lock(0.0, 0.98, 0.125, v0=0.10, curl=0.10, lift=0.04)),
    ]


def messy(draw: Random) -> list[Lock]:
    """A grown-out bob that nobody combed."""
    return [
        *inner(7, 1.44, 0.16, -0.12),
        *_ring(draw, 12, 98.0, Lock(0.0, 1.58, 0.105, curl=0.02, bulge=0.05), 16.0),
        *_ring(draw, 9, 82.0, Lock(0.0, 1.34, 0.11, curl=0.10, bulge=0.03), 16.0),
        *_ring(draw, 7, 60.0, Lock(0.0, 0.92, 0.105, v0=0.10, curl=0.11, lift=0.04), 14.0),
    ]


def waves(draw: Random) -> list[Lock]:
    """To the shoulder blades, in full clumps for waves."""
    return [
        *inner(7, 2.06, 0.20, -0.10),
        *clumps(draw, 6, Lock(0.0, 2.22, 0.115, thick=0.07, curl=0.04), 0.14),
        *outer(draw, 5, Lock(0.0, 1.78, 0.12, thick=0.065, curl=0.04)),
    ]


def curls(draw: Random) -> list[Lock]:
    """A round mass of curls to the shoulders."""
    return [
        *inner(7, 1.72, 0.20, -0.04),
        *_ring(draw, 11, 98.0, Lock(0.0, 1.98, 0.092, thick=0.08, curl=0.10, bulge=0.08, lift=0.02), 4.0),
        *_ring(draw, 8, 88.0, Lock(0.0, 1.52, 0.095, thick=0.08, curl=0.10, bulge=0.06, lift=0.05), 4.0),
    ]


def one(draw: Random) -> list[Lock]:
    """All drawn over to the left shoulder."""
    locks: list[Lock] = []
    for i, az in enumerate((110.0, 124.0, 138.0, 152.0, 166.0, 180.0, 196.0, 212.0, 228.0, 244.0, 258.0)):
        v1 = 2.42 - 0.62 * ((az - 110.0) / 148.0) ** 1.3 + draw.uniform(-0.08, 0.08)
        tip = -0.30 * (az - 100.0)
        locks.append(Lock(az, v1, 0.125, tip, lift=0.012 + 0.007 * i, thick=0.06, curl=-0.02,
                          hug=0.25 * (az > 200.0), tone=draw.choice((MID, LIGHT, DEEP))))  # fmt: skip
    return [*inner(7, 1.62, 0.17, -0.10, 0.3), *locks, *outer(draw, 4, Lock(0.0, 1.40, 0.12, tip=-8.0))]


def half(draw: Random) -> list[Lock]:
    """Long hair that comes out from under a combed upper half."""
    return [k._replace(v0=0.62, lift=k.lift - 0.012) if k.tone != INNER else k for k in long(draw)]


def none(draw: Random) -> list[Lock]:
    """No loose back hair."""
    del draw
    return []


BACKS: Mapping[str, Back] = {
    "bob": bob, "short": short, "long": long, "hime": hime, "pixie": pixie, "spikes": spikes, "wolf": wolf,
    "messy": messy, "waves": waves, "curls": curls, "one": one, "half": half, "none": none,
}  # fmt: skip
