"""An afro: overlapping soft balls over the skull, like a cloud; every ball is a cap that its neighbours cut."""

from dataclasses import dataclass
from random import Random

import numpy as np

from moeforge.template.hair.cap import cap
from moeforge.template.hair.chart import unit
from moeforge.template.hair.growth import Growth, Swing
from moeforge.template.hair.strands import DEEP, LIGHT, MID, Strands, join
from moeforge.template.part import F64, I64

CENTRE = np.array([0.0, 0.57, -0.05])
RADIUS = np.array([0.535, 0.510, 0.525])
"""Ellipsoid on which the balls' centres lie, HH."""
COUNT = 84
"""Balls over the whole sphere; those in front of the face are left out."""
COLUMNS = 10
_POLAR = np.radians([0.0, 30.0, 60.0, 92.0])
_EDGE = ([0.0, 30.0, 55.0, 75.0, 95.0, 130.0, 180.0], [0.66, 0.72, 0.92, 1.16, 1.26, 1.40, 1.46])
"""Lowest ball at |azimuth|, as polar angle over 90 degrees."""
LIT_SPAN = 0.055
"""How far a ball's top lies from its middle in cell v."""
TOP_V, DIPPED = 0.16, ((-0.03, 0.74), (-0.30, 0.90))
"""Cell v of a ball's middle: above the highlight, where the roots' shade fades out; and in the tip's colour for balls
whose outward y is below the first number."""
BALL_NORMAL = 0.72
"""Share of the ball's normal in the shading normal; the rest is the cloud's."""


@dataclass(frozen=True, slots=True)
class Balls:
    """K balls: where they sit and which way they bulge."""

    centres: F64  # (K, 3) HH, head space
    outward: F64  # (K, 3) unit
    radius: F64  # (K,) HH


def _spread() -> tuple[F64, F64]:
    """Azimuth (degrees) and polar v of evenly spread places above the hairline (Fibonacci sphere)."""
    i = np.arange(0.5, COUNT)
    azimuth = (i * 137.50776405) % 360.0 - 180.0
    v = np.arccos(1.0 - 2.0 * i / COUNT) / (np.pi / 2)
    keep = v < np.interp(np.abs(azimuth), *_EDGE)
    return azimuth[keep], v[keep]


def _hairline() -> tuple[F64, F64]:
    azimuth: F64 = np.linspace(-66.0, 66.0, 9)
    return azimuth, np.interp(np.abs(azimuth), *_EDGE) + 0.02


def balls(draw: Random, growth: float) -> tuple[Balls, int]:
    """The cloud's balls, the small ones of the hairline first, and how many those are."""
    (az_low, v_low), (az, v) = _hairline(), _spread()
    small = len(az_low)
    azimuth, polar = np.concatenate([az_low, az]), np.concatenate([v_low, v])
    azimuth += np.array([draw.uniform(-4.0, 4.0) for _ in azimuth])
    theta, phi = polar * np.pi / 2, np.radians(azimuth)
    outward = np.stack([np.sin(theta) * np.sin(phi), np.cos(theta), np.sin(theta) * np.cos(phi)], axis=-1)
    radius = np.array([0.105 if i < small else draw.uniform(0.15, 0.205) for i in range(len(azimuth))])
    reach = np.where(np.arange(len(azimuth)) < small, 0.86, 0.94 + 0.35 * (growth - 1.0))
    return Balls(CENTRE + outward * RADIUS * reach[:, None], outward, radius), small


def cloud(draw: Random, all_balls: Balls, chains: F64) -> Strands:
    """The balls as surfaces. A ball follows the nearest of `chains` (C, 3), directions from the centre, by half."""
    side = unit(np.cross(all_balls.outward, [0.0, 0.3, 1.0]))
    front = np.cross(side, all_balls.outward)
    polar = np.concatenate([[0.0], np.repeat(_POLAR[1:], COLUMNS)])
    turn = np.concatenate([[0.0], np.tile(np.arange(COLUMNS) / COLUMNS * 2 * np.pi, len(_POLAR) - 1)])
    local = np.stack([np.sin(polar) * np.cos(turn), np.cos(polar), np.sin(polar) * np.sin(turn)], axis=-1)  # (V, 3)
    frame = np.stack([side, all_balls.outward, front], axis=1)  # (K, 3, 3)
    normals = local @ frame  # (K, V, 3)
    points = all_balls.centres[:, None] + normals * all_balls.radius[:, None, None]
    count, size = normals.shape[:2]
    rim = np.sin(np.minimum(polar, np.pi / 2))  # the cell's dark edge runs round every ball
    cell = np.stack(
        np.broadcast_arrays(0.5 - 0.5 * rim, _middle(all_balls)[:, None] + LIT_SPAN * normals[..., 1]), axis=-1
    )
    tones = np.array([draw.choice((MID, MID, MID, MID, LIGHT, DEEP)) for _ in range(count)])
    return Strands(
        positions=points.reshape(-1, 3),
        normals=unit(BALL_NORMAL * normals + (1.0 - BALL_NORMAL) * unit(points - CENTRE)).reshape(-1, 3),
        cell=cell.reshape(-1, 2),
        tone=np.repeat(tones, size),
        chain=np.repeat(np.argmax(all_balls.outward @ chains.T, axis=1), size),
        along=np.full(count * size, _FOLLOW),
        triangles=(_cap_triangles() + np.arange(count)[:, None, None] * size).reshape(-1, 3),
    )


def _middle(all_balls: Balls) -> F64:
    """Cell v (K,) of the balls' middles."""
    v = np.full(len(all_balls.radius), TOP_V)
    for below, dipped in DIPPED:
        v[all_balls.outward[:, 1] < below] = dipped
    return v


def _cap_triangles() -> I64:
    k = np.arange(COLUMNS)
    n = np.roll(k, -1)
    rows = [np.stack([np.zeros(COLUMNS, np.int64), 1 + n, 1 + k], axis=-1)]
    for r in range(len(_POLAR) - 2):
        a, b = 1 + r * COLUMNS + k, 1 + r * COLUMNS + n
        rows += [np.stack([a, b, b + COLUMNS], axis=-1), np.stack([a, b + COLUMNS, a + COLUMNS], axis=-1)]
    return np.concatenate(rows)


def outlines(all_balls: Balls, small: int) -> tuple[F64, ...]:
    """The hairline's balls as polygons (K, 2) in head space x and y."""
    turn = np.arange(14) / 14 * 2 * np.pi
    circle = np.stack([np.cos(turn), np.sin(turn)], axis=-1)
    return tuple(c[:2] + circle * r for c, r in zip(all_balls.centres[:small], all_balls.radius[:small], strict=True))


_SWING = unit(np.array([[0.85, 0.35, 0.0], [-0.85, 0.35, 0.0], [0.0, 0.3, -1.0]]))
"""Directions in which the cloud sways."""
_FOLLOW = -0.15
"""Place on the one-joint chain of every ball: a third of the bone's turn, so that neighbours stay together."""


class Afro:
    """The one style without locks."""

    def grow(self, draw: Random, growth: float) -> Growth:
        """See `growth.Style`; the length is the size of the cloud."""
        all_balls, small = balls(draw, growth)
        swings = tuple(Swing(f"hair_{i}", CENTRE + np.array([[0.2], [0.62]]) * d, 1.4) for i, d in enumerate(_SWING))
        return Growth(join([cap(), cloud(draw, all_balls, _SWING)]), swings, outlines(all_balls, small), lift=0.175)
