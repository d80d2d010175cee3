"""The sheets of one avatar as the painter makes them; the generator makes the same keys."""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
from PIL import Image

from moeforge.painter import paint
from moeforge.painter.conditions import condition
from moeforge.painter.drawings import identity, of
from moeforge.painter.finish import finished
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


def finish(spec: AvatarSpec, sheets: Mapping[str, U8]) -> Mapping[str, U8]:
    """Painted or generated sheets with the finish of the spec's drawing style; the plain hand's are left as they are."""
    style = of(spec).finish
    if style.idle:
        return sheets
    made = {name: finished(_kind(name), _enlarged(name, pixels), style) for name, pixels in sheets.items()}
    return MappingProxyType(made)


def _kind(name: str) -> str:
    return name.partition("_")[0]


def _enlarged(name: str, pixels: U8) -> U8:
    if name != "skin" or pixels.shape[0] >= FINISH_SKIN:
        return pixels
    return np.asarray(Image.fromarray(pixels).resize((FINISH_SKIN, FINISH_SKIN), Image.Resampling.BICUBIC))
