"""Hair under a hat: what would stand through it is pressed flat, and ties come down below its rim."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from moeforge.template.hair.braid import Braid
from moeforge.template.hair.chart import CENTRE, RADIUS_BACK, RADIUS_FRONT, RADIUS_X, RADIUS_Y
from moeforge.template.hair.coil import Bun, Drill
from moeforge.template.hair.growth import Growth, Hang, Style
from moeforge.template.hair.lock_style import LockStyle
from moeforge.template.hair.puffs import Puff
from moeforge.template.hair.tail import Tail
from moeforge.template.part import F64

PRESSED = 0.045
"""Height over the shell to which a hat presses hair, HH."""
SPRING = 0.42
"""How much higher it may stand per radian below the rim: it springs out, but not into a brim."""
FREE = 3.5
"""And per squared radian from a little further down: there it is free."""
LAYERED = 0.12
"""Share of the height over that which remains, so that layers keep their order."""
LOWEST_V, BESIDE = 0.98, 116.0
"""Chart v below which no tie lies under a hat, and the least azimuth of one beside the head."""


@dataclass(frozen=True, slots=True)
class Cover:
    """What a hat covers: all directions within `angle` of its axis, which leans from straight up. Degrees."""

    angle: float
    side: float  # lean to the figure's left
    back: float  # lean to the back


COVERS: Mapping[str, Cover] = MappingProxyType(
    {
        "hat": Cover(50.0, 15.0, 15.0),
        "baseball_cap": Cover(62.0, 0.0, 8.0),
        "beanie": Cover(73.0, 0.0, 10.0),
        "straw_hat": Cover(52.0, 0.0, 12.0),
        "witch_hat": Cover(52.0, 5.0, 14.0),
    }
)
"""Accessory -> what it covers."""


def tucked(grown: Growth, cover: Cover) -> Growth:
    """The hair pressed under the hat."""
    if grown.strands is None:
        return grown
    strands = replace(grown.strands, positions=pressed(grown.strands.positions, cover))
    return replace(grown, strands=strands, lift=min(grown.lift, PRESSED))


def pressed(points: F64, cover: Cover) -> F64:
    """Points (N, 3) in head space, drawn in to the height that the hat allows."""
    local = points - CENTRE
    depth = np.where(local[:, 2] > 0.0, RADIUS_FRONT, RADIUS_BACK)
    scaled = local / np.stack([np.full_like(depth, RADIUS_X), np.full_like(depth, RADIUS_Y), depth], axis=1)
    reach = np.linalg.norm(scaled, axis=1)
    side, back = np.radians(cover.side), np.radians(cover.back)
    axis = np.array([np.sin(side), np.cos(side) * np.cos(back), -np.cos(side) * np.sin(back)])
    away = np.arccos(np.clip(scaled @ axis / np.maximum(reach, 1e-9), -1.0, 1.0)) - np.radians(cover.angle)
    far = np.linalg.norm(local, axis=1)
    below = np.maximum(away, 0.0)
    most = far / np.maximum(reach, 1e-9) + PRESSED + SPRING * below + FREE * np.maximum(below - 0.12, 0.0) ** 2
    over = np.maximum(far - most, 0.0)
    return CENTRE + local * ((far - (1.0 - LAYERED) * over) / np.maximum(far, 1e-9))[:, None]


def lowered(style: Style) -> Style:
    """The style with its ties below the rim of a hat."""
    if not isinstance(style, LockStyle) or not style.combs:
        return style
    combs = tuple(replace(c, tie=_below(c.tie)) for c in style.combs)
    return replace(style, combs=combs, hangs=tuple(_hung_lower(h) for h in style.hangs))


def _hung_lower(hang: Hang) -> Hang:
    if isinstance(hang, Bun | Puff):
        return replace(hang, tie=_below(hang.tie))
    if isinstance(hang, Tail | Braid | Drill):
        return replace(hang, spine=replace(hang.spine, tie=_below(hang.spine.tie), lift=min(hang.spine.lift, 0.0)))
    return hang


def _below(tie: tuple[float, float]) -> tuple[float, float]:
    azimuth, v = tie
    if v >= LOWEST_V or azimuth == 0.0:
        return tie
    return float(np.sign(azimuth)) * max(abs(azimuth), BESIDE), LOWEST_V
