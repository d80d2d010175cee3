"""The body image and its shade: one cell per swatch, flat colour under a gentle gradient (RECIPE section 7)."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

import numpy as np

from moeforge.painter.colors import Rgb, rgb, shaded
from moeforge.textures.atlas import CELLS, IMAGES, SWATCHES
from moeforge.textures.fabric import made_of
from moeforge.textures.images import U8, Floats
from moeforge.textures.weave import Weave, woven

SKIN_SHADE = rgb("#f3dcd5")
"""Factor of skin in shade; the face's material uses the same. The recipe's #f4c3b8 turns fair skin salmon where a whole
side of the head lies in shade, as its back does when lit from in front."""
BACKED = frozenset({"main", "accent", "trim", "bottom", "socks", "shirt", "dark", "extra"})
"""Swatches that are worn all round the body."""
_BACK, _BACK_LIGHT = (0.42, 0.92), 0.40
"""u between which shade turns soft towards the middle of the back, and how far it comes up to the lit colour there:
lit from in front, a whole back lies in shade, and would be one flat dark tone."""
_STEPS = 16
"""Of that round a cell, each 1 % of the light at most: none is seen, and files stay small."""
NO_WEAVES: Mapping[str, Weave] = MappingProxyType({})
UNUSED = "#d8d8dc"
"""Colour of swatches that nothing wears."""
NECK_END = 0.09
"""v of the skin swatch (0 chin, 1 soles) where the neck's shade has turned into plain skin."""
NAPE_PLAIN = 0.55
"""How far it has done so at the nape: the back of the head above it is as plain."""


def body_images(skin: U8, palette: Mapping[str, str], weaves: Mapping[str, Weave] = NO_WEAVES) -> tuple[U8, U8]:
    """The images `body` and `body_shade`.

    `skin`: the face's skin sheet, any size; `palette`: swatch -> "#rrggbb"; `weaves`: swatch -> its pattern
    and its fabric.
    """
    lit, shade = _blank(), _blank()
    for name in SWATCHES:
        color = rgb(palette.get(name, UNUSED))
        pixels = _skin(skin) if name == "skin" else _gradient() * np.array(color, np.float32)
        factor = np.array(SKIN_SHADE if name == "skin" else cloth_shade(color), np.float32)
        if name in weaves:
            pixels = woven(pixels, weaves[name])
        if fabric := weaves[name].fabric if name in weaves else "":
            pixels = made_of(pixels, factor, fabric)
        _put(lit, name, pixels)
        if name in palette and name in BACKED:
            factor = factor + (1.0 - factor) * _back_light(pixels.shape[1] > 1)
        _put(shade, name, pixels * factor)
    return lit, shade


def cloth_shade(color: Rgb) -> Rgb:
    """Factor of a cloth in shade: hue +.02, saturation x 1.25, value x .8; the less colour, the more lilac."""
    target = shaded(color, 0.8, 1.25, 0.7)
    r, g, b = (min(1.0, t / max(c, 0.02)) for t, c in zip(target, color, strict=True))
    return r, g, b


def neck_color(skin: U8) -> Floats:
    """The sheet's colour below the chin, in front: (3,), 0..1."""
    side = skin.shape[0]
    return skin[int(0.955 * side) :, int(0.4 * side) : int(0.6 * side)].mean(axis=(0, 1), dtype=np.float32) / 255


def plain_color(skin: U8) -> Floats:
    """The sheet's skin where nothing is painted on it, between eyes and mouth corner: (3,), 0..1."""
    side = skin.shape[0]
    band = skin[int(0.50 * side) : int(0.56 * side), int(0.46 * side) : int(0.54 * side)]
    return band.mean(axis=(0, 1), dtype=np.float32) / 255


def _skin(skin: U8) -> Floats:
    """The swatch `skin`: the neck's shade turns plain downwards, and as far as the head's does towards the back."""
    share = np.clip(_down() / NECK_END, 0.0, 1.0)
    share = share * share * (3 - 2 * share)
    share = share + (1.0 - share) * NAPE_PLAIN * _behind()
    return neck_color(skin) + (plain_color(skin) - neck_color(skin)) * share


def _blank() -> U8:
    width, height = IMAGES["body"]
    return np.zeros((height, width, 3), np.uint8)


def _put(image: U8, name: str, pixels: Floats) -> None:
    cell, values = CELLS[name], np.rint(255 * pixels).astype(np.uint8)
    full = values.repeat(cell.width // values.shape[1], axis=1)  # broadcasting into rows of three bytes is slow
    image[cell.y : cell.y + cell.height, cell.x : cell.x + cell.width] = full


@cache
def _down() -> Floats:
    """v of a swatch's texels, (H, 1, 1)."""
    height = CELLS[SWATCHES[0]].height
    return ((np.arange(height, dtype=np.float32) + 0.5) / height)[:, None, None]


@cache
def _gradient() -> Floats:
    """White to #ebe4f0 down the cell, (H, 1, 3)."""
    return 1.0 + (np.array(rgb("#ebe4f0"), np.float32) - 1.0) * _down()


@cache
def _back_light(fine: bool) -> Floats:
    """Share of the lit colour that shade has round the cell: (1, its texels if `fine`, else _STEPS, 1)."""
    share = _BACK_LIGHT * _behind()
    return share.repeat(CELLS[SWATCHES[0]].width // _STEPS, axis=1) if fine else share


@cache
def _behind() -> Floats:
    """0 in front .. 1 in the middle of the back round a swatch: (1, _STEPS, 1)."""
    u = (np.arange(_STEPS, dtype=np.float32) + 0.5) / _STEPS
    t = np.clip((u - _BACK[0]) / (_BACK[1] - _BACK[0]), 0.0, 1.0)
    return (t * t * (3 - 2 * t))[None, :, None]
