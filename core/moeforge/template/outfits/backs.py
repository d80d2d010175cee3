"""What is sewn or printed on backs, which would be plain without."""

from dataclasses import replace

import numpy as np

from moeforge.template.outfits.band import band
from moeforge.template.outfits.cloth import Cloth, join
from moeforge.template.outfits.drape import Chart, sheet
from moeforge.template.outfits.solids import dome
from moeforge.template.outfits.trims import patch

_OUTER = np.radians(np.linspace(310.0, 50.0, 11))
_INNER = np.radians(np.linspace(286.0, 74.0, 11))
_BITE = (0.42, 0.80)
"""A crescent's inner edge: its middle and radius, of the outer one's radius; the two circles meet at the tips."""
_PER_ROW = np.radians(46.0)
"""phi on the back that is as long as a row of the chart is high."""


def crescent(chart: Chart, middle: float, size: float) -> Cloth:
    """A printed moon, its middle at that row, `size` rows from there to its rim."""
    s = np.array([0.0, 0.5, 1.0])[:, None]
    x = np.cos(_OUTER) + s * (_BITE[0] + _BITE[1] * np.cos(_INNER) - np.cos(_OUTER))
    y = np.sin(_OUTER) + s * (_BITE[1] * np.sin(_INNER) - np.sin(_OUTER))
    phi, t = np.pi + _PER_ROW * size * x, middle + size * y
    return sheet(replace(chart, thin=1), phi, t, np.full((1, 1), 0.009), ("trim", "trim"))


def shoulder_stripes(chart: Chart) -> Cloth:
    """Two stripes across the shoulder blades."""
    return join([patch(chart, 180.0, t, 60.0, 0.28, ("trim", "trim"), 0.009) for t in (5.35, 4.85)])


def label(chart: Chart, t: float) -> Cloth:
    """A maker's label on the left of the hem."""
    return patch(chart, 146.0, t, 9.0, 0.36, ("socks", "socks"), 0.012)


def half_belt(chart: Chart) -> Cloth:
    """Two buttons on the belt behind, and the pleats that they hold."""
    sides = (-1.0, 1.0)
    knobs = [dome(chart.seat(np.pi + side * 0.30, 2.1, 0.024), 0.024, "button") for side in sides]
    pleats = [
        band(chart, ((180.0 + side * 17.0, 5.2, 0.004), (180.0 + side * 17.0, 2.5, 0.010)), ("dark",), 0.005, fine=2)
        for side in sides
    ]
    return join(knobs + pleats)
