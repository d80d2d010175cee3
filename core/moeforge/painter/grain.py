"""Fixed textures of paper and pigment, and a blur; the same for every sheet of a size."""

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

Floats = NDArray[np.floating[Any]]
F32 = NDArray[np.float32]


def unit(size: int) -> tuple[F32, F32]:
    """Across and down in 0..1 of a square: (1, S) and (S, 1)."""
    axis = ((np.arange(size) + 0.5) / size).astype(np.float32)
    return axis[None], axis[:, None]


_NEAR = 3
"""Radius up to which neighbours are added up one by one."""


def blurred(x: Floats, radius: int) -> F32:
    """A box blur of planes (3, H, W) or (1, H, W) in 0..1, run twice: about a triangle of 4 `radius` + 1 texels. The
    result has 8 bits, but for the smallest radii; borders repeat."""
    if radius <= _NEAR:
        return _near(_near(np.clip(x, 0.0, 1.0).astype(np.float32, copy=False), radius, 1), radius, 2)
    levels = (np.clip(x, 0.0, 1.0) * np.float32(255.0) + np.float32(0.5)).astype(np.uint8)
    picture, box = Image.fromarray(levels[0] if len(x) == 1 else np.dstack([*levels])), ImageFilter.BoxBlur(radius)
    soft = np.asarray(picture.filter(box).filter(box))
    return np.stack([soft] if len(x) == 1 else [soft[..., i] for i in range(3)]) * np.float32(1 / 255)


def _near(x: F32, radius: int, axis: int) -> F32:
    """A box of 2 `radius` + 1 along one axis, run twice: (N, H, W)."""
    before: tuple[slice, ...] = (slice(None),) * axis
    first, last = (x[*before, at].repeat(2 * radius, axis) for at in (slice(0, 1), slice(-1, None)))
    sums = np.concatenate([first, x, last], axis)
    for _ in range(2):
        count = sums.shape[axis] - 2 * radius
        total = sums[*before, :count] + sums[*before, 1 : count + 1]
        for step in range(2, 2 * radius + 1):
            total += sums[*before, step : count + step]
        sums = total
    sums *= np.float32(1.0 / (2 * radius + 1) ** 2)
    return sums


def _cloud(size: int, cells: int, seed: int) -> F32:
    """Smooth noise (S, S): a lattice of `cells` normal values across, cubic in between."""
    lattice = np.random.default_rng(seed).standard_normal((cells + 3, cells + 3)).astype(np.float32)
    at = np.arange(size, dtype=np.float32) * cells / size
    whole = at.astype(int)
    t = at - whole
    weights = np.stack([(1 - t) ** 3, 3 * t**3 - 6 * t**2 + 4, -3 * t**3 + 3 * t**2 + 3 * t + 1, t**3]) / 6  # B-spline
    rows = sum(weights[k][:, None] * lattice[whole + k] for k in range(4))
    made = sum(weights[k][None] * np.asarray(rows)[:, whole + k] for k in range(4))
    return np.asarray(made / np.std(made), np.float32)


@cache
def mottled(size: int) -> F32:
    """Clouds of three octaves, deviation about 1: (S, S)."""
    made = sum(w * _cloud(size, cells, 40 + cells) for w, cells in ((0.7, 5), (0.5, 11), (0.5, 25)))
    return np.asarray(made, np.float32)


@cache
def fine(size: int) -> F32:
    """The paper's tooth, deviation about 1, its grains 1/90 of the side wide at least: (S, S)."""
    tooth = _cloud(size, min(90, size // 2), 7) + 0.4 * _cloud(size, 37, 8)
    return np.asarray(np.clip(tooth, -2.0, 2.0), np.float32)


@cache
def flow(size: int) -> tuple[F32, F32]:
    """Two independent clouds, down and right, for displacements: (S, S) each."""
    return _cloud(size, 13, 21), _cloud(size, 13, 22)


@cache
def drift(size: int) -> F32:
    """A wide cloud, for the field along which strokes of a brush lie: (S, S)."""
    return _cloud(size, 4, 23)
