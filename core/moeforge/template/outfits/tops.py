"""The cuts of upper garments: offsets from the skin by ring (HH), borders (RECIPE2 section 2)."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from moeforge.template.outfits import hems
from moeforge.template.outfits.hems import banded
from moeforge.template.outfits.top import TopCut

_JACKET = TopCut(
    {"H": 0.092, "W": 0.054, "R": 0.052, "A": 0.048, "M": 0.044, "S": 0.037, "N": 0.012},
    (0.055, 0.056, 0.052, 0.050, 0.048, 0.048, 0.048),
    banded(hems.JACKET_HEM, "main"),
    banded(hems.SHIRT_UNDER_CUFF, "main", "main", "main", "main", "shirt"),
    banded(hems.FLAT, "main"),
    lean=0.35,
)

TOPS: Mapping[str, TopCut] = MappingProxyType(
    {
        "hoodie": TopCut(
            {"H": 0.064, "W": 0.100, "R": 0.084, "A": 0.060, "M": 0.044, "S": 0.034, "N": 0.018},
            (0.053, 0.060, 0.064, 0.068, 0.078, 0.098, 0.074),
            banded(hems.WAISTBAND, "trim"),
            banded(hems.CUFF, "trim"),
            banded(hems.FLAT, "main"),
            lean=0.45,
        ),
        "sailor": TopCut(
            {"W": 0.064, "R": 0.050, "A": 0.036, "M": 0.028, "S": 0.026, "N": 0.012},
            (0.054, 0.058),
            banded(hems.HEM, "shirt"),
            banded(hems.SLEEVE, "main", "main"),
            banded(hems.FLAT, "shirt"),
            swatch="shirt",
            lean=0.35,
        ),
        "bodice": TopCut(
            {"W": 0.024, "R": 0.028, "A": 0.028, "M": 0.024, "S": 0.020, "N": 0.012},
            (0.078, 0.088),
            banded(hems.FLAT, "main"),
            banded(
                ((-0.024, 0.018), (-0.036, 0.022), (-0.028, 0.030), (-0.028, 0.050), (-0.040, 0.054), (-0.062, 0.020)),
                "shirt", "shirt", "accent",
            ),
            banded(hems.FLAT, "shirt"),
            sleeve_swatch="shirt",
            lean=0.45,
        ),
        "maid": TopCut(
            {"W": 0.024, "R": 0.028, "A": 0.028, "M": 0.024, "S": 0.028, "N": 0.010},
            (0.080, 0.092),
            banded(hems.FLAT, "main"),
            banded(
                ((-0.024, 0.018), (-0.036, 0.022), (-0.028, 0.030), (-0.022, 0.050), (-0.034, 0.056), (-0.062, 0.020)),
                "main", "main", "shirt",
            ),
            banded(hems.FLAT, "shirt"),
            lean=0.45,
        ),
        "tee": TopCut(
            {"H": 0.052, "W": 0.078, "R": 0.060, "A": 0.040, "M": 0.034, "S": 0.030, "N": 0.010},
            (0.054, 0.056, 0.048),
            banded(hems.HEM, "main", "main", "trim"),
            banded(hems.SLEEVE, "main"),
            banded(hems.NECKBAND, "trim"),
            sleeve_swatch="accent",
            lean=0.35,
        ),
        "shirt": TopCut(
            {"W": 0.034, "R": 0.052, "A": 0.042, "M": 0.032, "S": 0.030, "N": 0.010},
            (0.054, 0.062, 0.062, 0.062, 0.072, 0.094, 0.080),
            banded(hems.FLAT, "shirt"),
            banded(hems.SHIRT_CUFF, "trim"),
            banded(hems.FLAT, "shirt"),
            swatch="shirt",
            lean=0.35,
        ),
        "jacket": _JACKET,
        "blazer": replace(
            _JACKET,
            hem=banded(hems.JACKET_HEM, "main", "accent", "accent", "main"),
            cuff=banded(hems.TURNED_CUFF, "main", "main", "accent", "accent", "main"),
        ),
        "track": TopCut(
            {"H": 0.058, "W": 0.088, "R": 0.072, "A": 0.054, "M": 0.042, "S": 0.036, "N": 0.014},
            (0.057, 0.061, 0.058, 0.056, 0.068, 0.086, 0.066),
            banded(hems.WAISTBAND, "trim"),
            banded(hems.CUFF, "trim"),
            banded(hems.FLAT, "main"),
            lean=0.35,
            stripe="trim",
        ),
        "tank": TopCut(
            {"H": 0.052, "W": 0.070, "R": 0.052, "A": 0.038, "M": 0.031, "S": 0.024, "N": 0.010},
            (0.020,),
            banded(hems.HEM, "main"),
            banded(hems.ARMHOLE, "trim"),
            banded(hems.NECKBAND, "trim"),
            lean=0.9,
        ),
        "inner_tee": TopCut(
            {"W": 0.036, "R": 0.044, "A": 0.036, "M": 0.032, "S": 0.028, "N": 0.010},
            (0.052, 0.054, 0.046),
            banded(hems.FLAT, "shirt"),
            banded(hems.SLEEVE, "shirt"),
            banded(hems.NECKBAND, "shirt"),
            swatch="shirt",
            lean=0.35,
        ),
        "pyjama": TopCut(
            {"H": 0.070, "W": 0.078, "R": 0.066, "A": 0.050, "M": 0.038, "S": 0.028, "N": 0.014},
            (0.056, 0.058, 0.058, 0.060, 0.066, 0.074, 0.076),
            banded(hems.SLEEVE, "trim"),
            banded(hems.SLEEVE, "trim"),
            banded(hems.FLAT, "main"),
            lean=0.35,
        ),
        "frilled": TopCut(
            {"W": 0.024, "R": 0.030, "A": 0.030, "M": 0.026, "S": 0.022, "N": 0.012},
            (0.061, 0.060, 0.040, 0.038, 0.046, 0.070),
            banded(hems.FLAT, "main"),
            banded(hems.FRILL_MOUTH, "shirt", "shirt", "shirt", "dark", "dark"),
            banded(hems.FLAT, "main"),
            wide=True,
            lean=0.75,
        ),
        "kimono": TopCut(
            {"W": 0.034, "R": 0.036, "A": 0.034, "M": 0.026, "S": 0.020, "N": 0.012},
            (0.034, 0.035, 0.036, 0.037, 0.040, 0.043, 0.046),
            banded(hems.FLAT, "main"),
            banded(hems.WIDE_MOUTH, "main", "accent", "accent", "dark", "dark"),
            banded(hems.FLAT, "main"),
            drop={"arm5": 0.040, "arm6": 0.140, "arm7": 0.270},
            wide=True,
        ),
        "hanfu": TopCut(
            {"W": 0.026, "R": 0.030, "A": 0.032, "M": 0.026, "S": 0.020, "N": 0.012},
            (0.032, 0.034, 0.036, 0.037, 0.040, 0.044, 0.048),
            banded(hems.FLAT, "main"),
            banded(hems.WIDE_MOUTH, "main", "accent", "accent", "dark", "dark"),
            banded(hems.FLAT, "main"),
            drop={"arm5": 0.040, "arm6": 0.140, "arm7": 0.260},
            wide=True,
        ),
        "robe": TopCut(
            {"W": 0.034, "R": 0.038, "A": 0.034, "M": 0.028, "S": 0.022, "N": 0.012},
            (0.040, 0.041, 0.042, 0.044, 0.050, 0.056, 0.060),
            banded(hems.FLAT, "main"),
            banded(hems.WIDE_MOUTH, "main", "trim", "trim", "dark", "dark"),
            banded(hems.FLAT, "main"),
            drop={"arm4": 0.010, "arm5": 0.050, "arm6": 0.130, "arm7": 0.220},
            wide=True,
            lean=0.6,
        ),
        "mantle": TopCut(
            {"A": 0.070, "M": 0.064, "S": 0.034, "N": 0.019},
            (0.055, 0.075, 0.089),
            banded(hems.SLEEVE, "bottom", "trim", "trim", "dark", "dark"),
            banded(hems.SLEEVE, "bottom", "trim", "trim", "dark", "dark"),
            banded(hems.FLAT, "bottom"),
            lean=0.9,
            swatch="bottom",
        ),
        "qipao": TopCut(
            {"W": 0.030, "R": 0.026, "A": 0.026, "M": 0.022, "S": 0.018, "N": 0.010},
            (0.046, 0.044),
            banded(hems.FLAT, "main"),
            banded(hems.NECKBAND, "trim"),
            banded(hems.FLAT, "main"),
        ),
        "coat": TopCut(
            {"W": 0.076, "R": 0.074, "A": 0.064, "M": 0.050, "S": 0.034, "N": 0.017},
            (0.056, 0.062, 0.064, 0.064, 0.064, 0.066, 0.064),
            banded(hems.FLAT, "main"),
            banded(hems.FUR, "shirt"),
            banded(hems.FLAT, "main"),
            lean=0.5,
        ),
        "arming": TopCut(
            {"S": 0.014, "N": 0.010},
            (0.018, 0.018, 0.018, 0.018, 0.018, 0.018, 0.016),
            banded(hems.FLAT, "shirt"),
            banded(hems.FLAT, "shirt"),
            banded(hems.FLAT, "shirt"),
            swatch="shirt",
            level=0,
        ),
        "cuirass": TopCut(
            {"W": 0.034, "R": 0.058, "A": 0.070, "M": 0.062, "S": 0.040, "N": 0.018},
            (),
            banded(hems.SLEEVE, "main", "trim", "trim", "dark", "dark"),
            banded(hems.NECKBAND, "trim"),
            banded(hems.FLAT, "main"),
        ),
        "turtleneck": TopCut(
            {"H": 0.080, "W": 0.108, "R": 0.092, "A": 0.066, "M": 0.048, "S": 0.032, "N": 0.019},
            (0.052, 0.060, 0.066, 0.072, 0.080, 0.096, 0.074),
            banded(hems.WAISTBAND, "trim"),
            banded(hems.CUFF, "trim"),
            banded(hems.FLAT, "main"),
            lean=0.55,
        ),
    }
)  # fmt: skip
"""Name -> cut."""
