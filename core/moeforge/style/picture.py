"""A style picture to its StyleParams: palette by weighted k-means in OKLab, lightness quantiles, roughness."""

from itertools import pairwise
from typing import Protocol

import numpy as np
from PIL import Image, ImageOps

from moeforge.errors import BadSpecError
from moeforge.painter.carriers import SIDE as READ_SIDE
from moeforge.style.lab import lab_of, srgb_of
from moeforge.style.params import COLORS, QUANTILES, SCALES, StyleParams
from moeforge.textures.images import U8, Floats

SIDE = 128
"""Longest side at which colours are counted."""
BIN = 0.05
"""Width of a bin in OKLab."""
LEAST_SHARE = 0.0015
"""Bins that hold less of the picture are specks and JPEG noise."""
ROUGH = 0.085
"""Standard deviation of the strokes' lightness that counts as fully rough."""
_LIGHT = np.array([0.7, 1.0, 1.0], np.float32)
"""Lightness counts less than hue when colours are grouped."""


class Reads(Protocol):
    """What reads how a picture is drawn; `moeforge.models.stylist.Stylist` does."""

    def code(self, picture: U8) -> tuple[int, ...]:
        """CODE strengths, 0..255, of (carriers.SIDE, carriers.SIDE, 3) uint8 sRGB."""
        ...


def style_from_picture(pixels: U8, stylist: Reads | None = None) -> StyleParams:
    """The style of a picture: (H, W), or (H, W, 1 to 4) uint8 sRGB, straight alpha; BadSpecError for other arrays.

    With a reader also how it is drawn.
    """
    picture = Image.fromarray(_rgba(pixels), "RGBA")
    small = picture.copy()
    small.thumbnail((SIDE, SIDE), Image.Resampling.BOX)
    colors = _opaque(np.asarray(small))
    labs = lab_of(colors)
    points, weights = _bins(labs)
    palette, shares = _grouped(points, weights)
    texture, scale = _roughness(picture)
    code = stylist.code(read_view(picture)) if stylist else ()
    return StyleParams(_quantiles(labs[:, 0]), texture, scale, _rows(palette, shares), code)


def read_view(picture: Image.Image) -> U8:
    """The middle of a picture as a reader sees it, (carriers.SIDE, carriers.SIDE, 3), on white."""
    white = Image.new("RGBA", picture.size, "white")
    flat = Image.alpha_composite(white, picture).convert("RGB")
    return np.asarray(ImageOps.fit(flat, (READ_SIDE, READ_SIDE), Image.Resampling.BOX))


def _rgba(pixels: U8) -> U8:
    shape = pixels.shape
    if pixels.dtype != np.uint8 or len(shape) not in (2, 3) or not all(shape) or (len(shape) == 3 and shape[2] > 4):
        raise BadSpecError(
            f"a style picture is (H, W, 3 or 4) uint8, not {shape} {pixels.dtype}", field="style_picture"
        )
    grey = pixels.reshape(*shape[:2], -1)
    color = grey[..., :3] if grey.shape[2] >= 3 else np.repeat(grey[..., :1], 3, axis=2)
    alpha = grey[..., -1:] if grey.shape[2] in (2, 4) else np.full_like(grey[..., :1], 255)
    return np.ascontiguousarray(np.concatenate([color, alpha], axis=2))


def _opaque(rgba: U8) -> U8:
    """(N, 3) colours that can be seen; white when nothing can."""
    seen = rgba[rgba[..., 3] >= 128][:, :3]
    return seen if len(seen) else np.full((1, 3), 255, np.uint8)


def _bins(labs: Floats) -> tuple[Floats, Floats]:
    """Mean colour and share of every cube of side BIN that is not a speck."""
    cells = np.floor(labs / BIN).astype(np.int64) + 64
    _, index, counts = np.unique(cells @ [1 << 14, 1 << 7, 1], return_inverse=True, return_counts=True)
    sums = np.stack([np.bincount(index.ravel(), labs[:, i]) for i in range(3)], axis=1)
    keep = counts >= min(LEAST_SHARE * len(labs), counts.max())
    return (sums[keep] / counts[keep, None]).astype(np.float32), (counts[keep] / len(labs)).astype(np.float32)


def _grouped(points: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """At most COLORS groups: seeds far from each other, then Lloyd's steps. Colourful bins count a little more."""
    weights = weights * (0.25 + np.hypot(points[:, 1], points[:, 2]) / 0.08)
    centres = _seeds(points, weights)
    for _ in range(8):
        nearest = _distances(points, centres).argmin(axis=1)
        mass = np.bincount(nearest, weights, len(centres))
        sums = np.stack([np.bincount(nearest, weights * points[:, i], len(centres)) for i in range(3)], axis=1)
        centres = np.where(mass[:, None] > 0, sums / np.maximum(mass, 1e-9)[:, None], centres).astype(np.float32)
    nearest = _distances(points, centres).argmin(axis=1)
    return centres, np.bincount(nearest, weights, len(centres)).astype(np.float32)


def _seeds(points: Floats, weights: Floats) -> Floats:
    chosen = [int(np.argmax(weights))]
    for _ in range(min(COLORS, len(points)) - 1):
        far = _distances(points, points[chosen]).min(axis=1) * np.sqrt(weights)
        chosen.append(int(np.argmax(far)))
    return points[chosen]


def _distances(points: Floats, centres: Floats) -> Floats:
    return np.linalg.norm((points[:, None] - centres[None]) * _LIGHT, axis=2)


def _rows(palette: Floats, shares: Floats) -> tuple[tuple[int, int, int, int], ...]:
    """COLORS rows of sRGB and weight (the heaviest 255), padded with weightless black."""
    order = np.argsort(-shares, kind="stable")
    weights = np.rint(255 * shares[order] / shares.max()).astype(int)
    rows = [(int(r), int(g), int(b), int(w)) for (r, g, b), w in zip(srgb_of(palette[order]), weights, strict=True)]
    return tuple(rows + [(0, 0, 0, 0)] * (COLORS - len(rows)))


def _quantiles(lightness: Floats) -> tuple[int, ...]:
    values = np.quantile(lightness, np.linspace(0.0, 1.0, QUANTILES))
    return tuple(int(v) for v in np.clip(np.rint(255 * np.maximum.accumulate(values)), 0, 255))


def _roughness(picture: Image.Image) -> tuple[int, int]:
    """Strength of the strokes (0..255), and the octave that holds most of them; (0, 0) for tiny or smooth pictures."""
    grey = picture.convert("L")
    grey.thumbnail((512, 512), Image.Resampling.BOX)
    levels = [grey]
    while len(levels) <= SCALES and min(levels[-1].size) >= 4:
        levels.append(levels[-1].reduce(2))
    bands = [_band(fine, coarse) for fine, coarse in pairwise(levels)]
    if not bands:
        return 0, 0
    return int(np.clip(255 * max(bands) / ROUGH, 0, 255)), int(np.argmax(bands))


def _band(fine: Image.Image, coarse: Image.Image) -> float:
    """Spread of what one halving of the resolution takes away; the median of blocks, so that flat parts count."""
    smooth = coarse.resize(fine.size, Image.Resampling.BILINEAR)
    rest = (np.asarray(fine, np.float32) - np.asarray(smooth, np.float32)) / 255
    rows, columns = (max(1, side // 16) for side in rest.shape)
    blocks = [b.std() for strip in np.array_split(rest, rows) for b in np.array_split(strip, columns, axis=1)]
    return float(np.median(blocks))
