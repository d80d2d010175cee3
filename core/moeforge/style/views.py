"""The figure's images at the scale at which styles redraw them, and the cells that lie in them.

A texel covers about the same stretch of the figure in every view, the body's twice as much.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import numpy as np
from PIL import Image

from moeforge.painter.carriers import SIDE
from moeforge.style.regions import LAYOUTS
from moeforge.textures.atlas import CELLS, IMAGES
from moeforge.textures.images import U8

SIDES: Mapping[str, int] = MappingProxyType({"face": SIDE, "parts": SIDE, "hair": SIDE, "body": 2 * SIDE})
"""Image layout -> texels of its view's side."""


@dataclass(frozen=True, slots=True)
class Span:
    """A rectangle of a view."""

    name: str  # of its cell
    rows: slice
    columns: slice


@cache
def spans(layout: str) -> tuple[Span, ...]:
    """The cells of an image in its view."""
    step = IMAGES[layout][0] // SIDES[layout]
    return tuple(
        Span(name, slice(c.y // step, (c.y + c.height) // step), slice(c.x // step, (c.x + c.width) // step))
        for name, c in CELLS.items()
        if c.image == layout
    )


def view(name: str, pixels: U8) -> U8:
    """An image of the figure, (H, W, 3 or 4), at the scale of its view: (side, side, 3)."""
    small, side = pixels[..., :3], SIDES[LAYOUTS[name]]
    if small.shape[:2] == (side, side):
        return small
    return np.asarray(Image.fromarray(np.ascontiguousarray(small)).reduce(small.shape[0] // side))
