"""Bands laid over a garment along a path of its chart: straps, lapels, crossed collars, plackets, stripes."""

from collections.abc import Sequence

import numpy as np

from moeforge.template.outfits.cloth import Cloth, join
from moeforge.template.outfits.drape import Chart, catmull_rom, sheet
from moeforge.template.part import F64

_PER_RADIAN, _PER_ROW = 0.15, 0.12
"""HH on the reference chest that one radian of phi and one row of t stand for: they keep a band's width even."""

Stop = tuple[float, float, float]
"""A point of a path: phi in degrees, t, half of the band's width there in HH."""


def band(
    chart: Chart, path: Sequence[Stop], swatches: tuple[str, ...], lift: float = 0.014, side: float = 1.0, fine: int = 3
) -> Cloth:
    """A strip along `path`, its swatches from the left bank to the right one as one walks along.

    `side` -1 lays the mirror image. `fine` columns lie between two stops.
    """
    stops = _smooth(np.array(path), fine)
    if side < 0:
        stops = stops[::-1] * np.array([-1.0, 1.0, 1.0])
        swatches = swatches[::-1]
    phi, t, half = np.radians(stops[:, 0]), stops[:, 1], stops[:, 2]
    ahead = np.stack([np.gradient(phi) * _PER_RADIAN, np.gradient(t) * _PER_ROW])
    ahead /= np.linalg.norm(ahead, axis=0)
    across = np.linspace(-1.0, 1.0, len(swatches) + 1)[:, None] * half
    grid = phi + across * ahead[1] / _PER_RADIAN, t - across * ahead[0] / _PER_ROW
    if side < 0:
        swatches = swatches[::-1]
    return sheet(chart, *grid, np.full((1, 1), lift), swatches)


def pair(chart: Chart, path: Sequence[Stop], swatches: tuple[str, ...], lift: float = 0.014, fine: int = 3) -> Cloth:
    """The band on both sides."""
    return join([band(chart, path, swatches, lift, side, fine) for side in (1.0, -1.0)])


def inset(chart: Chart, outline: Sequence[tuple[float, float]], swatch: str, lift: float = 0.008) -> Cloth:
    """A sheet over the middle of the chest, from the neck down; `outline`: t and half its width in degrees."""
    t, half = np.array(outline).T
    across = np.linspace(-1.0, 1.0, 5)[None, :]
    return sheet(chart, np.radians(half)[:, None] * across, t[:, None], np.full((1, 1), lift), (swatch,) * (len(t) - 1))


def _smooth(stops: F64, fine: int) -> F64:
    """The stops and `fine` - 1 points between each two, along Catmull-Rom splines."""
    last = len(stops) - 1
    at = np.linspace(0.0, last, last * fine + 1)
    first = np.minimum(np.floor(at).astype(np.int64), last - 1)
    shares = catmull_rom(at - first)
    rows = [np.clip(first + i - 1, 0, last) for i in range(4)]
    return sum((w[:, None] * stops[r] for w, r in zip(shares, rows, strict=True)), np.zeros(()))
