"""Accessories by their ids in the catalogue: each a function of the spec, the measures and the hair it sits on."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from moeforge.spec import AvatarSpec
from moeforge.template.accessories.ahoge import ahoge
from moeforge.template.accessories.cat_ears import cat_ears
from moeforge.template.accessories.glasses import glasses
from moeforge.template.accessories.hair_clip import hair_clip
from moeforge.template.accessories.hat import hat
from moeforge.template.accessories.palette import accessory_palette
from moeforge.template.accessories.ribbon import ribbon
from moeforge.template.hair import Hair
from moeforge.template.part import Piece
from moeforge.template.proportions import Proportions

ACCESSORIES: Mapping[str, Callable[[AvatarSpec, Proportions, Hair], Piece]] = MappingProxyType(
    {
        "glasses": glasses,
        "cat_ears": cat_ears,
        "ribbon": ribbon,
        "ahoge": ahoge,
        "hair_clip": hair_clip,
        "hat": hat,
    }
)
"""Accessories with geometry."""
PAINTED = ("blush", "freckles")
"""Accessories that the face's texture carries."""

__all__ = ["ACCESSORIES", "PAINTED", "accessory_palette"]
