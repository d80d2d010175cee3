"""The cuts of skirts."""

from collections.abc import Mapping
from types import MappingProxyType

from moeforge.template.outfits.skirt import SkirtCut

_UNSEEN = frozenset({"PH", "HW", "leg1", "leg2", "leg3"})
"""Body bands under long robes."""

SKIRTS: Mapping[str, SkirtCut] = MappingProxyType(
    {
        "pleated": SkirtCut(),
        "wide": SkirtCut(
            hem=0.385, hem_radius=0.42, flare=0.82, waist_radius=0.158, opening=1.5, pleats=0, waves=9, waist_rise=0.02
        ),
        "under_jacket": SkirtCut(flare=1.4, hem=0.485, hem_radius=0.345, trim="bottom", pleats=11),
        "maid": SkirtCut(
            hem=0.37, hem_radius=0.42, flare=0.78, waist_radius=0.160, opening=1.5, pleats=0, waves=8,
            waist_rise=0.02, hug=0.66,
        ),
        "wrap": SkirtCut(
            hem=0.115, waist_radius=0.190, hem_radius=0.232, flare=0.35, pleats=0, waves=4, wave_depth=0.004,
            top="main", trim="main", hug=0.94, covers=_UNSEEN,
        ),
        "ruqun": SkirtCut(
            waist_rise=0.11, hem=0.085, waist_radius=0.188, hem_radius=0.345, flare=0.80, pleats=0, waves=9,
            wave_depth=0.018, hug=0.90, covers=_UNSEEN,
        ),
        "sheath": SkirtCut(
            hem=0.28, waist_radius=0.172, hem_radius=0.236, flare=0.34, pleats=0, top="main", trim="trim", slit=0.48,
            hug=0.90, depth=0.88,
        ),
        "kilt": SkirtCut(
            hem=0.51, hem_radius=0.31, pleats=0, waves=5, wave_depth=0.012, trim="extra"
        ),
        "robe": SkirtCut(
            hem=0.15, waist_radius=0.182, hem_radius=0.355, flare=0.85, pleats=0, waves=7, wave_depth=0.016,
            top="main", trim="trim", hug=0.90, covers=_UNSEEN,
        ),
        "coat": SkirtCut(
            hem=0.40, waist_radius=0.200, hem_radius=0.330, flare=0.85, pleats=0, waves=6, wave_depth=0.010,
            top="main", trim="shirt", border=0.026, hug=0.66,
        ),
        "gothic": SkirtCut(
            hem=0.36, hem_radius=0.42, flare=0.74, waist_radius=0.158, opening=1.2, pleats=0, waves=9,
            wave_depth=0.026, waist_rise=0.02, trim="shirt",
        ),
        "mini": SkirtCut(
            hem=0.505, waist_radius=0.158, hem_radius=0.325, flare=1.9, depth=0.84, pleats=0, waves=6,
            wave_depth=0.008, trim="bottom",
        ),
    }
)  # fmt: skip
"""Name -> cut."""
