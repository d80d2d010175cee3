"""The hair shell's chart, and the one place that says which height of it is which v of the hair cells.

Chart coordinates are (azimuth, v): azimuth in degrees, 0 in front, +90 at the figure's left (+x); v runs 0..1 from the
crown to the equator of an ellipsoid round the skull, and on downwards in the same measure (RECIPE section 6).

Atlas convention: the cells hair_* have v = 0 at the crown and v = 1 at the longest tip of the style. The painter puts
the highlight ring at cell v = RING_CELL; every lock, wherever its own root and tip are, shows that height at chart
v = RING, so the ring is one closed latitude a bit above the middle of the fringe. Below the ring the cell is stretched
to the style's longest lock, `v_end`, which carries the tip colour.
"""

import numpy as np

from moeforge.template.part import F64
from moeforge.template.vectors import joined

CENTRE = np.array([0.0, 0.50, -0.02])
RADIUS_X, RADIUS_Y, RADIUS_FRONT, RADIUS_BACK = 0.558, 0.595, 0.535, 0.590
SAG_RADIUS = 0.52
"""Mean radius of the shell: flat ribbons bend round it by w^2 / (2 SAG_RADIUS)."""
DROP_PER_V = np.pi / 2 * 0.570
"""HH of height per unit of v below the equator."""
NAPE_RADIUS = 0.52
"""Vertical half-axis of the lower, skull-hugging half of the shell."""

RING = 0.66
RING_CELL = 0.30
"""Chart v and cell v of the highlight ring (RECIPE section 7)."""


DOME, DOME_V = 0.048, 0.46
"""How much higher than the shell hair lies at the crown, HH, and the chart v at which that ends: locks lie flat on each
other where they begin, without it the head would be flat on top."""


def dome(v: F64) -> F64:
    """Height (...) over the shell that every layer of hair has at chart v (...), HH."""
    return 0.5 * DOME * (1.0 + np.cos(np.pi * np.minimum(np.abs(v) / DOME_V, 1.0)))


def cell_v(v: F64, v_end: F64 | float) -> F64:
    """Chart v (...) to cell v (...): 0 at the crown, RING_CELL at the ring, 1 at `v_end` (...); see the module."""
    low = (v - RING) / (np.maximum(v_end, 1.2) - RING)
    return np.where(
        v < RING, RING_CELL * np.maximum(v, 0.0) / RING, RING_CELL + (1.0 - RING_CELL) * np.minimum(low, 1.0)
    )


def _reach(v: F64, hug: F64 | float) -> tuple[F64, F64, F64]:
    """Horizontal share of the radius, height above the equator and steepness of the wall, each (...)."""
    theta = np.minimum(v, 1.0) * (np.pi / 2)
    drop = np.maximum(v - 1.0, 0.0) * DROP_PER_V
    below = np.sqrt(1.0 - np.clip(drop / NAPE_RADIUS, 0.0, 0.93) ** 2)
    share = np.sin(theta) * (1.0 - hug * (1.0 - below))
    height = RADIUS_Y * np.cos(theta) - drop
    lean = np.where(v <= 1.0, height / RADIUS_Y**2, -hug * np.minimum(drop, 0.45) / NAPE_RADIUS**2)
    return share, height, lean


def shell(azimuth: F64, v: F64, hug: F64 | float = 0.0) -> tuple[F64, F64]:
    """Points and unit normals (..., 3) in head space. `hug` 0 hangs straight down, 1 follows the skull to the nape."""
    share, height, lean = _reach(v, hug)
    x, z = np.sin(np.radians(azimuth)), np.cos(np.radians(azimuth))
    depth = np.where(z > 0, RADIUS_FRONT, RADIUS_BACK)
    points = joined(RADIUS_X * x * share, height, depth * z * share) + CENTRE
    normals = joined(x * share / RADIUS_X, lean, z * share / depth)
    return points, unit(normals)


def unit(vectors: F64) -> F64:
    """Vectors (..., 3) scaled to length 1; zero vectors stay zero."""
    length = np.sqrt(np.einsum("...i,...i->...", vectors, vectors))[..., None]
    return vectors / np.maximum(length, 1e-12)
