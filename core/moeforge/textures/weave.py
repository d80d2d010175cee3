"""Patterns of cloth, painted into a swatch: stripes, checks, dots, gradients in the colour of the thread.

A swatch covers half the girth of its garment and is mirrored on the other half, so every pattern is even about
u = 0 and u = 1: no seam shows. Lengths are HH on the reference figure.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from moeforge.painter.colors import rgb
from moeforge.textures.atlas import INSET
from moeforge.textures.images import Floats


@dataclass(frozen=True, slots=True)
class Weave:
    """What one swatch is made of."""

    pattern: str = ""  # a value of the trait "pattern", or none
    ink: str = "#000000"  # "#rrggbb" of the thread
    girth: float = 0.56  # HH that u = 0..1 covers: half way round the garment
    height: float = 0.70  # HH that v = 0..1 covers
    fabric: str = ""  # a key of textures.fabric.FABRICS, or none


@dataclass(frozen=True, slots=True)
class Grid:
    """A swatch's texels as lengths."""

    around: Floats  # (1, W) HH from the front
    down: Floats  # (H, 1) HH from the top
    texel: tuple[float, float]  # its sides around and down, HH: edges are softened over them
    girth: float
    height: float


def woven(base: Floats, weave: Weave) -> Floats:
    """The swatch (H, W or 1, 3) with its pattern, if it has one: (H, W, 3), sRGB 0..1."""
    if not weave.pattern:
        return base
    side = base.shape[0]
    cover = PATTERNS[weave.pattern](_grid(side, weave))[..., None]
    return base + (np.array(rgb(weave.ink), np.float32) - base) * cover.astype(np.float32)


def _grid(side: int, weave: Weave) -> Grid:
    at = (np.arange(side, dtype=np.float32) + 0.5 - INSET) / (side - 2 * INSET)
    texel = weave.girth / (side - 2 * INSET), weave.height / (side - 2 * INSET)
    return Grid(at[None, :] * weave.girth, at[:, None] * weave.height, texel, weave.girth, weave.height)


def _within(distance: Floats, limit: float, texel: float) -> Floats:
    """1 where the distance is below the limit, softened over one texel."""
    return np.clip((limit - distance) / texel + 0.5, 0.0, 1.0)


def _lines(at: Floats, period: float, share: float, texel: float) -> Floats:
    """Lines `share` of the period wide round its multiples; even about 0."""
    away = np.abs(at / period - np.round(at / period)) * period
    return _within(away, share * period / 2, texel)


def _even(length: float, wish: float) -> float:
    """The period next to `wish` that fits a whole number of times into the length."""
    return length / max(1, round(length / wish))


def _bands(grid: Grid, wish: float, share: float) -> Floats:
    """Bands round the garment, (H, 1) 0 or 1, of whole rows of texels: no row is mixed, so edges stay crisp."""
    period = max(2, round(wish / grid.texel[1]))
    row = np.floor(grid.down / grid.texel[1] + INSET)
    return (row % period < round(share * period)).astype(np.float32)


def _stripe(grid: Grid) -> Floats:
    return _bands(grid, 0.105, 0.42) * np.ones_like(grid.around)


def _check(grid: Grid) -> Floats:
    """Gingham: bands of thin colour, full where they cross."""
    across = _lines(grid.around, _even(grid.girth, 0.11), 0.5, grid.texel[0])
    return 0.42 * (across + _bands(grid, 0.11, 0.5))


def _dots(grid: Grid) -> Floats:
    """Rows of dots, every second row half a step aside."""
    step, row = _even(grid.girth, 0.105), _even(grid.height, 0.09)
    number = np.round(grid.down / row - 0.5)
    aside = (number % 2) / 2
    x = (grid.around / step - aside - np.round(grid.around / step - aside)) * step
    return _within(np.hypot(x, grid.down - (number + 0.5) * row), 0.026, max(grid.texel))


def _gradient(grid: Grid) -> Floats:
    t = np.clip((grid.down / grid.height - 0.15) / 0.85, 0.0, 1.0)
    return 0.85 * t * t * (3 - 2 * t) * np.ones_like(grid.around)


PATTERNS: Mapping[str, Callable[[Grid], Floats]] = MappingProxyType(
    {"stripe": _stripe, "check": _check, "dots": _dots, "gradient": _gradient}
)
"""Value of the trait -> how much of the thread covers each texel, (H, W) 0..1. "plain" weaves nothing."""
