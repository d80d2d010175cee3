"""Coiled hair: buns like a snail's shell, and drills (ringlets)."""

from dataclasses import dataclass
from random import Random

import numpy as np

from moeforge.template.hair.blobs import Blobs, blobs
from moeforge.template.hair.chart import RING_CELL, unit
from moeforge.template.hair.comb import surface, toward
from moeforge.template.hair.detail import LENS, Detail
from moeforge.template.hair.growth import Tie
from moeforge.template.hair.ribbon import Paths, ribbons
from moeforge.template.hair.solids import ring_tube
from moeforge.template.hair.spine import Spine
from moeforge.template.hair.strands import HEAD, INNER, MID, Strands, join
from moeforge.template.hair.tail import BAND_AT
from moeforge.template.part import F64

_TAPER = ([0.0, 0.06, 0.92, 1.0], [0.55, 1.0, 1.0, 0.05])
FLAT = 50.0
"""Sag radius (HH) of a ribbon that does not bend about the head."""


def _coil(points: F64, normals: F64, width: F64, v: F64, chain: int, along: F64, detail: Detail) -> Strands:
    """One ribbon along points (R, 3), its half-width (R,) the larger, the fewer the turns."""
    profile = np.interp(np.linspace(0.0, 1.0, len(points)), *_TAPER) * width
    return ribbons(
        Paths(points[None], normals[None], profile[None], 0.55 * profile[None], v[None], np.array([MID]),
              np.array([chain]), along[None], FLAT),
        detail.section,
    )  # fmt: skip


def _core(place: tuple[F64, F64, F64, F64], radius: float, detail: Detail) -> Strands:
    """A dark ball inside a bun."""
    centre, axis, side, _ = place
    axes = np.stack([side, axis, np.cross(side, axis)])[None]
    at = np.zeros(1)
    one = Blobs(centre[None], axes, np.full((1, 3), radius), at + 0.5, np.array([INNER]), np.array([HEAD]), at)
    return blobs(one, detail.lobe[0] + 1, detail.lobe[1] + 3)


@dataclass(frozen=True, slots=True)
class Bun:
    """A coil on a ball that sits on its tie."""

    tie: tuple[float, float]  # azimuth (degrees) and chart v
    radius: float = 0.19
    turns: float = 3.0
    rise: float = 0.25  # share of straight up in the axis

    def strands(self, draw: Random, growth: float, chain: int, detail: Detail) -> Strands:
        """See `growth.Hang`."""
        del growth, chain
        centre, axis, side, front = place = self._place()
        t = np.linspace(0.0, 1.0, int(self.turns * (detail.coil + 3)) + 1)
        polar = np.pi * (0.80 - 0.76 * t)
        turn = 2.0 * np.pi * self.turns * t + draw.uniform(0.0, 6.28)
        out = side * np.cos(turn)[:, None] + front * np.sin(turn)[:, None]
        normals = out * np.sin(polar)[:, None] + axis * np.cos(polar)[:, None]
        width = self.radius * 0.76 * np.pi / self.turns * (0.34 + 0.32 * np.sin(polar))  # a slim end keeps it round
        lit = 0.44 - 0.02 * np.cos(polar)
        coil = _coil(centre + self.radius * 0.88 * normals, normals, width, lit, HEAD, 0.0 * t, detail)
        return join([coil, _core(place, self.radius * (0.86 if detail.section is LENS else 0.78), detail)])

    def _place(self) -> tuple[F64, F64, F64, F64]:
        """Centre of the ball, its axis, and two directions across."""
        root, normal = surface(toward(np.array(self.tie[0]), np.array(self.tie[1])))
        axis = unit((1.0 - self.rise) * normal + np.array([0.0, self.rise, 0.0]))
        side = unit(np.cross(axis, [0.3, 0.2, 1.0]))
        return root + (self.radius * 0.62) * axis, axis, side, np.cross(axis, side)

    def swing(self, growth: float) -> None:
        """It is fixed to the head."""
        del growth

    def ties(self, growth: float, chain: int, detail: Detail) -> tuple[Tie, ...]:
        """A band at the foot."""
        del growth, chain
        centre, axis, side, front = self._place()
        pleats, corners = detail.band
        turn = np.arange(pleats) / pleats * 2 * np.pi
        out = side * np.cos(turn)[:, None] + front * np.sin(turn)[:, None]
        path = centre - axis * self.radius * 0.62 + out * self.radius * 0.80
        return (Tie(ring_tube("ribbon", path, 0.034 * out, np.broadcast_to(axis * 0.036, out.shape), corners)),)


@dataclass(frozen=True, slots=True)
class Drill:
    """A ringlet: a ribbon wound round a tapering core."""

    spine: Spine
    radius: float = 0.15
    turns: float = 5.0
    joints: int = 3
    banded: bool = True

    def strands(self, draw: Random, growth: float, chain: int, detail: Detail) -> Strands:
        """See `growth.Hang`."""
        hand = -1.0 if self.spine.tie[0] > 0 else 1.0
        at: F64 = np.linspace(0.0, 1.0, int(self.turns * detail.coil) + 1)
        point, run, side, front = self.spine.frame(growth, at)
        turn = hand * 2.0 * np.pi * self.turns * at + draw.uniform(0.0, 6.28)
        out = side * np.cos(turn)[:, None] + front * np.sin(turn)[:, None]
        radius = self._radius(at)
        normals = unit(out - 0.45 * run)  # every turn's lower edge stands over the next one
        width = 0.78 * self.spine.length * growth / self.turns * (0.14 + 0.86 * radius / self.radius)
        lit = RING_CELL + 0.12 * np.sin(0.5 * (turn - hand * 0.8)) ** 2 + 0.55 * at**1.5  # lit once a turn
        curl = _coil(point + 0.80 * radius[:, None] * out, normals, width, lit, chain, at * self.joints, detail)
        return join([curl, self._core(growth, chain, detail)])

    def _radius(self, at: F64) -> F64:
        return self.radius * np.interp(at, [0.0, 0.06, 0.2, 0.6, 1.0], [0.30, 0.62, 1.0, 0.82, 0.34])

    def _core(self, growth: float, chain: int, detail: Detail) -> Strands:
        at: F64 = np.linspace(0.08, 0.9, 5)
        point, run, side, _ = self.spine.frame(growth, at)
        radii = np.stack([0.58 * self._radius(at), np.full(5, 0.16 * self.spine.length), 0.58 * self._radius(at)], -1)
        axes = np.stack([side, -run, np.cross(side, -run)], axis=1)
        tone, chains = np.full(5, INNER), np.full(5, chain)
        return blobs(Blobs(point, axes, radii, 0.12 + 0.88 * at, tone, chains, at * self.joints), *detail.lobe)

    def swing(self, growth: float) -> F64:
        """See `growth.Hang`."""
        return self.spine.points(growth, np.linspace(0.0, 1.0, self.joints + 1))

    def ties(self, growth: float, chain: int, detail: Detail) -> tuple[Tie, ...]:
        """See `growth.Hang`."""
        del growth, chain
        return (Tie(self.spine.band(1.0, BAND_AT, 0.62 * self.radius, detail)),) if self.banded else ()
