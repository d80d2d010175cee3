"""Small sheets over a garment: kangaroo pocket, belt, chest badge."""

from dataclasses import replace

import numpy as np

from moeforge.template.outfits.cloth import SWATCH_INDEX, Cloth, join
from moeforge.template.outfits.detail import kept
from moeforge.template.outfits.drape import CAGE_COLUMNS, Chart, sheet
from moeforge.template.outfits.solids import dome


def kangaroo_pocket(chart: Chart) -> Cloth:
    """The hoodie's front pocket: narrower at the top, with a band along the slanted openings."""
    s = np.array([0.0, 0.12, 0.55, 1.0])[:, None]
    half = np.radians(25.0 + 20.0 * np.minimum(s / 0.55, 1.0))
    across = np.array([-1.0, -0.84, -0.4, 0.0, 0.4, 0.84, 1.0])[None, :]
    t = 2.80 - 1.30 * s
    lift = 0.030 + 0.012 * (1.0 - across**2)
    cloth = sheet(chart, across * half, t, lift, ("trim", "main", "main"))
    return _mouths(cloth, len(kept(across.size, chart.thin, closed=False)) + 1)


def _mouths(cloth: Cloth, columns: int) -> Cloth:
    """The pocket with dark openings on its slanted sides; a coarse one has too few columns for them."""
    face = np.arange(len(cloth.faces))
    row, column = face // columns, face % columns
    opening = (columns > 6) & np.isin(row, (1, 2)) & ((column < 2) | (column >= columns - 2))
    return replace(cloth, swatches=np.where(opening, SWATCH_INDEX["trim"], cloth.swatches))


def belt(chart: Chart, top: float, bottom: float, swatch: str, offset: float = 0.018) -> Cloth:
    """A band round the waist between two heights of the chart; it bulges, except where it is coarse."""
    fine = chart.thin == 1
    phi = 2 * np.pi * np.arange(16) / 16 if fine else CAGE_COLUMNS
    bulge = np.array([0.85, 1.0, 0.85] if fine else [1.0, 1.0])[:, None]
    t = np.linspace(top, bottom, len(bulge))[:, None]
    bands = (swatch,) * (len(bulge) - 1)
    return sheet(replace(chart, thin=1), phi[None, :], t, offset * bulge, bands, closed=True)


def star(chart: Chart, middle: float = 4.35, size: float = 1.0, around: float = 0.0, swatch: str = "trim") -> Cloth:
    """A star on the chest, its middle at that row; `around`: phi of its middle, pi for the back."""
    angle = 2 * np.pi * np.arange(10) / 10
    radius = np.array([0.0, 0.55, 1.0])[:, None] * np.where(np.arange(10) % 2 == 0, 0.46, 1.0)[None, :]
    phi = around + np.radians(30.0) * size * radius * np.sin(angle)
    t = middle - 0.62 * size * radius * np.cos(angle)
    return sheet(replace(chart, thin=1), phi, t, np.full(phi.shape, 0.009), (swatch, swatch), closed=True)


def medallion(
    chart: Chart, middle: float = 4.5, petals: int = 8, size: float = 1.0, lift: float = 0.0, around: float = 0.0
) -> Cloth:
    """A flower with a boss in its middle: embroidery, or the emblem of a breastplate; `around` as in `star`."""
    angle = np.pi * np.arange(2 * petals) / petals
    radius = np.array([0.02, 0.50, 1.0])[:, None] * np.where(np.arange(2 * petals) % 2 == 0, 1.0, 0.66)[None, :]
    phi = around + np.radians(24.0) * size * radius * np.sin(angle)
    t = middle - 0.50 * size * radius * np.cos(angle)
    flower = sheet(replace(chart, thin=1), phi, t, np.full(phi.shape, 0.010 + lift), ("trim", "trim"), closed=True)
    return join([flower, dome(chart.seat(around, middle, 0.012 + lift), 0.020 * size, "button")])


_BREASTPLATE = ((6.15, 26.0), (5.9, 40.0), (5.2, 54.0), (4.2, 58.0), (3.2, 50.0), (2.6, 34.0), (2.25, 8.0))
"""t and half its width in degrees."""


def breastplate(chart: Chart, lift: float = 0.026) -> Cloth:
    """A raised plate over the chest, drawn to a point below, edged all round."""
    t, half = np.array(_BREASTPLATE).T
    across = np.array([-1.0, -0.84, 0.0, 0.84, 1.0] if chart.thin > 1 else [-1.0, -0.84, -0.42, 0.0, 0.42, 0.84, 1.0])
    rise = lift + 0.014 * np.cos(across * np.pi / 2)[None, :]
    cloth = sheet(chart, np.radians(half)[:, None] * across, t[:, None], rise, ("trim", *("main",) * 4, "trim"))
    count = len(kept(len(across), chart.thin, closed=False)) + 1
    column = np.arange(len(cloth.faces)) % count
    rim = (column < 2) | (column >= count - 2)
    return replace(cloth, swatches=np.where(rim, SWATCH_INDEX["trim"], cloth.swatches))


def cape(chart: Chart) -> Cloth:
    """A cape that hangs from the shoulders and stands off the back; lined with its fold's colour."""
    phi = np.radians(np.linspace(108.0, 252.0, 13))[None, :]
    s = np.array([0.0, 0.08, 0.3, 0.55, 0.8, 0.93, 1.0])[:, None]
    side = np.abs(np.sin(phi))
    t = 6.45 + 0.1 * side - s * (5.5 + 0.2 * np.cos(phi) ** 2)
    waves = 0.5 + 0.5 * np.cos(np.linspace(0.0, 6.0 * np.pi, 13))[None, :]
    lift = 0.046 + 0.150 * s * (1.0 - 0.3 * side) + 0.045 * waves * s**1.2
    return sheet(chart, phi, t, lift, ("trim", "ribbon", "ribbon", "ribbon", "ribbon", "trim"))


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
