"""Scan conversion: which pixel centres a set of triangles covers, and the nearest triangle of each."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
U64 = NDArray[np.uint64]

BATCH = 60_000
"""Samples worked on at a time, which bounds memory and keeps them in the cache."""
EMPTY = np.uint64(0xFFFFFFFFFFFFFFFF)


def _expand(count: I64) -> tuple[I64, I64]:
    """For each of sum(count) items: the index of its group, and its number within the group."""
    group = np.repeat(np.arange(len(count)), count)
    return group, np.arange(len(group)) - np.repeat(np.cumsum(count) - count, count)


def _rows(corners: F64, size: int) -> tuple[I64, I64]:
    """(triangle, row) for every pixel row whose centre lies between a triangle's lowest and highest corner."""
    a, b, c = corners[:, :, 1].T
    low = np.clip(np.ceil(np.minimum(np.minimum(a, b), c) - 0.5), 0, size).astype(np.int64)
    high = np.clip(np.ceil(np.maximum(np.maximum(a, b), c) - 0.5), 0, size).astype(np.int64)
    triangle, step = _expand(high - low)
    return triangle, low[triangle] + step


def _span(corners: F64, triangle: I64, row: I64, size: int) -> tuple[I64, I64]:
    """First and one-past-last pixel column of each (triangle, row)."""
    left = np.full(len(row), np.inf)
    right = np.full(len(row), -np.inf)
    centre = row + 0.5
    for a, b in ((0, 1), (1, 2), (2, 0)):
        (xa, ya), (xb, yb) = (corners[:, i, :2].T for i in (a, b))
        slope = (xb - xa) / np.where(ya == yb, 1.0, yb - ya)
        crosses = (np.minimum(ya, yb)[triangle] <= centre) & (centre < np.maximum(ya, yb)[triangle])
        x = xa[triangle] + (centre - ya[triangle]) * slope[triangle]
        left = np.where(crosses, np.minimum(left, x), left)
        right = np.where(crosses, np.maximum(right, x), right)
    left, right = (np.clip(np.nan_to_num(v, posinf=0.0, neginf=0.0), 0, size) for v in (left - 0.5, right - 0.5))
    first = np.ceil(left).astype(np.int64)
    return first, np.maximum(np.ceil(right).astype(np.int64), first)


def _planes(corners: F64) -> F64:
    """(T, 3): depth = p0 + p1 x + p2 y over each triangle."""
    a, b, c = corners[:, 0], corners[:, 1], corners[:, 2]
    normal = np.cross(b - a, c - a)
    gradient = -normal[:, :2] / np.where(normal[:, 2:] == 0, 1.0, normal[:, 2:])
    return np.column_stack([a[:, 2] - (gradient * a[:, :2]).sum(1), gradient])


def _groups(count: I64) -> Iterator[slice]:
    """Neighbouring spans, together about BATCH samples at a time."""
    total = np.cumsum(count)
    steps = np.arange(BATCH, int(total[-1]) if len(total) else 0, BATCH)
    cuts = [0, *np.unique(np.searchsorted(total, steps) + 1).tolist(), len(count)]
    yield from (slice(a, b) for a, b in pairwise(cuts))


def nearest(corners: F64, size: int) -> I64:
    """The nearest triangle at each pixel of a square picture, (size * size,), or -1; `corners` as in `depths`."""
    buffer = depths(corners, size)
    return np.where(buffer == EMPTY, -1, (buffer & np.uint64(0xFFFFFFFF)).astype(np.int64))


def depths(corners: F64, size: int) -> U64:
    """Depth and triangle at each pixel of a square picture, (size * size,): depth * 2^32 above, number below, or EMPTY.

    corners: (T, 3, 3) pixel x, pixel y, depth in 0..1, the depth linear on the screen. The smaller value of two
    pictures is the nearer one.
    """
    buffer = np.full(size * size, EMPTY, np.uint64)
    triangle, row = _rows(corners, size)
    first, end = _span(corners, triangle, row, size)
    origin, right, down = _planes(corners)[triangle].T
    depth = origin + right * (first + 0.5) + down * (row + 0.5)
    for part in _groups(end - first):
        span, step = _expand((end - first)[part])
        near = np.clip(depth[part][span] + right[part][span] * step, 0, 1)
        key = (near * 4294967294).astype(np.uint64) << np.uint64(32) | triangle[part].astype(np.uint64)[span]
        np.minimum.at(buffer, (row * size + first)[part][span] + step, key)
    return buffer
