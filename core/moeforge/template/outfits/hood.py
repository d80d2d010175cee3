"""A hood that lies on the shoulders: a closed tube round the neck that swells to a pouch behind (RECIPE2 section 2)."""

import numpy as np

from moeforge.template.outfits.cloth import Cloth, join
from moeforge.template.outfits.detail import kept
from moeforge.template.outfits.drape import Chart, catmull_rom
from moeforge.template.outfits.loft import loft
from moeforge.template.outfits.solids import rod
from moeforge.template.part import F64

_SECTIONS = 18
_NECK_ROW = 7.0
_FRONT = (
    (0.072, -0.030),
    (0.084, 0.022),
    (0.110, 0.052),
    (0.148, 0.044),
    (0.176, 0.000),
    (0.166, -0.056),
    (0.104, -0.084),
)
_BACK = (
    (0.088, -0.036),
    (0.112, 0.050),
    (0.166, 0.108),
    (0.246, 0.092),
    (0.300, -0.016),
    (0.282, -0.180),
    (0.130, -0.250),
)
"""Radius from the neck's axis and height over the neck row of the section's points, from inside outwards."""
_DEPTH = 0.86
_PEAK = (0.075, 5.0)
"""How far (HH) the pouch hangs to its point in the middle of the back, and how pointed that is."""
_POINTS = 10
_SHOWS = (0.50, 1.0)
"""v of its cloth at both ends: below the shade behind arms, with the folds of a hem."""
_BANDS = ("dark", "dark") + ("main",) * (_POINTS - 3)


def hood(chart: Chart) -> Cloth:
    """The hood, its inside darker."""
    sections = 2 * len(kept(_SECTIONS // 2, min(chart.thin, 2), closed=True))
    phi = 2 * np.pi * np.arange(sections) / sections
    behind = (0.5 - 0.5 * np.cos(phi)) ** 1.6
    front, back = np.array(_FRONT), np.array(_BACK)
    section = _rounded(front[:, None, :] * (1 - behind)[None, :, None] + back[:, None, :] * behind[None, :, None])
    neck = chart.at(phi, np.full(sections, _NECK_ROW))
    middle = neck.mean(axis=0)
    scale = float(np.ptp(neck[:, 0])) / 0.192
    radius, height = section[..., 0] * scale, section[..., 1] * scale
    dip = -0.030 * np.maximum(np.cos(phi), 0.0) ** 3
    peak = np.linspace(0.0, 1.0, _POINTS)[:, None] ** 2 * np.maximum(-np.cos(phi), 0.0) ** _PEAK[1]
    points = np.stack(
        [
            middle[0] + radius * np.sin(phi),
            middle[1] + height + dip - _PEAK[0] * scale * peak,
            middle[2] + radius * np.cos(phi) * _DEPTH,
        ],
        axis=-1,
    )
    rigid = chart.weight(np.where(behind < 0.5, 0.0, np.pi), 6.5 - 0.7 * behind)  # the middle: arms never pull it
    weights = np.broadcast_to(rigid[None], (_POINTS, *rigid.shape))
    return loft(points, np.linspace(*_SHOWS, _POINTS), weights, chart.bones, _BANDS)


def _rounded(section: F64) -> F64:
    """Points (P, C, 2) of the section's outline resampled along Catmull-Rom splines to `_POINTS`."""
    t = np.linspace(0.0, len(section) - 1.001, _POINTS)
    first = np.floor(t).astype(np.int64)
    shares = catmull_rom(t - first)
    rows = [np.clip(first + i - 1, 0, len(section) - 1) for i in range(4)]
    return sum((w[:, None, None] * section[r] for w, r in zip(shares, rows, strict=True)), np.zeros(()))


def drawstrings(chart: Chart) -> Cloth:
    """Two cords that hang from the hood over the chest, with knots at their ends."""
    cords: list[Cloth] = []
    for side in (1.0, -1.0):
        at = np.radians(side * np.array([22.0, 21.0, 20.0, 19.0, 19.0]))
        t = np.array([6.75, 6.1, 5.4, 4.75, 4.45])
        spine: F64 = chart.at(at, t, np.array([0.030, 0.036, 0.026, 0.020, 0.020]))
        radius = np.array([0.010, 0.010, 0.010, 0.013, 0.013])
        cords.append(rod(spine, radius, chart.weight(at, t), chart.bones, "accent"))
    return join(cords)
