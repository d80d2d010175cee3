"""What the encoder is asked: one row per head, its values, and how a head's label follows from a figure.

A head whose trait has no row in the catalogue is a coarse class; a runtime may let it choose among finer values.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from moeforge.models.card import NONE
from moeforge.prior import stream
from moeforge.spec import AvatarSpec
from moeforge.template.hair.lock_style import LockStyle
from moeforge.template.hair.styles import STYLES
from moeforge.traits.catalogue import catalogue
from moeforge.understand.picture.coarse import FAMILY_COLORS, HAIR_LENGTHS, HAIR_TIES, HEADWEAR, LOOSE

I64 = NDArray[np.int64]
F32 = NDArray[np.float32]
Labels = Mapping[str, str]
"""Trait -> value; a trait that is not in it is not known of the picture, and teaches nothing."""
UNKNOWN = -1


@dataclass(frozen=True, slots=True)
class Head:
    """One question with exactly one answer."""

    trait: str
    values: tuple[str, ...]
    color: bool = False  # says nothing where a picture's hues were turned or taken away
    weight: float = 1.0  # of its loss


def _choice(trait: str, weight: float = 1.0) -> Head:
    return Head(trait, tuple(catalogue().choices[trait].values), weight=weight)


def _slot(trait: str, *slots: str) -> Head:
    """Which accessory of some slots is worn."""
    worn = tuple(a.id for a in catalogue().accessories.values() if a.slot in slots)
    return Head(trait, (NONE, *worn))


FRINGES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "full": ("points", "straight", "spikes", "wisps"),
        "swept": ("sweep", "pixie", "top"),
        "parted": ("centre", "curtain"),
        NONE: ("none",),
    }
)
"""What falls over the brow -> fringes of moeforge.template.hair.fringe."""
HAIR_COLORS = tuple(FAMILY_COLORS["hair_color"])
EYE_COLORS = tuple(FAMILY_COLORS["eye_color"])
SKIN_STEPS = ("1", "2", "3", "4", "5", "6")
EXPRESSIONS = ("neutral", "happy", "angry", "sad", "surprised", "relaxed")

HEADS: tuple[Head, ...] = (
    _choice("hair_style", 1.5),
    Head("hair_length", tuple(HAIR_LENGTHS), weight=1.5),
    Head("hair_tie", (LOOSE, *HAIR_TIES)),
    Head("fringe", tuple(FRINGES)),
    _slot("eyewear", "eyewear"),
    _slot("head_top", "head_top"),
    Head("headwear", (NONE, *HEADWEAR)),
    _slot("beard", "beard"),
    _slot("moustache", "moustache"),
    _slot("mask", "mouth"),
    _slot("earrings", "ears"),
    _slot("neck", "neck"),
    _slot("blush", "blush"),
    _slot("freckles", "freckles"),
    _slot("hair_side", "hair_side", "hair_flower"),
    _slot("ahoge", "ahoge"),
    Head("eyes", ("open", "closed", "wink")),
    Head("expression", EXPRESSIONS),
    _choice("eye_shape"),
    _choice("face_shape", 0.5),
    _choice("brow", 0.5),
    _choice("mouth", 0.5),
    _choice("ears"),
    _choice("outfit", 0.5),
    Head("hair_color", HAIR_COLORS, color=True),
    Head("skin", SKIN_STEPS, color=True),
    Head("eye_color", EYE_COLORS, color=True),
)
VALUES = ("eye_size", "eye_spacing", "eye_height", "eye_tilt", "cheek", "chin", "jaw", "mouth_size", "brow_thickness")
"""Sliders that are read as numbers, 0..1 over their range."""
STARTS: tuple[int, ...] = tuple(int(n) for n in np.cumsum([0, *(len(h.values) for h in HEADS)]))
"""Where the logits of each head begin, and how many there are."""
BY_TRAIT: Mapping[str, Head] = MappingProxyType({h.trait: h for h in HEADS})


def group_of(groups: Mapping[str, Sequence[str]], member: str, otherwise: str) -> str:
    """The group that has a member."""
    return next((name for name, members in groups.items() if member in members), otherwise)


def spec_labels(spec: AvatarSpec) -> dict[str, str]:
    """What a figure's spec says to the heads; colours and expressions are known by who chose them."""
    slots = {catalogue().accessories[name].slot: name for name in spec.accessories}
    style = spec.choices["hair_style"]
    top = slots.get("head_top", NONE)
    by_slot = {
        trait: slots.get(slot, NONE)
        for trait, slot in (
            ("eyewear", "eyewear"), ("beard", "beard"), ("moustache", "moustache"), ("mask", "mouth"),
            ("earrings", "ears"), ("neck", "neck"), ("blush", "blush"), ("freckles", "freckles"), ("ahoge", "ahoge"),
        )
    }  # fmt: skip
    return {
        **{trait: spec.choices[trait] for trait in ("eye_shape", "face_shape", "brow", "mouth", "ears", "outfit")},
        **by_slot,
        "hair_style": style,
        "hair_length": group_of(HAIR_LENGTHS, style, NONE),
        "hair_tie": group_of(HAIR_TIES, style, LOOSE),
        "fringe": _fringe(spec),
        "head_top": top,
        "headwear": group_of(HEADWEAR, top, NONE),
        "hair_side": slots.get("hair_side", slots.get("hair_flower", NONE)),
    }


def _fringe(spec: AvatarSpec) -> str:
    """The fringe that the seed draws: the first choice of the stream that hair.build opens."""
    style = STYLES[spec.choices["hair_style"]]
    if not isinstance(style, LockStyle):
        return NONE
    drawn = stream(spec.part_seed("hair"), "hair/locks").choice(style.fringes)
    return group_of(FRINGES, drawn, NONE)


def classes(labels: Labels) -> I64:
    """(H,) the number of each head's value, or UNKNOWN."""
    return np.array([h.values.index(labels[h.trait]) if h.trait in labels else UNKNOWN for h in HEADS])


def numbers(spec: AvatarSpec) -> F32:
    """(M,) the sliders of VALUES, 0..1."""
    return np.array([(spec.sliders[name] + 1.0) / 2.0 for name in VALUES], np.float32)
