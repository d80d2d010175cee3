"""Rectangles packed into an atlas, all at one scale."""

from collections.abc import Sequence
from dataclasses import dataclass

STEPS = 64
"""Scales are whole 64ths: cells of our images lie at multiples of 64 texels, and so stay on whole texels."""
WORTH = 0.95
"""An atlas of half the height is taken when it keeps this share of the scale."""

Box = tuple[int, int, int, int]
"""x, y, width, height in texels."""


@dataclass(frozen=True, slots=True)
class Packing:
    """Boxes in an atlas of `width` x `height` texels; every box has `gutter` free texels on each side."""

    width: int
    height: int
    gutter: int
    boxes: tuple[Box, ...]


def pack(sizes: Sequence[tuple[int, int]], side: int, gutter: int) -> Packing:
    """Lay out rectangles of these sizes (width, height) in a square of `side` texels, or in its upper half.

    All shrink alike, as little as needed; none grows. ValueError if they do not fit at any scale.
    """
    whole, half = _best(sizes, side, side, gutter), _best(sizes, side, side // 2, gutter)
    if whole is None:
        raise ValueError(f"{len(sizes)} images do not fit an atlas of {side} texels")
    if half is not None and half[0] >= WORTH * whole[0]:
        return Packing(side, side // 2, gutter, half[1])
    return Packing(side, side, gutter, whole[1])


def _best(sizes: Sequence[tuple[int, int]], width: int, height: int, gutter: int) -> tuple[int, tuple[Box, ...]] | None:
    for step in range(STEPS, 0, -1):
        scaled = [(max(1, w * step // STEPS), max(1, h * step // STEPS)) for w, h in sizes]
        if boxes := _place(scaled, width, height, gutter):
            return step, boxes
    return None


def _place(sizes: Sequence[tuple[int, int]], width: int, height: int, gutter: int) -> tuple[Box, ...] | None:
    """Largest first, each as high up as it goes, then as far left (bottom-left skyline)."""
    skyline = [0] * width
    boxes: dict[int, Box] = {}
    for i in sorted(range(len(sizes)), key=lambda i: (-sizes[i][1], -sizes[i][0], i)):
        w, h = sizes[i][0] + 2 * gutter, sizes[i][1] + 2 * gutter
        starts = [x for x in range(width - w + 1) if x == 0 or skyline[x] != skyline[x - 1]]
        spots = [(max(skyline[x : x + w]), x) for x in starts]
        if not spots or min(spots)[0] + h > height:
            return None
        y, x = min(spots)
        skyline[x : x + w] = [y + h] * w
        boxes[i] = (x + gutter, y + gutter, *sizes[i])
    return tuple(boxes[i] for i in range(len(sizes)))
