"""The outfits: each is a row of parts. A new outfit is a row here, a palette and a row of the catalogue."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from moeforge.template.outfits.bow import bow
from moeforge.template.outfits.cloth import Cloth
from moeforge.template.outfits.collar import round_collar, sailor_collar
from moeforge.template.outfits.drape import Chart
from moeforge.template.outfits.hood import drawstrings, hood
from moeforge.template.outfits.skirt import SkirtCut
from moeforge.template.outfits.trims import belt, buttons, kangaroo_pocket, star

SKIRTS: Mapping[str, SkirtCut] = MappingProxyType(
    {
        "pleated": SkirtCut(),
        "wide": SkirtCut(
            hem=0.385, hem_radius=0.42, flare=0.82, waist_radius=0.158, opening=1.5, pleats=0, waves=9, waist_rise=0.02
        ),
    }
)

TRIMS: Mapping[str, Callable[[Chart], Cloth]] = MappingProxyType(
    {
        "hood": hood,
        "drawstrings": drawstrings,
        "pocket": kangaroo_pocket,
        "sailor_collar": sailor_collar,
        "round_collar": round_collar,
        "chest_bow": lambda chart: bow(chart.seat(0.0, 5.05, 0.030), 0.118),
        "collar_bow": lambda chart: bow(chart.seat(0.0, 6.05, 0.036), 0.086, tails=0.7),
        "badge": star,
        "buttons": buttons,
        "belt": lambda chart: belt(chart, 2.30, 1.84, "accent"),
    }
)
"""Things laid over the upper garment's chart."""


@dataclass(frozen=True, slots=True)
class OutfitRow:
    """Names of parts: rows of TOPS, LEGWEAR, SHOES, SKIRTS and TRIMS."""

    top: str
    trims: tuple[str, ...]
    legs: tuple[str, ...]
    shoes: str
    skirt: str = ""


OUTFITS: Mapping[str, OutfitRow] = MappingProxyType(
    {
        "hoodie": OutfitRow("hoodie", ("hood", "drawstrings", "pocket"), ("shorts", "short_socks"), "sneakers"),
        "sailor": OutfitRow(
            "sailor", ("sailor_collar", "chest_bow"), ("bloomers", "knee_socks"), "loafers", skirt="pleated"
        ),
        "dress": OutfitRow(
            "bodice",
            ("round_collar", "collar_bow", "buttons", "belt"),
            ("bloomers", "ankle_socks"),
            "mary_janes",
            skirt="wide",
        ),
        "tee": OutfitRow("tee", ("badge",), ("trousers",), "sneakers"),
    }
)
"""Outfit id of the catalogue -> its parts."""
