"""An outfit of the catalogue on one figure: its parts in the T-pose, what it covers, its colours."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from moeforge.spec import AvatarSpec
from moeforge.template.body import rings
from moeforge.template.body.cage import Cage
from moeforge.template.body.layout import FOOT_BANDS
from moeforge.template.body.measures import Measures
from moeforge.template.outfits.cloth import Cloth, join, to_part
from moeforge.template.outfits.drape import Chart
from moeforge.template.outfits.legwear import LEGWEAR, legwear
from moeforge.template.outfits.palette import PALETTES, Colors
from moeforge.template.outfits.shoe import SHOES, shoes
from moeforge.template.outfits.skirt import SkirtCut, SkirtFrame, skirt
from moeforge.template.outfits.top import TOPS, top
from moeforge.template.outfits.wardrobe import OUTFITS, SKIRTS, TRIMS, OutfitRow
from moeforge.template.part import Chain, Piece
from moeforge.template.proportions import Proportions


@dataclass(frozen=True, slots=True)
class Outfit:
    """Clothes and shoes of one figure."""

    piece: Piece  # parts of mesh "Body", material "body", in the T-pose; chains of skirts
    hidden: frozenset[str]  # body bands (body.layout.BANDS) that no pose shows: leave them out of the skin
    palette: Mapping[str, str]  # swatch of textures.atlas.SWATCHES -> "#rrggbb", those that the parts use


def build_outfit(spec: AvatarSpec, proportions: Proportions, cage: Cage, level: int = 1) -> Outfit:
    """The outfit `spec.choices["outfit"]` on the body `cage` (of the same proportions).

    `level` 0 leaves out the subdivision of cloth and rounds the shoes less: about half the triangles.
    """
    name = spec.choices["outfit"]
    row = OUTFITS[name]
    cloths = _upper(row, cage, level) | {leg: legwear(LEGWEAR[leg], cage, level) for leg in row.legs}
    ankle = Measures(proportions).leg_joint(rings.ANKLE)[[0, 2]]
    cloths["shoes"] = shoes(SHOES[row.shoes], ankle, columns=16 if level else 10)
    chains: tuple[Chain, ...] = ()
    if row.skirt:
        cut = SKIRTS[row.skirt]
        cloths["skirt"], chains = skirt(cut, _frame(cut, Measures(proportions), cage))
    parts = tuple(to_part(name, cloth, proportions) for name, cloth in cloths.items())
    return Outfit(Piece(parts, chains), covered(row), MappingProxyType(PALETTES[name](Colors.of(spec))))


def _upper(row: OutfitRow, cage: Cage, level: int) -> dict[str, Cloth]:
    """The top and what is laid over it."""
    made = top(TOPS[row.top], cage, level)
    chart = Chart.of(made)
    return {"top": made.cloth, "trims": join([TRIMS[name](chart) for name in row.trims])}


def _frame(cut: SkirtCut, m: Measures, cage: Cage) -> SkirtFrame:
    waist = cage.torso_row("W")
    waist_y, hem_y = float(waist[:, 1].mean()), float(m.height(cut.hem))
    length = (waist_y - hem_y) / (rings.TORSO["W"].y - cut.hem)
    return SkirtFrame(
        waist_y=waist_y + cut.waist_rise,
        hem_y=hem_y,
        centre_z=float(waist[:, 2].min() + waist[:, 2].max()) / 2,
        girth=max(m.torso, float(waist[:, 0].max()) / rings.TORSO["W"].width),
        spread=length**0.5,
    )


def covered(row: OutfitRow) -> frozenset[str]:
    """Body bands under the cloth; the last band at each opening stays, for one can look into it."""
    upper = TOPS[row.top].bands - {"SN", f"arm{len(TOPS[row.top].sleeve)}"}
    return upper.union(*(LEGWEAR[leg].covers for leg in row.legs)) | frozenset(FOOT_BANDS)
