"""The outfits: each is a row of parts. A new outfit is a row here, a palette and a row of the catalogue."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class OutfitRow:
    """Names of parts: rows of TOPS, TRIMS, LEGWEAR, SHOES, SKIRTS, PANELS and EXTRAS."""

    top: str
    trims: tuple[str, ...]  # laid over the outermost top
    legs: tuple[str, ...]
    shoes: str
    skirt: str = ""
    over: str = ""  # a second top over the first
    panels: tuple[str, ...] = ()  # over the skirt
    extras: tuple[str, ...] = ()  # on limbs
    patterned: Mapping[str, str] = field(default_factory=dict[str, str])  # swatch -> the piece of SIZES it covers
    fabrics: Mapping[str, str] = field(default_factory=dict[str, str])  # swatch -> textures.fabric.FABRICS

    def without(self, trims: Collection[str]) -> "OutfitRow":
        """The row without those trims."""
        return replace(self, trims=tuple(t for t in self.trims if t not in trims)) if trims else self


PRINTS = frozenset({"badge", "back_star", "badge_high", "back_star_high", "back_moon"})
"""Trims that are printed on the cloth: they would be lost among BUSY patterns."""
BUSY = frozenset({"stripe", "check", "dots"})

SIZES: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "top": (0.56, 0.70),
        "bodice": (0.54, 0.50),
        "skirt": (0.92, 0.40),
        "robe": (0.70, 0.70),
        "legs": (0.45, 0.60),
    }
)
"""Half the girth and the height of a piece in HH, for patterns to keep their shape."""

OUTFITS: Mapping[str, OutfitRow] = MappingProxyType(
    {
        "hoodie": OutfitRow(
            "hoodie",
            ("hood", "drawstrings", "pocket", "hem_label"),
            ("shorts", "short_socks"),
            "sneakers",
            patterned={"main": "top"},
            fabrics={"main": "jersey", "trim": "rib", "bottom": "shorts", "socks": "rib", "shoes": "leather"},
        ),
        "sailor": OutfitRow(
            "sailor",
            ("sailor_collar", "chest_bow"),
            ("bloomers", "knee_socks"),
            "loafers",
            skirt="pleated",
            patterned={"bottom": "skirt"},
            fabrics={"shirt": "cotton", "bottom": "pleats", "socks": "rib", "shoes": "leather", "ribbon": "satin"},
        ),
        "dress": OutfitRow(
            "bodice",
            ("round_collar", "collar_bow", "buttons", "belt", "back_bow"),
            ("bloomers", "ankle_socks"),
            "mary_janes",
            skirt="wide",
            patterned={"main": "bodice", "bottom": "skirt"},
            fabrics={"main": "suiting", "bottom": "waves9", "shirt": "cotton", "shoes": "leather", "ribbon": "satin"},
        ),
        "tee": OutfitRow(
            "tee",
            ("badge", "back_star"),
            ("trousers", "low_socks"),
            "low_sneakers",
            patterned={"main": "top"},
            fabrics={"main": "jersey", "bottom": "denim", "trim": "rib", "accent": "jersey"},
        ),
        "blazer": OutfitRow(
            "blazer",
            (
                "shirt_front",
                "tie",
                "piped_lapels",
                "front_edge",
                "jacket_buttons",
                "crest",
                "flaps",
                "shirt_stand",
                "vent",
            ),
            ("bloomers", "plain_knee_socks"),
            "loafers",
            skirt="under_jacket",
            patterned={"bottom": "skirt"},
            fabrics={"main": "tailored", "bottom": "pleats", "socks": "rib", "shoes": "leather"},
        ),
        "shirt_tie": OutfitRow(
            "shirt",
            ("placket", "pointed_collar", "tie", "waist_belt"),
            ("slacks",),
            "loafers",
            patterned={"shirt": "top"},
            fabrics={"shirt": "cotton", "bottom": "trousers", "shoes": "leather", "extra": "leather"},
        ),
        "maid": OutfitRow(
            "maid",
            ("round_collar", "collar_bow", "apron_bib", "frill_straps", "apron_band", "apron_bow"),
            ("bloomers", "plain_knee_socks"),
            "mary_janes",
            skirt="maid",
            panels=("apron",),
            patterned={"main": "bodice", "bottom": "skirt"},
            fabrics={"main": "suiting", "bottom": "waves8", "shirt": "cotton", "shoes": "leather", "ribbon": "satin"},
        ),
        "yukata": OutfitRow(
            "kimono",
            ("crossed_collar", "obi"),
            ("tabi",),
            "geta",
            skirt="wrap",
            panels=("overlap",),
            patterned={"main": "robe", "bottom": "robe"},
            fabrics={"main": "robe", "bottom": "drape", "accent": "silk", "dark": "hollow", "ribbon": "satin"},
        ),
        "hanfu": OutfitRow(
            "hanfu",
            ("crossed_collar", "high_sash", "sash_bow"),
            ("tabi",),
            "slippers",
            skirt="ruqun",
            panels=("ribbons", "short_ribbon"),
            patterned={"bottom": "robe"},
            fabrics={"main": "robe", "bottom": "waves9", "accent": "silk", "dark": "hollow", "ribbon": "satin"},
        ),
        "qipao": OutfitRow(
            "qipao",
            ("mandarin_collar", "side_closure", "lotus", "back_flower", "waist_cord"),
            ("bloomers",),
            "slippers",
            skirt="sheath",
            patterned={"main": "robe"},
            fabrics={"main": "silk", "shoes": "silk"},
        ),
        "overalls": OutfitRow(
            "inner_tee",
            ("bib", "straps", "bib_buttons", "bib_pocket", "seat_pockets"),
            ("dungarees", "low_socks"),
            "low_sneakers",
            patterned={"shirt": "bodice"},
            fabrics={"shirt": "cotton", "bottom": "denim"},
        ),
        "armour": OutfitRow(
            "arming",
            ("gorget", "breastplate", "emblem", "sword_belt", "buckle", "cape"),
            ("leggings", "greaves"),
            "boots",
            skirt="kilt",
            over="cuirass",
            panels=("tasset_front", "tasset_left", "tasset_right", "tasset_back"),
            extras=("pauldrons", "vambraces"),
            patterned={"bottom": "skirt"},
            fabrics={
                "main": "plate",
                "shoes": "plate",
                "bottom": "drape",
                "extra": "leather",
                "shirt": "knit",
                "ribbon": "drape",
            },
        ),
        "witch": OutfitRow(
            "robe",
            ("mantle_collar", "brooch", "mantle_bow", "robe_belt"),
            ("leggings", "boot_shafts"),
            "half_boots",
            skirt="robe",
            over="mantle",
            panels=("robe_band",),
            patterned={"main": "robe"},
            fabrics={"main": "drape", "bottom": "jersey", "dark": "hollow", "ribbon": "satin"},
        ),
        "tracksuit": OutfitRow(
            "track",
            ("stand_collar", "zip", "back_stripes"),
            ("track_pants", "low_socks"),
            "low_sneakers",
            patterned={"main": "top", "bottom": "legs"},
            fabrics={"main": "track", "bottom": "trousers"},
        ),
        "coat": OutfitRow(
            "coat",
            ("fur_collar", "toggles", "coat_belt", "coat_pockets", "half_belt"),
            ("tights", "fur_boot_shafts"),
            "boots",
            skirt="coat",
            patterned={"main": "robe", "bottom": "robe"},
            fabrics={
                "main": "suiting",
                "bottom": "closed_drape",
                "shirt": "fur",
                "shoes": "leather",
                "accent": "leather",
            },
        ),
        "sportswear": OutfitRow(
            "tank",
            ("chest_stripe", "badge_high", "back_star_high"),
            ("sport_shorts", "crew_socks"),
            "sneakers",
            extras=("wristbands",),
            patterned={"main": "top"},
            fabrics={"main": "jersey", "bottom": "shorts", "socks": "rib"},
        ),
        "gothic": OutfitRow(
            "frilled",
            ("ruff", "jabot", "corset", "corset_bow"),
            ("bloomers", "plain_knee_socks"),
            "mary_janes",
            skirt="gothic",
            panels=("upper_tier",),
            patterned={"bottom": "skirt"},
            fabrics={"main": "suiting", "bottom": "waves9", "shoes": "leather", "trim": "silk", "ribbon": "satin"},
        ),
        "sweater": OutfitRow(
            "turtleneck",
            ("roll_collar",),
            ("tights",),
            "loafers",
            skirt="mini",
            patterned={"main": "top"},
            fabrics={"main": "cable", "trim": "rib", "bottom": "drape"},
        ),
        "pyjamas": OutfitRow(
            "pyjama",
            ("pyjama_placket", "pointed_main_collar", "chest_pocket", "back_moon"),
            ("pyjama_pants",),
            "slippers",
            patterned={"main": "top", "bottom": "legs"},
            fabrics={"main": "cotton", "bottom": "trousers"},
        ),
        "suit": OutfitRow(
            "jacket",
            (
                "shirt_front",
                "tie",
                "satin_lapels",
                "front_edge",
                "jacket_buttons",
                "pocket_square",
                "flaps",
                "shirt_stand",
                "vent",
            ),
            ("slacks",),
            "loafers",
            patterned={"main": "top", "bottom": "legs"},
            fabrics={"main": "tailored", "bottom": "trousers", "shoes": "leather"},
        ),
    }
)
"""Outfit id of the catalogue -> its parts."""
