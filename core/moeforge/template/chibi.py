"""The built-in template: a spec becomes a chibi figure of head, hair, body, outfit and accessories, unpainted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from moeforge.spec import AvatarSpec
from moeforge.template.accessories import ACCESSORIES, accessory_palette, following
from moeforge.template.body.build import body_part
from moeforge.template.body.cage import cage
from moeforge.template.body.skeleton import skeleton
from moeforge.template.hair import build_hair
from moeforge.template.head import Head, build_head, poses_of
from moeforge.template.head.brows_over import brought_forward
from moeforge.template.lod import lod_of
from moeforge.template.outfits.build import build_outfit
from moeforge.template.part import F64, Bone, Piece
from moeforge.template.proportions import Proportions
from moeforge.textures.decal import Patch
from moeforge.textures.weave import Weave

VERSION = "chibi-8"
"""Part of every avatar's id: changes whenever the same spec gives other geometry or other paint."""
SKIN_LEVEL = 0
"""Of the bare skin: the cage's own points lie on the limit surface already, so a finer one costs triangles unseen."""


@dataclass(frozen=True, slots=True)
class Figure:
    """An unpainted figure and what its painting needs."""

    proportions: Proportions
    bones: tuple[Bone, ...]
    piece: Piece
    fringe: tuple[F64, ...]  # outlines of the front locks in the unit square of the cell "face"
    palette: Mapping[str, str]  # swatch of the body image -> "#rrggbb"
    weaves: Mapping[str, Weave]  # swatch of the body image -> the pattern woven into it
    eye_height: float  # HH above the head bone
    eye_depth: float  # HH in front of the head bone
    patch: Patch | None = None  # where the user's picture is printed


def build_figure(spec: AvatarSpec, expression_sets: Sequence[str] = ("vrm",), lod: str = "hero") -> Figure:
    """Build every part of the figure; deterministic, no file or model is read but template data.

    `expression_sets`: keys of head.POSE_SETS, whose faces become morphs; `lod`: a key of lod.LODS. UnknownTraitError
    for any other.
    """
    level = lod_of(lod)
    proportions = Proportions.of(spec)
    body = cage(proportions)
    poses = poses_of(expression_sets)
    head = build_head(spec, proportions, poses, level)
    hair = build_hair(spec, proportions, level)
    face = _brows_over(head.piece, hair.piece) if spec.has("brows_over_hair") else head.piece
    outfit = build_outfit(spec, proportions, body, level)
    worn = [ACCESSORIES[name](spec, proportions, hair) for name in spec.accessories if name in ACCESSORIES]
    worn = [following(piece, spec, proportions, face.parts[0], poses) for piece in worn]
    bones = skeleton(proportions, head.eye_pivots)
    place = {bone.name: bone.position for bone in bones}
    gaze = (place["leftEye"] + place["rightEye"]) / 2 - place["head"]
    skin = body_part(body, outfit.hidden, SKIN_LEVEL)
    return Figure(
        proportions=proportions,
        bones=bones,
        piece=sum([face, hair.piece, Piece((skin,)), outfit.piece, *worn], Piece()),
        fringe=_charted(head, hair.fringe),
        palette={**accessory_palette(spec), **outfit.palette},
        weaves=outfit.weaves,
        eye_height=float(gaze[1]),
        eye_depth=float(gaze[2]),
        patch=outfit.patch,
    )


def _charted(head: Head, outlines: Sequence[F64]) -> tuple[F64, ...]:
    """Outlines (K, 2) of the front view in the unit square of the cell `face`."""
    if not outlines:
        return ()
    ends = np.cumsum([len(outline) for outline in outlines])
    return tuple(np.split(head.face_uv(np.concatenate(list(outlines))), ends[:-1]))


def _brows_over(face: Piece, hair: Piece) -> Piece:
    """The face with its brows before the hair."""
    locks = [p for p in hair.parts if p.mesh == "Hair"]
    return Piece(tuple(brought_forward(p, locks) if p.name == "brow" else p for p in face.parts), face.chains)
