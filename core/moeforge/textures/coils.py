"""What is painted on hair that has no locks: coils on clouds, and stubble on a scalp.

Both pictures lie on a shell by turns mirrored to the right (u), from the crown (v 0) to the hairline (v 1); what does
not depend on the avatar is made once, as masks.
"""

from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from moeforge.painter.colors import Rgb, lightness, mix, rgb, shaded, tone
from moeforge.textures.atlas import CELLS
from moeforge.textures.images import Floats

SPAN = (0.55, 1.25)
"""What a mirrored stretch of a cloud round the head is wide and long, HH: the coils are as wide as long there."""
GRID = (7, 15)
"""Coils across and down; every second row lies half a step aside."""
TURNS, STEPS = 1.05, 40
"""Turns of a coil, and points along it."""
CLUMPS = (4, 8)
"""Clumps of coils across and down."""


class Coils(NamedTuple):
    """Opacities 0..1, (H, W)."""

    dark: Floats  # the lower edge of a coil
    lit: Floats  # its upper edge
    gaps: Floats  # between clumps
    glow: Floats  # (H, 1) where the light falls


def coil_pixels(base: Rgb, shine: float) -> Floats:
    """The cell `hair_coil`, (H, W, 3) in 0..255; `shine` 0..1."""
    masks = _coils()
    light = tone(base, 0.0, 0.95, 1.28, 0.10)
    bright = mix(light, rgb("#fff6ea"), 0.06 + 0.30 * lightness(base))
    pixels = _over(_flat(base), shaded(base, 0.72), 0.62 * masks.gaps)
    pixels = _over(pixels, light, (0.10 + 0.12 * shine) * masks.glow)
    pixels = _over(pixels, shaded(base, 0.58, 1.1), 0.54 * masks.dark)
    return _over(pixels, bright, masks.lit * (0.26 + (0.30 + 0.25 * shine) * masks.glow))


def stubble_pixels(base: Rgb, skin: Rgb) -> Floats:
    """The cell `hair_stubble`, (H, W, 3) in 0..255: it fades to the skin at the hairline."""
    short, fade = _stubble()
    dark = shaded(base, 0.62)
    pixels = _over(_flat(dark), mix(dark, skin, 0.62), fade)
    return _over(pixels, shaded(base, 0.50), 0.50 * short)


def _flat(color: Rgb) -> Floats:
    return (255 * np.array(color, np.float32))[None, None, :]


def _over(pixels: Floats, color: Rgb, opacity: Floats) -> Floats:
    return pixels + (_flat(color) - pixels) * opacity[..., None]


@cache
def _coils() -> Coils:
    """The masks of the coils, drawn as spirals that wind in, dark below and lit above."""
    cell = CELLS["hair_coil"]
    shape = cell.height, cell.width
    x, y = _spirals()
    thick = np.interp(np.linspace(0.0, 1.0, STEPS), [0.0, 0.2, 0.8, 1.0], [0.35, 1.0, 0.9, 0.3])
    dark = _stroke(shape, x, y + 0.008, 0.0092 * thick)
    lit = _stroke(shape, x, y - 0.007, 0.0080 * thick)
    v = (np.arange(cell.height) + 0.5)[:, None] / cell.height
    glow = np.exp(-(((v - 0.34) / 0.13) ** 2)).astype(np.float32)
    calm = np.clip((v - 0.02) / 0.06, 0.0, 1.0).astype(np.float32)  # at the crown all stretches meet in a point
    gaps = np.maximum(_gaps(shape), np.clip((v - 0.86) / 0.14, 0.0, 1.0).astype(np.float32))
    return Coils(dark * calm, np.clip(lit - 0.6 * dark, 0.0, 1.0) * calm, gaps * calm, glow)


def _spirals() -> tuple[Floats, Floats]:
    """Points (K, STEPS) of all coils, HH from the cell's corner."""
    column, row = (a.ravel() for a in np.meshgrid(np.arange(GRID[0]), np.arange(GRID[1])))
    number = column + GRID[0] * row
    stray, start, size = (_hash(3 * number + k)[:, None] for k in range(3))
    x = ((column + 0.5 * (row % 2))[:, None] + 0.7 * (stray - 0.5)) * SPAN[0] / (GRID[0] - 0.5)
    y = ((row + 0.5)[:, None] + 0.7 * (start - 0.5)) * SPAN[1] / GRID[1]
    s = np.linspace(0.0, 1.0, STEPS)
    hand = np.where(size > 0.4, 1.0, -1.0)
    turn = hand * 2.0 * np.pi * TURNS * s + 6.28 * start
    radius = (0.036 + 0.026 * size) * (1.0 - 0.66 * s)
    return x + radius * np.cos(turn), y + 0.9 * radius * np.sin(turn)


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


def _gaps(shape: tuple[int, int]) -> Floats:
    """Darkness (H, W) about the borders of irregular clumps: where the two nearest middles are as far."""
    column, row = (a.ravel() for a in np.meshgrid(np.arange(-1, CLUMPS[0] + 1), np.arange(-1, CLUMPS[1] + 1)))
    number = column + 10 * row + 40
    x = (column + 0.5 * (row % 2) + 0.8 * (_hash(5 * number) - 0.5) + 0.25) / CLUMPS[0] * SPAN[0]
    y = (row + 0.5 + 0.8 * (_hash(7 * number) - 0.5)) / CLUMPS[1] * SPAN[1]
    v, u = (((np.arange(n) + 0.5) / n) * s for n, s in zip(shape, (SPAN[1], SPAN[0]), strict=True))
    far = np.sqrt((v[:, None, None] - y) ** 2 + (u[None, :, None] - x) ** 2)
    near = np.partition(far, 1, axis=-1)[..., :2]
    return np.exp(-(((near[..., 1] - near[..., 0]) / 0.030) ** 2)).astype(np.float32)


@cache
def _stubble() -> tuple[Floats, Floats]:
    """Opacities of short hairs (H, W) and of the fade to the skin (H, 1)."""
    cell = CELLS["hair_stubble"]
    i, j = np.meshgrid(np.arange(cell.height), np.arange(cell.width), indexing="ij")
    grain = _hash((i // 4 + 3 * (j % 5)) * 57 + j * 13)
    v = (np.arange(cell.height) + 0.5)[:, None] / cell.height
    fade = np.clip((v - 0.66) / 0.34, 0.0, 1.0) ** 1.4
    return (grain > 0.72).astype(np.float32) * (1.0 - 0.5 * fade).astype(np.float32), fade.astype(np.float32)


def _hash(i: NDArray[np.signedinteger[Any]]) -> Floats:
    """Fixed scattered numbers in 0..1."""
    return np.sin(12.9898 * i + 4.1) * 43758.5453 % 1.0
