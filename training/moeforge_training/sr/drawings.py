"""Random flat drawings with transparency: outlined shapes, strokes, locks, eyes, stars, gradients, in any colours.

They stand for what people draw and what no sheet of the painter holds. Unit coordinates, sRGB.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moeforge.painter.canvas import Fill, Flat, Frame, Linear, Radial, ellipse, joined
from moeforge.painter.colors import Rgb, mix, tone
from moeforge_training.sr.outlines import band, closed, path

F64 = NDArray[np.float64]
Rng = np.random.Generator
ITEMS = (5, 24)
"""Least and greatest number of things in a drawing."""
LINE = (0.0028, 0.018)
"""Half widths of outlines and strokes."""


@dataclass(frozen=True, slots=True)
class Ink:
    """The hand of one drawing: a colour and half width of line, and how often things are outlined."""

    color: Rgb
    half: float
    outlined: float


def draw(frame: Frame, rng: Rng) -> None:
    """Paint one drawing; half of them have a ground, the others stay transparent around their things."""
    dark = mix((0.0, 0.0, 0.0), _color(rng), max(0.0, rng.uniform(-0.3, 0.4)))
    ink = Ink(dark, float(np.exp(rng.uniform(*np.log(LINE)))), float(rng.choice([0.0, 0.6, 1.0, 1.0])))
    if rng.random() < 0.5:
        frame.wash(_fill(rng))
    for _ in range(int(rng.integers(*ITEMS))):
        THINGS[int(rng.integers(len(THINGS)))](frame, rng, ink)


def _color(rng: Rng) -> Rgb:
    """Any colour; now and then white, black or a grey."""
    if rng.random() < 0.25:
        grey = float(rng.choice([0.0, 1.0, rng.random()]))
        return grey, grey, grey
    r, g, b = rng.random(3) ** rng.uniform(0.4, 1.6)
    return float(r), float(g), float(b)


def _fill(rng: Rng) -> Fill:
    """Mostly one colour; else a gradient between two near or far ones."""
    color = _color(rng)
    alpha = 1.0 if rng.random() < 0.8 else rng.uniform(0.2, 1.0)
    kind = rng.random()
    if kind < 0.6:
        return Flat(color, alpha)
    other = tone(color, 0.0, rng.uniform(0.6, 1.3), rng.uniform(0.5, 1.3)) if rng.random() < 0.7 else _color(rng)
    stops = [(0.0, color, alpha), (1.0, other, alpha if rng.random() < 0.7 else 0.0)]
    (ax, ay), (bx, by) = rng.random((2, 2))
    if kind < 0.85:
        return Linear((ax, ay), (bx, by), stops)
    return Radial((ax, ay), rng.uniform(0.15, 0.7), stops)


def _place(rng: Rng) -> F64:
    return rng.uniform(-0.05, 1.05, 2)


def _shape(frame: Frame, rng: Rng, ink: Ink, center: F64, radius: F64) -> None:
    """A filled outline of given distances from a centre, its line, and often a hard-edged shade inside."""
    turn = rng.uniform(0.0, 2.0 * np.pi)
    frame.fill(path(closed(center, radius, turn)), _fill(rng))
    if rng.random() < 0.4:
        shift = rng.uniform(-0.3, 0.3, 2) * radius.mean()
        frame.fill(path(closed(center + shift, 0.65 * radius, turn)), Flat(_color(rng), rng.uniform(0.1, 0.6)))
    if rng.random() < ink.outlined:
        rings = [path(closed(center, np.maximum(radius + side * ink.half, 1e-4), turn)) for side in (1, -1)]
        frame.fill(joined(rings), Flat(ink.color), even_odd=True)


def _blob(frame: Frame, rng: Rng, ink: Ink) -> None:
    """A smooth closed curve: a circle with a few waves."""
    angle = np.linspace(0.0, 2.0 * np.pi, 96, endpoint=False)
    waves = sum(rng.normal(0.0, 0.16 / k) * np.cos(k * angle + rng.uniform(0.0, 6.3)) for k in range(2, 6))
    _shape(frame, rng, ink, _place(rng), _size(rng) * (1.0 + np.clip(waves, -0.6, 0.6)))


def _polygon(frame: Frame, rng: Rng, ink: Ink) -> None:
    """Three to seven corners."""
    _shape(frame, rng, ink, _place(rng), _size(rng) * rng.uniform(0.7, 1.2, int(rng.integers(3, 8))))


def _star(frame: Frame, rng: Rng, ink: Ink) -> None:
    """A star or a cross of light."""
    points = int(rng.integers(4, 9))
    _shape(frame, rng, ink, _place(rng), _size(rng) * np.tile([1.0, rng.uniform(0.2, 0.6)], points))


def _size(rng: Rng) -> float:
    return float(np.exp(rng.uniform(np.log(0.012), np.log(0.38))))


def _curve(rng: Rng, reach: float) -> F64:
    """A cubic Bezier of 40 points (40, 2)."""
    a = _place(rng)
    control = np.cumsum(np.vstack([a, rng.normal(0.0, reach, (3, 2))]), axis=0)
    t = np.linspace(0.0, 1.0, 40)[:, None]
    weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
    return np.asarray(sum(w * p for w, p in zip(weights, control, strict=True)))


def _tapered(width: float, power: float) -> F64:
    return width * np.sin(np.linspace(0.02, np.pi - 0.02, 40)) ** power


def _strokes(frame: Frame, rng: Rng, ink: Ink) -> None:
    """A few lines of the drawing's ink or of a colour, tapered or even."""
    color = ink.color if rng.random() < 0.7 else _color(rng)
    power = float(rng.choice([0.02, 0.6, 1.2]))
    half = ink.half * rng.uniform(0.5, 2.0)
    lines = [band(_curve(rng, rng.uniform(0.04, 0.3)), _tapered(half, power)) for _ in range(int(rng.integers(1, 6)))]
    for line in lines:
        frame.fill(line, Flat(color))


def _locks(frame: Frame, rng: Rng, ink: Ink) -> None:
    """Parallel locks of hair: pointed, outlined, two tones."""
    base, step = _curve(rng, 0.25), rng.normal(0.0, 0.05, 2)
    width, fill = rng.uniform(0.015, 0.08), _fill(rng)
    for i in range(int(rng.integers(2, 7))):
        line = base + i * step
        if ink.outlined:
            frame.fill(band(line, _tapered(width + ink.half, 0.8)), Flat(ink.color))
        frame.fill(band(line, _tapered(width, 0.8)), fill)
        frame.fill(band(line + 0.3 * width, _tapered(0.2 * width, 1.0)), Flat(_color(rng), 0.5))


def _eye(frame: Frame, rng: Rng, ink: Ink) -> None:
    """Nested ellipses with a gradient, a pupil and lights."""
    (x, y), size, tall = _place(rng), 0.4 * _size(rng) + 0.01, rng.uniform(0.9, 1.6)
    for scale, fill in (
        (1.15, Flat((1.0, 1.0, 1.0))),
        (1.0, Flat(ink.color)),
        (0.9, _fill(rng)),
        (0.45, Flat(ink.color)),
    ):
        frame.fill(ellipse(x, y, scale * size, scale * size * tall), fill)
    for dx, dy, r in ((-0.35, -0.4, 0.26), (0.35, 0.35, 0.14)):
        frame.fill(ellipse(x + dx * size, y + dy * size * tall, r * size, r * size), Flat((1.0, 1.0, 1.0), 0.95))


def _dots(frame: Frame, rng: Rng, ink: Ink) -> None:
    """A grid of dots or a row of stripes within a square."""
    x, y = _place(rng)
    count, pitch, color = int(rng.integers(3, 9)), rng.uniform(0.012, 0.06), _color(rng)
    share = rng.uniform(0.2, 0.45)
    stripes = rng.random() < 0.4
    cells = [(x + i * pitch, y + j * pitch) for i in range(count) for j in range(1 if stripes else count)]
    tall = count * pitch if stripes else share * pitch
    frame.fill(joined(ellipse(a, b, share * pitch, tall) for a, b in cells), Flat(color))
    del ink


def _soft(frame: Frame, rng: Rng, ink: Ink) -> None:
    """A soft spot: blush or glow."""
    (x, y), size = _place(rng), _size(rng)
    frame.blob(x, y, 1.5 * size, size, _color(rng), rng.uniform(0.2, 0.9), rng.uniform(0.0, 3.0))
    del ink


Thing = Callable[[Frame, Rng, Ink], None]
THINGS: Sequence[Thing] = (_blob, _blob, _blob, _polygon, _star, _strokes, _strokes, _locks, _eye, _dots, _soft)
