"""Trousers, shorts, bloomers and socks: shells of the legs with a rolled edge."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from moeforge.template.body.cage import Cage
from moeforge.template.lod import Lod
from moeforge.template.outfits import hems
from moeforge.template.outfits.cloth import Cloth
from moeforge.template.outfits.detail import DETAILS, Detail
from moeforge.template.outfits.hems import Profile, banded, lined, shortened, unchanged
from moeforge.template.outfits.limbs import LEG_SIDE, stripe
from moeforge.template.outfits.shell import Shell, hem, shell

_GROUND = 0.014
"""Socks stay above the inner sole."""
_DOWN = np.array([0.0, -1.0, 0.0])


@dataclass(frozen=True, slots=True)
class LegCut:
    """Offsets by ring from the waist or the upper edge downwards; `edge` is the ring that gets the border."""

    offsets: Mapping[str, float]
    bands: frozenset[str]
    edge: str
    border: Profile
    swatch: str
    upward: bool = False  # the border closes the upper end (socks)
    plain: bool = False  # never subdivided: hidden by other clothes
    waist: Profile = ()  # rolls the upper edge of trousers that nothing covers
    level: int = 1  # the finest subdivision it is worth
    stripe: tuple[str, str, str] | None = None  # swatches of a stripe down the outer sides
    lift: tuple[float, float] = (0.0, 0.0)  # how far the lowest ring rises, and how much further in front

    @property
    def covers(self) -> frozenset[str]:
        """Body bands that stay unseen: all but the one above an open lower edge."""
        return self.bands if self.upward or self.plain or self.edge == "leg7" else self.bands - {self.edge}


def _legs(*numbers: int) -> frozenset[str]:
    return frozenset(f"leg{n}" for n in numbers)


def _sock(top: int, swatch: str = "socks", low: bool = False) -> LegCut:
    """A sock from ring leg`top` down; `low` ones cover the whole foot for shoes that leave the instep open."""
    rings = [f"leg{n}" for n in range(top, 8)] + ["foot0"] + [f"foot{n}" for n in range(1, 4 if low else 2)]
    bands = _legs(*range(top + 1, 8)) | frozenset(f"foot{n}" for n in range(1, 4 if low else 2))
    offsets = {ring: 0.011 if ring.startswith("leg") else 0.003 for ring in rings}
    return LegCut(offsets, bands, f"leg{top}", banded(hems.SOCK_TOP, swatch), swatch, upward=True)


def _trousers(trunk: Mapping[str, float], crotch: float, *legs: float) -> dict[str, float]:
    """Offsets of trousers: the trunk's rows from above, then leg1, leg2, ..."""
    rings = {f"leg{i}": offset for i, offset in enumerate(legs, start=1)}
    return {**trunk, "leg0": trunk["P"], "crotch": crotch, **rings}


LEGWEAR: Mapping[str, LegCut] = MappingProxyType(
    {
        "shorts": LegCut(
            {"H": 0.018, "P": 0.030, "leg0": 0.030, "crotch": 0.018, "leg1": 0.062, "leg2": 0.096},
            _legs(1, 2) | {"PH"},
            "leg2",
            banded(hems.DEEP_TURN_UP, "bottom"),
            "bottom",
        ),
        "bloomers": LegCut(
            {"W": 0.006, "H": 0.007, "P": 0.008, "leg0": 0.008, "leg1": 0.012},
            _legs(1) | {"PH", "HW"},
            "leg1",
            banded(hems.FLAT, "dark"),
            "dark",
            plain=True,
        ),
        "trousers": LegCut(
            _trousers({"H": 0.018, "P": 0.026}, 0.016, 0.032, 0.038, 0.044, 0.048, 0.056, 0.070),
            _legs(*range(1, 7)) | {"PH"},
            "leg6",
            banded(hems.BROAD_TURN_UP, "extra"),
            "bottom",
            lift=(0.026, 0.0),
        ),
        "slacks": LegCut(
            _trousers({"W": 0.030, "H": 0.028, "P": 0.026}, 0.016, 0.028, 0.030, 0.028, 0.026, 0.030, 0.044, 0.064),
            _legs(*range(1, 8)) | {"PH", "HW"},
            "leg7",
            banded(hems.SLEEVE, "bottom"),
            "bottom",
            waist=banded(hems.WAIST, "bottom"),
            lift=(0.050, 0.026),
        ),
        "dungarees": LegCut(
            _trousers({"W": 0.062, "H": 0.060, "P": 0.054}, 0.020, 0.036, 0.058, 0.076, 0.082, 0.074, 0.054),
            _legs(*range(1, 7)) | {"PH", "HW"},
            "leg6",
            banded(hems.BROAD_TURN_UP, "extra"),
            "bottom",
            waist=banded(hems.WAIST, "bottom"),
            lift=(0.026, 0.0),
        ),
        "track_pants": LegCut(
            _trousers({"H": 0.018, "P": 0.034}, 0.016, 0.046, 0.058, 0.068, 0.074, 0.080, 0.078),
            _legs(*range(1, 7)) | {"PH"},
            "leg6",
            banded(hems.GATHERED, "bottom", "bottom", "trim"),
            "bottom",
            stripe=("trim", "trim", "trim"),
            lift=(0.030, 0.0),
        ),
        "pyjama_pants": LegCut(
            _trousers({"H": 0.022, "P": 0.036}, 0.016, 0.044, 0.050, 0.056, 0.060, 0.064, 0.074, 0.098),
            _legs(*range(1, 8)) | {"PH"},
            "leg7",
            banded(hems.SLEEVE, "trim"),
            "bottom",
            lift=(0.056, 0.022),
        ),
        "sport_shorts": LegCut(
            {"H": 0.020, "P": 0.034, "leg0": 0.034, "crotch": 0.018, "leg1": 0.063, "leg2": 0.110},
            _legs(1, 2) | {"PH"},
            "leg2",
            banded(hems.DEEP_TURN_UP, "trim"),
            "bottom",
            stripe=("trim", "trim", "trim"),
        ),
        "tights": LegCut(
            {
                "W": 0.005,
                "H": 0.005,
                "P": 0.006,
                "leg0": 0.006,
                **{f"leg{n}": 0.006 for n in range(1, 8)},
                "foot0": 0.003,
                "foot1": 0.003,
                "foot2": 0.003,
                "foot3": 0.003,
            },
            _legs(*range(1, 8)) | {"PH", "HW", "foot1", "foot2", "foot3"},
            "foot3",
            banded(hems.FLAT, "socks"),
            "socks",
            plain=True,
        ),
        "leggings": LegCut(
            {"leg1": 0.006, **{f"leg{n}": 0.006 for n in range(2, 6)}},
            _legs(2, 3, 4, 5),
            "leg5",
            banded(hems.FLAT, "socks"),
            "socks",
            plain=True,
        ),
        "greaves": LegCut(
            {"leg5": 0.060, "leg6": 0.048, "leg7": 0.042},
            _legs(6, 7),
            "leg5",
            banded(hems.BOOT_TOP, "shoes", "trim"),
            "shoes",
            upward=True,
            level=0,
        ),
        "boot_shafts": LegCut(
            {"leg5": 0.036, "leg6": 0.020, "leg7": 0.004},
            _legs(6, 7),
            "leg5",
            banded(hems.BOOT_TOP, "shoes", "trim"),
            "shoes",
            upward=True,
        ),
        "fur_boot_shafts": LegCut(
            {"leg5": 0.046, "leg6": 0.050, "leg7": 0.030},
            _legs(6, 7),
            "leg5",
            banded(hems.BOOT_FUR, "shirt"),
            "shoes",
            upward=True,
            level=0,
        ),
        "crew_socks": replace(_sock(5), border=banded(hems.SOCK_TOP, "socks", "accent", "socks")),
        "tabi": LegCut(
            {"leg6": 0.009, "leg7": 0.009, **{f"foot{n}": 0.006 for n in range(6)}},
            _legs(7) | frozenset(f"foot{n}" for n in range(1, 7)),
            "leg6",
            banded(hems.EDGE, "socks"),
            "socks",
            upward=True,
            level=0,
        ),
        "short_socks": _sock(6),
        "low_socks": LegCut(
            {"leg5": 0.008, "leg6": 0.005, "leg7": 0.002, "foot0": 0.001, "foot1": 0.001},
            _legs(6, 7) | {"foot1"},
            "leg5",
            banded(hems.FLAT, "socks"),
            "socks",
            upward=True,
            plain=True,
        ),
        "knee_socks": _sock(5, low=True),
        "plain_knee_socks": replace(_sock(5, low=True), level=0),
        "ankle_socks": _sock(6, low=True),
    }
)


def legwear(cut: LegCut, cage: Cage, detail: Detail = DETAILS[Lod.HERO]) -> Cloth:
    """The garment of both legs with its borders rolled."""
    fine = 0 if cut.plain else min(detail.level, cut.level)
    rolled = shortened if detail.short else unchanged
    made = unhemmed(cut, cage, fine)
    cloth = replace(made.cloth, points=np.maximum(made.cloth.points, [-np.inf, _GROUND, -np.inf]))
    border = cut.border if cut.upward or cut.plain else lined(cut.border, cut.offsets[cut.edge], cut.swatch)
    for side in (1, -1):
        cloth = hem(cloth, made.loop(cut.edge, side), -_DOWN if cut.upward else _DOWN, rolled(border))
    if cut.waist:
        cloth = hem(cloth, made.loop(next(iter(cut.offsets))), -_DOWN, rolled(cut.waist))
    return cloth


def unhemmed(cut: LegCut, cage: Cage, level: int) -> Shell:
    """The garment before its borders."""
    return shell(
        cage, cut.bands, cut.offsets, cut.swatch, level=level, lift={cut.edge: cut.lift} if any(cut.lift) else {}
    )


def side_stripes(cut: LegCut, cage: Cage) -> Cloth | None:
    """The stripes down its legs, if it has any."""
    if not cut.stripe:
        return None
    made = unhemmed(cut, cage, 0)
    return stripe(made, [r for r in cut.offsets if r.startswith("leg")], LEG_SIDE, cut.stripe)
