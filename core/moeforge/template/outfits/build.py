"""An outfit of the catalogue on one figure: its parts in the T-pose, what it covers, its colours."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from moeforge.spec import AvatarSpec
from moeforge.template.body import rings
from moeforge.template.body.cage import Cage
from moeforge.template.body.layout import BANDS, FOOT_BANDS
from moeforge.template.body.measures import Measures
from moeforge.template.lod import Lod
from moeforge.template.outfits import tiny
from moeforge.template.outfits.cloth import Cloth, join, to_part
from moeforge.template.outfits.decal import decal, place_of, swatch_of
from moeforge.template.outfits.detail import DETAILS, Detail
from moeforge.template.outfits.drape import Chart
from moeforge.template.outfits.legwear import LEGWEAR, legwear, side_stripes
from moeforge.template.outfits.legwear import unhemmed as legs_of
from moeforge.template.outfits.palette import PALETTES
from moeforge.template.outfits.panels import panel
from moeforge.template.outfits.shoe import SHOES, shoes
from moeforge.template.outfits.skirt import SkirtCut, SkirtFrame, skirt
from moeforge.template.outfits.skirts import SKIRTS
from moeforge.template.outfits.tones import WHITE, Colors, apart, deeper
from moeforge.template.outfits.top import sleeve_stripes, top
from moeforge.template.outfits.top import unhemmed as top_of
from moeforge.template.outfits.tops import TOPS
from moeforge.template.outfits.trimmings import EXTRAS, PANELS, TRIMS
from moeforge.template.outfits.wardrobe import BUSY, OUTFITS, PRINTS, SIZES, OutfitRow
from moeforge.template.part import Chain, Piece
from moeforge.template.proportions import Proportions
from moeforge.textures.decal import Patch
from moeforge.textures.weave import PATTERNS, Weave


@dataclass(frozen=True, slots=True)
class Outfit:
    """Clothes and shoes of one figure."""

    piece: Piece  # parts of mesh "Body", material "body", in the T-pose; chains of skirts
    hidden: frozenset[str]  # body bands (body.layout.BANDS) that no pose shows: leave them out of the skin
    palette: Mapping[str, str]  # swatch of textures.atlas.SWATCHES -> "#rrggbb", those that the parts use
    weaves: Mapping[str, Weave]  # swatch -> the pattern woven into it
    patch: Patch | None = None  # where the user's picture is printed


def build_outfit(spec: AvatarSpec, proportions: Proportions, cage: Cage, lod: Lod = Lod.HERO) -> Outfit:
    """The outfit `spec.choices["outfit"]` on the body `cage` (of the same proportions).

    `lod` chooses the row of DETAILS.
    """
    detail = DETAILS[lod]
    name = spec.choices["outfit"]
    place = place_of(spec)
    lost = PRINTS if spec.choices["pattern"] in BUSY else frozenset[str]()
    row = OUTFITS[name].without(lost.union(place.instead if place else ()))
    skirts, chains = _skirt(row, proportions, cage, detail)
    cloths, chart = _crowd(name, row, cage, detail) if lod == Lod.TINY else _garments(row, cage, detail)
    cloths, patch = cloths | skirts, None
    if place:
        cloths["decal"], patch = decal(chart, place, swatch_of(spec))
    parts = tuple(to_part(name, cloth, proportions) for name, cloth in cloths.items())
    palette = PALETTES[name](Colors.of(spec))
    weaves = woven_in(row, spec.choices["pattern"], palette, spec.colors["clothes_accent"])
    hidden = frozenset(BANDS) - tiny.SHOWN if lod == Lod.TINY else covered(row)
    return Outfit(Piece(parts, chains), hidden, MappingProxyType(palette), MappingProxyType(weaves), patch)


def woven_in(row: OutfitRow, pattern: str, palette: Mapping[str, str], accent: str) -> dict[str, Weave]:
    """What each swatch is made of: its fabric, and the pattern where the outfit takes one, in a thread that shows."""
    plain = {swatch: Weave(fabric=fabric) for swatch, fabric in row.fabrics.items()}
    if pattern not in PATTERNS:
        return plain
    threads = {swatch: apart(palette[swatch], accent, WHITE, deeper(palette[swatch], 0.3)) for swatch in row.patterned}
    return plain | {
        swatch: Weave(pattern, threads[swatch], *SIZES[piece], fabric=row.fabrics.get(swatch, ""))
        for swatch, piece in row.patterned.items()
    }


def _crowd(name: str, row: OutfitRow, cage: Cage, detail: Detail) -> tuple[dict[str, Cloth], Chart]:
    """All but the skirt, at the coarsest level of detail, with the skin that shows, and the outer top's chart."""
    cuts = [TOPS[cut] for cut in (row.top, row.over) if cut]
    shells = [top_of(cut, cage, 0) for cut in cuts]
    legs = [LEGWEAR[leg] for leg in row.legs]
    layers = [tiny.skin(cage)]
    if row.skirt:
        under = SKIRTS[row.skirt]
        layers.append(tiny.Layer(under.covers, cage.points, under.top, under.top))
    layers += [tiny.Layer(cut.bands, legs_of(cut, cage, 0).moved, cut.swatch, cut.swatch) for cut in legs]
    layers += [
        tiny.Layer(cut.bands, made.moved, cut.swatch, cut.sleeve_swatch or cut.swatch)
        for cut, made in zip(cuts, shells, strict=True)
    ]
    cloths = tiny.figure(name, cage, layers)
    chart = Chart.of(shells[-1], detail.thin)
    if trims := [TRIMS[trim](chart) for trim in row.trims if trim in tiny.TRIMS_KEPT]:
        cloths["trims"] = join(trims)
    return cloths | {"shoes": _shoes(row, cage, detail)}, chart


def _garments(row: OutfitRow, cage: Cage, detail: Detail) -> tuple[dict[str, Cloth], Chart]:
    """All but the skirt, and the outer top's chart."""
    cuts = [TOPS[name] for name in (row.top, row.over) if name]
    made = [top(cut, cage, detail) for cut in cuts]
    chart = Chart.of(made[-1], detail.thin)
    cloths = {name: shell.cloth for name, shell in zip(("top", "over"), made, strict=False)}
    if row.trims:
        cloths["trims"] = join([TRIMS[name](chart) for name in row.trims])
    if stripes := sleeve_stripes(cuts[-1], made[-1], min(detail.level, cuts[-1].level)):
        cloths["sleeve_stripes"] = stripes
    extras = {name: EXTRAS[name](cage, detail) for name in row.extras}
    return cloths | extras | _lower(row, cage, detail), chart


def _lower(row: OutfitRow, cage: Cage, detail: Detail) -> dict[str, Cloth]:
    """Legwear and shoes."""
    cloths = {leg: legwear(LEGWEAR[leg], cage, detail) for leg in row.legs}
    stripes = {f"{leg}_stripe": s for leg in row.legs if (s := side_stripes(LEGWEAR[leg], cage))}
    return cloths | stripes | {"shoes": _shoes(row, cage, detail)}


def _shoes(row: OutfitRow, cage: Cage, detail: Detail) -> Cloth:
    brevity = detail.short + (detail.thin > 2)
    cut = SHOES[row.shoes]
    worn = SHOES["loafers"] if cut.thong and brevity > 1 else cut
    return shoes(worn, Measures(cage.proportions), detail.shoe, brevity)


def _skirt(
    row: OutfitRow, proportions: Proportions, cage: Cage, detail: Detail
) -> tuple[dict[str, Cloth], tuple[Chain, ...]]:
    """The skirt, the panels over it, its chains."""
    if not row.skirt:
        return {}, ()
    cut = SKIRTS[row.skirt]
    frame = _frame(cut, Measures(proportions), cage)
    cloth, chains = skirt(cut, frame, detail.folds)
    cloths = {"skirt": cloth}
    if row.panels:
        cloths["panels"] = join(
            [panel(PANELS[name], cut, frame, detail.folds) for name in row.panels[: 1 if detail.folds > 1 else None]]
        )
    return cloths, chains


def _frame(cut: SkirtCut, m: Measures, cage: Cage) -> SkirtFrame:
    waist = cage.torso_row("W")
    waist_y, hem_y = float(waist[:, 1].mean()), float(m.height(cut.hem))
    own = float(waist[:, 0].max()) / rings.TORSO["W"].width
    girth = max(m.torso, own)
    deep = float(np.ptp(waist[:, 2])) / (rings.TORSO["W"].front_z + rings.TORSO["W"].back_z)
    rise = (
        cut.waist_rise * float(cage.torso_row("R")[:, 1].mean() - waist_y) / (rings.TORSO["R"].y - rings.TORSO["W"].y)
    )
    length = (waist_y - hem_y) / (rings.TORSO["W"].y - cut.hem)
    return SkirtFrame(
        waist_y=waist_y + rise,
        hem_y=hem_y,
        knee_y=float(m.height(rings.KNEE[1])),
        centre_z=float(waist[:, 2].min() + waist[:, 2].max()) / 2,
        girth=girth,
        slim=own / girth,
        shallow=min(1.0, deep / girth),
        spread=length**0.5 * max(1.0, m.hips) ** 1.5,
    )


def covered(row: OutfitRow) -> frozenset[str]:
    """Body bands under the cloth; the last band at each opening that no lining closes stays: one can look into it."""
    tops = [TOPS[name] for name in (row.top, row.over) if name]
    upper = frozenset[str]().union(*(t.covers for t in tops))
    hanging = SKIRTS[row.skirt].covers if row.skirt else frozenset[str]()
    return upper.union(hanging, *(LEGWEAR[leg].covers for leg in row.legs)) | frozenset(FOOT_BANDS)
