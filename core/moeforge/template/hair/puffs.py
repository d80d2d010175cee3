"""Afros and puffs: clouds of soft lobes on springs (RECIPE2 section 4)."""

from dataclasses import dataclass
from random import Random

import numpy as np

from moeforge.template.hair.chart import unit
from moeforge.template.hair.cloud import Coils, Lobes, directions, fibonacci, hull
from moeforge.template.hair.comb import surface, toward
from moeforge.template.hair.detail import Detail
from moeforge.template.hair.growth import Growth, Swing, Tie
from moeforge.template.hair.scalp import scalp
from moeforge.template.hair.strands import Strands, join
from moeforge.template.part import F64

CENTRE = np.array([0.0, 0.57, -0.06])
RADIUS = np.array([0.543, 0.514, 0.535])
"""Ellipsoid that the lobes stand on, HH."""
_EDGE = ([0.0, 30.0, 55.0, 75.0, 95.0, 118.0, 145.0, 180.0], [0.85, 0.89, 1.03, 1.23, 1.32, 1.46, 1.60, 1.66])
"""Hairline at |azimuth|, as polar angle over 90 degrees."""
WAVER = 0.030
"""How far the hairline wavers."""
_ROLL = ([0.0, 0.80, 0.90, 0.96, 1.0], [1.0, 1.01, 0.99, 0.92, 0.68])
"""Reach along the way from crown to hairline: it rolls in to the skin."""
_CALM = ([0.0, 0.88, 1.0], [1.0, 1.0, 0.15])
"""Height of lobes along that way: at the hairline they would tear notches into it."""
_SWING = unit(np.array([[0.85, 0.35, 0.0], [-0.85, 0.35, 0.0], [0.0, 0.3, -1.0]]))
"""Directions in which the cloud sways."""
_FOLLOW = -0.15
"""Place on the one-joint chain of every point: a third of the bone's turn, so that neighbours stay together."""
REACH = 0.98
"""Share of a puff's radius that its smooth body takes."""
_BROW = 66.0
"""Azimuth up to which the hairline lies on the brow."""


@dataclass(frozen=True, slots=True)
class Afro:
    """A cloud all round the head; the length is its size."""

    lobes: int = 108  # over the whole sphere
    height: tuple[float, float] = (0.20, 0.32)  # of a lobe, share of the radius
    reach: float = 1.0  # share of RADIUS
    lift: float = 0.105
    fluff: float = 0.35  # how much of the length goes to the size

    def grow(self, draw: Random, growth: float, detail: Detail) -> Growth:
        """See `growth.Style`."""
        rows, columns = detail.cloud
        azimuth = np.linspace(-180.0, 180.0, columns, endpoint=False)
        lobes = self._lobes(draw)
        share = np.linspace(0.0, 1.0, rows)[:, None] ** 0.94
        edge = np.interp(np.abs(azimuth), *_EDGE) + WAVER * np.sin(np.radians(azimuth * 9.0))
        way = directions(share * edge * (np.pi / 2), np.broadcast_to(np.radians(azimuth), (rows, columns)))
        reach = (self.reach + self.fluff * (growth - 1.0)) * np.interp(share, *_ROLL) + 0.0 * edge
        hair = hull(way, RADIUS, reach, lobes, CENTRE, Coils(), np.interp(share, *_CALM))
        brow = _outline(hair, rows, columns, azimuth)
        hair.chain[:] = np.argmax((hair.positions - CENTRE) @ _SWING.T, axis=1)
        hair.along[:] = _FOLLOW
        far = np.array([[0.2], [self.reach * 0.62]])
        swings = tuple(Swing(f"hair_{i}", CENTRE + far * d, 1.4) for i, d in enumerate(_SWING))
        return Growth(join([scalp(detail), hair]), swings, brow, lift=self.lift)

    def _lobes(self, draw: Random) -> Lobes:
        turn = draw.uniform(0.0, 2.0 * np.pi)
        c, s = np.cos(turn), np.sin(turn)
        ways = fibonacci(self.lobes) @ np.array([[c, 0.0, s], [0.0, 1.0, 0.0], [-s, 0.0, c]])
        stray = np.array([[draw.uniform(-0.1, 0.1) for _ in range(3)] for _ in ways])
        size = np.array([draw.choice((1.2, 1.0, 0.82, 0.70)) for _ in ways])
        height = np.array([draw.uniform(*self.height) for _ in ways]) * (0.55 + 0.45 * size)
        return Lobes(unit(ways + stray), height, 0.80 * size * float(np.sqrt(4.0 * np.pi / self.lobes)))


def _outline(cloud: Strands, rows: int, columns: int, azimuth: F64) -> tuple[F64, ...]:
    """The hairline over the brow as one polygon (K, 2) in head space x and y."""
    grid = cloud.positions[1:].reshape(rows - 1, columns, 3)[:, np.abs(azimuth) < _BROW, :2]
    low, high = grid[round(0.93 * rows) - 2], grid[round(0.75 * rows) - 2]
    return (np.concatenate([low, high[::-1]]),)


@dataclass(frozen=True, slots=True)
class Puff:
    """A small cloud on a tie."""

    tie: tuple[float, float]  # azimuth (degrees) and chart v
    radius: float = 0.245
    lobes: int = 26

    def strands(self, draw: Random, growth: float, chain: int, detail: Detail) -> Strands:
        """See `growth.Hang`."""
        rows, columns = detail.puff
        points, axis = self._place(growth)
        side = unit(np.cross(axis, [0.0, 0.3, 1.0]))
        polar = np.linspace(0.0, 0.90 * np.pi, rows)[:, None]
        turn = -np.linspace(0.0, 2.0 * np.pi, columns, endpoint=False)[None]
        local = np.stack([np.sin(polar) * np.cos(turn), np.cos(polar) + 0.0 * turn, np.sin(polar) * np.sin(turn)], -1)
        way = local @ np.stack([side, axis, np.cross(side, axis)])
        stray = np.array([[draw.uniform(-0.12, 0.12) for _ in range(3)] for _ in range(self.lobes)])
        height = np.array([draw.uniform(0.14, 0.22) for _ in range(self.lobes)])
        spread = np.full(self.lobes, 0.80 * float(np.sqrt(4.0 * np.pi / self.lobes)))
        lobes = Lobes(unit(fibonacci(self.lobes) + stray), height, spread)
        size = self.radius * (0.5 + 0.5 * growth)
        body = np.full(3, size)
        one = hull(way, body, np.full(way.shape[:2], REACH), lobes, points[1], Coils(4, 0.12, 0.80))
        one.chain[:] = chain
        one.along[:] = 0.25
        return one

    def _place(self, growth: float) -> tuple[F64, F64]:
        """Foot, middle and far end (3, 3) of the puff, and its axis."""
        root, normal = surface(toward(np.array(self.tie[0]), np.array(self.tie[1])))
        axis = unit(0.75 * normal + np.array([0.0, 0.25, 0.0]))
        return root + np.array([[0.0], [0.8], [1.6]]) * self.radius * (0.5 + 0.5 * growth) * axis, axis

    def swing(self, growth: float) -> F64:
        """See `growth.Hang`."""
        return self._place(growth)[0][[0, 2]]

    def ties(self, growth: float, chain: int, detail: Detail) -> tuple[Tie, ...]:
        """None: the puff hides its band."""
        del growth, chain, detail
        return ()
