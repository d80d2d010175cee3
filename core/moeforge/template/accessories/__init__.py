"""Accessories by their ids in the catalogue: each a function of the spec, the measures and the hair it sits on."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from moeforge.spec import AvatarSpec
from moeforge.template.accessories import ears, face_wear, glasses, hat, headgear, one_eye, tails, wings
from moeforge.template.accessories.ahoge import ahoge
from moeforge.template.accessories.coarse import coarse
from moeforge.template.accessories.earrings import earrings, hoop_earrings, piercings
from moeforge.template.accessories.following import following
from moeforge.template.accessories.hair_clip import flower, hair_clip, heart_clip, star_clip
from moeforge.template.accessories.neck import choker, scarf
from moeforge.template.accessories.palette import accessory_palette
from moeforge.template.accessories.ribbon import back_bow, ribbon
from moeforge.template.hair import Hair
from moeforge.template.part import Piece
from moeforge.template.proportions import Proportions
from moeforge.textures.marks import MARKS

Accessory = Callable[[AvatarSpec, Proportions, Hair], Piece]


def _at_level(build: Accessory) -> Accessory:
    """The accessory as coarse as the hair that it sits on."""
    return lambda spec, proportions, hair: coarse(build(spec, proportions, hair), hair.lod)


_FINE: Mapping[str, Accessory] = MappingProxyType(
    {
        "glasses": glasses.glasses(glasses.ROUND),
        "square_glasses": glasses.glasses(glasses.SQUARE),
        "half_rim_glasses": glasses.glasses(glasses.HALF),
        "sunglasses": glasses.glasses(glasses.SUN),
        "monocle": one_eye.monocle,
        "eye_patch": one_eye.eye_patch,
        "cat_ears": ears.ears(ears.CAT),
        "fox_ears": ears.ears(ears.FOX),
        "bunny_ears": ears.ears(ears.BUNNY),
        "bear_ears": ears.ears(ears.BEAR),
        "dog_ears": ears.ears(ears.DOG),
        "horns": headgear.horns,
        "hat": hat.hat,
        "baseball_cap": hat.baseball_cap,
        "beanie": hat.beanie,
        "straw_hat": hat.straw_hat,
        "witch_hat": hat.witch_hat,
        "crown": headgear.crown,
        "tiara": headgear.tiara,
        "headband": headgear.headband,
        "headphones": headgear.headphones,
        "halo": headgear.halo,
        "ahoge": ahoge,
        "ribbon": ribbon,
        "back_bow": back_bow,
        "hair_clip": hair_clip,
        "star_clip": star_clip,
        "heart_clip": heart_clip,
        "flower": flower,
        "mask": face_wear.mask,
        "full_beard": face_wear.facial_hair("full_beard", face_wear.full_beard),
        "goatee": face_wear.facial_hair("goatee", face_wear.goatee),
        "moustache": face_wear.facial_hair("moustache", face_wear.walrus),
        "handlebar_moustache": face_wear.facial_hair("handlebar_moustache", face_wear.handlebar),
        "earrings": earrings,
        "hoop_earrings": hoop_earrings,
        "piercings": piercings,
        "choker": choker,
        "scarf": scarf,
        "angel_wings": wings.angel_wings,
        "bat_wings": wings.bat_wings,
        "cat_tail": tails.tail(tails.CAT),
        "fox_tail": tails.tail(tails.FOX),
        "dog_tail": tails.tail(tails.DOG),
        "bunny_tail": tails.bunny_tail,
        "devil_tail": tails.tail(tails.DEVIL),
    }
)
ACCESSORIES: Mapping[str, Accessory] = MappingProxyType({name: _at_level(build) for name, build in _FINE.items()})
"""Accessories with geometry, at the level of detail `Hair.lod`."""
PAINTED = ("blush", "freckles", *MARKS)
"""Accessories that the face's texture carries."""
FACIAL = ("brows_over_hair",)
"""Accessories that are a way of building the face."""

__all__ = ["ACCESSORIES", "FACIAL", "PAINTED", "accessory_palette", "following"]
