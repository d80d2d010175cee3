"""How high the hair really stands, for caps that lie over it: the anchors know one lift for a whole style."""

import numpy as np

from moeforge.template.accessories.frame import lift_of
from moeforge.template.hair import Hair
from moeforge.template.hair.chart import CENTRE, RADIUS_BACK, RADIUS_FRONT, RADIUS_X, RADIUS_Y
from moeforge.template.part import F64, I64
from moeforge.template.proportions import Proportions

SECTORS, BELTS = 24, 10
"""Cells of the map: azimuth all round, chart v from the crown to the equator."""
HIGHEST = 0.14
"""A cap swells no more than this, HH: spikes and buns may stand out of it."""
NEAR, OUTER = 0.990, 0.80
"""Cosine of how far from a direction hair counts, and the share of its points there that lie lower than a band."""


def hair_points(hair: Hair, proportions: Proportions) -> F64:
    """Points (N, 3) of the hair as seen from the middle of its shell, HH; none where the head is bald."""
    points = np.concatenate([np.zeros((0, 3)), *(p.positions for p in hair.piece.parts if p.name == "hair")])
    return (points - proportions.head_to_figure(np.zeros(3))) / proportions.head_scale - CENTRE


def reach_of(points: F64, ways: F64, least: F64, most: F64) -> F64:
    """How far (W,) from the middle of the shell hair points (N, 3) lie in unit directions (W, 3); what lies beyond
    `most` (W,) does not count, where there is nothing else it is `least` (W,)."""
    far = np.linalg.norm(points, axis=1)
    close = (points @ ways.T > NEAR * far[:, None]) & (far[:, None] < most)  # (N, W)
    found = least.copy()
    for i in np.flatnonzero(close.any(axis=0)):
        found[i] = np.quantile(far[close[:, i]], OUTER)
    return found


def bulges(hair: Hair, proportions: Proportions) -> F64:
    """Height of the hair over its lift, HH, 0 .. HIGHEST, the greatest in each cell and its neighbours."""
    local = hair_points(hair, proportions)
    depth = np.where(local[:, 2] > 0, RADIUS_FRONT, RADIUS_BACK)
    round_ = local / np.stack([np.full_like(depth, RADIUS_X), np.full_like(depth, RADIUS_Y), depth], axis=1)
    reach = np.linalg.norm(round_, axis=1)
    height = (reach - 1.0) * np.linalg.norm(local, axis=1) / np.maximum(reach, 1e-9) - lift_of(hair)
    azimuth = np.degrees(np.arctan2(round_[:, 0], round_[:, 2]))
    sector, belt = _cell(azimuth, np.arccos(round_[:, 1] / reach) / (np.pi / 2))
    above = (round_[:, 1] > 0.0) & (height < 3.0 * HIGHEST)  # tails and buns far out are not under the cap
    table = np.zeros((SECTORS, BELTS))
    np.maximum.at(table, (sector[above], belt[above]), height[above])
    for axis, step in ((0, 1), (0, -1)):
        table = np.maximum(table, 0.85 * np.roll(table, step, axis=axis))
    table[:, 1:] = np.maximum(table[:, 1:], 0.85 * table[:, :-1])
    return np.minimum(table, HIGHEST)


def swell(table: F64, azimuth: F64, v: F64) -> F64:
    """The map of `bulges` at azimuths (degrees) and chart v (...)."""
    sector, belt = _cell(*np.broadcast_arrays(azimuth, v))
    return table[sector, belt]


def _cell(azimuth: F64, v: F64) -> tuple[I64, I64]:
    sector = np.floor((azimuth % 360.0) / 360.0 * SECTORS).astype(int) % SECTORS
    return sector, np.clip((v * BELTS).astype(int), 0, BELTS - 1)
