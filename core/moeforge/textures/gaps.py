"""Texels outside every cell take the nearest cell's colour, so that mip levels never bleed black into a cell."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from moeforge.textures.atlas import CELLS, IMAGES
from moeforge.textures.images import U8

I64 = NDArray[np.int64]


def fill_gaps(name: str, image: U8) -> None:
    """Fill the gaps of an atlas image, in place."""
    gaps, sources = _nearest(name)
    flat = image.reshape(-1, 3)
    flat[gaps] = flat[sources]


@cache
def _nearest(name: str) -> tuple[I64, I64]:
    """Flat indices of the texels outside all cells, and of the nearest texel inside one."""
    width, height = IMAGES[name]
    y, x = np.mgrid[0:height, 0:width]
    best = np.full((height, width), np.inf)
    source = np.zeros((height, width), np.int64)
    for cell in (c for c in CELLS.values() if c.image == name):
        near_x, near_y = np.clip(x, cell.x, cell.x + cell.width - 1), np.clip(y, cell.y, cell.y + cell.height - 1)
        distance = (x - near_x) ** 2 + (y - near_y) ** 2
        source = np.where(distance < best, near_y * width + near_x, source)
        best = np.minimum(best, distance)
    gaps = np.flatnonzero(best > 0)
    return gaps, source.reshape(-1)[gaps]
