"""How the style net sees the figure's images: squares of SIDE texels, and which cells of the atlas lie in them.

A texel covers about the same stretch of the figure in every view, the body's twice as much. Nothing shall cross a cell:
so the net is told where cells meet, and how light each one is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from moeforge.painter.carriers import SIDE
from moeforge.style.regions import LAYOUTS
from moeforge.textures.atlas import CELLS, IMAGES
from moeforge.textures.images import U8

F32 = NDArray[np.float32]
QUARTER = SIDE // 4
"""Texels of a side of what the net is told."""
TILES: Mapping[str, int] = MappingProxyType({"face": 1, "parts": 1, "hair": 1, "body": 2})
"""Image layout -> views along a side."""
TOP = 0.85
"""Share of a cell's texels that are darker than what counts as its light."""
PLANES = 2
_LUMA = np.array([0.299, 0.587, 0.114], np.float32)


@dataclass(frozen=True, slots=True)
class Span:
    """A rectangle of a view."""

    name: str  # of its cell
    rows: slice
    columns: slice


@cache
def spans(layout: str, tile: int) -> tuple[Span, ...]:
    """The cells in one view of an image; tiles count row by row."""
    across = TILES[layout]
    step = IMAGES[layout][0] // (across * SIDE)
    top, left = tile // across * SIDE, tile % across * SIDE
    found = list[Span]()
    for name, cell in CELLS.items():
        y, x = cell.y // step - top, cell.x // step - left
        if cell.image == layout and 0 <= y < SIDE and 0 <= x < SIDE:
            found.append(Span(name, slice(y, y + cell.height // step), slice(x, x + cell.width // step)))
    return tuple(found)


def views(name: str, pixels: U8) -> U8:
    """An image of the figure as the net sees it: (tiles, SIDE, SIDE, 3)."""
    across = TILES[LAYOUTS[name]]
    side = across * SIDE
    small = pixels[..., :3]
    if small.shape[:2] != (side, side):
        small = np.asarray(Image.fromarray(np.ascontiguousarray(small)).resize((side, side), Image.Resampling.BOX))
    return np.stack([small[y : y + SIDE, x : x + SIDE] for y in range(0, side, SIDE) for x in range(0, side, SIDE)])


def joined(layout: str, tiles: F32) -> F32:
    """The inverse of `views` for what the net makes, (tiles, SIDE, SIDE, 3): one (side, side, 3)."""
    across = TILES[layout]
    rows = [np.concatenate(list(tiles[i : i + across]), axis=1) for i in range(0, across * across, across)]
    return np.concatenate(rows)


def planes(layout: str, tile: int, view: U8) -> F32:
    """What the net is told of a view: (PLANES, QUARTER, QUARTER): 1 where cells meet, and each cell's light, 0..1."""
    light = np.full((QUARTER, QUARTER), 1.0, np.float32)
    luma = view[::4, ::4] @ (_LUMA / np.float32(255.0))
    for span in spans(layout, tile):
        part = slice(span.rows.start // 4, span.rows.stop // 4), slice(span.columns.start // 4, span.columns.stop // 4)
        light[part] = np.quantile(luma[part], TOP, method="nearest")
    return np.stack([_meetings(layout, tile), light])


@cache
def _meetings(layout: str, tile: int) -> F32:
    """1 along the borders of cells, inside the view, (QUARTER, QUARTER)."""
    made = np.zeros((QUARTER, QUARTER), np.float32)
    for span in spans(layout, tile):
        y0, y1, x0, x1 = (s // 4 for s in (span.rows.start, span.rows.stop, span.columns.start, span.columns.stop))
        made[[y0, y1 - 1], x0:x1] = 1.0
        made[y0:y1, [x0, x1 - 1]] = 1.0
    if len(spans(layout, tile)) == 1:
        made[:] = 0.0
    return made
