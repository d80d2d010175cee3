"""Colours of the accessories' swatches."""

from collections.abc import Mapping
from types import MappingProxyType

from moeforge.spec import AvatarSpec

_FIXED: Mapping[str, str] = MappingProxyType({"fur_inner": "#f7b3b8", "frame": "#4a3a44"})
_BOWS = ("#e8455a", "#fcfaf6")
_NEAR = 0.40
"""Distance in the sRGB cube below which a bow would drown in the hair."""


def accessory_palette(spec: AvatarSpec) -> Mapping[str, str]:
    """Swatch of the body image -> "#rrggbb" (sRGB), for every swatch that an accessory or a hair tie uses.

    `main` and `ribbon` are the outfit's where it has them: give its palette the last word.
    """
    hair = spec.colors["hair"]
    bows = (spec.colors["clothes_accent"], spec.colors["clothes"], *_BOWS)
    bow = next((c for c in bows if _distance(c, hair) > _NEAR), _BOWS[-1])
    return MappingProxyType({**_FIXED, "fur": hair, "main": spec.colors["clothes"], "ribbon": bow})


def _distance(a: str, b: str) -> float:
    return sum((int(a[i : i + 2], 16) - int(b[i : i + 2], 16)) ** 2 for i in (1, 3, 5)) ** 0.5 / 255
