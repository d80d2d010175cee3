"""The sheets of one avatar as the painter makes them; the generator makes the same keys."""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
from PIL import Image

from moeforge.painter import paint
from moeforge.painter.conditions import condition
from moeforge.painter.drawings import identity, of
from moeforge.painter.finish import Finish, finished
from moeforge.painter.iris_design import DESIGNS
from moeforge.painter.whole import whole
from moeforge.spec import AvatarSpec
from moeforge.textures.images import U8

SIZES: Mapping[str, int] = MappingProxyType({"skin": 128, "iris": 256, "trim": 256})
"""Texels of a painted sheet's side; the skin holds nothing sharp."""


def painted(spec: AvatarSpec) -> Mapping[str, U8]:
    """Sheets by name: skin, iris_left, iris_right, trim; each (S, S, 3) uint8 sRGB with S of SIZES.

    Both eyes share one z.
    """
    eye = identity(spec, "iris")
    return {
        "skin": paint("skin", condition(spec, "skin"), identity(spec, "skin"), SIZES["skin"]),
        "iris_left": paint("iris", condition(spec, "iris", "left"), eye, SIZES["iris"]),
        "iris_right": paint("iris", condition(spec, "iris", "right"), eye, SIZES["iris"]),
        "trim": paint("trim", condition(spec, "trim"), identity(spec, "trim"), SIZES["trim"]),
    }


FINISH_SKIN = 512
"""Side at which a skin is finished: paper and strokes are finer than the skin's own texels."""


def completed(spec: AvatarSpec, sheets: Mapping[str, U8]) -> Mapping[str, U8]:
    """Painted or generated sheets with their crisp marks and the finish of the spec's drawing style on them."""
    style, even = of(spec).finish, spec.colors["eye_left"] == spec.colors["eye_right"]
    own = [name for name in sheets if name != "iris_right" or not even]  # eyes of one colour share a picture
    made = {name: _completed(spec, name, sheets[name], style) for name in own}
    return MappingProxyType({name: made.get(name, made["iris_left"]) for name in sheets})


def _completed(spec: AvatarSpec, name: str, pixels: U8, style: Finish) -> U8:
    sheet, _, eye = name.partition("_")
    told, look = condition(spec, sheet, eye or "left"), DESIGNS[spec.choices["iris_design"]]
    marked = whole(sheet, _fine(sheet, pixels), told, identity(spec, sheet), look)
    return _finished(sheet, marked, style)


def _fine(sheet: str, pixels: U8) -> U8:
    """A sheet with texels enough for its marks."""
    if sheet != "trim" or pixels.shape[0] >= SIZES[sheet]:
        return pixels if sheet == "skin" else _enlarged(pixels, SIZES[sheet])
    half = SIZES[sheet] // 2  # four pictures: nothing may bleed across their borders
    rows = [[_enlarged(cell, half) for cell in np.split(row, 2, 1)] for row in np.split(pixels, 2)]
    return np.concatenate([np.concatenate(row, 1) for row in rows])


def _finished(sheet: str, pixels: U8, style: Finish) -> U8:
    if style.idle:
        return pixels
    return finished(sheet, _enlarged(pixels, FINISH_SKIN) if sheet == "skin" else pixels, style)


def _enlarged(pixels: U8, least: int) -> U8:
    if pixels.shape[0] >= least:
        return pixels
    return np.asarray(Image.fromarray(pixels).resize((least, least), Image.Resampling.BICUBIC))
