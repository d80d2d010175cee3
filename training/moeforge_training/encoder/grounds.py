"""What lies behind a face in a picture: plain, gradients, patterns, blots. Colours are sRGB."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Rng = np.random.Generator
U8 = NDArray[np.uint8]
F64 = NDArray[np.float64]


def ground(rng: Rng, size: int) -> U8:
    """A square ground (size, size, 3)."""
    kind = KINDS[int(rng.choice(len(KINDS), p=CHANCES))]
    return np.clip(kind(rng, size), 0, 255).astype(np.uint8)


def color(rng: Rng) -> F64:
    """Any colour (3,) of 0..255; white often, pale ones more often than deep ones."""
    if rng.random() < 0.3:
        return np.full(3, float(rng.choice([255.0, 245.0, 255.0 * rng.random()])))
    return 255.0 * rng.random(3) ** rng.uniform(0.2, 1.5)


def _plain(rng: Rng, size: int) -> F64:
    return np.broadcast_to(color(rng), (size, size, 3))


def _gradient(rng: Rng, size: int) -> F64:
    y, x = np.mgrid[:size, :size] / size
    angle = rng.uniform(0.0, 2.0 * np.pi)
    share = np.clip(0.5 + (x - 0.5) * np.cos(angle) + (y - 0.5) * np.sin(angle), 0.0, 1.0)[..., None]
    return color(rng) * share + color(rng) * (1.0 - share)


def _stripes(rng: Rng, size: int) -> F64:
    y, x = np.mgrid[:size, :size] / size
    angle, count = rng.uniform(0.0, np.pi), rng.uniform(3.0, 20.0)
    wave = np.sin(2.0 * np.pi * count * (x * np.cos(angle) + y * np.sin(angle)))
    if rng.random() < 0.5:
        wave = wave * np.sin(2.0 * np.pi * count * (y * np.cos(angle) - x * np.sin(angle)))
    return np.where((wave > rng.uniform(-0.5, 0.5))[..., None], color(rng), color(rng))


def _blots(rng: Rng, size: int) -> F64:
    """Coarse noise of a few colours, smoothed: rooms, leaves, clouds."""
    cells = int(rng.integers(2, 12))
    coarse = np.stack([color(rng) for _ in range(cells * cells)]).reshape(cells, cells, 3).astype(np.uint8)
    way = Image.Resampling.BICUBIC if rng.random() < 0.6 else Image.Resampling.NEAREST
    return np.asarray(Image.fromarray(coarse).resize((size, size), way), np.float64)


KINDS: Sequence[Callable[[Rng, int], F64]] = (_plain, _gradient, _stripes, _blots)
CHANCES = (0.55, 0.15, 0.1, 0.2)
