"""Smooth edges: pixels of several samples, in which every triangle seen is a spot of its own, shaded once."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from moeforge.scene import F32

I32 = NDArray[np.int32]
I64 = NDArray[np.int64]
SIDE = 2
"""Samples of a pixel across and down."""
_X, _Y = (axis.ravel().astype(np.float32) + 0.5 for axis in np.meshgrid(np.arange(SIDE), np.arange(SIDE)))
"""Places of a pixel's samples from its corner."""


class Spots(NamedTuple):
    """Places at which triangles are seen, (E,) each; x and y in samples, y down."""

    triangle: I32
    x: F32
    y: F32


def covered(seen: I32, size: int) -> tuple[Spots, I64, F32]:
    """The triangles of each pixel of a (size, size) picture, in the middle of the samples that show them.

    `seen`: the triangle at each sample, ((SIDE * size)²,), or -1. Also the pixel and the share of its samples, (E,).
    """
    square = seen.reshape(SIDE * size, SIDE * size)
    samples = [square[j::SIDE, i::SIDE].ravel() for j in range(SIDE) for i in range(SIDE)]
    first = samples[0]
    same = np.logical_and.reduce([first == sample for sample in samples[1:]])
    whole, mixed = np.flatnonzero(same & (first >= 0)), np.flatnonzero(~same)
    numbered = [len(samples) * sample[mixed] + i for i, sample in enumerate(samples)]
    rows, order = np.divmod(np.sort(np.stack(numbered, axis=1), axis=1), len(samples))
    starts = np.flatnonzero(np.diff(rows, axis=1, prepend=-2).ravel())
    counts = np.diff(starts, append=rows.size)
    kept = rows.ravel()[starts] >= 0
    x, y = (np.add.reduceat(axis[order.ravel()], starts)[kept] / counts[kept] for axis in (_X, _Y))
    part = mixed[starts[kept] // (SIDE * SIDE)]
    pixel = np.concatenate([whole, part])
    spots = Spots(
        np.concatenate([first[whole], rows.ravel()[starts[kept]]]),
        np.concatenate([np.full(len(whole), _X.mean()), x]).astype(np.float32) + SIDE * (pixel % size),
        np.concatenate([np.full(len(whole), _Y.mean()), y]).astype(np.float32) + SIDE * (pixel // size),
    )
    share = np.concatenate([np.ones(len(whole)), counts[kept] / SIDE**2])
    return spots, pixel, share.astype(np.float32)
