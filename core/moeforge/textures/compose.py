"""Sheets and spec to the finished images of one avatar."""

from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from types import MappingProxyType

from moeforge.spec import AvatarSpec
from moeforge.template.part import F64
from moeforge.textures.atlas import SWATCHES
from moeforge.textures.body import NO_WEAVES, body_images
from moeforge.textures.face import face_image
from moeforge.textures.hair import hair_image
from moeforge.textures.images import U8, TextureSet
from moeforge.textures.outline import face_outline
from moeforge.textures.parts import parts_image
from moeforge.textures.weave import Weave


def compose(
    spec: AvatarSpec,
    sheets: Mapping[str, U8],
    fringe: Sequence[F64],
    palette: Mapping[str, str],
    weaves: Mapping[str, Weave] = NO_WEAVES,
    hidden: Collection[str] = (),
) -> TextureSet:
    """Lay an avatar's sheets out as the atlas images and paint what no sheet holds.

    `sheets`: skin, iris_left, iris_right, trim, each square (S, S, 3) uint8 sRGB of any size. `fringe`:
    outlines (K, 2) of the front locks in the unit square of the cell `face`. `palette`: swatch -> "#rrggbb";
    the swatch `skin` is taken from the skin sheet, so that face and neck meet without a seam.
    `weaves`: swatch -> the pattern woven into it. `hidden`: cells of the hair that no triangle shows.
    """
    with ThreadPoolExecutor(1, "moeforge-face") as beside:  # enlarging and filling run outside Python's lock
        face = beside.submit(face_image, spec, sheets["skin"], fringe)
        others = _others(spec, sheets, palette, weaves, hidden)
    bare = (frozenset(SWATCHES) - {"skin", *palette}).union(hidden)
    return TextureSet(MappingProxyType({"face": face.result(), **others}), bare)


def _others(
    spec: AvatarSpec,
    sheets: Mapping[str, U8],
    palette: Mapping[str, str],
    weaves: Mapping[str, Weave],
    hidden: Collection[str],
) -> dict[str, U8]:
    """All images but the face's."""
    body, body_shade = body_images(sheets["skin"], palette, weaves)
    return {
        "parts": parts_image(spec, sheets),
        "hair": hair_image(spec, hidden),
        "body": body,
        "body_shade": body_shade,
        "face_outline": face_outline(),
    }
