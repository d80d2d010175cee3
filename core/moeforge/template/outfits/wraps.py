"""Wrapped garments: crossed collars, obi and sash (RECIPE2 section 2, kimono)."""

import numpy as np

from moeforge.template.outfits.band import band, inset
from moeforge.template.outfits.bow import bow
from moeforge.template.outfits.cloth import Cloth, join
from moeforge.template.outfits.drape import Chart
from moeforge.template.outfits.trims import belt

_CROSSED = (
    (-34.0, 2.6, 0.026),
    (-20.0, 3.5, 0.028),
    (2.0, 4.55, 0.030),
    (24.0, 5.45, 0.030),
    (42.0, 6.2, 0.030),
    (66.0, 6.85, 0.028),
    (110.0, 7.1, 0.028),
    (180.0, 7.1, 0.028),
)
"""The left collar band, from under the sash across the chest and round the neck."""
_NECKLINE = ((7.1, 46.0), (6.6, 36.0), (6.0, 26.0), (5.3, 12.0), (4.7, 2.0))


def crossed_collar(chart: Chart, swatch: str, edge: str) -> Cloth:
    """Two collar bands, left over right, and the under-collar in the neckline."""
    under = inset(chart, _NECKLINE, edge, 0.006)
    right = band(chart, _CROSSED, (edge, swatch, swatch), 0.016, -1.0, 2)
    left = band(chart, _CROSSED, (edge, swatch, swatch), 0.026, 1.0, 2)
    return join([under, right, left])


def obi(chart: Chart) -> Cloth:
    """A broad sash with a cord round its middle and a large bow behind."""
    return join(
        [
            belt(chart, 3.35, 1.75, "accent", 0.038),
            belt(chart, 2.72, 2.36, "button", 0.047),
            bow(chart.seat(np.pi, 2.80, 0.058).leaned(8.0), 0.190, tails=1.5),
        ]
    )


def sash(chart: Chart, top: float, bottom: float, swatch: str) -> Cloth:
    """A belt with a bow in front."""
    return join(
        [belt(chart, top, bottom, swatch, 0.028), bow(chart.seat(0.0, (top + bottom) / 2, 0.040), 0.080, swatch)]
    )
