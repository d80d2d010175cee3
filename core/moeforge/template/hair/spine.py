"""The middle line of hair that hangs from a tie."""

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from moeforge.template.hair.chart import cross, unit
from moeforge.template.hair.comb import surface, toward
from moeforge.template.hair.detail import Detail
from moeforge.template.hair.solids import Solid, ring_tube
from moeforge.template.part import F64


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

    def points(self, growth: float, at: F64) -> F64:
        """Points (..., 3) at places (...) in 0..1."""
        t = at[..., None]
        blend = np.concatenate([(1.0 - t) ** 3, 3.0 * (1.0 - t) ** 2 * t, 3.0 * (1.0 - t) * t**2, t**3], axis=-1)
        return blend @ _knots(self, growth)

    def frame(self, growth: float, at: F64) -> Frame:
        """The frame at places (...) in 0..1."""
        t = at[..., None]
        steps = np.diff(_knots(self, growth), axis=0)
        run = unit(np.concatenate([(1.0 - t) ** 2, 2.0 * (1.0 - t) * t, t**2], axis=-1) @ steps)
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


@lru_cache(maxsize=256)
def _knots(spine: Spine, growth: float) -> F64:
    """Control points (4, 3) of the Bezier curve."""
    root, normal = surface(toward(np.array(spine.tie[0]), np.array(spine.tie[1])))
    away = unit(normal * [1.0, 0.0, 1.0])
    fall, drift = spine.length * growth, np.array([spine.drift[0], 0.0, spine.drift[1]])
    return np.stack(
        [
            root - 0.02 * normal,
            root + away * spine.out * 0.75 + [0.0, spine.lift, 0.0],
            root + away * spine.out * 1.5 - [0.0, 0.45 * fall, 0.0] + 0.7 * drift,
            root + away * spine.out * 0.55 - [0.0, fall, 0.0] + drift,
        ]
    )
