"""Cloth and hair on the lower face: mask, beards, moustaches."""

from collections.abc import Callable

import numpy as np

from moeforge.spec import AvatarSpec
from moeforge.template.accessories.fit import plan_of
from moeforge.template.accessories.palette import swatches
from moeforge.template.accessories.shapes import blanket, drop, mirrored, over
from moeforge.template.hair import Hair
from moeforge.template.hair.solids import Solid, lathe, solid_part, tube
from moeforge.template.head.ears import PHI, T
from moeforge.template.head.plan import Plan
from moeforge.template.head.surface import HeadSurface
from moeforge.template.part import F64, Piece
from moeforge.template.proportions import Proportions

_HALF_MASK = ((0.0, 0.275), (0.30, 0.225), (0.62, 0.195), (0.92, 0.205), (1.06, 0.195), (1.08, 0.12), (1.02, 0.04),
              (0.80, -0.045), (0.45, -0.115), (0.0, -0.150))  # fmt: skip
"""Chart (phi, t) of the mask's left outline, from the nose down to the chin."""
_MASK_RINGS = ((1.0, -0.003), (0.985, 0.018), (0.86, 0.030), (0.62, 0.036), (0.30, 0.040), (0.0, 0.041))


def _both(half: tuple[tuple[float, float], ...]) -> F64:
    left = np.array(half)
    return np.concatenate([left, left[-2:0:-1] * [-1.0, 1.0]])


def mask(spec: AvatarSpec, proportions: Proportions, hair: Hair) -> Piece:
    """A cloth mask over nose, mouth and chin with loops to the ears."""
    del hair
    surface, swatch = plan_of(spec).surface, swatches(spec)["white"]
    cloth = blanket(swatch, surface, _both(_HALF_MASK), _MASK_RINGS)
    loops = [_loop(surface, swatch, t, end) for t, end in ((0.185, T + 0.07), (0.055, T - 0.06))]
    return Piece((solid_part("mask", [cloth, *loops, *map(mirrored, loops)], proportions),))


def _loop(surface: HeadSurface, swatch: str, start: float, end: float) -> Solid:
    s = np.linspace(0.0, 1.0, 7)
    chart = np.stack([1.02 + (PHI + 0.04 - 1.02) * s, start + (end - start) * s], axis=1)
    return tube(swatch, over(surface, chart, 0.010), 0.0085, corners=5)


Point = tuple[float, float]
Hairy = Callable[[Plan, str], list[Solid]]


def facial_hair(name: str, grow: Hairy) -> Callable[[AvatarSpec, Proportions, Hair], Piece]:
    """The accessory of facial hair in the paint "beard"."""

    def one(spec: AvatarSpec, proportions: Proportions, hair: Hair) -> Piece:
        del hair
        return Piece((solid_part(name, grow(plan_of(spec), swatches(spec)["beard"]), proportions),))

    return one


def _tuft(plan: Plan, swatch: str, ends: tuple[Point, Point], width: float, stand: float) -> Solid:
    """A lock from one place of the front view to another, over the skin, its middle widest; below the chin it hangs."""
    s = np.linspace(0.0, 1.0, 7)[:, None]
    xy = np.array(ends[0]) + (np.array(ends[1]) - np.array(ends[0])) * s
    skin = plan.surface.lift(np.stack([xy[:, 0], np.maximum(xy[:, 1], 0.02)], axis=1))
    path = np.concatenate([xy, skin[:, 2:] + stand * np.sin(np.pi * np.clip(0.12 + 0.7 * s, 0, 1))], axis=1)
    shape = width * np.array([0.30, 0.72, 0.95, 1.0, 0.85, 0.52, 0.03])
    return drop(swatch, path, shape.tolist(), np.array([0.0, 0.0, 1.0]), 0.75)


def goatee(plan: Plan, swatch: str) -> list[Solid]:
    """Three locks under the lower lip."""
    low = plan.mouth.y - 0.062
    locks = ((((0.0, low), (0.0, -0.105)), 0.040, 0.030), (((0.030, low - 0.012), (0.024, -0.070)), 0.030, 0.022))
    middle, side = (_tuft(plan, swatch, *lock) for lock in locks)
    return [middle, side, mirrored(side)]


def walrus(plan: Plan, swatch: str) -> list[Solid]:
    """Two full locks from under the nose over the corners of the mouth."""
    return _pair(plan, swatch, ((0.000, 0.186), (0.030, 0.186), (0.070, 0.176), (0.108, 0.150), (0.128, 0.112)),
                 (0.016, 0.026, 0.030, 0.021, 0.002))  # fmt: skip


def handlebar(plan: Plan, swatch: str) -> list[Solid]:
    """Two thin locks with curled ends."""
    return _pair(
        plan, swatch,
        ((0.000, 0.182), (0.040, 0.180), (0.085, 0.166), (0.125, 0.166),
         (0.148, 0.190), (0.138, 0.210), (0.122, 0.204)),
        (0.014, 0.020, 0.017, 0.013, 0.010, 0.007, 0.002),
    )  # fmt: skip


def _pair(plan: Plan, swatch: str, points: tuple[tuple[float, float], ...], width: tuple[float, ...]) -> list[Solid]:
    xy = np.array(points)
    path = plan.surface.lift(xy) + np.array([0.0, 0.0, 0.016])
    path[0, 2] -= 0.006
    left = drop(swatch, path, width, np.array([0.0, 0.0, 1.0]), 0.65)
    return [left, mirrored(left)]


_BEARD_PHI = 1.34
_TOP = ([0.0, 0.16, 0.30, 0.46, 0.70, 1.0, 1.34], [0.088, 0.092, 0.125, 0.178, 0.190, 0.250, 0.400])
"""Chart t of the beard's upper edge at |phi|: below the lip, up to the corners of the mouth, along to the temples."""
_LOW = ([0.0, 0.40, 0.80, 1.10, 1.34], [-0.10, -0.10, -0.06, 0.06, 0.330])
_FULL = (0.0, 0.7, 1.0, 1.0, 0.9, 0.45)
"""Thickness across the beard from its upper to its lower edge."""


def full_beard(plan: Plan, swatch: str) -> list[Solid]:
    """From ear to ear round the mouth, its lower edge in points, with a moustache."""
    phi = np.linspace(-_BEARD_PHI, _BEARD_PHI, 33)
    top, low = np.interp(np.abs(phi), *_TOP), np.interp(np.abs(phi), *_LOW)
    share = np.linspace(0.0, 1.0, len(_FULL))
    t = top[:, None] + (low - top)[:, None] * share
    thick = 0.052 * np.cos(phi / _BEARD_PHI * np.pi / 2)[:, None] ** 0.4
    outer = over(plan.surface, np.stack([np.broadcast_to(phi[:, None], t.shape), t], axis=-1), thick * _FULL - 0.004)
    points = np.where(np.arange(33) % 4 == 0, 1.0, 0.0) * np.cos(phi / _BEARD_PHI * np.pi / 2)
    outer[:, -1, 1] -= 0.075 * points
    outer[:, -2, 1] -= 0.030 * points
    inner = over(plan.surface, np.stack([phi, (top + low) / 2], axis=-1), -0.05)
    rings = np.concatenate([outer, inner[:, None]], axis=1)
    return [lathe(swatch, rings, rings[0].mean(axis=0), rings[-1].mean(axis=0)), *walrus(plan, swatch)]
