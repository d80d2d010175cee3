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


def star(chart: Chart) -> Cloth:
    """A star on the chest."""
    angle = 2 * np.pi * np.arange(10) / 10
    radius = np.array([0.02, 0.55, 1.0])[:, None] * np.where(np.arange(10) % 2 == 0, 0.46, 1.0)[None, :]
    phi = np.radians(30.0) * radius * np.sin(angle)
    t = 4.35 - 0.62 * radius * np.cos(angle)
    return sheet(chart, phi, t, np.full(phi.shape, 0.009), ("trim", "trim"), closed=True)


def buttons(chart: Chart) -> Cloth:
    """Two buttons down the front."""
    return join([dome(chart.seat(0.0, t, 0.002), 0.015, "button") for t in (4.55, 3.55)])
