"""A small drawing surface over ThorVG: unit coordinates, sRGB triples, soft blobs, gradients; result as numpy.

One engine per process, made on first use; a lock guards it because the binding shares state between threads.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from math import cos, exp, sin
from threading import Lock
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from thorvg_python.base import Colorspace, FillRule, Matrix, PathCommand, PointStruct
from thorvg_python.base import ColorStop as TvgStop
from thorvg_python.canvas.sw import SwCanvas
from thorvg_python.engine import Engine
from thorvg_python.gradient import Gradient
from thorvg_python.gradient.linear import LinearGradient
from thorvg_python.gradient.radial import RadialGradient
from thorvg_python.paint.scene import Scene
from thorvg_python.paint.shape import Shape

from moeforge.painter.colors import Rgb

Point = tuple[float, float]
Stop = tuple[float, Rgb, float]
"""Gradient stop: offset 0..1, colour, opacity 0..1."""

CIRCLE = 0.5523
"""Length of a quarter's Bezier handles that makes an ellipse; less tends to a diamond, more to a rounded box."""

FINE_BELOW = 128
"""Largest side in pixels that is supersampled."""

GAUSS = tuple((i / 7, (exp(-3.2 * (i / 7) ** 2) - exp(-3.2)) / (1.0 - exp(-3.2))) for i in range(8))
"""A blob's opacity: share of the way to its border, share of its alpha; straight in between."""


@dataclass(frozen=True, slots=True)
class Flat:
    """One colour."""

    color: Rgb
    alpha: float = 1.0


@dataclass(frozen=True, slots=True)
class Linear:
    """A gradient from `start` to `end`, in the coordinates of the shape it fills."""

    start: Point
    end: Point
    stops: Sequence[Stop]


@dataclass(frozen=True, slots=True)
class Radial:
    """A gradient from the centre of a circle to its border, in the coordinates of the shape it fills."""

    center: Point
    radius: float
    stops: Sequence[Stop]


Fill = Flat | Linear | Radial
Path = tuple[list[PathCommand], list[PointStruct]]


_MOVE_TO, _LINE_TO = PathCommand.MOVE_TO, PathCommand.LINE_TO  # looked up once: an enumeration's members are slow
_CUBIC_TO, _CLOSE = PathCommand.CUBIC_TO, PathCommand.CLOSE


def vertical(*stops: Stop) -> Linear:
    """A gradient down the unit square."""
    return Linear((0.0, 0.0), (0.0, 1.0), stops)


def horizontal(*stops: Stop) -> Linear:
    """A gradient across the unit square."""
    return Linear((0.0, 0.0), (1.0, 0.0), stops)


def polygon(points: Iterable[Point]) -> Path:
    """A closed polygon."""
    pts = [PointStruct(x, y) for x, y in points]
    verbs = [_MOVE_TO, *[_LINE_TO] * (len(pts) - 1), _CLOSE]
    return verbs, pts


def ellipse(cx: float, cy: float, rx: float, ry: float, shape: float = CIRCLE, tilt: float = 0.0) -> Path:
    """An ellipse, or its diamond-like or box-like cousin (see CIRCLE), turned by `tilt` radians."""
    k, c, s = shape, cos(tilt), sin(tilt)
    right, left = [(1, -k), (1, 0), (1, k)], [(-1, k), (-1, 0), (-1, -k)]
    unit = [*right[1:], (k, 1), (0, 1), (-k, 1), *left, (-k, -1), (0, -1), (k, -1), *right[:2]]
    pts = [PointStruct(cx + x * rx * c - y * ry * s, cy + x * rx * s + y * ry * c) for x, y in unit]
    return [_MOVE_TO, *[_CUBIC_TO] * 4, _CLOSE], pts


def joined(paths: Iterable[Path]) -> Path:
    """Several paths as one, so that they are filled in one go."""
    verbs: list[PathCommand] = []
    pts: list[PointStruct] = []
    for path in paths:
        verbs += path[0]
        pts += path[1]
    return verbs, pts


UNIT = polygon([(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)])


class Frame:
    """A rectangle of the canvas with coordinates of its own; what is drawn outside it is cut off."""

    def __init__(self, parent: SwCanvas | Scene, engine: Engine, matrix: tuple[float, float, float, float]) -> None:
        """`matrix` is (scale x, scale y, shift x, shift y): own coordinates to pixels."""
        self._parent, self._engine, self._matrix = parent, engine, matrix

    def part(self, x: float, y: float, width: float, height: float) -> "Frame":
        """A sub-rectangle, given in this frame's coordinates, with unit coordinates and clipped to it."""
        sx, sy, tx, ty = self._matrix
        scene = Scene(self._engine)
        frame = Frame(scene, self._engine, (sx * width, sy * height, tx + sx * x, ty + sy * y))
        scene.set_clip(frame._shape(UNIT))
        self._parent.add(scene)
        return frame

    def centered(self) -> "Frame":
        """The same rectangle with coordinates from -1 to 1 on both axes."""
        sx, sy, tx, ty = self._matrix
        return Frame(self._parent, self._engine, (sx / 2, sy / 2, tx + sx / 2, ty + sy / 2))

    def inside(self, path: Path) -> "Frame":
        """The same coordinates; what is drawn outside the path is cut off."""
        scene = Scene(self._engine)
        scene.set_clip(self._shape(path))
        self._parent.add(scene)
        return Frame(scene, self._engine, self._matrix)

    def fill(self, path: Path, fill: Fill, even_odd: bool = False) -> None:
        """Paint a path."""
        if isinstance(fill, Flat) and fill.alpha <= 0.0:
            return
        shape = self._shape(path)
        if even_odd:
            shape.set_fill_rule(FillRule.EVEN_ODD)
        if isinstance(fill, Flat):
            shape.set_fill_color(*_bytes(fill.color, fill.alpha))
        else:
            shape.set_gradient(self._gradient(fill))
        self._parent.add(shape)

    def wash(self, fill: Fill) -> None:
        """Paint the whole unit square."""
        self.fill(UNIT, fill)

    def blob(self, cx: float, cy: float, rx: float, ry: float, color: Rgb, alpha: float, tilt: float = 0.0) -> None:
        """A soft ellipse: Gaussian opacity, `alpha` in the centre, zero at the border."""
        if alpha <= 0.0:
            return
        sx, sy, tx, ty = self._matrix
        c, s = cos(tilt), sin(tilt)
        shape = Shape(self._engine)
        shape.append_path(*ellipse(0.0, 0.0, 1.0, 1.0))
        shape.set_gradient(self._gradient(Radial((0.0, 0.0), 1.0, [(o, color, alpha * a) for o, a in GAUSS])))
        shape.set_transform(
            Matrix(sx * rx * c, -sx * ry * s, tx + sx * cx, sy * rx * s, sy * ry * c, ty + sy * cy, 0, 0, 1)
        )
        self._parent.add(shape)

    def _shape(self, path: Path) -> Shape:
        sx, sy, tx, ty = self._matrix
        shape = Shape(self._engine)
        shape.append_path(*path)
        shape.set_transform(Matrix(sx, 0, tx, 0, sy, ty, 0, 0, 1))
        return shape

    def _gradient(self, fill: Linear | Radial) -> Gradient:
        if isinstance(fill, Linear):
            gradient = LinearGradient(self._engine)
            gradient.set(*fill.start, *fill.end)
        else:
            gradient = RadialGradient(self._engine)
            gradient.set(*fill.center, fill.radius, *fill.center, 0.0)
        gradient.set_color_stops([TvgStop(o, *_bytes(c, a)) for o, c, a in fill.stops])
        return gradient


def _bytes(color: Rgb, alpha: float) -> tuple[int, int, int, int]:
    r, g, b, a = (*color, alpha)
    return _byte(r), _byte(g), _byte(b), _byte(a)


def _byte(value: float) -> int:
    return 0 if value <= 0.0 else 255 if value >= 1.0 else round(value * 255)


_lock = Lock()


@cache
def _engine() -> Engine:
    return Engine(threads=0)


def render(draw: Callable[[Frame], None], size: int) -> NDArray[np.uint8]:
    """What `draw` paints on a black square, as (size, size, 3) uint8 sRGB.

    Up to FINE_BELOW it is drawn twice as large and averaged: crisper edges, and half of the stripes that 8-bit
    opacities leave in gradients.
    """
    if size > FINE_BELOW:
        return _drawn(draw, size, size)[..., :3].copy()
    return _halved(_drawn(draw, 2 * size, 2 * size)[..., :3])


def drawn(draw: Callable[[Frame], None], width: int, height: int | None = None) -> NDArray[np.uint8]:
    """What `draw` paints on nothing: (height, width, 4) uint8, sRGB times opacity and opacity, smooth like `render`'s;
    a square unless a height is given."""
    height = height or width
    if width > FINE_BELOW:
        return _drawn(draw, width, height).copy()
    return _halved(_drawn(draw, 2 * width, 2 * height))


def laid(picture: NDArray[np.uint8], over: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A picture (H, W, 3) with what `drawn` gave (H, W, 4) on it."""
    rest = 255 - over[..., 3:].astype(np.uint16)
    return (over[..., :3] + (picture * rest + 127) // 255).clip(0, 255).astype(np.uint8)


def _halved(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Blocks of 2 x 2 averaged."""
    fine = pixels.astype(np.uint16)
    rows = fine[0::2] + fine[1::2]
    return ((rows[:, 0::2] + rows[:, 1::2] + 2) >> 2).astype(np.uint8)


def coverage(paths: Iterable[Path], width: int, height: int) -> NDArray[np.uint8]:
    """How much of each pixel the union of some paths (unit coordinates) covers: (height, width), 0..255."""

    def draw(frame: Frame) -> None:
        for path in paths:
            frame.fill(path, Flat((1.0, 1.0, 1.0)))

    return _drawn(draw, width, height)[..., 0].copy()


def _drawn(draw: Callable[[Frame], None], width: int, height: int) -> NDArray[np.uint8]:
    with _lock:
        canvas = SwCanvas(_engine())
        canvas.set_target(width, height, cs=Colorspace.ABGR8888)
        draw(Frame(canvas, _engine(), (width, height, 0.0, 0.0)))
        canvas.draw(True)
        canvas.sync()
        canvas.destroy()
        return np.ctypeslib.as_array(cast(Any, canvas.buffer_arr)).view(np.uint8).reshape(height, width, 4)
