"""The sheets of one avatar as the painter makes them; the generator makes the same keys."""

from collections.abc import Mapping
from types import MappingProxyType

from moeforge.painter import paint
from moeforge.painter.conditions import condition
from moeforge.prior import latent
from moeforge.spec import AvatarSpec
from moeforge.textures.images import U8

SIZES: Mapping[str, int] = MappingProxyType({"skin": 128, "iris": 256, "trim": 256})
"""Texels of a painted sheet's side; the skin holds nothing sharp."""


def painted(spec: AvatarSpec) -> Mapping[str, U8]:
    """Sheets by name: skin, iris_left, iris_right, trim; each (S, S, 3) uint8 sRGB with S of SIZES.

    Both eyes share one z.
    """
    eye = latent(spec, "iris")
    return {
        "skin": paint("skin", condition(spec, "skin"), latent(spec, "skin"), SIZES["skin"]),
        "iris_left": paint("iris", condition(spec, "iris", "left"), eye, SIZES["iris"]),
        "iris_right": paint("iris", condition(spec, "iris", "right"), eye, SIZES["iris"]),
        "trim": paint("trim", condition(spec, "trim"), latent(spec, "trim"), SIZES["trim"]),
    }
