"""Closed outlines as a radius over the angle, so that any two of them can be blended: star, heart, flower, sparkle."""

from collections.abc import Callable, Mapping
from functools import cache
from math import cos, pi, sin

import numpy as np

from moeforge.painter.canvas import Path, Point, polygon

STEPS = 60
"""Corners of an outline; a multiple of 4 and of 5, so that the tips of both kinds of stars are corners."""

Radii = tuple[float, ...]
"""STEPS radii, the i-th at i / STEPS of a turn, clockwise from the top; the largest is about 1."""


def _zigzag(tips: int, valley: float, power: float) -> Radii:
    """A star: 1 at each tip, `valley` between them; `power` above 1 hollows its sides."""
    phases = [abs((i * tips / STEPS) % 1.0 - 0.5) * 2.0 for i in range(STEPS)]  # 1 at a tip, 0 between
    return tuple(valley + (1.0 - valley) * p**power for p in phases)


def _petals(count: int) -> Radii:
    return tuple(0.50 + 0.50 * abs(cos(pi * count * i / STEPS)) ** 0.6 for i in range(STEPS))


def _heart() -> Radii:
    """The heart of sixteen sine cubes, measured from its middle."""
    t = np.linspace(0.0, 2.0 * pi, 2000, endpoint=False)
    x = 16.0 * np.sin(t) ** 3
    y = 13.0 * np.cos(t) - 5.0 * np.cos(2 * t) - 2.0 * np.cos(3 * t) - np.cos(4 * t) + 2.0
    angle, radius = np.arctan2(x, y) % (2.0 * pi), np.hypot(x, y) / 16.0
    order = np.argsort(angle)
    wanted = np.arange(STEPS) * 2.0 * pi / STEPS
    return tuple(float(r) for r in np.interp(wanted, angle[order], radius[order], period=2.0 * pi))


OUTLINES: Mapping[str, Callable[[], Radii]] = {
    "star": lambda: _zigzag(5, 0.46, 1.1),
    "heart": _heart,
    "flower": lambda: _petals(5),
    "sparkle": lambda: _zigzag(4, 0.24, 1.8),
}


@cache
def outline(name: str) -> Radii:
    """The outline of that name; KeyError for an unknown one."""
    return OUTLINES[name]()


def shaped(cx: float, cy: float, rx: float, ry: float, shares: Mapping[str, float], round_radius: float = 1.0) -> Path:
    """A blend of outlines about (cx, cy) with half axes rx and ry; what `shares` leave of 1 is an ellipse."""
    rest = max(0.0, 1.0 - sum(shares.values())) * round_radius
    named = [(share, outline(name)) for name, share in shares.items() if share > 0.0]
    return polygon(_point(cx, cy, rx, ry, i, rest + sum(s * radii[i] for s, radii in named)) for i in range(STEPS))


def _point(cx: float, cy: float, rx: float, ry: float, step: int, radius: float) -> Point:
    angle = 2.0 * pi * step / STEPS
    return cx + rx * radius * sin(angle), cy - ry * radius * cos(angle)
