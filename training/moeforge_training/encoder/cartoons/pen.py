"""The hand of one cartoon: what it draws with. Coordinates are head radii: x right, y down, the face's middle at 0."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moeforge.painter.canvas import Fill, Flat, Frame, Linear, ellipse
from moeforge.painter.colors import Rgb, tone
from moeforge_training.sr.outlines import band, closed, path

F64 = NDArray[np.float64]
Rng = np.random.Generator
RADIUS = 0.2
"""Of the head, in the picture's side."""
MIDDLE = (0.5, 0.545)
"""Of the face, in the picture."""
WHITE: Rgb = (1.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Manner:
    """How a cartoon is drawn."""

    kind: str
    half: float  # half width of outlines in head radii; 0: none
    ink: Rgb
    inked: float  # 1: every line in the ink, 0: each in a darker tone of what it bounds
    shade: float  # opacity of hard shadows
    soft: float  # how far fills run into a darker tone
    wobble: float  # of lines, head radii


@dataclass(frozen=True, slots=True)
class Pen:
    """Draws pieces and strokes of a manner into a frame; all chance comes from `rng`."""

    frame: Frame
    manner: Manner
    rng: Rng

    def inside(self, points: F64) -> "Pen":
        """The same pen, cut off outside a closed curve."""
        return Pen(self.frame.inside(path(_placed(points))), self.manner, self.rng)

    def piece(self, points: F64, color: Rgb, alpha: float = 1.0, *, line: bool = True) -> None:
        """A closed curve (K, 2), filled, and its outline."""
        points = self._wobbled(points)
        placed = _placed(points)
        self.frame.fill(path(placed), self._fill(color, alpha))
        if line and self.manner.half:
            loop = np.vstack([placed, placed[:2]])
            self.frame.fill(band(loop, np.full(len(loop), RADIUS * self.manner.half)), Flat(self.line_of(color)))

    def _fill(self, color: Rgb, alpha: float) -> Fill:
        if not self.manner.soft or alpha < 1.0:
            return Flat(color, alpha)
        deep = tone(color, 0.02, 1.2, 1.0 - 0.6 * self.manner.soft)
        return Linear((0.35, 0.1), (0.65, 1.0), [(0.0, color, 1.0), (1.0, deep, 1.0)])

    def _wobbled(self, points: F64) -> F64:
        if not self.manner.wobble:
            return points
        count = len(points)
        angle = 2.0 * np.pi * np.arange(count) / count
        waves = [self.rng.normal(0.0, 1.0, 2) * np.cos(k * angle + p)[:, None] for k, p in enumerate((0, 1, 2, 4), 3)]
        return points + self.manner.wobble * np.sum(waves, axis=0)

    def line_of(self, color: Rgb) -> Rgb:
        """The colour of an outline round a colour."""
        dark = tone(color, 0.02, 1.3, 0.45)
        share = self.manner.inked
        a, b, c = (share * i + (1.0 - share) * d for i, d in zip(self.manner.ink, dark, strict=True))
        return a, b, c

    def oval(self, x: float, y: float, rx: float, ry: float, color: Rgb, alpha: float = 1.0) -> None:
        """A plain ellipse without a line."""
        place = _placed(np.array([[x, y]]))[0]
        self.frame.fill(ellipse(float(place[0]), float(place[1]), RADIUS * rx, RADIUS * ry), Flat(color, alpha))

    def disc(self, x: float, y: float, rx: float, ry: float, color: Rgb) -> None:
        """An ellipse with its outline."""
        self.piece(around(x, y, rx, ry), color)

    def stroke(self, points: F64, color: Rgb | None = None, wide: float = 1.0) -> None:
        """A line (K, 2) with round ends; in the ink unless a colour is given."""
        half = RADIUS * wide * max(self.manner.half, 0.022)
        placed = _placed(self._wobbled(points) if len(points) > 4 else points)
        fill = Flat(self.manner.ink if color is None else color)
        self.frame.fill(band(placed, np.full(len(placed), half)), fill)
        for x, y in placed[[0, -1]]:
            self.frame.fill(ellipse(float(x), float(y), half, half), fill)


def _placed(points: F64) -> F64:
    return RADIUS * points + MIDDLE


def around(x: float, y: float, rx: float, ry: float, count: int = 40) -> F64:
    """An ellipse as points."""
    return closed(np.zeros(2), np.ones(count)) * (rx, ry) + (x, y)


def bent(x: float, y: float, half: float, bow: float, slope: float = 0.0) -> F64:
    """A bent line (20, 2): `bow` > 0 sags like a smile, `slope` > 0 falls to the right."""
    t = np.linspace(-1.0, 1.0, 20)
    return np.stack([x + half * t, y + half * slope * t + half * bow * (1.0 - t * t)], axis=1)


def curve(points: Iterable[tuple[float, float]], count: int = 60) -> F64:
    """A smooth closed curve through some points."""
    knots = np.array(list(points))
    t = np.linspace(0.0, len(knots), count, endpoint=False)
    i, f = np.floor(t).astype(int), (t % 1.0)[:, None]
    a, b, c, d = (knots[(i + k) % len(knots)] for k in (-1, 0, 1, 2))
    return 0.5 * (2 * b + (c - a) * f + (2 * a - 5 * b + 4 * c - d) * f**2 + (3 * b - a - 3 * c + d) * f**3)
