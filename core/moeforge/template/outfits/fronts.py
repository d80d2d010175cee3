"""Fronts: the shirt in a jacket's neckline, lapels, ties, plackets, zips (RECIPE2 section 2, Open front)."""

from dataclasses import replace

import numpy as np

from moeforge.template.outfits.band import band, inset, pair
from moeforge.template.outfits.cloth import SWATCH_INDEX, Cloth, join
from moeforge.template.outfits.drape import Chart, sheet
from moeforge.template.outfits.loft import capped, loft
from moeforge.template.outfits.solids import dome

_SHIRT_FRONT = ((7.1, 70.0), (6.6, 58.0), (6.0, 47.0), (5.2, 33.0), (4.2, 17.0), (3.4, 4.0))
_LAPEL = (
    (3.05, 2.0, 3.0),
    (3.7, 7.0, 16.0),
    (4.5, 15.0, 27.0),
    (5.2, 24.0, 36.0),
    (5.27, 25.0, 27.0),
    (5.7, 32.0, 36.0),
    (6.3, 43.0, 38.0),
    (6.8, 58.0, 38.0),
)
"""t, inner edge and width in degrees of a lapel; the width jumps at its notch."""
_COLLAR = ((50.0, 6.62, 0.036), (90.0, 6.72, 0.040), (135.0, 6.72, 0.040), (180.0, 6.70, 0.040))
"""The collar from the lapel to the middle of the neck behind."""


def shirt_front(chart: Chart) -> Cloth:
    """What shows of the shirt between the lapels."""
    return inset(chart, _SHIRT_FRONT, "shirt", 0.006)


def lapels(chart: Chart, swatch: str, edge: str) -> Cloth:
    """Lapels and collar of a jacket; a seam of another colour on their inside."""
    collar = pair(chart, _COLLAR, (swatch, swatch), 0.030, 2)
    return join([collar, *(_lapel(chart, side, swatch, edge) for side in (1.0, -1.0))])


def _lapel(chart: Chart, side: float, swatch: str, edge: str) -> Cloth:
    t, inner, width = np.array(_LAPEL[::-1]).T[..., None]
    across = np.array([0.0, 0.12, 0.55, 1.0])[None, :: int(side)]
    phi = side * np.radians(inner + width * across)
    cloth = sheet(chart, phi, t, np.full((1, 1), 0.024), (swatch,) * (len(t) - 1))
    columns = phi.shape[1] + 1
    seam = np.arange(len(cloth.faces)) % columns
    inside = seam < 2 if side > 0 else seam >= columns - 2
    return replace(cloth, swatches=np.where(inside, SWATCH_INDEX[edge], cloth.swatches))


def front_edge(chart: Chart) -> Cloth:
    """The closing line of a jacket below its lapels."""
    return band(chart, ((2.0, 0.75, 0.006), (2.0, 2.0, 0.006), (3.0, 3.3, 0.006)), ("dark",), 0.006, fine=2)


def vent(chart: Chart) -> Cloth:
    """The slit of a jacket's back and the half-belt over it with two buttons; a coarse jacket has the slit alone."""
    slit = band(chart, ((180.0, 0.75, 0.007), (180.0, 1.6, 0.006), (180.0, 2.3, 0.004)), ("dark",), 0.008, fine=2)
    if chart.thin > 1:
        return slit
    s, across = np.array([0.0, 0.5, 1.0])[:, None], np.linspace(-1.0, 1.0, 5)[None, :]
    strap = sheet(chart, np.pi + np.radians(34.0) * across, 2.75 - 0.5 * s, np.full((1, 1), 0.020), ("dark", "dark"))
    seats = [chart.seat(np.pi + np.radians(phi), 2.5, 0.022) for phi in (-26.0, 26.0)]
    return join([slit, strap, *(dome(seat, 0.016, "button") for seat in seats)])


def jacket_buttons(chart: Chart) -> Cloth:
    """Two buttons under the lapels."""
    return join([dome(chart.seat(0.0, t, 0.004), 0.017, "button") for t in (2.95, 2.0)])


def placket(chart: Chart, swatch: str, low: float, buttons: tuple[float, ...]) -> Cloth:
    """A strip down the front from the neck to `low`, with buttons at those rows."""
    high = 6.7
    strip = band(chart, ((0.0, low, 0.017), (0.0, (low + high) / 2, 0.017), (0.0, high, 0.017)), (swatch,), 0.009)
    return join([strip, *(dome(chart.seat(0.0, t, 0.008), 0.012, "button") for t in buttons)])


def zip_front(chart: Chart, swatch: str = "trim") -> Cloth:
    """A zip from the hem to the neck, with its pull."""
    strip = band(
        chart, ((0.0, 0.8, 0.008), (0.0, 3.0, 0.008), (0.0, 5.0, 0.008), (0.0, 7.0, 0.008)), (swatch,), 0.009, fine=2
    )
    return join([strip, dome(chart.seat(0.0, 6.2, 0.012), 0.015, "button")])


_TIE = ((6.0, 0.030), (5.5, 0.022), (4.5, 0.034), (3.75, 0.044), (3.3, 0.004))
"""t and half-width of the tie below its knot."""


def tie(chart: Chart) -> Cloth:
    """A necktie: a blade that widens to a point, and a knot."""
    blade = band(chart, [(0.0, t, half) for t, half in _TIE[::-1]], ("ribbon", "ribbon"), 0.014, fine=1)
    seat = chart.seat(0.0, 6.05, 0.026)
    angle = 2 * np.pi * np.arange(8) / 8
    ring = np.stack([np.cos(angle), np.zeros(8), -np.sin(angle) * 0.55], axis=1)
    rows = ((0.030, 0.0), (0.030, 0.036), (0.0, 0.034), (-0.036, 0.020), (-0.036, 0.0))
    points = seat.place(np.array([ring * r + np.array([0.0, y, 0.0]) for y, r in rows])[:, ::-1])
    weights = np.broadcast_to(seat.weights, (5, 8, len(seat.weights)))
    knot = capped(loft(points, np.linspace(0, 1, 5), weights, seat.bones, ("ribbon",) * 4), 8)
    return join([blade, knot])


def bib(chart: Chart, swatch: str, low: float, high: float, half: float, edge: str = "") -> Cloth:
    """A rectangle on the chest, `half` degrees wide to each side, with an edge round its upper corners."""
    s = np.array([0.0, 0.12, 0.5, 1.0])[:, None]
    across = np.linspace(-1.0, 1.0, 7)[None, :]
    width = np.radians(half * np.array([1.0, 1.02, 1.06, 1.12]))[:, None]
    return sheet(
        chart, across * width, high + (low - high) * s, np.full((1, 1), 0.022), (edge or swatch, swatch, swatch)
    )


_STRAP = (
    (24.0, 3.9, 0.026),
    (26.0, 5.2, 0.028),
    (42.0, 6.25, 0.030),
    (90.0, 6.72, 0.030),
    (138.0, 6.25, 0.030),
    (156.0, 4.8, 0.028),
    (166.0, 2.2, 0.026),
)


_WING = (
    (22.0, 4.3, 0.022),
    (36.0, 5.3, 0.036),
    (58.0, 6.05, 0.058),
    (90.0, 6.35, 0.066),
    (122.0, 6.05, 0.058),
    (144.0, 5.0, 0.036),
    (166.0, 2.2, 0.024),
)
"""A frilled strap, broad over the shoulder."""


def straps(chart: Chart, swatch: str, edge: str = "", lift: float = 0.022) -> Cloth:
    """Two straps over the shoulders, from the bib to the waist behind."""
    return pair(chart, _STRAP, (edge or swatch, swatch), lift, 2)


def wings(chart: Chart, swatch: str, edge: str) -> Cloth:
    """Straps with a frill that stands over the shoulders."""
    return pair(chart, _WING, (swatch, swatch, edge), 0.026, 1)
