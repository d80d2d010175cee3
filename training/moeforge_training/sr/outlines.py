"""Closed curves and bands of given width, as paths of the painter's canvas. Points are (K, 2), unit coordinates."""

import numpy as np
from numpy.typing import NDArray

from moeforge.painter.canvas import Path, polygon

F64 = NDArray[np.float64]


def path(points: F64) -> Path:
    """The polygon of these corners."""
    return polygon((float(x), float(y)) for x, y in points)


def closed(center: F64, radius: F64, turn: float = 0.0) -> F64:
    """Points (K, 2) round a centre at these distances (K,)."""
    angle = np.linspace(0.0, 2.0 * np.pi, len(radius), endpoint=False) + turn
    return center + radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)


def stretched(points: F64, wide: float, tall: float) -> F64:
    """Stretched along both axes about their middle."""
    middle = points.mean(axis=0)
    return middle + (points - middle) * (wide, tall)


def band(line: F64, half: F64) -> Path:
    """The area within `half` (K,) of a line (K, 2)."""
    along = np.gradient(line, axis=0)
    normal = np.stack([-along[:, 1], along[:, 0]], axis=1) / np.maximum(np.linalg.norm(along, axis=1), 1e-9)[:, None]
    return path(np.concatenate([line + half[:, None] * normal, (line - half[:, None] * normal)[::-1]]))
