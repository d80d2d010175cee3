"""What paper and brush leave: fixed tiles of signed lightness, made once, laid over an image in one addition.

All noise repeats every PERIOD texels of a 512 image, the width of a body swatch, which runs once round the figure.
"""

from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from moeforge.style.recolor import U32
from moeforge.style.regions import LAYOUTS
from moeforge.textures.images import U8

F64 = NDArray[np.float64]
PERIOD = 128
FACE_SHARE = 0.4
"""Skin takes less of a mark: its texels are the largest on screen."""


def mark(words: U32, name: str, kind: str, amount: float) -> None:
    """Lay a mark of MARKS over an image's words (H, W), in place; `amount` in 8-bit levels, `name` the image's name."""
    if not kind or amount < 0.5 or LAYOUTS[name] not in _GRAIN_SIZE:
        return
    up, down, room = _tile(kind, name, round(amount * (FACE_SHARE if name == "face" else 1.0)))
    height, width = words.shape
    side = up.shape[1] // 4
    rows = side // len(up)  # that are alike
    channels = words.view(np.uint8).reshape(height // side, len(up), rows, width // side, 4 * side)
    shift(channels, *(x[:, None, None] for x in (up, down, room)))


def shift(levels: U8, up: U8, down: U8, room: U8) -> U8:
    """Levels with `up` added and `down` taken away, in place, so that none wraps; `room` is 255 less `up`."""
    np.minimum(levels, room, out=levels)
    levels += up
    np.maximum(levels, down, out=levels)
    levels -= down
    return levels


@lru_cache(maxsize=24)
def _tile(kind: str, name: str, amount: int) -> tuple[U8, U8, U8]:
    """Levels to add, to take away, and 255 less those to add: (S, 4 S) each of one period, so that nothing wraps; on a
    face (S / 2, 4 S), for there they come in squares of two."""
    step = 2 if LAYOUTS[name] == "face" else 1
    levels = np.clip(np.rint(amount * _shape(kind, name)[::step, ::step]), -127, 127).astype(np.int16)
    levels = np.repeat(levels, 4 * step, axis=1)
    up, down = np.maximum(levels, 0).astype(np.uint8), np.maximum(-levels, 0).astype(np.uint8)
    return up, down, 255 - up


@cache
def _shape(kind: str, name: str) -> F64:
    """One period of a mark, (S, S), about -1 .. 1."""
    return MARKS[kind](name)


_GRAIN_SIZE: Mapping[str, tuple[float, float]] = MappingProxyType(
    {"face": (5.0, 5.0), "hair": (2.0, 5.0), "body": (0.8, 0.9)}
)
"""Image layout -> size of a grain of paper in texels, down and across: alike on the figure, for texels are not."""


def _side(name: str) -> int:
    """Texels of a period: the face's lie four times as dense."""
    return PERIOD * 4 if LAYOUTS[name] == "face" else PERIOD


def _noise(name: str, stretch: tuple[float, float], seed: int, angle: float = 0.0) -> F64:
    """Periodic Gaussian noise of unit spread: grains `stretch` times the image's own, turned by `angle` radians."""
    side = _side(name)
    down, across = (size * s for size, s in zip(_GRAIN_SIZE[LAYOUTS[name]], stretch, strict=True))
    white = np.random.default_rng(seed).standard_normal((side, side))
    fy, fx = np.meshgrid(np.fft.fftfreq(side), np.fft.fftfreq(side), indexing="ij")
    u, v = fx * np.cos(angle) + fy * np.sin(angle), fy * np.cos(angle) - fx * np.sin(angle)
    gain = np.exp(-2 * np.pi**2 * ((u * across) ** 2 + (v * down) ** 2))
    gain[0, 0] = 0.0
    noise = np.fft.ifft2(np.fft.fft2(white) * gain).real
    return noise / noise.std()


def _grain(name: str) -> F64:
    """Film grain: fine and even."""
    return 0.7 * _noise(name, (0.35, 0.35), 1)


def _paper(name: str) -> F64:
    """Tooth of paper: grains and a few fibres."""
    return 0.6 * _noise(name, (0.6, 0.6), 2) + 0.35 * _noise(name, (0.5, 3.0), 3)


def _crayon(name: str) -> F64:
    """Wax on rough paper: broken strokes; the paper shows where the wax did not reach."""
    strokes = _noise(name, (0.55, 4.0), 4, 0.0 if LAYOUTS[name] == "body" else 0.9)
    tooth = _noise(name, (0.45, 0.45), 5)
    return np.clip(0.75 * strokes + 0.75 * tooth, -1.0, 2.2) * 0.6


def _wash(name: str) -> F64:
    """Watercolour: pigment that pooled, with a fine tooth."""
    pools = np.tanh(_noise(name, (9.0, 3.0) if name == "hair" else (8.0, 8.0), 6))
    return 0.6 * pools + 0.22 * _noise(name, (0.5, 0.5), 7)


def _screen(name: str) -> F64:
    """Screen tone: rows of fine lines in cloth's shade alone, ink strokes along the locks."""
    if name == "body_shade":
        rows = np.arange(PERIOD) % 8
        return np.repeat(np.where(rows < 4, -1.0, 0.55)[:, None], PERIOD, axis=1)
    if name == "hair":
        strokes = _noise(name, (12.0, 0.22), 8)
        return -1.1 * np.clip(strokes - 1.0, 0.0, 1.0)
    return np.zeros((PERIOD, PERIOD))


def _brush(octave: int) -> Callable[[str], F64]:
    """Brush strokes of a size 2 ** octave, along the locks of hair and aslant elsewhere."""

    def strokes(name: str) -> F64:
        size = 0.5 * 1.9**octave
        along = (2.6 * size, 0.5 * size) if name == "hair" else (0.5 * size, 2.6 * size)
        angle = {"face": 0.5, "hair": 0.12}.get(name, 0.0)
        return 0.8 * np.tanh(_noise(name, along, 20 + octave, angle))

    return strokes


MARKS: Mapping[str, Callable[[str], F64]] = MappingProxyType(
    {
        "grain": _grain, "paper": _paper, "crayon": _crayon, "wash": _wash, "screen": _screen,
        **{f"brush{octave}": _brush(octave) for octave in range(3)},
    }
)  # fmt: skip
"""Mark -> its shape for an image, periodic, about -1 .. 1."""


def blocks(image: U8, texels: int) -> U8:
    """The image in squares of that many texels, each of its mean colour; (H, W, C) stays, alpha is copied."""
    picture = Image.fromarray(image[..., :3])
    coarse = picture.reduce(texels).resize(picture.size, Image.Resampling.NEAREST)
    return np.asarray(coarse) if image.shape[2] == 3 else np.dstack([np.asarray(coarse), image[..., 3]])
