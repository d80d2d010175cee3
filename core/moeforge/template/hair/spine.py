"""The middle line of hair that hangs from a tie."""

from dataclasses import dataclass
from functools import lru_cache
from math import comb
from typing import NamedTuple

import numpy as np

from moeforge.template.hair.chart import unit
from moeforge.template.hair.comb import surface, toward
from moeforge.template.hair.detail import Detail
from moeforge.template.hair.solids import Solid, ring_tube
from moeforge.template.part import F64
from moeforge.template.vectors import cross


class Frame(NamedTuple):
    """Places on a spine, each (..., 3): the point, and unit vectors down, to the side and away from the head."""

    point: F64
    run: F64
    side: F64
    front: F64


@dataclass(frozen=True, slots=True)
class Spine:
    """A Bezier curve out of the head, over and down."""

    tie: tuple[float, float]  # azimuth (degrees) and chart v
    out: float  # how far it leaves the head, HH
    lift: float  # how far it rises before it falls, HH
    length: float  # of the fall, HH
    drift: tuple[float, float] = (0.0, 0.0)  # how far the tip strays to +x and +z, HH
    flick: float = 0.0  # how far the end turns away from the head again, HH: an S

    def points(self, growth: float, at: F64) -> F64:
        """Points (..., 3) at places (...) in 0..1."""
        return _bernstein(at, 4) @ _knots(self, growth)

    def frame(self, growth: float, at: F64) -> Frame:
        """The frame at places (...) in 0..1."""
        run = unit(_bernstein(at, 3) @ np.diff(_knots(self, growth), axis=0))
        point = self.points(growth, at)
        side = unit(cross(run, np.broadcast_to(self._across(), run.shape)))
        return Frame(point, run, side, cross(side, run))

    def _across(self) -> F64:
        """A direction that the spine never runs along: level, beside the tie."""
        azimuth = np.radians(self.tie[0])
        return np.array([np.cos(azimuth), 0.0, -np.sin(azimuth)])

    def band(self, growth: float, at: float, radius: float, detail: Detail, size: float = 1.0) -> Solid:
        """A gathered band of this radius (HH) round the spine, in the swatch "ribbon"."""
        point, run, side, front = self.frame(growth, np.array(at))
        pleats, corners = detail.band
        turn = np.arange(pleats) / pleats * 2 * np.pi
        out = side * np.cos(turn)[:, None] + front * np.sin(turn)[:, None]
        tube = size * 0.034 * (1.0 + 0.16 * (np.arange(pleats) % 2))[:, None]
        along = np.broadcast_to(run * 0.042 * size, out.shape)
        return ring_tube("ribbon", point + out * radius, out * tube, along, corners)


def _bernstein(at: F64, degree: int) -> F64:
    """Weights (..., degree + 1) of the control points at places (...) in 0..1."""
    k = np.arange(degree + 1)
    t = at[..., None]
    return np.array([comb(degree, int(i)) for i in k]) * t**k * (1.0 - t) ** (degree - k)


@lru_cache(maxsize=256)
def _knots(spine: Spine, growth: float) -> F64:
    """Control points (5, 3) of the Bezier curve."""
    root, normal = surface(toward(np.array(spine.tie[0]), np.array(spine.tie[1])))
    away = unit(normal * [1.0, 0.0, 1.0])
    fall, drift = spine.length * growth, np.array([spine.drift[0], 0.0, spine.drift[1]])
    start = root - 0.02 * normal
    over = root + away * spine.out * 0.75 + [0.0, spine.lift, 0.0]
    under = root + away * spine.out * 1.5 - [0.0, 0.45 * fall, 0.0] + 0.7 * drift
    end = root + away * spine.out * 0.55 - [0.0, fall, 0.0] + drift
    back = 0.75 * under + 0.25 * end - 1.3 * spine.flick * away
    return np.stack([start, 0.25 * start + 0.75 * over, 0.5 * (over + under), back, end + spine.flick * away])
