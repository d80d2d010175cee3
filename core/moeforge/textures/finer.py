"""The enlarging net at work: sheets that are smaller than their cells, and finished textures for close-ups."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Protocol

import numpy as np

from moeforge.errors import ModelError
from moeforge.textures.atlas import CELLS
from moeforge.textures.images import LINEAR_TEXTURES, U8, TextureSet

CRISP = ("iris_left", "iris_right")
"""Sheets with edges to be seen close up. The skin is soft all over: there the net's picture and a bicubic one differ by
less than a level."""
SCALE = 2


class Enlarges(Protocol):
    """What enlarges pictures; `moeforge.models.upscaler.Upscaler` does."""

    def enlarge(self, picture: U8, scale: int) -> U8:
        """(H, W, C) uint8 to (scale H, scale W, C)."""
        ...


def finer_sheets(sheets: Mapping[str, U8], upscaler: Enlarges | None) -> Mapping[str, U8]:
    """The sheets of CRISP doubled if their cells hold as much; the others, and all without an upscaler, as they are."""
    if upscaler is None:
        return sheets
    finer = dict(sheets)
    done: list[tuple[U8, U8]] = []
    for name in CRISP:
        if SCALE * sheets[name].shape[0] <= CELLS[name].width:
            known = [large for small, large in done if np.array_equal(small, sheets[name])]  # eyes of one colour
            finer[name] = known[0] if known else upscaler.enlarge(sheets[name], SCALE)
            done.append((sheets[name], finer[name]))
    return MappingProxyType(finer)


def finer_textures(textures: TextureSet, upscaler: Enlarges | None, scale: int) -> TextureSet:
    """Finished textures `scale` times as large (1 leaves them); masks keep their size, which their layout allows.

    ModelError without an upscaler; BadSpecError for a scale that none makes.
    """
    if scale == 1:
        return textures
    if upscaler is None:
        raise ModelError("no upscaler is loaded; load one, or set texture_scale to 1", field="texture_scale")
    images = {n: p if n in LINEAR_TEXTURES else upscaler.enlarge(p, scale) for n, p in textures.images.items()}
    return replace(textures, images=MappingProxyType(images))
