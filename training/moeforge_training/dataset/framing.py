"""Which square of a picture to keep: by a given box, by what stands out, by the face in a scene, or not at all.

The method that was used is written beside every picture, so that nobody mistakes a guess for knowledge: `given` is the
caller's box; `alpha` and `border` are the box of what differs from a transparent or plain ground; `...-head` is its
upper part above the narrowest place (a standing figure); `face` is the square round what the picture reader takes for
a face, asked only where nothing stands out from a plain ground (there the content's box is steadier from picture to
picture); `centre-of-mass` is only where most of the drawing's contrast lies; `whole` is the picture as it is.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from moeforge.errors import NoFaceError
from moeforge.understand.picture.crop import square
from moeforge.understand.picture.sight import find
from moeforge_training.dataset.options import CropRule

F64 = NDArray[np.float64]
Mask = NDArray[np.bool_]
Box = tuple[float, float, float, float]
"""x, y, width, height in pixels of the upright picture."""

WORK = 256
"""Longer side of the small copy that is looked at."""
SEEN = 512
"""Longer side of the copy in which a face is looked for."""
GROUND = 24
"""Channel difference (8-bit) from the border colour at which drawing begins."""
PLAIN = 0.85
"""Share of border pixels that must have the border colour for it to count as a plain ground."""
FILLED = 0.6
"""A square picture whose content takes this share of its side is well framed already."""
TALL = 1.5
"""Content higher than this times its width is taken for a figure, not a portrait."""


@dataclass(frozen=True, slots=True)
class Crop:
    """A square, top left corner and side in pixels of the upright picture; it may overhang and is then filled."""

    x: int
    y: int
    side: int
    method: str
    fill: tuple[int, int, int] | None = None  # sRGB of a plain ground; None: the chosen background


@dataclass(frozen=True, slots=True)
class _Content:
    mask: Mask  # (h, w) of the small copy: where something is drawn
    method: str
    fill: tuple[int, int, int] | None


def frame(image: Image.Image, box: Box | None, rule: CropRule, margin: float) -> Crop:
    """The square to keep of an upright RGB or RGBA picture."""
    small = _small(image, WORK)
    content = _by_alpha(small) or _by_border(small)
    fill = content.fill if content else _mean_border(small)
    if box is not None:
        return _given(box, fill)
    if rule == "whole":
        return _padded(image.size, fill)
    if content is None or not content.mask.any():
        return _faced(image, fill) or _heaviest(image.size, small, fill)
    bounds = _bounds(content.mask)
    if rule == "auto" and _well_framed(image.size, content.mask.shape, bounds):
        return Crop(0, 0, min(image.size), "whole", fill)
    return _around(image.size, content, bounds, margin)


def _small(image: Image.Image, side: int) -> NDArray[np.int16]:
    """(h, w, 4) copy, longer side at most `side`; colour under full transparency is black."""
    scale = min(1.0, side / max(image.size))
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    step = max(1, int(0.5 / scale))
    reduced = image.reduce(step) if step > 1 else image
    return np.asarray(reduced.resize(size, Image.Resampling.BOX).convert("RGBA"), np.int16)


def _rim(small: NDArray[np.int16]) -> NDArray[np.int16]:
    """Pixels of the top, left and right edge (N, 4); a bust usually touches the bottom."""
    return np.concatenate([small[0], small[:, 0], small[:, -1]])


def _by_alpha(small: NDArray[np.int16]) -> _Content | None:
    clear = _rim(small)[:, 3] < 16
    return _Content(small[..., 3] >= 16, "alpha", None) if clear.mean() >= 0.5 else None


def _by_border(small: NDArray[np.int16]) -> _Content | None:
    rim = _rim(small)
    color = np.median(rim, axis=0)
    if (np.abs(rim - color).max(axis=1) <= GROUND / 2).mean() < PLAIN:
        return None
    return _Content(np.abs(small - color).max(axis=2) > GROUND, "border", _rgb(color))


def _mean_border(small: NDArray[np.int16]) -> tuple[int, int, int] | None:
    rim = _rim(small)
    return _rgb(rim.mean(axis=0)) if rim[:, 3].min() > 250 else None


def _rgb(color: NDArray[np.floating]) -> tuple[int, int, int]:
    red, green, blue = (int(v) for v in np.round(color[:3]))
    return red, green, blue


def _given(box: Box, fill: tuple[int, int, int] | None) -> Crop:
    x, y, width, height = box
    side = max(1, round(max(width, height)))
    return Crop(round(x + width / 2 - side / 2), round(y + height / 2 - side / 2), side, "given", fill)


def _padded(size: tuple[int, int], fill: tuple[int, int, int] | None) -> Crop:
    side = max(size)
    return Crop((size[0] - side) // 2, (size[1] - side) // 2, side, "whole", fill)


def _bounds(mask: Mask) -> tuple[int, int, int, int]:
    """Left, top, right, bottom (exclusive) of the content; single specks do not count."""
    rows = np.flatnonzero(mask.sum(axis=1) >= max(1, mask.shape[1] // 100))
    columns = np.flatnonzero(mask.sum(axis=0) >= max(1, mask.shape[0] // 100))
    if not len(rows) or not len(columns):
        rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def _squarish(size: tuple[int, int]) -> bool:
    return max(size) <= 1.02 * min(size)


def _well_framed(size: tuple[int, int], shape: tuple[int, ...], bounds: tuple[int, int, int, int]) -> bool:
    left, top, right, bottom = bounds
    return _squarish(size) and max((right - left) / shape[1], (bottom - top) / shape[0]) >= FILLED


def _around(size: tuple[int, int], content: _Content, bounds: tuple[int, int, int, int], margin: float) -> Crop:
    """The content's box, or its head where it stands tall, squared and centred on its axis of symmetry."""
    left, top, right, bottom = bounds
    method = content.method
    if bottom - top > TALL * (right - left):
        neck = _neck(content.mask[top:bottom, left:right])
        bottom, method = (top + neck, method + "-head")
        columns = np.flatnonzero(content.mask[top:bottom].any(axis=0))
        left, right = int(columns[0]), int(columns[-1]) + 1
    axis = _axis(content.mask[top:bottom, left:right]) + left
    half = max(axis - left, right - axis, (bottom - top) / 2)
    scale = max(size) / max(content.mask.shape)
    side = 2.0 * half * (1.0 + 2.0 * margin) * scale
    wall = (left == 0, top == 0, right == content.mask.shape[1], bottom == content.mask.shape[0])
    centre = (axis * scale, (top + bottom) / 2 * scale)
    return _walled(size, centre, side, wall, Crop(0, 0, 0, method, content.fill))


def _walled(
    size: tuple[int, int], centre: tuple[float, float], side: float, wall: tuple[bool, bool, bool, bool], like: Crop
) -> Crop:
    """Where the drawing runs over the picture's edge the square ends there too: no cut bust floats in its ground."""
    for axis in (0, 1):
        if wall[axis] and wall[axis + 2]:
            side = min(side, size[axis])
    whole = max(1, round(side))
    corner = [round(centre[axis] - side / 2) for axis in (0, 1)]
    for axis in (0, 1):
        if wall[axis + 2]:
            corner[axis] = min(corner[axis], size[axis] - whole)
        if wall[axis]:
            corner[axis] = max(corner[axis], 0)
    return Crop(corner[0], corner[1], whole, like.method, like.fill)


def _neck(mask: Mask) -> int:
    """Row below the head of a standing figure: the narrowest place under the widest row of the upper half.

    Where nothing narrows to 3/4 of the head's width, a square as wide as the figure.
    """
    height, width = mask.shape
    wide = mask.sum(axis=1).astype(float)
    wide = np.convolve(np.pad(wide, 2, mode="edge"), np.ones(5) / 5, mode="valid")
    widest = int(np.argmax(wide[: max(1, int(height * 0.45))]))
    below = wide[widest : int(height * 0.65)]
    if len(below) and below.min() <= 0.75 * wide[widest]:
        return max(4, widest + int(np.argmin(below)))
    return min(height, width)


def _axis(mask: Mask) -> float:
    """x about which the content mirrors best, looked for within a tenth of its width around its centre of mass."""
    columns = mask.sum(axis=0).astype(float)
    width = mask.shape[1]
    middle = float((columns * (np.arange(width) + 0.5)).sum() / columns.sum())
    tries = [round(2 * middle) / 2 + step / 2 for step in range(-width // 10, width // 10 + 1)]
    scores = [_mirrored(mask, axis) - 0.2 * abs(axis - middle) / width for axis in tries]
    return tries[int(np.argmax(scores))]


def _mirrored(mask: Mask, axis: float) -> float:
    """Overlap (intersection over union) of the content with its mirror image about x = axis."""
    source = np.round(2 * axis - 1).astype(int) - np.arange(mask.shape[1])
    inside = (source >= 0) & (source < mask.shape[1])
    mirror = mask[:, np.clip(source, 0, mask.shape[1] - 1)] & inside
    return float((mask & mirror).sum() / max(1, (mask | mirror).sum()))


def _faced(image: Image.Image, fill: tuple[int, int, int] | None) -> Crop | None:
    """The reader's square round a face, moved inside the picture; None without a face, or in a square full of it."""
    small = _small(image, SEEN).astype(np.uint8)
    try:
        region = square(find(small).face)
    except NoFaceError:
        return None
    scale = max(image.size) / max(small.shape[:2])
    side = min(max(1, round(region.side * scale)), *image.size)
    if _squarish(image.size) and side >= FILLED * min(image.size):
        return None
    at = (round(corner * scale) for corner in (region.x, region.y))
    x, y = (min(max(0, corner), length - side) for corner, length in zip(at, image.size, strict=True))
    return Crop(x, y, side, "face", fill)


def _heaviest(size: tuple[int, int], small: NDArray[np.int16], fill: tuple[int, int, int] | None) -> Crop:
    """No plain ground: the largest square inside, placed where the contrast is; heads are more often above."""
    side = min(size)
    if _squarish(size):
        return Crop(0, 0, side, "whole", fill)
    grey = small[..., :3].mean(axis=2)
    edges = np.abs(np.diff(grey, axis=0))[:, :-1] + np.abs(np.diff(grey, axis=1))[:-1]
    along = 0 if size[1] > size[0] else 1
    weights = edges.sum(axis=1 - along) + 1e-6
    if along == 0:
        weights = weights * np.linspace(1.0, 0.25, len(weights))
    centre = float((weights * np.arange(len(weights))).sum() / weights.sum()) / len(weights) * max(size)
    start = int(np.clip(round(centre - side / 2), 0, max(size) - side))
    corner = (0, start) if along == 0 else (start, 0)
    return Crop(*corner, side, "centre-of-mass", fill)
