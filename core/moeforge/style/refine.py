"""The style net's share in a style: lines, strokes and grain on recoloured images. Palettes are not its matter.

No cell's mean colour moves, so pieces of the figure still meet without a seam, and what the exact filters decided about
colours stands. Irises, whites and skin take less than hair and cloth.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops

from moeforge.painter.carriers import Lay
from moeforge.style.regions import CELL_ROLES, LAYOUTS, Role
from moeforge.style.views import joined, planes, spans, views
from moeforge.textures.gaps import fill_gaps
from moeforge.textures.images import U8

F32 = NDArray[np.float32]
SHARES: Mapping[Role, float] = MappingProxyType(
    {"skin": 0.6, "eye": 0.3, "white": 0.25, "mouth": 0.4, "line": 0.6, "hair": 1.0, "cloth": 1.0}
)
"""Role -> how much of what the net adds it takes."""
MOST = 56.0
"""Levels that the net may add or take."""
IN_SHADE = 0.85
"""What the body takes in shade, as a share of what it takes in light."""
LAYS: Mapping[str, Lay] = MappingProxyType({"hair": "along", "body": "round"})
"""Image -> how strokes and grain lie on it; else aslant."""
SEEN = ("face", "parts", "hair", "body")
"""Images that the net looks at; the body's shade follows the body."""

Part = tuple[Role, slice, slice]
"""A role, and the rows and columns of a cell."""


class Draws(Protocol):
    """What draws textures by a code; `moeforge.models.stylist.Stylist` does."""

    def change(self, views: U8, planes: F32, code: Sequence[int], lay: Lay = "aslant") -> F32:
        """What a style adds to views, (N, SIDE, SIDE, 3) in levels."""
        ...


def refined(images: Mapping[str, U8], code: Sequence[int], strength: float, stylist: Draws) -> dict[str, U8]:
    """Images by name, each (H, W, 3 or 4) uint8, redrawn by a code; sizes, layout, alpha and data images stay."""
    changes = {name: strength * _change(name, images[name], code, stylist) for name in SEEN if name in images}
    if "body" in changes:
        changes["body_shade"] = IN_SHADE * changes["body"]
    return {name: _added(name, old, changes[name]) if name in changes else old for name, old in images.items()}


def _change(name: str, pixels: U8, code: Sequence[int], stylist: Draws) -> F32:
    """What is added to an image, at the scale of its views, (side, side, 3)."""
    seen = views(name, pixels)
    told = np.stack([planes(LAYOUTS[name], i, view) for i, view in enumerate(seen)])
    tiles = stylist.change(seen, told, code, LAYS.get(name, "aslant"))
    kept = [balanced(tile, _parts(LAYOUTS[name], i)) for i, tile in enumerate(tiles)]
    return joined(LAYOUTS[name], np.stack(kept))


def _parts(layout: str, tile: int) -> list[Part]:
    return [(CELL_ROLES[span.name], span.rows, span.columns) for span in spans(layout, tile)]


def balanced(change: F32, parts: Sequence[Part]) -> F32:
    """A change (H, W, 3) with each part's mean taken out and its role's share kept; nothing between parts."""
    made = np.zeros_like(change)
    for role, rows, columns in parts:
        part = change[rows, columns]
        made[rows, columns] = SHARES[role] * (part - part.mean((0, 1)))
    return np.clip(made, -MOST, MOST)


def _added(name: str, old: U8, change: F32) -> U8:
    levels = Image.fromarray(np.rint(change + 128.0).astype(np.uint8))
    levels = levels.resize((old.shape[1], old.shape[0]), Image.Resampling.BILINEAR)
    base = Image.fromarray(np.ascontiguousarray(old[..., :3]))
    made = np.array(ImageChops.add(base, levels, scale=1.0, offset=-128))
    if name == "parts":
        fill_gaps(name, made)
    return made if old.shape[2] == 3 else np.dstack([made, old[..., 3]])
