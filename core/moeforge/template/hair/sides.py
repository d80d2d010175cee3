"""Locks in front of the ears: they frame the face."""

from collections.abc import Callable, Mapping
from random import Random

import numpy as np

from moeforge.template.hair.locks import Lock
from moeforge.template.hair.strands import DEEP, MID
from moeforge.template.hair.tier import BESIDE

Sides = Callable[[Random], list[Lock]]
_Row = tuple[float, float, float, float, float]  # azimuth, v of the tip, half-width, stray of the tip, curl

HOOK = 7.0
"""Degrees that the ends swing: to the cheek where they curl in, away from it where they stand off."""


FRAMING_HUG = 0.70
"""How closely the locks beside tied hair follow the cheek."""


def _pair(draw: Random, rows: list[_Row], blunt: float = 0.0, hug: float = 0.0) -> list[Lock]:
    """The rows on both sides; the lengths differ a little from side to side."""
    locks: list[Lock] = []
    for side in (-1.0, 1.0):
        for i, (az, v1, width, tip, curl) in enumerate(rows):
            v = v1 + draw.uniform(-0.04, 0.04) * (1.0 - blunt)
            tone, lift = (MID, 0.034) if i % 2 == 0 else (DEEP, 0.012)
            hook = side * (HOOK if curl >= 0.0 else -HOOK) * (1.0 - blunt) * draw.uniform(0.7, 1.2)
            locks.append(
                Lock(side * az, v, width, side * tip, lift=lift, curl=curl, blunt=blunt, tone=tone, thick=0.06,
                     hook=hook, lean=0.5 * float(np.sign(hook)), taper=0.6, hug=hug)
            )  # fmt: skip
    return locks


def _under(draw: Random, rows: list[_Row]) -> list[Lock]:
    """The rows on both sides, come out from under the locks beside them: at the root they would only be lines."""
    return [k._replace(hidden=BESIDE, lift=0.008) for k in _pair(draw, rows)]


def bob(draw: Random) -> list[Lock]:
    """To the chin, tips turned in."""
    return _pair(draw, [(70, 1.50, 0.115, -6, -0.05), (88, 1.64, 0.13, -5, -0.12)])


def short(draw: Random) -> list[Lock]:
    """To the ear lobe, thin."""
    return _pair(draw, [(68, 1.26, 0.09, -3, 0.0), (84, 1.30, 0.11, 4, 0.0)])


def long(draw: Random) -> list[Lock]:
    """Down to the chest in front of the shoulders."""
    return _pair(draw, [(76, 2.36, 0.200, 0, 0.02)]) + _under(draw, [(65, 1.96, 0.100, -2, 0.0)])


def framing(draw: Random) -> list[Lock]:
    """One long and one thin lock, for tied hair: they lie on the cheek, nothing behind them would hide a gap."""
    return _pair(draw, [(67, 1.62, 0.095, -5, 0.0), (79, 1.38, 0.08, -4, 0.0)], hug=FRAMING_HUG)


def cut(draw: Random) -> list[Lock]:
    """The hime cut's cheek locks: blunt, at the jaw."""
    return _pair(draw, [(66, 1.45, 0.09, 0, -0.02), (82, 1.47, 0.11, 0, -0.03)], blunt=0.92)


def pixie(draw: Random) -> list[Lock]:
    """Sideburns; the ears are free."""
    return _pair(draw, [(70, 1.13, 0.065, -3, 0.0), (86, 1.05, 0.08, 6, 0.0), (100, 1.12, 0.09, 8, 0.0)])


def spikes(draw: Random) -> list[Lock]:
    """Points that stand off the cheek."""
    return _pair(draw, [(68, 1.24, 0.08, -5, 0.02), (82, 1.18, 0.10, 5, 0.10), (94, 1.26, 0.10, 8, 0.08)])


def shag(draw: Random) -> list[Lock]:
    """The wolf cut's cheek locks: short over long."""
    return _pair(draw, [(66, 1.36, 0.085, -6, -0.05), (80, 1.62, 0.10, -2, 0.06), (90, 1.30, 0.11, 6, 0.06)])


def curls(draw: Random) -> list[Lock]:
    """Full locks beside the cheeks, for waved hair."""
    return _pair(draw, [(78, 1.98, 0.180, 0, 0.01)]) + _under(
        draw, [(66, 1.66, 0.100, -2, -0.02), (94, 2.05, 0.10, 0, 0.02)]
    )


def one(draw: Random) -> list[Lock]:
    """Everything on the left, swept there from the other side; a short lock on the right."""
    left = _pair(draw, [(76, 2.26, 0.200, -8, 0.02)]) + _under(
        draw, [(62, 1.95, 0.10, -8, 0.0), (98, 2.24, 0.14, -12, 0.0)]
    )
    right = _pair(draw, [(70, 1.42, 0.085, -4, -0.03), (84, 1.36, 0.10, 10, -0.04)])
    return [k for k in left if k.az > 0] + [k for k in right if k.az < 0]


def none(draw: Random) -> list[Lock]:
    """No locks in front of the ears."""
    del draw
    return []


SIDES: Mapping[str, Sides] = {
    "bob": bob, "short": short, "long": long, "framing": framing, "cut": cut, "pixie": pixie, "spikes": spikes,
    "shag": shag, "curls": curls, "one": one, "none": none,
}  # fmt: skip
