"""What is painted on hair that has no locks: curls on clouds, and stubble on a scalp.

Both pictures lie on a shell by turns mirrored to the right (u), from the crown (v 0) to the hairline (v 1); what does
not depend on the avatar is made once, as masks.
"""

from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from moeforge.painter.colors import Rgb, lightness, mix, rgb, shaded, tone
from moeforge.textures.atlas import CELLS
from moeforge.textures.hair_tones import darkness, glow
from moeforge.textures.images import Floats

SPAN = (0.62, 1.35)
"""What a mirrored stretch of a cloud round the head is wide and long, HH, where it is widest."""
GRID = (7, 16)
"""Curls across and down; every second row lies half a step aside."""
TURNS, STEPS = 1.15, 32
"""Turns of a curl's line, and points along it."""


class Coils(NamedTuple):
    """Opacities 0..1, (H, W)."""

    lit: Floats  # the upper side of a curl
    dark: Floats  # its lower side, and the seams between curls
    line: Floats  # the line that winds in
    glow: Floats  # (H, 1) where the light falls


def coil_pixels(base: Rgb, shine: float) -> Floats:
    """The cell `hair_coil`, (3, H, W) in 0..255; `shine` 0..1."""
    masks = _coils()
    dark = darkness(base)
    light = mix(tone(base, 0.0, 0.95, 1.26, 0.09), glow(base), 0.42 * dark)
    bright = mix(light, rgb("#fff6ea"), 0.06 + 0.30 * lightness(base))
    pixels = over(flat(base), light, (0.14 + 0.14 * shine + 0.10 * dark) * masks.glow)
    pixels = over(pixels, shaded(base, 0.66, 1.08), 0.58 * masks.dark)
    pixels = over(pixels, light, 0.62 * masks.lit)
    pixels = over(pixels, shaded(base, 0.74, 1.05), 0.50 * masks.line)
    return over(pixels, bright, masks.lit**2 * (0.10 + (0.40 + 0.30 * shine) * masks.glow))


def stubble_pixels(base: Rgb, skin: Rgb) -> Floats:
    """The cell `hair_stubble`, (3, H, W) in 0..255: it fades to the skin at the hairline."""
    short, fade = _stubble()
    dark = shaded(base, 0.62)
    pixels = over(flat(dark), mix(dark, skin, 0.86), fade)
    return over(pixels, shaded(base, 0.50), 0.50 * short)


def flat(color: Rgb) -> Floats:
    """A colour as planes, (3, 1, 1) in 0..255: three bytes of a row at a time are slow to paint."""
    return (255 * np.array(color, np.float32))[:, None, None]


def over(pixels: Floats, color: Rgb, opacity: Floats) -> Floats:
    """Planes (3, H, W) with a colour over them; opacity (H, W)."""
    return pixels + (flat(color) - pixels) * opacity


@cache
def _coils() -> Coils:
    """The masks of soft round curls: lit above, dark below and in the seams, each with a line that winds in."""
    cell = CELLS["hair_coil"]
    shape = cell.height, cell.width
    x, y = _middles()
    lit, dark = _balls(shape, x, y)
    thick = np.interp(np.linspace(0.0, 1.0, STEPS), [0.0, 0.2, 0.8, 1.0], [0.4, 1.0, 0.9, 0.3])
    line = _stroke(shape, *_spirals(x, y), 0.0062 * thick)
    v = (np.arange(cell.height) + 0.5)[:, None] / cell.height
    glow = np.exp(-(((v - 0.32) / 0.13) ** 2)).astype(np.float32)
    low = np.clip((v - 0.80) / 0.20, 0.0, 1.0).astype(np.float32)
    return Coils(lit * (1.0 - low), np.maximum(dark, low), line, glow)


def _middles() -> tuple[Floats, Floats]:
    """Middles x, y (K,) of the curls, HH from the cell's corner; they reach a step over its borders."""
    column, row = (a.ravel() for a in np.meshgrid(np.arange(-1, GRID[0] + 1), np.arange(-1, GRID[1] + 1)))
    number = column + 10 * row + 40
    x = (column + 0.5 * (row % 2) + 0.25 + 0.55 * (_hash(3 * number) - 0.5)) * SPAN[0] / GRID[0]
    y = (row + 0.5 + 0.55 * (_hash(3 * number + 1) - 0.5)) * SPAN[1] / GRID[1]
    return x, y


def _balls(shape: tuple[int, int], x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """How lit and how dark (H, W) round bodies at x, y (K,), HH, are: by the slope of each, and where two meet."""
    v, u = (((np.arange(n) + 0.5) / n) * s for n, s in zip(shape, (SPAN[1], SPAN[0]), strict=True))
    first, second, slope = np.full(shape, np.inf), np.full(shape, np.inf), np.zeros(shape)
    for middle_x, middle_y in zip(x, y, strict=True):  # one at a time: all together take 300 MiB
        down, aside = (v - middle_y)[:, None], (u - middle_x)[None, :]
        far = np.hypot(down, aside)
        nearer = far < first
        second = np.where(nearer, first, np.minimum(second, far))
        first = np.where(nearer, far, first)
        slope = np.where(nearer, (-0.9 * down - 0.35 * aside) / BODY, slope)
    seam = np.exp(-(((second - first) / 0.016) ** 2))
    crescent = np.exp(-(((first / BODY - 0.58) / 0.24) ** 2))
    lit = np.clip(1.9 * slope - 0.1, 0.0, 1.0) * crescent * (1.0 - seam)
    dark = np.maximum(0.55 * seam, 0.8 * np.clip(-slope - 0.25, 0.0, 1.0))
    return lit.astype(np.float32), dark.astype(np.float32)


BODY = 0.050
"""Radius of a curl, HH."""


def _spirals(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Points (K, STEPS) of lines that wind in to the middles x, y (K,)."""
    number = np.arange(len(x))
    start, size = (_hash(3 * number + k)[:, None] for k in (1, 2))
    s = np.linspace(0.0, 1.0, STEPS)
    turn = np.where(size > 0.4, 1.0, -1.0) * 2.0 * np.pi * TURNS * s + 6.28 * start
    radius = BODY * (0.62 + 0.2 * size) * (1.0 - 0.72 * s)
    return x[:, None] + radius * np.cos(turn), y[:, None] + 0.9 * radius * np.sin(turn)


def _stroke(shape: tuple[int, int], x: Floats, y: Floats, width: Floats) -> Floats:
    """Opacity (H, W) of round dabs at x, y (K, STEPS), HH, of half-widths (STEPS,)."""
    height, across = shape
    per = np.array([across / SPAN[0], height / SPAN[1]])
    picture = np.zeros((height + 16, across + 16), np.float32)
    i, j = np.rint(y * per[1]).astype(int), np.rint(x * per[0]).astype(int)
    inside = (i >= 0) & (i < height) & (j >= 0) & (j < across)
    for dy in range(-6, 7):
        for dx in range(-4, 5):
            far = ((i + dy) / per[1] - y) ** 2 + ((j + dx) / per[0] - x) ** 2
            dab = np.exp(-0.7 * far / width**2).astype(np.float32)
            np.maximum.at(picture, (i[inside] + dy + 8, j[inside] + dx + 8), dab[inside])
    return picture[8:-8, 8:-8]


@cache
def _stubble() -> tuple[Floats, Floats]:
    """Opacities of short hairs (H, W) and of the fade to the skin (H, 1)."""
    cell = CELLS["hair_stubble"]
    i, j = np.meshgrid(np.arange(cell.height), np.arange(cell.width), indexing="ij")
    grain = _hash((i // 4 + 3 * (j % 5)) * 57 + j * 13)
    v = (np.arange(cell.height) + 0.5)[:, None] / cell.height
    fade = np.clip((v - 0.62) / 0.38, 0.0, 1.0) ** 1.3
    return (grain > 0.72).astype(np.float32) * (1.0 - 0.5 * fade).astype(np.float32), fade.astype(np.float32)


def _hash(i: NDArray[np.signedinteger[Any]]) -> Floats:
    """Fixed scattered numbers in 0..1."""
    return np.sin(12.9898 * i + 4.1) * 43758.5453 % 1.0
