"""Afros and puffs: overlapping soft balls, like a cloud; every ball is a cap that its neighbours cut."""

from dataclasses import dataclass
from functools import cache
from random import Random

import numpy as np

from moeforge.template.hair.chart import unit
from moeforge.template.hair.comb import surface, toward
from moeforge.template.hair.detail import Detail
from moeforge.template.hair.growth import Growth, Swing, Tie
from moeforge.template.hair.scalp import scalp
from moeforge.template.hair.strands import HEAD, LIGHT, MID, Strands, join
from moeforge.template.part import F64, I64

CENTRE = np.array([0.0, 0.57, -0.05])
RADIUS = np.array([0.535, 0.510, 0.525])
"""Ellipsoid on which the balls' centres lie, HH."""
_RIM = np.radians(96.0)
"""How far a ball's cap reaches from its top."""
_EDGE = ([0.0, 30.0, 55.0, 75.0, 95.0, 130.0, 180.0], [0.66, 0.72, 0.92, 1.16, 1.26, 1.40, 1.46])
"""Lowest ball at |azimuth|, as polar angle over 90 degrees."""
LIT_SPAN = 0.055
"""How far a ball's top lies from its middle in cell v."""
TOP_V, DIPPED = 0.16, ((-0.03, 0.74), (-0.30, 0.90))
"""Cell v of a ball's middle: above the highlight, where the roots' shade fades out; and in the tip's colour for balls
whose outward y is below the first number."""
BALL_NORMAL = 0.62
"""Share of the ball's normal in the shading normal; the rest is the cloud's."""


@dataclass(frozen=True, slots=True)
class Balls:
    """K balls: where they sit and which way they bulge."""

    centres: F64  # (K, 3) HH, head space
    outward: F64  # (K, 3) unit
    radius: F64  # (K,) HH


def _spread(count: int) -> tuple[F64, F64]:
    """Azimuth (degrees) and polar v of evenly spread places above the hairline (Fibonacci sphere)."""
    i = np.arange(0.5, count)
    azimuth = (i * 137.50776405) % 360.0 - 180.0
    v = np.arccos(1.0 - 2.0 * i / count) / (np.pi / 2)
    keep = v < np.interp(np.abs(azimuth), *_EDGE)
    return azimuth[keep], v[keep]


def cloud(draw: Random, balls: Balls, middle: F64, detail: Detail) -> Strands:
    """The balls as caps that bulge away from `middle` (3,); on the head until they are hung on chains."""
    rings, columns = detail.puff
    side = unit(np.cross(balls.outward, [0.0, 0.3, 1.0]))
    front = np.cross(side, balls.outward)
    angles = _RIM * np.arange(rings + 1) / rings
    polar = np.concatenate([[0.0], np.repeat(angles[1:], columns)])
    turn = np.concatenate([[0.0], np.tile(np.arange(columns) / columns * 2 * np.pi, rings)])
    local = np.stack([np.sin(polar) * np.cos(turn), np.cos(polar), np.sin(polar) * np.sin(turn)], axis=-1)  # (V, 3)
    normals = local @ np.stack([side, balls.outward, front], axis=1)  # (K, V, 3)
    points = balls.centres[:, None] + normals * balls.radius[:, None, None]
    count, size = normals.shape[:2]
    rim = np.where(polar > angles[-2] + 1e-6, 0.46, 0.0)  # only the outermost ring meets the lock's dark edge
    cell = np.stack(np.broadcast_arrays(0.5 - rim, _middle(balls)[:, None] + LIT_SPAN * normals[..., 1]), axis=-1)
    tones = np.array([draw.choice((MID,) * 7 + (LIGHT,)) for _ in range(count)])
    return Strands(
        positions=points.reshape(-1, 3),
        normals=unit(BALL_NORMAL * normals + (1.0 - BALL_NORMAL) * unit(points - middle)).reshape(-1, 3),
        cell=cell.reshape(-1, 2),
        tone=np.repeat(tones, size),
        chain=np.full(count * size, HEAD),
        along=np.zeros(count * size),
        triangles=(_cap_triangles(rings, columns) + np.arange(count)[:, None, None] * size).reshape(-1, 3),
    )


def _middle(balls: Balls) -> F64:
    """Cell v (K,) of the balls' middles."""
    v = np.full(len(balls.radius), TOP_V)
    for below, dipped in DIPPED:
        v[balls.outward[:, 1] < below] = dipped
    return v


@cache
def _cap_triangles(rings: int, columns: int) -> I64:
    k = np.arange(columns)
    n = np.roll(k, -1)
    rows = [np.stack([np.zeros(columns, np.int64), 1 + n, 1 + k], axis=-1)]
    for r in range(rings - 1):
        a, b = 1 + r * columns + k, 1 + r * columns + n
        rows += [np.stack([a, b, b + columns], axis=-1), np.stack([a, b + columns, a + columns], axis=-1)]
    return np.concatenate(rows)


def _outlines(balls: Balls, small: int) -> tuple[F64, ...]:
    """The hairline's balls as polygons (K, 2) in head space x and y."""
    turn = np.arange(14) / 14 * 2 * np.pi
    circle = np.stack([np.cos(turn), np.sin(turn)], axis=-1)
    return tuple(c[:2] + circle * r for c, r in zip(balls.centres[:small], balls.radius[:small], strict=True))


_SWING = unit(np.array([[0.85, 0.35, 0.0], [-0.85, 0.35, 0.0], [0.0, 0.3, -1.0]]))
"""Directions in which the cloud sways."""
_FOLLOW = -0.15
"""Place on the one-joint chain of every ball: a third of the bone's turn, so that neighbours stay together."""


@dataclass(frozen=True, slots=True)
class Afro:
    """A cloud of balls; the length is its size."""

    count: int = 84  # over the whole sphere; those in front of the face are left out
    small: int = 9  # balls of a row along the hairline
    rows: int = 1  # of small balls along the hairline
    radius: tuple[float, float] = (0.15, 0.205)  # HH
    edge: float = 0.105  # radius of the hairline's balls, HH
    reach: float = 0.94  # share of RADIUS
    lift: float = 0.175
    fluff: float = 0.35  # how much of the length goes to the size

    def grow(self, draw: Random, growth: float, detail: Detail) -> Growth:
        """See `growth.Style`."""
        balls = self._balls(draw, growth)
        puffs = cloud(draw, balls, CENTRE, detail)
        size = len(puffs.chain) // len(balls.radius)
        puffs.chain[:] = np.repeat(np.argmax(balls.outward @ _SWING.T, axis=1), size)
        puffs.along[:] = _FOLLOW
        reach = np.array([[0.2], [self.reach * 0.66]])
        swings = tuple(Swing(f"hair_{i}", CENTRE + reach * d, 1.4) for i, d in enumerate(_SWING))
        return Growth(join([scalp(detail), puffs]), swings, _outlines(balls, self.small * self.rows), lift=self.lift)

    def _balls(self, draw: Random, growth: float) -> Balls:
        """The cloud's balls, the small ones of the hairline first."""
        low: F64 = np.tile(np.linspace(-66.0, 66.0, self.small), self.rows)
        above = np.repeat(np.arange(self.rows), self.small) * 0.13
        az, v = _spread(self.count)
        azimuth = np.concatenate([low, az])
        polar = np.concatenate([np.interp(np.abs(low), *_EDGE) + 0.02 - above, v])
        azimuth += np.array([draw.uniform(-4.0, 4.0) for _ in azimuth])
        theta, phi = polar * np.pi / 2, np.radians(azimuth)
        outward = np.stack([np.sin(theta) * np.sin(phi), np.cos(theta), np.sin(theta) * np.cos(phi)], axis=-1)
        edge = np.arange(len(azimuth)) < len(low)
        radius = np.where(edge, self.edge, [draw.uniform(*self.radius) for _ in azimuth])
        reach = np.where(edge, min(0.86, self.reach), self.reach + self.fluff * (growth - 1.0))
        return Balls(CENTRE + outward * RADIUS * reach[:, None], outward, radius)


@dataclass(frozen=True, slots=True)
class Puff:
    """A small cloud on a tie."""

    tie: tuple[float, float]  # azimuth (degrees) and chart v
    radius: float = 0.235
    count: int = 24

    def strands(self, draw: Random, growth: float, chain: int, detail: Detail) -> Strands:
        """See `growth.Hang`."""
        points, _ = self._place(growth)
        i = np.arange(0.5, self.count)
        theta, phi = np.arccos(1.0 - 2.0 * i / self.count), i * 2.39996323
        outward = np.stack([np.sin(theta) * np.sin(phi), np.cos(theta), np.sin(theta) * np.cos(phi)], axis=-1)
        size = self.radius * (0.5 + 0.5 * growth)
        radius = size * np.array([draw.uniform(0.46, 0.56) for _ in i])
        one = cloud(draw, Balls(points[1] + outward * size * 0.66, outward, radius), points[1], detail)
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
