"""The cuts of skirts."""

from collections.abc import Mapping
from types import MappingProxyType

from moeforge.template.outfits.skirt import SkirtCut

_UNSEEN = frozenset({"PH", "HW", "leg1", "leg2", "leg3"})
"""Body bands under long robes."""

SKIRTS: Mapping[str, SkirtCut] = MappingProxyType(
    {
        "pleated": SkirtCut(hem=0.49, hem_radius=0.37, pleats=14, pleat_depth=0.03),
        "wide": SkirtCut(hem=0.385, hem_radius=0.44, flare=0.82, waist_radius=0.158, opening=1.5, pleats=0, waves=9, waist_rise=0.02, wave_depth=0.026, petticoat="trim", trim="accent"),
        "under_jacket": SkirtCut(flare=1.4, hem=0.485, hem_radius=0.37, trim="extra", pleats=14, pleat_depth=0.03),
        "maid": SkirtCut(hem=0.37, hem_radius=0.44, flare=0.78, waist_radius=0.160, opening=1.5, pleats=0, waves=8,
            waist_rise=0.02, hug=0.66, wave_depth=0.026, petticoat="shirt"),
        "wrap": SkirtCut(hem=0.115, waist_radius=0.2, hem_radius=0.285, flare=0.62, pleats=0, waves=5, wave_depth=0.006,
            top="main", trim="main", hug=0.84, covers=_UNSEEN),
        "ruqun": SkirtCut(waist_rise=0.11, hem=0.085, waist_radius=0.188, hem_radius=0.385, flare=0.80, pleats=0, waves=9,
            wave_depth=0.024, hug=0.82, covers=_UNSEEN),
        "sheath": SkirtCut(hem=0.28, waist_radius=0.182, hem_radius=0.256, flare=0.4, pleats=0, top="main", trim="trim", slit=0.48,
            hug=0.82, depth=0.93),
        "kilt": SkirtCut(hem=0.51, hem_radius=0.36, pleats=0, waves=5, wave_depth=0.02, trim="extra"),
        "robe": SkirtCut(hem=0.15, waist_radius=0.182, hem_radius=0.385, flare=0.85, pleats=0, waves=7, wave_depth=0.022,
            top="main", trim="trim", hug=0.82, covers=_UNSEEN),
        "coat": SkirtCut(hem=0.385, waist_radius=0.200, hem_radius=0.385, flare=0.8, pleats=0, waves=6, wave_depth=0.014,
            top="main", trim="shirt", border=0.026, hug=0.66),
        "gothic": SkirtCut(hem=0.36, hem_radius=0.45, flare=0.74, waist_radius=0.158, opening=1.2, pleats=0, waves=9,
            wave_depth=0.032, waist_rise=0.02, trim="shirt", petticoat="trim"),
        "mini": SkirtCut(hem=0.505, waist_radius=0.158, hem_radius=0.36, flare=1.9, depth=0.84, pleats=0, waves=8,
            wave_depth=0.018, trim="bottom"),
    }
)  # fmt: skip
"""Name -> cut."""
