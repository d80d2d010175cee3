"""From a spec to the hair on the figure: the style grows it from the seed, springs and atlas are attached here."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from moeforge.prior import stream
from moeforge.spec import AvatarSpec
from moeforge.template.hair.anchors import Anchor, anchors
from moeforge.template.hair.solids import Solid, solid_part
from moeforge.template.hair.springs import chain, weights
from moeforge.template.hair.strands import TONES, Strands
from moeforge.template.hair.styles import STYLES
from moeforge.template.part import F64, Chain, Part, Piece
from moeforge.template.proportions import Proportions
from moeforge.textures import atlas


@dataclass(frozen=True, slots=True)
class Hair:
    """Hair on the figure, and what others need to know about it."""

    piece: Piece  # Part "hair" (mesh and material of the hair); tied styles add "hair_ties" (body, swatch ribbon)
    fringe: tuple[F64, ...]  # (K, 2) outlines of the front locks, head space x and y, for the fringe shadow
    anchors: Mapping[str, Anchor]  # see anchors.PLACES


def build_hair(spec: AvatarSpec, proportions: Proportions) -> Hair:
    """The hair of `spec.choices["hair_style"]`, varied by the part seed "hair" and the slider `hair_length`."""
    draw = stream(spec.part_seed("hair"), "hair/locks")
    grown = STYLES[spec.choices["hair_style"]].grow(draw, 1.0 + 0.3 * spec.sliders["hair_length"])
    chains = tuple(chain(s.name, s.points, proportions, s.stiffness) for s in grown.swings)
    parts = (hair_part("hair", grown.strands, chains, proportions), *_ties(grown.solids, proportions))
    return Hair(Piece(parts, chains), grown.outlines, anchors(grown.lift))


def hair_part(name: str, strands: Strands, chains: tuple[Chain, ...], proportions: Proportions) -> Part:
    """Strands as a Part of the hair mesh, in figure space."""
    uvs = np.zeros_like(strands.cell)
    for index, tone in enumerate(TONES):
        mine = strands.tone == index
        uvs[mine] = atlas.uv(tone, strands.cell[mine])
    return Part(
        name, "Hair", "hair", proportions.head_to_figure(strands.positions), strands.normals, uvs, strands.triangles,
        weights(strands, chains),
    )  # fmt: skip


def _ties(solids: tuple[Solid, ...], proportions: Proportions) -> tuple[Part, ...]:
    return (solid_part("hair_ties", solids, proportions),) if solids else ()
