"""Scan conversion: which pixel centres a set of triangles covers, and the nearest triangle of each.

The nearer triangles are drawn first, cut into spans of pixels; the others where they do not lie behind those. The
result is that of drawing them all.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]
I32 = NDArray[np.int32]
I64 = NDArray[np.int64]
U32 = NDArray[np.uint32]
U64 = NDArray[np.uint64]
Flags = NDArray[np.bool_]

BATCH = 60_000
"""Samples worked on at a time, which bounds memory and keeps them in the cache."""
EMPTY = np.uint64(0xFFFFFFFFFFFFFFFF)
NEARER = 0.45
"""Share of the triangles that are drawn first; more rounds would cost more maps of far depths than they save."""
_CELL = 4
"""Pixels across a cell at the finest level of the map of far depths."""
_DEEP = 4294967294.0
"""Depth 1 as a whole number of 32 bits."""


def nearest(corners: F64, size: int) -> I32:
    """The nearest triangle at each pixel of a square picture, (size * size,), or -1; `corners` as in `depths`."""
    return depths(corners, size).astype(np.uint32).view(np.int32)  # the lower half; that of EMPTY is -1


def depths(corners: F64, size: int) -> U64:
    """Depth and triangle at each pixel of a square picture, (size * size,): depth * 2^32 above, number below, or EMPTY.

    corners: (T, 3, 3) pixel x, pixel y, depth in 0..1, the depth linear on the screen. The smaller value of two
    pictures is the nearer one.
    """
    buffer = np.full(size * size, EMPTY, np.uint64)
    low, high = (f(f(corners[:, 0], corners[:, 1]), corners[:, 2]) for f in (np.minimum, np.maximum))
    seen = np.flatnonzero((high[:, :2] > 0.5).all(1) & (low[:, :2] < size - 0.5).all(1))
    order = seen[np.argsort(low[seen, 2], kind="stable")]
    nearer, others = np.split(order, [int(NEARER * len(order))])
    _draw(buffer, corners[nearer], nearer, size)
    shown = others[~_hidden(low[others], high[others], buffer, size)]
    _draw(buffer, corners[shown], shown, size)
    return buffer


def _hidden(low: F64, high: F64, buffer: U64, size: int) -> Flags:
    """Which boxes (K, 3) lie behind all that is drawn at their pixels; never one that a pixel would show."""
    levels = _far_levels(buffer, size)
    cells = np.concatenate([level.ravel() for level in levels])
    starts = np.cumsum([0, *(level.size for level in levels)])
    widths = np.array([len(level) for level in levels])
    first, last = (np.clip(corner[:, :2], 0, size - 1).astype(np.int64) for corner in (low, high))
    # the level of which a box touches three cells at most, across and down
    finest = np.ceil(np.log2(np.maximum(np.arange(size) / 2, _CELL) / _CELL)).astype(np.int64)
    level = np.minimum(finest, len(levels) - 1)[(last - first).max(axis=1)]
    shift = level[:, None] + (_CELL.bit_length() - 1)
    near, end = (first >> shift).T, (last >> shift).T
    columns, rows = zip(near, np.minimum(near + 1, end), end, strict=True)
    far = np.maximum.reduce([cells[starts[level] + y * widths[level] + x] for y in rows for x in columns])
    return low[:, 2] * _DEEP > far + 4096.0  # what the rounding of the steps can add up to


def _far_levels(buffer: U64, size: int) -> list[U32]:
    """The greatest depth in squares of 4, 8, 16, ... pixels: (cells, cells) each, down to one cell."""
    levels = [_coarser((buffer >> np.uint64(32)).astype(np.uint32).reshape(size, size), _CELL)]
    while len(levels[-1]) > 1:
        levels.append(_coarser(levels[-1], 2))
    return levels


def _coarser(square: U32, step: int) -> U32:
    if spare := -len(square) % step:
        square = np.pad(square, (0, spare))  # beyond the border everything is near
    rows = np.maximum.reduce([square[i::step] for i in range(step)])
    return np.maximum.reduce([rows[:, i::step] for i in range(step)])


@dataclass(frozen=True, slots=True)
class _Edges:
    """Trapezoids with level tops and bottoms: two for each triangle. (K,) each; x at the first row and its step."""

    triangle: I64
    row: I64
    count: I64  # rows
    left: F64
    left_step: F64
    right: F64
    right_step: F64


def _trapezoids(corners: F64, size: int) -> _Edges:
    """The upper and the lower half of each triangle, cut at its middle corner."""
    order = np.argsort(corners[:, :, 1], axis=1, kind="stable")
    a, b, c = (np.take_along_axis(corners[:, :, :2], order[:, i, None, None], 1)[:, 0] for i in range(3))
    long = _slope(a, c)
    ahead = (b[:, 0] < a[:, 0] + long * (b[:, 1] - a[:, 1]))[None, :]  # the middle corner lies to the left
    tops = np.stack([a, b])  # (2, T, 2)
    rows = [np.clip(np.ceil(y - 0.5), 0, size).astype(np.int64) for y in (a[:, 1], b[:, 1], c[:, 1])]
    first, count = np.stack(rows[:2]), np.stack([rows[1] - rows[0], rows[2] - rows[1]])
    short_step = np.stack([_slope(a, b), _slope(b, c)])
    short = tops[..., 0] + (first + 0.5 - tops[..., 1]) * short_step
    straight = a[:, 0] + (first + 0.5 - a[:, 1]) * long
    steps = short_step, np.broadcast_to(long, short.shape)
    number = np.broadcast_to(np.arange(len(corners)), first.shape)
    return _Edges(
        number.ravel(),
        first.ravel(),
        count.ravel(),
        left=np.where(ahead, short, straight).ravel(),
        left_step=np.where(ahead, *steps).ravel(),
        right=np.where(ahead, straight, short).ravel(),
        right_step=np.where(ahead, *steps[::-1]).ravel(),
    )


def _slope(top: F64, bottom: F64) -> F64:
    """Pixels to the right for each row down; 0 on a level edge, of which no row is used."""
    down = bottom[:, 1] - top[:, 1]
    return (bottom[:, 0] - top[:, 0]) / np.where(down == 0, 1.0, down)


def _planes(corners: F64) -> tuple[F64, F64, F64]:
    """(T,) each: depth = p0 + p1 x + p2 y over each triangle."""
    a, b, c = corners[:, 0], corners[:, 1], corners[:, 2]
    (x1, y1, z1), (x2, y2, z2) = (b - a).T, (c - a).T
    area = x1 * y2 - y1 * x2
    area = np.where(area == 0, 1.0, area)
    right, down = (z1 * y2 - y1 * z2) / area, (x1 * z2 - z1 * x2) / area
    return a[:, 2] - right * a[:, 0] - down * a[:, 1], right, down


@dataclass(frozen=True, slots=True)
class _Spans:
    """Runs of pixels of one row, none empty: (S,) each."""

    triangle: I64
    row: I64
    first: I64
    count: I64


def _draw(buffer: U64, corners: F64, names: I64, size: int) -> None:
    """Draw triangles into a buffer of `depths` under their names."""
    spans = _spans(_trapezoids(corners, size), size)
    origin, right, down = _planes(corners)
    keys = (np.clip(_start(spans, origin, right, down), 0.0, 1.0) * _DEEP).astype(np.int64) << 32
    keys |= names[spans.triangle]
    # a span of two pixels and more cannot be steeper; the step of a single pixel is not used
    steps = (np.rint(np.clip(right, -1.0, 1.0) * _DEEP).astype(np.int64) << 32)[spans.triangle]
    pixels = spans.row * size + spans.first
    for part in _groups(spans.count):
        count = spans.count[part]
        at, key = _run(pixels[part], np.ones_like(count), count), _run(keys[part], steps[part], count)
        np.minimum.at(buffer, at, key.view(np.uint64))


def _run(start: I64, step: I64, count: I64) -> I64:
    """For each span `count` numbers from `start` in steps of `step`, one after the other; as whole numbers, exact."""
    moves = np.repeat(step, count)
    last = start + step * (count - 1)
    moves[np.cumsum(count) - count] = start - np.concatenate([[0], last[:-1]])
    return np.cumsum(moves)


def _start(spans: _Spans, origin: F64, right: F64, down: F64) -> F64:
    """Depth at the first pixel of each span."""
    t = spans.triangle
    return origin[t] + right[t] * (spans.first + 0.5) + down[t] * (spans.row + 0.5)


def _spans(edges: _Edges, size: int) -> _Spans:
    index = np.repeat(np.arange(len(edges.count)), edges.count)
    down = np.arange(len(index)) - np.repeat(np.cumsum(edges.count) - edges.count, edges.count)
    left = edges.left[index] + edges.left_step[index] * down
    right = edges.right[index] + edges.right_step[index] * down
    first, end = (np.clip(np.ceil(x - 0.5), 0, size).astype(np.int64) for x in (left, right))
    full = np.flatnonzero(end > first)
    index = index[full]
    return _Spans(edges.triangle[index], edges.row[index] + down[full], first[full], (end - first)[full])


def _groups(count: I64) -> Iterator[slice]:
    """Neighbouring spans, together about BATCH samples at a time."""
    if not len(count):
        return
    total = np.cumsum(count)
    cuts = [0, *np.unique(np.searchsorted(total, np.arange(BATCH, int(total[-1]), BATCH)) + 1).tolist(), len(count)]
    yield from (slice(a, b) for a, b in pairwise(cuts) if b > a)
