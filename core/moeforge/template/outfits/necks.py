"""What stands round the neck: mandarin collars, turtlenecks, fur; closed tubes from inside outwards."""

from collections.abc import Sequence

import numpy as np

from moeforge.template.outfits.cloth import Cloth
from moeforge.template.outfits.detail import kept
from moeforge.template.outfits.drape import Chart
from moeforge.template.outfits.loft import loft
from moeforge.template.part import F64

_NECK_ROW = 7.0

Section = Sequence[tuple[float, float]]
"""Distance from the cloth's neck border and height over it (HH), from the inside over the rim to the outside."""

MANDARIN: Section = ((-0.016, 0.010), (-0.008, 0.060), (-0.001, 0.066), (0.006, 0.060), (0.012, 0.020), (0.016, -0.020))
ROLL: Section = ((-0.014, 0.020), (0.000, 0.070), (0.020, 0.082), (0.038, 0.062), (0.040, 0.010), (0.018, -0.032))
STAND: Section = ((-0.010, 0.010), (0.006, 0.070), (0.016, 0.080), (0.026, 0.070), (0.024, 0.020), (0.016, -0.030))
LOW: Section = ((-0.010, 0.006), (0.000, 0.046), (0.008, 0.052), (0.016, 0.042), (0.018, 0.010), (0.016, -0.030))
RUFF: Section = ((-0.010, 0.016), (0.006, 0.050), (0.050, 0.064), (0.084, 0.044), (0.070, 0.020), (0.020, -0.020))
FUR: Section = ((-0.010, 0.010), (0.014, 0.066), (0.066, 0.078), (0.116, 0.030), (0.112, -0.036), (0.050, -0.066))


def neck_tube(
    chart: Chart,
    section: Section,
    swatches: tuple[str, ...],
    columns: int = 16,
    tufts: float = 0.0,
    front: float = 0.0,
) -> Cloth:
    """A tube round the neck; `tufts` makes its outside shaggy, `front` lowers it there (HH)."""
    columns = len(kept(columns, chart.thin, closed=True))
    phi = 2 * np.pi * np.arange(columns) / columns
    border = chart.at(phi, np.full(columns, _NECK_ROW))
    middle = border.mean(axis=0)
    out = (border - middle) * np.array([1.0, 0.0, 1.0])
    out /= np.linalg.norm(out, axis=1, keepdims=True)
    far, high = np.array(section).T
    radius = far[:, None] + _shag(len(section), columns, tufts)
    drop = front * np.maximum(np.cos(phi), 0.0) ** 2
    points = border[None] + radius[..., None] * out[None]
    points[..., 1] += high[:, None] - drop[None]
    weights = np.broadcast_to(chart.weight(phi, np.full(columns, 6.8))[None], (len(section), columns, len(chart.bones)))
    return loft(points, np.zeros(len(section)), weights, chart.bones, swatches)


def _shag(rows: int, columns: int, depth: float) -> F64:
    """(R, C): every second vertex of the outer rows stands out, each row shifted against the one before it."""
    outside = np.arange(rows) >= 2
    odd = (np.arange(columns)[None, :] + np.arange(rows)[:, None]) % 2
    return np.where(outside[:, None], depth * (odd - 0.5), 0.0)
