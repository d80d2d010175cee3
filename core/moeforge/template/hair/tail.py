"""Tails: locks round a spine, gathered to a few points."""

from dataclasses import dataclass
from random import Random

import numpy as np

from moeforge.template.hair.detail import Detail
from moeforge.template.hair.growth import Tie
from moeforge.template.hair.ribbon import Paths, ribbons
from moeforge.template.hair.spine import Spine
from moeforge.template.hair.strands import DEEP, LIGHT, MID, Strands
from moeforge.template.part import F64

_RADIUS_AT = (
    [0.0, 0.05, 0.12, 0.24, 0.40, 0.60, 0.80, 0.92, 1.0],
    [0.36, 0.37, 0.56, 0.86, 1.0, 0.96, 0.72, 0.44, 0.20],
)
"""The bundle leaves its tie narrow, swells, and gathers to a point."""
_WIDTH_AT = (
    [0.0, 0.08, 0.28, 0.50, 0.68, 0.80, 0.90, 0.96, 1.0],
    [0.40, 0.44, 0.95, 1.0, 0.94, 0.76, 0.46, 0.20, 0.02],
)
ROUND = 0.5
"""Share of the bundle's normal in the shading of its locks: it reads as one round body."""
SPLIT = ((0.98, 0.0), (0.93, 0.25), (0.80, 0.85), (0.86, 0.6), (0.97, 0.2), (0.76, 0.9), (0.90, 0.4))
"""Where the locks of a tail end by turns, and how far apart: one long point of a few, shorter ones beside it."""
LATE, SWIRL = 0.60, 38.0
"""Where the tips begin to part, and by how many degrees they curve round the tail from there."""
BAND_AT = 0.035


@dataclass(frozen=True, slots=True)
class Tail:
    """A loose tail."""

    spine: Spine
    radius: float  # of the bundle where it is thickest, HH
    locks: int = 7
    twist: float = 46.0  # degrees
    joints: int = 4
    tip: float = 1.0  # cell v of the longest tip; less for a tail that ends half way down other hair

    def strands(self, draw: Random, growth: float, chain: int, detail: Detail) -> Strands:
        """See `growth.Hang`."""
        first = draw.randrange(self.locks)
        split = np.array([SPLIT[(i - first) % len(SPLIT)] for i in range(self.locks)])  # (L, 2)
        ends = split[:, 0] + np.array([draw.uniform(-0.02, 0.02) for _ in range(self.locks)])
        spin, tones = draw.uniform(-9.0, 9.0), [draw.choice((MID, MID, LIGHT, DEEP)) for _ in range(self.locks)]
        at = places(detail.tail) * ends[:, None]  # (L, R)
        turn = (np.arange(self.locks) / self.locks * 360.0 + spin)[:, None] + self.twist * at
        return tuft(
            self.spine,
            growth,
            at,
            turn,
            self.radius,
            np.array(tones),
            chain,
            self.joints,
            detail,
            self.tip,
            split[:, 1],
        )

    def swing(self, growth: float) -> F64:
        """See `growth.Hang`."""
        return self.spine.points(growth, np.linspace(0.0, 1.0, self.joints + 1))

    def ties(self, growth: float, chain: int, detail: Detail) -> tuple[Tie, ...]:
        """See `growth.Hang`."""
        del growth, chain
        return (Tie(self.spine.band(1.0, BAND_AT, self.radius * 0.56, detail)),)


def places(rings: int) -> F64:
    """Places 0..1 along a tail, denser at the tie, where it turns, and at the tip."""
    t = np.linspace(0.0, 1.0, rings)
    return 0.55 * t**1.4 + 0.45 * np.sin(np.pi * t / 2) ** 2


def tuft(
    spine: Spine,
    growth: float,
    at: F64,
    turn: F64,
    radius: float,
    tones: F64,
    chain: int,
    joints: int,
    detail: Detail,
    tip: float = 1.0,
    apart: F64 | float = 0.0,
) -> Strands:
    """Locks at places `at` (L, R) of a spine, turned by `turn` (L, R) degrees round it.

    `apart` (L,): how far their tips stand off the others', share of the radius.
    """
    share = (at - at[:, :1]) / (at[:, -1:] - at[:, :1])  # 0 at the root of each lock, 1 at its tip
    point, _, side, front = spine.frame(growth, at)
    late = np.clip((share - LATE) / (1.0 - LATE), 0.0, 1.0)
    angle = np.radians(turn + SWIRL * late**2)[..., None]
    normals = side * np.cos(angle) + front * np.sin(angle)
    reach = radius * (np.interp(share, *_RADIUS_AT) + np.reshape(apart, (-1, 1)) * late**2)
    profile = np.interp(share, *_WIDTH_AT)
    return ribbons(
        Paths(
            points=point + normals * (reach * 0.72)[..., None],
            normals=normals,
            width=radius * 0.66 * profile * 7.0 / max(len(at), 5),
            thick=radius * 0.34 * profile,
            v=0.10 + (tip - 0.10) * at,
            tone=tones.astype(np.int64),
            chain=np.full(len(at), chain),
            along=at * joints,
            radius=np.maximum(reach, 0.05),
            calm=ROUND,
        ),
        detail.section,
    )
