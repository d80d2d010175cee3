"""Pictures in no drawing style of the painter: brush strokes that follow a field, as on canvas. Unit coordinates."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moeforge.painter.canvas import Flat, Frame, joined, polygon
from moeforge.painter.colors import Rgb

F64 = NDArray[np.float64]
Rng = np.random.Generator
COLORS = (3, 7)
STROKES = 3500
POINTS = 5
"""Points along a stroke."""


WIDTHS, LENGTHS, SPREADS = (0.006, 0.035), (2.0, 8.0), (0.03, 0.22)
FINE, BROAD = 0.010, 0.024
"""Widths that count as fine and as broad; between them a stroke is both."""
TOUCHES = (2.0, 3.5)
"""Lengths, in widths, up to which a stroke is a touch, and from which it is none."""
FULL = 0.2
"""Spread of a canvas whose strokes have full strength."""


@dataclass(frozen=True, slots=True)
class Brush:
    """How a canvas is painted; no spread, no canvas."""

    width: float = 0.0  # of a stroke, as a share of the side
    length: float = 0.0  # in widths
    spread: float = 0.0  # deviation of the strokes' lightness, 0..1

    @staticmethod
    def random(rng: Rng) -> "Brush":
        """Any brush."""
        width = float(np.exp(rng.uniform(*np.log(WIDTHS))))
        return Brush(width, float(rng.uniform(*LENGTHS)), float(rng.uniform(*SPREADS)))

    @property
    def strengths(self) -> tuple[float, float, float]:
        """What a finish would call it: strokes, broad, dabs."""
        amount = min(1.0, self.spread / FULL)
        touch = float(np.interp(self.length, TOUCHES, (1.0, 0.0)))
        broad = float(np.interp(np.log(self.width), np.log((FINE, BROAD)), (0.0, 1.0)))
        return amount * (1.0 - touch) * (1.0 - broad), amount * (1.0 - touch) * broad, amount * touch


def brushed(frame: Frame, brush: Brush, rng: Rng) -> None:
    """A canvas of strokes: a few colours in areas, each stroke a little lighter or darker, along a smooth field."""
    palette = rng.random((int(rng.integers(*COLORS)), 3)) ** rng.uniform(0.5, 1.6)
    seeds, field = rng.random((len(palette), 2)), _field(rng)
    width, length = brush.width, brush.width * brush.length
    ground = palette[0]
    frame.wash(Flat((float(ground[0]), float(ground[1]), float(ground[2]))))
    count = int(min(STROKES, 1.6 / (width * length)))
    for place in rng.random((count, 2)):
        near = int(np.argmin(np.linalg.norm(seeds - place, axis=1) + rng.normal(0.0, 0.08, len(seeds))))
        stroke = joined([polygon(_stroke(place, field, width, length))])
        frame.fill(stroke, Flat(_shade(palette[near], brush.spread, rng), 0.9))


def _shade(color: F64, spread: float, rng: Rng) -> Rgb:
    r, g, b = np.clip(color + rng.normal(0.0, spread) + rng.normal(0.0, 0.3 * spread, 3), 0.0, 1.0)
    return float(r), float(g), float(b)


def _field(rng: Rng) -> F64:
    """Waves (K, 4) whose sum is the angle of the strokes: two frequencies, phase, height; the first one is even."""
    waves = np.column_stack([rng.normal(0.0, 5.0, (4, 2)), rng.uniform(0.0, 2 * np.pi, 4), rng.normal(0.0, 0.7, 4)])
    waves[0, :2] = 0.0
    waves[0, 3] = np.pi
    return waves


def _angle(place: F64, field: F64) -> float:
    return float((field[:, 3] * np.sin(field[:, :2] @ place + field[:, 2])).sum())


def _stroke(place: F64, field: F64, width: float, length: float) -> list[tuple[float, float]]:
    """The outline of a stroke that starts at a place and follows the field; it tapers to its end."""
    line = [place]
    for _ in range(POINTS - 1):
        angle = _angle(line[-1], field)
        line.append(line[-1] + length / (POINTS - 1) * np.array([np.cos(angle), np.sin(angle)]))
    points = np.stack(line)
    along = np.gradient(points, axis=0)
    normal = np.stack([-along[:, 1], along[:, 0]], 1) / np.maximum(np.linalg.norm(along, axis=1), 1e-9)[:, None]
    half = 0.5 * width * np.array([0.7, 1.0, 1.0, 0.8, 0.3])[:, None]
    outline = np.concatenate([points + half * normal, (points - half * normal)[::-1]])
    return [(float(x), float(y)) for x, y in outline]
