"""Trousers, shorts, bloomers and socks: shells of the legs with a rolled edge."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from moeforge.template.body.cage import Cage
from moeforge.template.outfits import hems
from moeforge.template.outfits.cloth import Cloth
from moeforge.template.outfits.hems import Profile, banded
from moeforge.template.outfits.shell import hem, shell

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
    offsets = {ring: 0.008 if ring.startswith("leg") else 0.003 for ring in rings}
    return LegCut(offsets, bands, f"leg{top}", banded(hems.SOCK_TOP, swatch), swatch, upward=True)


LEGWEAR: Mapping[str, LegCut] = MappingProxyType(
    {
        "shorts": LegCut(
            {"H": 0.016, "P": 0.022, "leg0": 0.022, "leg1": 0.034, "leg2": 0.054},
            _legs(1, 2) | {"PH"}, "leg2", banded(hems.DEEP_TURN_UP, "bottom"), "bottom",
        ),
        "bloomers": LegCut(
            {"W": 0.006, "H": 0.007, "P": 0.008, "leg0": 0.008, "leg1": 0.012},
            _legs(1) | {"PH", "HW"}, "leg1", banded(hems.FLAT, "dark"), "dark", plain=True,
        ),
        "trousers": LegCut(
            {"H": 0.014, "P": 0.018, "leg0": 0.018, "leg1": 0.018, "leg2": 0.020, "leg3": 0.024,
             "leg4": 0.026, "leg5": 0.028, "leg6": 0.034, "leg7": 0.046},
            _legs(*range(1, 8)) | {"PH"}, "leg7", banded(hems.TURN_UP, "extra"), "bottom",
        ),
        "short_socks": _sock(6),
        "knee_socks": _sock(5, low=True),
        "ankle_socks": _sock(6, low=True),
    }
)  # fmt: skip


def legwear(cut: LegCut, cage: Cage, level: int = 1) -> Cloth:
    """The garment of both legs with its borders rolled."""
    made = shell(cage, cut.bands, cut.offsets, cut.swatch, level=0 if cut.plain else level)
    cloth = replace(made.cloth, points=np.maximum(made.cloth.points, [-np.inf, _GROUND, -np.inf]))
    for side in (1, -1):
        cloth = hem(cloth, made.loop(cut.edge, side), -_DOWN if cut.upward else _DOWN, cut.border)
    return cloth
