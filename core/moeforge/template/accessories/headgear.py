"""What is worn across or over the crown: headband, crown, tiara, headphones, horns, halo."""

import numpy as np

from moeforge.spec import AvatarSpec
from moeforge.template.accessories.bulge import hair_points, reach_of
from moeforge.template.accessories.frame import lift_of, on_hair, place, turned
from moeforge.template.accessories.palette import swatches
from moeforge.template.accessories.shapes import circle, mirrored, pillow, sweep
from moeforge.template.hair import Hair
from moeforge.template.hair.chart import CENTRE, RADIUS_Y, unit
from moeforge.template.hair.solids import Solid, ellipsoid, lathe, ring_tube, solid_part, tube
from moeforge.template.part import F64, Piece
from moeforge.template.proportions import Proportions

CROWN_RADIUS, SPIKES = 0.235, 5
CROWN_COLUMNS = 30
HALO_RADIUS, HALO_HEIGHT = 0.30, 0.30
"""Radius, and height over the hair, HH."""
STICKS_OUT = 0.11
"""What stands over a band more than this, HH, passes beside it: buns, puffs, single curls."""
CUP = np.array([0.0, -0.080, -0.030])
"""Middle of a cup from the middle of the hair, without its x, HH."""
BARE_EAR = 0.50
"""How far aside a cup lies at least, on the ear, HH."""
_UP = np.array([0.0, 1.0, 0.0])


def arc(
    hair: Hair, proportions: Proportions, back: float, height: float, end: float, count: int = 21
) -> tuple[F64, F64]:
    """Points `height` over the hair from one side across the crown to the other, (count, 3), and outward normals.

    The arc's plane holds the x axis through the hair's centre and leans `back` degrees; `end` degrees each side.
    """
    turn = np.radians(np.linspace(-end, end, count))
    tilt = np.radians(back)
    body = np.array([0.558, RADIUS_Y, 0.57]) + lift_of(hair)
    way = np.stack([np.sin(turn), np.cos(turn) * np.cos(tilt), -np.cos(turn) * np.sin(tilt)], axis=1)
    smooth = np.linalg.norm(way * body, axis=1)
    found = reach_of(hair_points(hair, proportions), unit(way * body), smooth, smooth + STICKS_OUT)
    reach = _taut(0.5 * (found + found[::-1])) + height
    return CENTRE + unit(way * body) * reach[:, None], unit(way / body)


def _taut(reach: F64) -> F64:
    """Radii (R,) of a band that lies on the high places of what it spans, without its dents."""
    wide = np.pad(reach, 1, mode="edge")
    high = np.max([wide[i : i + len(reach)] for i in range(3)], axis=0)
    wide = np.pad(high, 2, mode="edge")
    return np.mean([wide[i : i + len(reach)] for i in range(5)], axis=0)


def _beside(hair: Hair, proportions: Proportions, side: float) -> float:
    """How far aside the hair reaches under a cup, HH."""
    points, free = hair_points(hair, proportions), 0.545 + lift_of(hair)
    under = np.hypot(*(points - CUP)[:, 1:].T) < 0.13
    found = side * points[under, 0]
    found = found[(found > 0.0) & (found < free + STICKS_OUT)]
    return max(float(np.quantile(found, 0.9)), BARE_EAR) if len(found) else free


def _strip(swatch: str, path: F64, out: F64, wide: F64 | float, thick: float) -> Solid:
    across = unit(np.cross(unit(np.gradient(path, axis=0)), out))
    half = np.broadcast_to(wide, len(path))[:, None]
    return sweep(swatch, path, across * half, out * thick, 6)


def headband(spec: AvatarSpec, proportions: Proportions, hair: Hair) -> Piece:
    """A band from ear to ear."""
    path, out = arc(hair, proportions, -6.0, 0.006, 100.0, 25)
    band = _strip(swatches(spec)["bow"], path, out, 0.042, 0.020)
    return Piece((solid_part("headband", [band], proportions),))


def headphones(spec: AvatarSpec, proportions: Proportions, hair: Hair) -> Piece:
    """A padded band over the crown and a cup on each side."""
    paints = swatches(spec)
    path, out = arc(hair, proportions, 4.0, 0.010, 97.0, 23)
    solids = [
        _strip(paints["shell"], path, out, 0.034, 0.022),
        _strip(paints["shell"], path[6:-6], out[6:-6], 0.055, 0.034),
    ]
    for side in (1.0, -1.0):
        at = CENTRE + CUP + [side * (_beside(hair, proportions, side) + 0.02), 0.0, 0.0]
        turn = turned(_UP, 90.0 * side)
        solids += [s.moved(turn, at) for s in _cup(paints["shell"], paints["band"])]
    return Piece((solid_part("headphones", solids, proportions),))


def _cup(shell: str, pad: str) -> list[Solid]:
    """A cup whose outside looks along z."""
    ring = circle(14, 1.0, 2.3) * [0.125, 0.150]
    shape = np.array([(0.86, -0.050), (1.0, -0.030), (1.0, 0.030), (0.80, 0.066), (0.40, 0.074)])
    rings = np.stack([np.concatenate([ring * r, np.full((14, 1), z)], axis=1) for r, z in shape])
    cup = lathe(shell, rings, np.array([0, 0, -0.05]), np.array([0, 0, 0.075]))
    disc = pillow(pad, ring * 0.62, 0.035).moved(np.eye(3), np.array([0.0, 0.0, 0.070]))
    return [cup, disc]


def _seat(hair: Hair, proportions: Proportions, rim: F64) -> float:
    """How far from the middle of its shell the hair bears a rim (R, 3) of these directions, HH."""
    free = np.full(len(rim), RADIUS_Y + lift_of(hair))
    return float(reach_of(hair_points(hair, proportions), unit(rim), free, free + STICKS_OUT).mean())


def crown(spec: AvatarSpec, proportions: Proportions, hair: Hair) -> Piece:
    """A small crown, a little askew, a ball on every spike."""
    paints = swatches(spec)
    turn = np.arange(CROWN_COLUMNS) / CROWN_COLUMNS * 2 * np.pi
    spike = 1.0 - np.abs(((turn * SPIKES / np.pi) % 2.0) - 1.0)
    tall = 0.050 + 0.060 * spike
    way = np.stack([np.sin(turn), 0.0 * turn, np.cos(turn)], axis=1)
    radius = CROWN_RADIUS * (1.0 + 0.9 * tall)
    path = way * radius[:, None] + _UP * tall[:, None]
    up = _UP * tall[:, None] + way * (0.5 * CROWN_RADIUS * tall)[:, None]
    band = ring_tube(paints["metal"], path, way * 0.014, up, corners=6)
    hem = np.tile(_UP * 0.022, (CROWN_COLUMNS, 1))
    low = ring_tube(paints["metal"], way * CROWN_RADIUS * 1.01 + _UP * 0.016, way * 0.022, hem, 4)
    tips = np.flatnonzero(spike > 0.99)
    balls = [ellipsoid(paints["metal"], (0.022, 0.022, 0.022), 2, 6).moved(np.eye(3), path[i] + up[i]) for i in tips]
    gems = [
        ellipsoid(paints["gem"], (0.020, 0.026, 0.020), 3, 6).moved(np.eye(3), path[i] + 0.016 * way[i]) for i in tips
    ]
    lean = turned(np.array([0.0, 0.0, 1.0]), -13.0) @ turned(np.array([1.0, 0.0, 0.0]), 8.0)
    sit = _seat(hair, proportions, (way * CROWN_RADIUS + _UP * RADIUS_Y) @ lean.T)
    origin = np.array([0.0, np.sqrt(sit**2 - CROWN_RADIUS**2) - 0.012, 0.0])
    solids = [s.moved(np.eye(3), origin).moved(lean, CENTRE) for s in (band, low, *balls, *gems)]
    return Piece((solid_part("crown", solids, proportions),))


def tiara(spec: AvatarSpec, proportions: Proportions, hair: Hair) -> Piece:
    """A band behind the fringe that rises to a jewelled point in front."""
    paints = swatches(spec)
    path, out = arc(hair, proportions, -30.0, 0.006, 80.0, 37)
    s = np.abs(np.linspace(-1.0, 1.0, 37))
    wave = np.clip(1.0 - s / 0.62, 0.0, 1.0) * (0.62 + 0.38 * np.cos(s * 5.0 * np.pi / 0.62))
    tall = 0.014 + 0.085 * wave
    up = unit(0.75 * out + 0.65 * _UP - 0.2 * np.array([0, 0, 1.0]))
    along = unit(np.gradient(path, axis=0))
    thin = unit(np.cross(along, up))
    band = sweep(paints["metal"], path + up * tall[:, None] * 0.9, up * tall[:, None], thin * 0.013)
    middle = path[18] + up[18] * 0.085 - thin[18] * 0.012
    gems = [ellipsoid(paints["gem"], (0.026, 0.036, 0.024), 5, 10).moved(np.eye(3), middle)]
    return Piece((solid_part("tiara", [band, *gems], proportions),))


def horns(spec: AvatarSpec, proportions: Proportions, hair: Hair) -> Piece:
    """Two horns that curve outwards and up, ringed."""
    swatch = swatches(spec)["horn"]
    anchor = place(hair, 50.0, 0.44)
    s = np.linspace(0.0, 1.0, 16)[:, None]
    out, up = np.array([0.80, 0.45, 0.25]), np.array([-0.25, 0.95, -0.10])
    path = anchor.point - 0.08 * anchor.normal + 0.30 * (s * (1 - s) * 1.2 + 0.35 * s) * out + 0.36 * s**1.6 * up
    ridge = 1.0 + 0.07 * np.where(np.arange(16) % 2, 1.0, -1.0) * (s[:, 0] < 0.7)
    radius = 0.078 * (1.0 - s[:, 0]) ** 0.75 * ridge + 0.004
    left = tube(swatch, path, radius, 10)
    return Piece((solid_part("horns", [left, mirrored(left)], proportions),))


_TALL = {"bunny_ears": 0.36, "witch_hat": 0.56, "fox_ears": 0.14, "cat_ears": 0.08, "crown": 0.05}


def halo(spec: AvatarSpec, proportions: Proportions, hair: Hair) -> Piece:
    """A ring that floats over the crown, tipped back; higher over tall things."""
    turn = np.arange(32) / 32 * 2 * np.pi
    way = np.stack([np.sin(turn), 0.0 * turn, np.cos(turn)], axis=1)
    ring = ring_tube(swatches(spec)["metal"], way * HALO_RADIUS, way * 0.034, np.tile(_UP * 0.020, (32, 1)), 8)
    clear = max((height for name, height in _TALL.items() if spec.has(name)), default=0.0)
    at = on_hair(hair, 0.0, 0.0, HALO_HEIGHT - 0.12 + clear) + np.array([0.0, 0.0, -0.06])
    return Piece((solid_part("halo", [ring.moved(turned(np.array([1.0, 0.0, 0.0]), -12.0), at)], proportions),))
