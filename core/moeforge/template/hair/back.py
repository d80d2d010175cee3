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
        *clumps(draw, 9, Lock(0.0, 2.38, 0.100, thick=0.068, curl=-0.03, bulge=-0.05, blunt=0.9), 0.035),
    ]


def none(draw: Random) -> list[Lock]:
    """No loose back hair."""
    del draw
    return []


BACKS: Mapping[str, Back] = {"bob": bob, "short": short, "long": long, "hime": hime, "none": none}
