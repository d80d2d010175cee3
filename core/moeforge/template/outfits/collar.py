"""Collars: the sailor's flap and the round one, laid over the garment's chart (RECIPE2 section 2)."""

import numpy as np

from moeforge.template.outfits.cloth import Cloth
from moeforge.template.outfits.drape import Chart, sheet

_SAILOR_ROWS = np.array([0.0, 0.10, 0.40, 0.66, 0.78, 0.90, 1.0])
_SAILOR_BANDS = ("main", "main", "main", "trim", "main", "main")


def sailor_collar(chart: Chart) -> Cloth:
    """A V in front, a square flap behind, one white stripe along the edge."""
    s = np.linspace(-1.0, 1.0, 25)
    phi = np.pi + np.radians(172.0) * (0.5 * s + 0.5 * np.sin(s * np.pi / 2))  # closer along the V
    front, back = np.maximum(np.cos(phi), 0.0), -np.cos(phi)
    inner = 7.15 - 1.75 * front**2.2
    flap = np.clip((back - 0.25) / 0.25, 0.0, 1.0)
    outer = 5.78 - 1.42 * front**1.5 - 1.62 * flap
    s = _SAILOR_ROWS[:, None]
    offset = 0.021 + 0.019 * s
    return sheet(chart, phi[None, :], inner + (outer - inner) * s, offset, _SAILOR_BANDS)


def round_collar(chart: Chart) -> Cloth:
    """Two round leaves that meet in front."""
    phi = np.radians(np.linspace(7.0, 353.0, 25))
    front = np.maximum(np.cos(phi), 0.0)
    inner = 7.12 - 0.14 * front**2
    near_gap = np.minimum(phi, 2 * np.pi - phi) / np.radians(34.0)
    leaf = np.sqrt(np.clip(1.0 - (1.0 - np.minimum(near_gap, 1.0)) ** 2, 0.05, 1.0))
    outer = inner - (1.38 + 0.42 * front) * leaf
    s = np.array([0.0, 0.15, 0.62, 0.87, 1.0])[:, None]
    offset = 0.016 + 0.020 * s
    return sheet(chart, phi[None, :], inner + (outer - inner) * s, offset, ("shirt", "shirt", "shirt", "accent"))


def pointed_collar(
    chart: Chart,
    swatch: str,
    size: float = 1.0,
    lift: float = 0.016,
    back: float = 1.0,
    edge: str = "",
    under: bool = False,
) -> Cloth:
    """A shirt collar whose two points spread in front; behind it is as high as `back` of what it is there.

    `edge`: the swatch of a stitched border, if it has one. `under`: behind, it lies flat under what stands there.
    """
    phi = np.radians(np.linspace(4.0, 356.0, 25))
    front = np.maximum(np.cos(phi), 0.0)
    inner = 7.16 - 0.10 * front**2
    point = np.exp(-(((np.minimum(phi, 2 * np.pi - phi) - np.radians(27.0)) / np.radians(17.0)) ** 2))
    outer = inner - size * (0.86 * (back + (1.0 - back) * front) + 0.98 * point)
    s = np.array([0.0, 0.2, 0.6, *((0.9,) if edge else ()), 1.0])[:, None]
    bands = (swatch,) * 3 + ((edge,) if edge else ())
    off = np.minimum(1.0, 2.0 * front) if under else 1.0
    return sheet(chart, phi[None, :], inner + (outer - inner) * s, (lift + 0.020 * s) * off, bands)
