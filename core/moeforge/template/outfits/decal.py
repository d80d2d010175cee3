"""Where a user's picture goes on each outfit: a square patch that follows the cloth, with a cell of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from moeforge.errors import BadSpecError
from moeforge.spec import AvatarSpec
from moeforge.template.outfits.cloth import SWATCH_INDEX, Cloth
from moeforge.template.outfits.drape import Chart, sheet
from moeforge.template.outfits.palette import PALETTES
from moeforge.template.outfits.tones import Colors
from moeforge.textures.atlas import SWATCHES
from moeforge.textures.decal import Patch

GRID = 7
"""Rows and columns of a patch before its rim; fewer where the garment is coarser."""
COARSE = 0.008
"""HH by which a patch lies higher for every step of coarseness, so that its flatter faces do not cut the cloth."""
_HAIR_TIE = "ribbon"
"""Hair ties use this swatch with every outfit."""


@dataclass(frozen=True, slots=True)
class Place:
    """The middle of a patch on the chart, and its size."""

    t: float = 4.2  # row of the chart
    half: float = 24.0  # degrees to each side of the middle
    back: bool = False
    under: str = "main"  # swatch of the cloth below
    lift: float = 0.010  # HH off the cloth
    instead: tuple[str, ...] = ()  # trims that it replaces


_BACK = Place(3.9, 36.0, back=True)
PLACES: Mapping[str, Place] = MappingProxyType(
    {
        "hoodie": Place(4.0, 30.0),
        "sailor": Place(3.2, 32.0, back=True, under="shirt"),
        "dress": Place(4.4, 34.0, back=True),
        "tee": Place(4.1, 36.0, instead=("badge",)),
        "blazer": _BACK,
        "shirt_tie": replace(_BACK, under="shirt"),
        "maid": Place(3.6, 20.0, under="shirt", lift=0.034),
        "yukata": Place(4.5, 30.0, back=True),
        "hanfu": Place(4.6, 30.0, back=True),
        "qipao": replace(_BACK, instead=("back_flower",)),
        "overalls": Place(3.5, 21.0, under="bottom", lift=0.034, instead=("bib_pocket",)),
        "armour": Place(4.5, 25.0, lift=0.046, instead=("emblem",)),
        "witch": Place(5.0, 24.0, back=True, under="bottom", instead=("mantle_bow",)),
        "tracksuit": replace(_BACK, instead=("back_stripes",)),
        "coat": replace(_BACK, instead=("half_belt",)),
        "sportswear": Place(4.4, 34.0, back=True, instead=("back_star_high",)),
        "gothic": Place(4.5, 28.0, back=True),
        "sweater": Place(4.1, 32.0),
        "pyjamas": replace(_BACK, instead=("back_moon",)),
        "suit": _BACK,
    }
)
"""Outfit -> where its picture goes: the chest where that is plain, else the back."""


def place_of(spec: AvatarSpec) -> Place | None:
    """Where the spec's picture goes, None if it has none; BadSpecError for an outfit without a place."""
    if not spec.decal:
        return None
    outfit = spec.choices["outfit"]
    if outfit not in PLACES:
        raise BadSpecError(f"{outfit} has no place for a decal; choose of {', '.join(PLACES)}", field="decal")
    return PLACES[outfit]


def swatch_of(spec: AvatarSpec) -> str:
    """The swatch of the body image that the picture is printed into: the first that the outfit leaves free, or ""."""
    if not spec.decal:
        return ""
    worn = {"skin", _HAIR_TIE, *PALETTES[spec.choices["outfit"]](Colors.of(spec))}
    free = [name for name in SWATCHES if name not in worn]
    if not free:
        raise BadSpecError(f"{spec.choices['outfit']} leaves no room for a decal; choose another", field="decal")
    return free[0]


def decal(chart: Chart, place: Place, swatch: str) -> tuple[Cloth, Patch]:
    """The patch on a garment, and what its printing needs."""
    side = (GRID - 1) // chart.thin + 1
    unit = np.linspace(0.0, 1.0, side)
    phi = (np.pi if place.back else 0.0) + np.radians(place.half) * (2.0 * unit - 1.0)[None, :]
    t = place.t + _rows(chart, place) * (0.5 - unit)[:, None]
    lift = np.full((1, 1), place.lift + COARSE * (chart.thin - 1))
    laid = sheet(replace(chart, thin=1), phi, t, lift, (swatch,) * (side - 1))
    across, down = np.meshgrid(*(np.pad(unit, 1, mode="edge"),) * 2)  # the rim shows the picture's edge
    cloth = laid.chart.reshape(side + 2, side + 2, 2)[1:-1, 1:-1]
    printed = replace(laid, chart=np.stack([across, down], axis=-1).reshape(-1, 2))
    assert set(printed.swatches.tolist()) == {SWATCH_INDEX[swatch]}
    return printed, Patch(swatch, place.under, cloth)


def _rows(chart: Chart, place: Place) -> float:
    """Rows of the chart that are as high as the patch is wide."""
    middle, side = np.pi if place.back else 0.0, np.radians(place.half)
    arc = chart.at(middle + side * np.linspace(-1.0, 1.0, 9), np.full(9, place.t))
    step = chart.at(np.full(2, middle), place.t + np.array([0.5, -0.5]))
    wide, high = (float(np.linalg.norm(np.diff(p, axis=0), axis=1).sum()) for p in (arc, step))
    return wide / high
