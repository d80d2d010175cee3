"""Locks in front of the ears: they frame the face."""

from collections.abc import Callable, Mapping
from random import Random

from moeforge.template.hair.locks import Lock
from moeforge.template.hair.strands import DEEP, MID

Sides = Callable[[Random], list[Lock]]
_Row = tuple[float, float, float, float, float]  # azimuth, v of the tip, half-width, stray of the tip, curl


def _pair(draw: Random, rows: list[_Row], blunt: float = 0.0) -> list[Lock]:
    """The rows on both sides; the lengths differ a little from side to side."""
    locks: list[Lock] = []
    for side in (-1.0, 1.0):
        for i, (az, v1, width, tip, curl) in enumerate(rows):
            v = v1 + draw.uniform(-0.04, 0.04) * (1.0 - blunt)
            tone, lift = (MID, 0.034) if i % 2 == 0 else (DEEP, 0.012)
            locks.append(
                Lock(side * az, v, width, side * tip, lift=lift, curl=curl, blunt=blunt, tone=tone, thick=0.06)
            )
    return locks


def bob(draw: Random) -> list[Lock]:
    """To the chin, tips turned in."""
    return _pair(draw, [(70, 1.50, 0.115, -6, -0.05), (88, 1.64, 0.13, -5, -0.12)])


def short(draw: Random) -> list[Lock]:
    """To the ear lobe, thin."""
    return _pair(draw, [(68, 1.26, 0.09, -3, 0.0), (84, 1.30, 0.11, 4, 0.0)])


def long(draw: Random) -> list[Lock]:
    """Down to the chest in front of the shoulders."""
    return _pair(draw, [(68, 1.95, 0.10, -2, 0.0), (85, 2.35, 0.12, 0, 0.0)])


def framing(draw: Random) -> list[Lock]:
    """One thin and one long lock, for tied hair."""
    return _pair(draw, [(68, 1.75, 0.085, -3, -0.02), (78, 1.40, 0.07, -1, 0.0)])


def cut(draw: Random) -> list[Lock]:
    """The hime cut's cheek locks: blunt, at the jaw."""
    return _pair(draw, [(66, 1.45, 0.09, 0, -0.02), (82, 1.47, 0.11, 0, -0.03)], blunt=0.92)


SIDES: Mapping[str, Sides] = {"bob": bob, "short": short, "long": long, "framing": framing, "cut": cut}
