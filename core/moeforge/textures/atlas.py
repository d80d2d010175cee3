"""Where every painted thing lies: the one contract between painter, generator, composer and template.

Four images (one per material), each cut into cells. A cell has its own unit square (u right, v down); `uv` maps it into
the image, keeping 1.5 texels off the border so that neighbours never bleed in.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import numpy as np

from moeforge.template.part import F64, I64


@dataclass(frozen=True, slots=True)
class Cell:
    """A rectangle of an image, in texels of its design size."""

    image: str
    x: int
    y: int
    width: int
    height: int


IMAGES: Mapping[str, tuple[int, int]] = MappingProxyType(
    {"face": (1024, 1024), "parts": (512, 512), "hair": (512, 512), "body": (512, 512)}
)
"""Image name -> (width, height) in texels; `face` is the head's chart (see `face_chart`)."""

INSET = 1.5


def _grid(image: str, names: tuple[str, ...], size: int, columns: int, origin: tuple[int, int]) -> dict[str, Cell]:
    """Cells of `size` texels, row by row."""
    x, y = origin
    return {n: Cell(image, x + i % columns * size, y + i // columns * size, size, size) for i, n in enumerate(names)}


SWATCHES = (
    "skin", "main", "accent", "trim", "bottom", "socks", "shoes", "sole",
    "ribbon", "button", "shirt", "dark", "fur", "fur_inner", "frame", "extra",
)  # fmt: skip
"""Flat or patterned cells of the body image: u runs round the body, v from the top of the piece (0) to its hem (1)."""

CELLS: Mapping[str, Cell] = MappingProxyType(
    {
        "face": Cell("face", 0, 0, 1024, 1024),
        # the iris fills its cell as the ellipse inscribed in it; the same picture on both eyes, never mirrored
        "iris_left": Cell("parts", 0, 0, 256, 256),
        "iris_right": Cell("parts", 256, 0, 256, 256),
        "white": Cell("parts", 0, 256, 128, 128),  # u inner corner 0 .. outer 1, v lid 0 .. bottom 1
        "cavity": Cell("parts", 128, 256, 128, 128),  # v lips 0 .. throat 1
        "tongue": Cell("parts", 256, 256, 64, 64),
        "teeth": Cell("parts", 320, 256, 64, 64),
        "lash": Cell(
            "parts", 0, 384, 256, 64
        ),  # u inner 0 .. outer 1, v top edge 0 .. lid edge 1; lower lash, crease too
        "brow": Cell("parts", 256, 384, 256, 64),  # u inner 0 .. outer 1, v top 0 .. bottom 1
        "lip_line": Cell("parts", 0, 448, 128, 64),  # u along, v across
        "lid_rim": Cell("parts", 128, 448, 128, 64),
        "ear": Cell("parts", 384, 256, 128, 128),
        # drawings of the expression set `anime`
        "tear": Cell("parts", 256, 320, 64, 64),  # the drop's bounding box
        "mark": Cell("parts", 320, 320, 64, 32),
        "spark": Cell("parts", 320, 352, 32, 32),
        "ink": Cell("parts", 352, 352, 32, 32),
        # hair: three tone columns and a dark one; u across the lock, v root 0 .. tip 1
        "hair_mid": Cell("hair", 0, 0, 128, 512),
        "hair_light": Cell("hair", 128, 0, 128, 512),
        "hair_deep": Cell("hair", 256, 0, 128, 512),
        "hair_inner": Cell("hair", 384, 0, 16, 512),  # cap and inner layer, flat and darker, no highlight
        # hair without locks: u there and back in stretches round the head, v crown 0 .. hairline 1
        "hair_coil": Cell("hair", 400, 0, 112, 400),
        "hair_stubble": Cell("hair", 400, 400, 112, 112),
        **_grid("body", SWATCHES, 128, 4, (0, 0)),
    }
)


def uv(cell: str, points: F64) -> F64:
    """Unit-square points (..., 2) of a cell to UVs of its image (..., 2), clipped to the cell's inset rectangle."""
    low, span, size = _inset(cell)
    return (low + np.minimum(np.maximum(points, 0.0), 1.0) * span) / size


def uv_by(cells: tuple[str, ...], which: I64, points: F64) -> F64:
    """As `uv`, each point (N, 2) in the cell `cells[which]`, `which` (N,)."""
    low, span = _corners(cells)
    return low.take(which, axis=0) + span.take(which, axis=0) * np.minimum(np.maximum(points, 0.0), 1.0)


@cache
def _corners(cells: tuple[str, ...]) -> tuple[F64, F64]:
    """First corner and extent of cells in UVs, (C, 2) each."""
    low, high = (np.array([uv(cell, np.array(corner)) for cell in cells]) for corner in ((0.0, 0.0), (1.0, 1.0)))
    return low, high - low


@cache
def _inset(cell: str) -> tuple[F64, F64, F64]:
    """Corner and extent of a cell without its border in texels, and the size of its image: (2,) each."""
    c = CELLS[cell]
    low, span = (c.x + INSET, c.y + INSET), (c.width - 2 * INSET, c.height - 2 * INSET)
    return np.array(low), np.array(span), np.array(IMAGES[c.image], np.float64)


def face_chart(phi: F64, t: F64) -> F64:
    """Head chart to the unit square of the cell `face`: phi in radians (0 in front), t as in RECIPE section 2."""
    return np.stack([0.5 + phi / 3.5, (0.95 - t) / 1.10], axis=-1)
