"""Colours of the accessories' swatches."""

from collections.abc import Mapping
from types import MappingProxyType

from moeforge.spec import AvatarSpec

_FIXED: Mapping[str, str] = MappingProxyType({"fur_inner": "#f7b3b8", "frame": "#4a3a44", "dark": "#3a3038"})
_FROM_TRAIT: Mapping[str, str] = MappingProxyType(
    {"fur": "hair", "ribbon": "clothes_accent", "accent": "clothes_accent", "extra": "clothes"}
)


def accessory_palette(spec: AvatarSpec) -> Mapping[str, str]:
    """Swatch of the body image -> "#rrggbb" (sRGB), for every swatch that an accessory or a hair tie uses."""
    return MappingProxyType({**_FIXED, **{swatch: spec.colors[trait] for swatch, trait in _FROM_TRAIT.items()}})
