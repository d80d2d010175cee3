"""Pictures into regions of like colour, and masks into what is connected: numpy alone, on small copies."""

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Labels = NDArray[np.intp]
F32 = NDArray[np.float32]


def segments(lab: F32, scale: float) -> Labels:
    """(H, W) numbers from 0 of regions within which colours change little beside what parts them from others.

    `lab`: (H, W, 3) OKLab. Felzenszwalb and Huttenlocher, Efficient graph-based image segmentation, IJCV 2004: two
    regions join where the least step between them is below the greatest step inside either, plus `scale` / its size.
    """
    height, width = lab.shape[:2]
    index = np.arange(height * width).reshape(height, width)
    pairs = [(index[:, :-1], index[:, 1:]), (index[:-1], index[1:])]
    one, other = (np.concatenate([p[i].ravel() for p in pairs]) for i in (0, 1))
    flat = lab.reshape(-1, 3)
    steps = np.linalg.norm(flat[one] - flat[other], axis=1)
    order = np.argsort(steps, kind="stable")
    parent = _joined(one[order].tolist(), other[order].tolist(), steps[order].tolist(), height * width, scale)
    return np.unique(parent, return_inverse=True)[1].reshape(height, width)


def _joined(one: list[int], other: list[int], steps: list[float], count: int, scale: float) -> Labels:
    """Root of every pixel; edges in the order of their steps."""
    parent, size, bound = list(range(count)), [1] * count, [scale] * count
    for a, b, step in zip(one, other, steps, strict=True):
        a, b = _root(parent, a), _root(parent, b)
        if a != b and step <= bound[a] and step <= bound[b]:
            if size[a] < size[b]:
                a, b = b, a
            parent[b] = a
            size[a] += size[b]
            bound[a] = step + scale / size[a]
    return np.array([_root(parent, i) for i in range(count)])


def _root(parent: list[int], i: int) -> int:
    while parent[i] != i:
        parent[i] = parent[parent[i]]
        i = parent[i]
    return i


def components(mask: Mask) -> Labels:
    """(H, W) numbers from 1 of the 4-connected parts of a mask, 0 outside it; the largest is 1, and so on.

    Rows are cut into runs, and runs that touch those of the next row are joined.
    """
    wide = mask.shape[1] + 2
    edges = np.diff(np.pad(mask, ((0, 0), (1, 2))).astype(np.int8), axis=1, prepend=0).ravel()
    starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    first, last = np.searchsorted(ends, starts + wide + 1, "right"), np.searchsorted(starts, ends + wide + 1, "left")
    touching = np.maximum(last - first, 0)
    one = np.repeat(np.arange(len(starts)), touching)
    other = np.arange(len(one)) - np.repeat(np.cumsum(touching) - touching, touching) + np.repeat(first, touching)
    parent = list(range(len(starts)))
    for a, b in zip(one.tolist(), other.tolist(), strict=True):
        parent[_root(parent, a)] = _root(parent, b)
    number = _by_size(np.array([_root(parent, i) for i in range(len(starts))], np.intp), ends - starts)
    labels = np.zeros(mask.shape, np.intp)
    labels[mask] = np.repeat(number, ends - starts)
    return labels


def _by_size(roots: Labels, sizes: Labels) -> Labels:
    """Numbers from 1 for roots, that of most pixels first."""
    _, inverse = np.unique(roots, return_inverse=True)
    rank = np.argsort(-np.bincount(inverse, sizes), kind="stable")
    return 1 + np.argsort(rank, kind="stable")[inverse]


def largest(mask: Mask) -> Mask:
    """The largest connected part of a mask."""
    return components(mask) == 1


def filled(mask: Mask) -> Mask:
    """A mask with its holes: all that cannot be reached from the picture's edge past it."""
    outside = np.pad(~mask, 1, constant_values=True)
    labels = components(outside)
    return ~(labels == labels[0, 0])[1:-1, 1:-1]


def eroded(mask: Mask, steps: int = 1) -> Mask:
    """A mask without its outermost pixels; the picture's edge does not eat."""
    for _ in range(steps):
        padded = np.pad(mask, 1, mode="edge")
        mask = padded[1:-1, 1:-1] & padded[:-2, 1:-1] & padded[2:, 1:-1] & padded[1:-1, :-2] & padded[1:-1, 2:]
    return mask


def dilated(mask: Mask, steps: int = 1) -> Mask:
    """A mask grown by so many pixels."""
    return ~eroded(~mask, steps)
