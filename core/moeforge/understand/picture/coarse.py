"""Coarse classes that a net reads more surely than single values, and the values of the catalogue behind them."""

from collections.abc import Mapping
from types import MappingProxyType

LOOSE = "loose"
HAIR_LENGTHS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "bald": ("bald", "buzz"),
        "short": ("short", "pixie", "spiky", "undercut", "coily", "messy", "cornrows"),
        "medium": ("bob", "wolf_cut", "afro", "locs"),
        "long": (
            "long", "hime", "wavy", "curly", "half_up", "side_swept", "box_braids", "twintails", "low_twintails",
            "ponytail", "side_ponytail", "low_ponytail", "braid", "twin_braids", "drills",
        ),
        "updo": ("bun", "two_buns", "crown_braid", "afro_puffs"),
    }
)  # fmt: skip
"""How far hair hangs -> styles."""
HAIR_TIES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "one": ("ponytail", "side_ponytail", "low_ponytail", "braid"),
        "two": ("twintails", "low_twintails", "twin_braids", "drills"),
        "bun": ("bun",),
        "two_buns": ("two_buns", "afro_puffs"),
    }
)
"""What is tied: one tail, two tails, a bun, two; every other style hangs loose."""
TELLING = frozenset(
    {"coily", "cornrows", "afro", "locs", "drills", "box_braids", "braid", "twin_braids", "crown_braid", "afro_puffs"}
)
"""Styles of a texture that a drawing of flat hair would show: never the seed's choice for it."""
HEADWEAR: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "ears": ("cat_ears", "fox_ears", "bunny_ears", "bear_ears", "dog_ears"),
        "hat": ("hat", "baseball_cap", "beanie", "straw_hat", "witch_hat"),
        "other": ("horns", "crown", "tiara", "headband", "headphones"),
    }
)
"""What is on the head, coarsely -> accessories."""
FAMILY_COLORS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "hair_color": MappingProxyType(
            {
                "black": "#2b2530", "brown": "#7b4a32", "ginger": "#b9703c", "blond": "#e8b04a", "red": "#c23b33",
                "pink": "#e98aa6", "violet": "#8a63c0", "blue": "#4fa6e0", "green": "#6f9a55", "silver": "#c9cede",
            }
        ),
        "eye_color": MappingProxyType(
            {
                "black": "#4a3326", "blue": "#2f8fd8", "violet": "#7a4ac8", "pink": "#d8418a", "red": "#c8352f",
                "amber": "#d8a020", "brown": "#8a5a30", "green": "#38a070", "teal": "#35a8a0", "grey": "#7f8aa0",
            }
        ),
    }
)  # fmt: skip
"""Head of a colour's family -> family -> the catalogue's colour that stands for it."""


def styles_of(length: str, tie: str) -> tuple[str, ...]:
    """Hair styles of a length and a tie; "" is unknown. Empty where the two contradict each other."""
    styles = HAIR_LENGTHS.get(length) or tuple(s for group in HAIR_LENGTHS.values() for s in group)
    if tie in HAIR_TIES:
        return tuple(s for s in styles if s in HAIR_TIES[tie])
    tied = {s for group in HAIR_TIES.values() for s in group} if tie == LOOSE else set[str]()
    return tuple(s for s in styles if s not in tied)
