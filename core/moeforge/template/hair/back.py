"""Loose back hair in three layers: dark inside, clumps that gather to points, shorter locks outside (RECIPE2 section 4)."""

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


def clumps(
    draw: Random, count: int, v1: float, width: float, curl: float, jitter: float, hug: float = 0.0, blunt: float = 0.0
) -> list[Lock]:
    """Clumps of two locks whose tips gather to one point; every clump has its own length."""
    locks: list[Lock] = []
    for i, az in enumerate(_spread(count)):
        length = v1 + draw.uniform(-jitter, jitter) + 0.4 * jitter * (i % 2)
        tone = draw.choice((MID, MID, LIGHT, DEEP))
        for side in (-1.0, 1.0):
            locks.append(
                Lock(az + 5.5 * side, length - 0.03 * (side > 0), width, -4.0 * side * (1 - blunt), lift=0.024 + 0.012 * (i % 2) + 0.004 * side,
                     curl=curl, tone=tone, hug=hug, blunt=blunt)
            )  # fmt: skip
    return locks


def outer(draw: Random, count: int, v1: float, width: float, curl: float, hug: float = 0.0) -> list[Lock]:
    """Shorter locks over the clumps."""
    step = (_LAST - _FIRST - 24.0) / (count - 1)
    return [
        Lock(_FIRST + 12.0 + i * step + draw.uniform(-4, 4), v1 + draw.uniform(-0.1, 0.1), width, draw.uniform(-4, 4), lift=0.05,
             curl=curl + draw.uniform(-0.02, 0.02), tone=draw.choice((MID, LIGHT)), hug=hug)
        for i in range(count)
    ]  # fmt: skip


def flicks(draw: Random, v1: float, curl: float) -> list[Lock]:
    """Thin tips that turn out and break the outline."""
    azimuths = (104.0, 140.0, 214.0, 252.0)
    return [
        Lock(az + draw.uniform(-6, 6), v1 + draw.uniform(-0.04, 0.06), 0.06, draw.uniform(-5, 5), lift=0.03, curl=curl, v0=0.4,
             thick=0.035, tone=MID)
        for az in azimuths
    ]  # fmt: skip


def bob(draw: Random) -> list[Lock]:
    """Chin length, round, tips turned in."""
    back = [*clumps(draw, 7, 1.62, 0.125, -0.13, 0.06), *outer(draw, 4, 1.34, 0.14, -0.02)]
    return [*inner(7, 1.50, 0.17, -0.16), *(k._replace(bulge=0.05) for k in back), *flicks(draw, 1.62, 0.0)]


def short(draw: Random) -> list[Lock]:
    """Layered down to the nape, close to the skull; the upper layers stand off a little."""
    crown = outer(draw, 4, 0.84, 0.13, 0.05)
    return [*inner(6, 1.36, 0.15, 0.0, 0.8), *clumps(draw, 7, 1.45, 0.12, 0.02, 0.06, 0.75),
            *outer(draw, 6, 1.16, 0.14, 0.05, 0.5), *(k._replace(lift=0.06) for k in crown)]  # fmt: skip


def long(draw: Random) -> list[Lock]:
    """To the waist."""
    back = clumps(draw, 8, 2.48, 0.135, -0.05, 0.16)
    return [*inner(7, 2.42, 0.20, -0.14), *back, *outer(draw, 6, 1.90, 0.13, 0.04), *flicks(draw, 2.2, 0.06)]


def hime(draw: Random) -> list[Lock]:
    """To the waist, straight, ends cut even."""
    back = clumps(draw, 8, 2.46, 0.125, -0.07, 0.025, blunt=0.9)
    return [*inner(7, 2.40, 0.20, -0.14), *back, *outer(draw, 5, 1.75, 0.12, 0.0)]


def none(draw: Random) -> list[Lock]:
    """No loose back hair."""
    del draw
    return []


BACKS: Mapping[str, Back] = {"bob": bob, "short": short, "long": long, "hime": hime, "none": none}
