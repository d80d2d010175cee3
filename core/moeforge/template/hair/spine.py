"""The middle line of hair that hangs from a tie."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from moeforge.template.hair.chart import unit
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
        root, normal = surface(toward(np.array(self.tie[0]), np.array(self.tie[1])))
        away = unit(normal * [1.0, 0.0, 1.0])
        fall, drift = self.length * growth, np.array([self.drift[0], 0.0, self.drift[1]])
        knots = (
            root - 0.02 * normal,
            root + away * self.out * 0.75 + [0.0, self.lift, 0.0],
            root + away * self.out * 1.5 - [0.0, 0.45 * fall, 0.0] + 0.7 * drift,
            root + away * self.out * 0.55 - [0.0, fall, 0.0] + drift,
        )
        t = at[..., None]
        terms = [c * (1.0 - t) ** (3 - i) * t**i * k for i, (c, k) in enumerate(zip((1, 3, 3, 1), knots, strict=True))]
        return np.sum(terms, axis=0)

    def frame(self, growth: float, at: F64) -> Frame:
        """The frame at places (...) in 0..1."""
        after, before = (self.points(growth, np.clip(at + step, 0.0, 1.0)) for step in (0.01, -0.01))
        run = unit(after - before)
        side = unit(np.cross(run, self._across()))
        return Frame(self.points(growth, at), run, side, np.cross(side, run))

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
