"""From a spec to the hair on the figure: the style grows it from the seed, springs and atlas are attached here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from moeforge.prior import stream
from moeforge.spec import AvatarSpec
from moeforge.template.hair.anchors import Anchor, anchors
from moeforge.template.hair.detail import LEVELS
from moeforge.template.hair.growth import Growth, Tie
from moeforge.template.hair.shine import lit
from moeforge.template.hair.solids import solid_part
from moeforge.template.hair.springs import chain, weights
from moeforge.template.hair.strands import TONES, Strands
from moeforge.template.hair.styles import STYLES
from moeforge.template.hair.tuck import COVERS, lowered, tucked
from moeforge.template.lod import Lod
from moeforge.template.part import F64, Chain, Part, Piece
from moeforge.template.proportions import Proportions
from moeforge.textures import atlas


@dataclass(frozen=True, slots=True)
class Hair:
    """Hair on the figure, and what others need to know about it."""

    piece: Piece  # Part "hair" (none when bald); tied styles add "hair_ties" (mesh Body, swatch ribbon)
    fringe: tuple[F64, ...]  # (K, 2) outlines of the front locks, head space x and y, for the fringe shadow
    anchors: Mapping[str, Anchor]  # see anchors.PLACES
    lod: Lod = Lod.HERO  # of the figure: accessories are as coarse as the hair that they sit on


def build_hair(spec: AvatarSpec, proportions: Proportions, lod: Lod = Lod.HERO) -> Hair:
    """The hair of `spec.choices["hair_style"]`, varied by the part seed "hair" and the slider `hair_length`.

    `lod` chooses a row of `detail.LEVELS`; the silhouette stays. Under a hat the hair lies flat (`tuck`).
    """
    draw = stream(spec.part_seed("hair"), "hair/locks")
    length = 1.0 + 0.3 * spec.sliders["hair_length"]
    style = STYLES[spec.choices["hair_style"]]
    cover = next((COVERS[name] for name in spec.accessories if name in COVERS), None)
    grown = (lowered(style) if cover else style).grow(draw, length, LEVELS[lod])
    if cover:
        grown = tucked(grown, cover)
    chains = tuple(chain(s.name, s.points, proportions, s.stiffness) for s in grown.swings)
    parts = [hair_part("hair", grown.strands, chains, proportions)] if grown.strands else []
    parts += [_ties(grown.ties, chains, proportions)] if grown.ties else []
    return Hair(Piece(tuple(parts), chains), grown.outlines, anchors(grown.lift, _points(grown)), lod)


def _points(grown: Growth) -> F64:
    return grown.strands.positions if grown.strands else np.zeros((0, 3))


def hair_part(name: str, strands: Strands, chains: tuple[Chain, ...], proportions: Proportions) -> Part:
    """Strands as a Part of the hair mesh, in figure space."""
    uvs = atlas.uv_by(TONES, strands.tone, strands.cell)
    return Part(
        name, "Hair", "hair", proportions.head_to_figure(strands.positions),
        lit(strands.positions, strands.normals, strands.cell[:, 1], strands.tone), uvs, strands.triangles,
        weights(strands.chain, strands.along, chains),
    )  # fmt: skip


def _ties(ties: Sequence[Tie], chains: tuple[Chain, ...], proportions: Proportions) -> Part:
    part = solid_part("hair_ties", (t.solid for t in ties), proportions)
    sizes = [len(t.solid.positions) for t in ties]
    on, along = (np.repeat(column, sizes) for column in np.array([(t.chain, t.along) for t in ties]).T)
    return replace(part, weights=weights(on.astype(np.int64), along, chains))
