"""Clothes of crowds: tubes of few columns in the colours of what is worn, skin and hands included.

Every tube runs through rings of the body's cage as the garments moved them. Where one garment ends over another the
tube steps from the one to the other, so hems, cuffs and boot tops keep their silhouette; trims are paint.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from types import MappingProxyType

import numpy as np

from moeforge.template.body.bones import BONES
from moeforge.template.body.cage import Cage
from moeforge.template.body.layout import BANDS
from moeforge.template.outfits.cloth import SWATCH_INDEX, Cloth, triangle_normals
from moeforge.template.outfits.loft import capped, loft
from moeforge.template.outfits.shell import LIMB_GIRTH
from moeforge.template.outfits.shoe import join_sides
from moeforge.template.part import F64, I64

SHOWN = frozenset({"SN", "NT"})
"""Bands that the body itself still draws: the neck."""

_TORSO = ("N", "S", "A", "R", "W", "H", "P")
_ARM = ("arm0", "arm2", "arm4", "arm5", "arm7")
_LEG = ("leg0", "leg1", "leg2", "leg4", "leg6", "leg7")
_TORSO_COLUMNS = (0, 2, 3, 4, 6, 8, 9, 10)
_ARM_COLUMNS = (1, 3, 5, 7)
_LEG_COLUMNS = (1, 2, 4, 5, 6, 0)
_PALM_COLUMNS = (2, 4, 7, 0)
_TIPS = (("Middle3", 1), ("Little3", 1), ("Middle3", 2), ("Index3", 0))
"""Below, behind, above, in front: a mitten from the wrist to the finger tips."""
_ROUND = 1.10
"""Square arms are that much thicker, so that they look as thick as round ones."""

FRONTS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "overalls": {"RA": "bottom", "WR": "bottom"},
        "maid": {"RA": "shirt", "WR": "shirt"},
        "suit": {"SN": "shirt", "AM": "shirt"},
        "blazer": {"SN": "shirt", "AM": "shirt"},
        "armour": {"AM": "trim"},
        "yukata": {"SN": "trim", "AM": "trim"},
        "hanfu": {"SN": "trim", "AM": "trim"},
    }
)
"""Outfit -> band of the torso -> swatch of its front."""
SASHES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "yukata": {"WR": "accent"},
        "hanfu": {"WR": "accent"},
        "gothic": {"WR": "trim"},
        "sportswear": {"RA": "trim"},
        "sailor": {"SN": "main"},
        "coat": {"WR": "accent"},
    }
)
"""Outfit -> band of the torso -> its swatch."""
TRIMS_KEPT = frozenset(
    {"hood", "fur_collar", "roll_collar", "mantle_collar", "stand_collar", "mandarin_collar", "cape"}
)
"""What makes a silhouette."""


@dataclass(frozen=True, slots=True)
class Layer:
    """Something worn, or the skin."""

    bands: frozenset[str]
    points: F64  # (V, 3) the cage as it moved it
    swatch: str
    arms: str  # swatch of the sleeves

    def color(self, ring: str) -> str:
        """The swatch of the band below a ring."""
        return self.arms if ring.startswith("arm") else self.swatch


@dataclass(frozen=True, slots=True)
class Paint:
    """What trims leave on the torso: band -> swatch, all round and in front."""

    bands: Mapping[str, str]
    fronts: Mapping[str, str]


_NOTHING: Mapping[str, str] = MappingProxyType({})
_BARE = Paint(_NOTHING, _NOTHING)


def skin(cage: Cage) -> Layer:
    """The body itself."""
    return Layer(frozenset(BANDS), cage.points, "skin", "skin")


def figure(name: str, cage: Cage, layers: Sequence[Layer]) -> dict[str, Cloth]:
    """Torso, arms and legs of an outfit whose later layers lie over the earlier ones."""
    rings = {row: cage.layout.torso_ring(row)[list(_TORSO_COLUMNS)] for row in _TORSO}
    paint = Paint(*(table.get(name, {}) for table in (SASHES, FRONTS)))
    legs = {row: cage.layout.rows[row][list(_LEG_COLUMNS)] for row in _LEG}
    return {
        "top": _tube(cage, layers, rings, {"A": "AM"}, paint),
        "arms": join_sides(_arm(cage, layers)),
        "legs": join_sides(_tube(cage, layers, _with_edges(cage, layers, legs, _LEG_COLUMNS), {})),
    }


def _arm(cage: Cage, layers: Sequence[Layer]) -> Cloth:
    rows = cage.layout.rows
    rings = _with_edges(cage, layers, {row: rows[row][list(_ARM_COLUMNS)] for row in _ARM}, _ARM_COLUMNS)
    rings |= {row: rows[row][list(_PALM_COLUMNS)] for row in ("palm", "knuckles")}
    rings["fingers"] = np.array([rows[ring][corner] for ring, corner in _TIPS])
    cloth = _tube(cage, layers, rings, {"knuckles": "palm"}, widen=_ROUND)
    slim = replace(cloth, chart=cloth.chart * [LIMB_GIRTH["arm"], 1.0])  # as on finer sleeves
    return capped(slim, len(_ARM_COLUMNS))


def _with_edges(cage: Cage, layers: Sequence[Layer], rings: dict[str, I64], columns: Sequence[int]) -> dict[str, I64]:
    """The rings and those at which one garment ends over another, in order."""
    limb, last = next(iter(rings))[:3], int(list(rings)[-1][3:])
    every = [f"{limb}{i}" for i in range(last + 1)]
    edges = {a for a, b in pairwise(every[1:]) if _over(layers, a) is not _over(layers, b)}
    return {ring: cage.layout.rows[ring][list(columns)] for ring in every if ring in rings or ring in edges}


def _over(layers: Sequence[Layer], band: str) -> Layer:
    return next(worn for worn in reversed(layers) if band in worn.bands)


def _tube(
    cage: Cage,
    layers: Sequence[Layer],
    rings: Mapping[str, I64],
    bands: Mapping[str, str],
    paint: Paint = _BARE,
    widen: float = 1.0,
) -> Cloth:
    """A loft through rings of the cage; `bands`: ring -> the band before it, where its name does not say so."""
    steps = list(_steps(layers, list(rings), bands))
    index = np.array([rings[ring] for ring, _, _ in steps])
    points = np.array([over.points[rings[ring]] for ring, _, over in steps])
    middle = points.mean(axis=1, keepdims=True)
    wide = np.array([widen if ring.startswith("arm") else 1.0 for ring, *_ in steps])[:, None, None]
    points = middle + (points - middle) * wide
    active = np.flatnonzero(cage.weights[index].any(axis=(0, 1)))
    names = [paint.bands.get(band) or over.color(ring) for ring, band, over in steps[:-1]]
    cloth = loft(
        points,
        np.linspace(0.0, 1.0, len(points)),
        cage.weights[index][..., active],
        tuple(BONES[i] for i in active),
        tuple(names),
    )
    swatches = cloth.swatches.reshape(-1, index.shape[1]).copy()
    for row, (_, band, _) in enumerate(steps[:-1]):
        if band in paint.fronts:
            swatches[row, [0, -1]] = SWATCH_INDEX[paint.fronts[band]]
    return _outward(replace(cloth, swatches=swatches.reshape(-1)), points)


def _steps(layers: Sequence[Layer], rings: Sequence[str], bands: Mapping[str, str]) -> Iterator[tuple[str, str, Layer]]:
    """Rings from above, twice where a garment ends: with the band that follows and what is worn there."""
    between = [bands.get(b, b if len(b) > 1 else b + a) for a, b in pairwise(rings)]
    for ring, above, below in zip(rings, ["", *between], [*between, ""], strict=True):
        if above and (not below or _over(layers, above) is not _over(layers, below)):
            yield ring, "", _over(layers, above)
        if below:
            yield ring, below, _over(layers, below)


def _outward(cloth: Cloth, points: F64) -> Cloth:
    """The cloth with its faces turned to the outside of the tube (R, C, 3)."""
    corners = cloth.points[cloth.faces].mean(axis=1)
    middles = np.repeat((points[:-1].mean(axis=1) + points[1:].mean(axis=1)) / 2, points.shape[1], axis=0)
    facing = np.einsum("ij,ij->i", triangle_normals(cloth.points, cloth.faces[:, :3]).T, corners - middles)
    return cloth if facing.sum() > 0.0 else replace(cloth, faces=cloth.faces[:, ::-1])
