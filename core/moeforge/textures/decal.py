"""A user's picture printed on cloth: the cloth's own texels below it, so that it has no visible edge."""

from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
from PIL import Image

from moeforge.painter.colors import shaded
from moeforge.template.part import F64
from moeforge.textures.atlas import CELLS, INSET
from moeforge.textures.images import U8, Floats, TextureSet

_WHITE_IN_SHADE = np.array(shaded((1.0, 1.0, 1.0), 0.8, 1.25, 0.7), np.float32)
"""Factor of a print in shade, whatever the cloth's colour."""


@dataclass(frozen=True, slots=True)
class Patch:
    """Where a picture is printed."""

    swatch: str  # cell of the body image that holds the print
    under: str  # swatch of the cloth below
    cloth: F64  # (R, C, 2) unit square of `under` that the patch covers, from its upper left corner


def printed(textures: TextureSet, patch: Patch, picture: U8) -> TextureSet:
    """The textures with the picture (H, W, 4) uint8 sRGB, straight alpha, whole and undistorted in the patch's cell."""
    cell = CELLS[patch.swatch]
    ink = _fitted(picture, cell.width - 2 * round(INSET), cell.width)
    cover = ink[..., 3:]
    rows, columns = _texels(patch)
    images = dict(textures.images)
    for name, factor in (("body", np.ones(3, np.float32)), ("body_shade", _WHITE_IN_SHADE)):
        image = images[name].copy()
        below = image[rows, columns].astype(np.float32) / 255
        pixels = below + (ink[..., :3] * factor - below) * cover
        image[cell.y : cell.y + cell.height, cell.x : cell.x + cell.width] = np.rint(255 * pixels)
        images[name] = image
    return replace(textures, images=MappingProxyType(images))


def _fitted(picture: U8, inner: int, side: int) -> Floats:
    """The picture in the middle of a clear square of `side` texels, its longer side `inner` wide: (side, side, 4)."""
    source = Image.fromarray(picture, "RGBA").convert("RGBa")  # premultiplied: clear texels have no colour to bleed
    share = inner / max(source.size)
    size = max(1, round(source.width * share)), max(1, round(source.height * share))
    small = source.resize(size, Image.Resampling.LANCZOS).convert("RGBA")
    square = Image.new("RGBA", (side, side))
    square.paste(small, ((side - small.width) // 2, (side - small.height) // 2))
    return np.asarray(square, np.float32) / 255


def _texels(patch: Patch) -> tuple[np.ndarray, np.ndarray]:
    """Rows and columns of the image that lie below each texel of the patch's cell, (side, side) each."""
    cell, under = CELLS[patch.swatch], CELLS[patch.under]
    at = np.clip((np.arange(cell.width) + 0.5 - INSET) / (cell.width - 2 * INSET), 0.0, 1.0)
    rows, columns = patch.cloth.shape[:2]
    down, across = at * (rows - 1), at * (columns - 1)
    u, v = (_between(patch.cloth[..., i], down, across) for i in (0, 1))
    span = np.array([under.width - 2 * INSET, under.height - 2 * INSET])
    x, y = under.x + INSET + u * span[0], under.y + INSET + v * span[1]
    return y.astype(np.int64), x.astype(np.int64)


def _between(grid: F64, down: F64, across: F64) -> F64:
    """A grid (R, C) at every pair of fractional rows and columns, bilinear."""
    i, j = np.minimum(down.astype(int), grid.shape[0] - 2), np.minimum(across.astype(int), grid.shape[1] - 2)
    f, g = (down - i)[:, None], (across - j)[None, :]
    low = grid[i[:, None], j] * (1 - g) + grid[i[:, None], j + 1] * g
    high = grid[i[:, None] + 1, j] * (1 - g) + grid[i[:, None] + 1, j + 1] * g
    return low * (1 - f) + high * f
