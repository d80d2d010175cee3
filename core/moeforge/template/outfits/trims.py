"""Small sheets over a garment: kangaroo pocket, belt, chest badge."""

import numpy as np

from moeforge.template.outfits.cloth import Cloth, join
from moeforge.template.outfits.drape import Chart, sheet
from moeforge.template.outfits.solids import dome


def kangaroo_pocket(chart: Chart) -> Cloth:
    """The hoodie's front pocket: narrower at the top, with a band along the slanted openings."""
    s = np.array([0.0, 0.14, 0.55, 1.0])[:, None]
    half = np.radians(24.0 + 15.0 * np.minimum(s / 0.55, 1.0))
    across = np.linspace(-1.0, 1.0, 7)[None, :]
    t = 2.45 - 1.25 * s
    return sheet(chart, across * half, t, np.full((1, 1), 0.016), ("trim", "main", "main"))


def belt(chart: Chart, top: float, bottom: float, swatch: str, offset: float = 0.018) -> Cloth:
    """A band round the waist between two heights of the chart."""
    phi = 2 * np.pi * np.arange(16) / 16
    t = np.linspace(top, bottom, 3)[:, None]
    lift = offset * np.array([0.85, 1.0, 0.85])[:, None]
    return sheet(chart, phi[None, :], t, lift, (swatch, swatch), closed=True)


def star(chart: Chart, middle: float = 4.35, size: float = 1.0) -> Cloth:
    """A star on the chest, its middle at that row."""
    angle = 2 * np.pi * np.arange(10) / 10
    radius = np.array([0.02, 0.55, 1.0])[:, None] * np.where(np.arange(10) % 2 == 0, 0.46, 1.0)[None, :]
    phi = np.radians(30.0) * size * radius * np.sin(angle)
    t = middle - 0.62 * size * radius * np.cos(angle)
    return sheet(chart, phi, t, np.full(phi.shape, 0.009), ("trim", "trim"), closed=True)


def buttons(chart: Chart) -> Cloth:
    """Two buttons down the front."""
    return join([dome(chart.seat(0.0, t, 0.002), 0.015, "button") for t in (4.55, 3.55)])


def patch(
    chart: Chart, phi: float, t: float, half: float, height: float, swatches: tuple[str, str], lift: float = 0.010
) -> Cloth:
    """A pocket or badge: `half` degrees wide to each side of phi, `height` rows down from t; its upper band apart."""
    s = np.array([0.0, 0.26, 1.0])[:, None]
    across = np.radians(phi + half * np.linspace(-1.0, 1.0, 5))[None, :]
    return sheet(chart, across, t - height * s, np.full((1, 1), lift), swatches)
