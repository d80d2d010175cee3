"""The finish of a drawing style: exact filters on a painted or generated sheet. Every number is 0 when it does nothing.

Pictures are (S, S, 3) uint8 sRGB; inside, float32 in 0..1. Nothing is drawn at random: the textures are fixed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from moeforge.painter.freedom import blend
from moeforge.painter.grain import blurred, fine, flow, mottled, unit
from moeforge.painter.sheets import QUADRANTS

Floats = NDArray[np.floating[Any]]
F32 = np.float32
U8 = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Finish:
    """Strengths, 0 (off) to 1 unless said otherwise, in the order in which they act."""

    brush: float = 0.0  # edges wander as under a loaded brush
    haze: float = 0.0  # light bleeds into what is near
    flat: float = 0.0  # gradients become bands
    edge: float = 0.0  # contours darken, as pigment does at the border of a wash
    mottle: float = 0.0  # pigment gathers in clouds
    hatch: float = 0.0  # strokes in the shade, crossed in the deep shade
    dots: float = 0.0  # printed dots in the shade
    grain: float = 0.0  # the paper's tooth
    pixel: float = 0.0  # 32 squares across
    saturation: float = 0.0  # -1 (grey) .. 1 (twice as colourful)
    warmth: float = 0.0  # -1 (blue) .. 1 (orange)
    light: float = 0.0  # -1 .. 1: towards black or white

    @property
    def idle(self) -> bool:
        """Whether it changes nothing."""
        return not any(astuple(self))


NONE = Finish()
SHARE: Mapping[str, Mapping[str, float]] = MappingProxyType(
    {
        "skin": {
            "flat": 0.6,
            "edge": 0.5,
            "mottle": 0.4,
            "grain": 0.35,
            "hatch": 0.7,
            "dots": 0.6,
            "saturation": 0.5,
            "warmth": 0.6,
            "light": 0.25,
        },
        "trim": {"brush": 0.5, "flat": 0.8, "edge": 0.4, "mottle": 0.4, "grain": 0.4, "hatch": 0.5, "dots": 0.3},
        "iris": {"grain": 0.6, "mottle": 0.7},
    }
)
"""How much of a strength a sheet takes, 1 unless said: a face shall look painted, never dirty, and keep its tone."""


def mixed(rows: Sequence[Finish], weights: Sequence[float]) -> Finish:
    """The weighted mean of finishes."""
    return Finish(*blend([astuple(row) for row in rows], weights))


def finished(sheet: str, picture: U8, finish: Finish) -> U8:
    """A sheet with the finish on it; `trim` is four pictures, so nothing crosses its quadrants."""
    if finish.idle:
        return picture
    finish = replace(finish, **{name: share * getattr(finish, name) for name, share in SHARE[sheet].items()})
    if sheet != "trim":
        return _applied(picture, finish)
    made, half = picture.copy(), picture.shape[0] // 2
    for column, row in QUADRANTS.values():
        part = slice(row * half, (row + 1) * half), slice(column * half, (column + 1) * half)
        made[part] = _applied(picture[part], finish)
    return made


def _applied(picture: U8, finish: Finish) -> U8:
    x = picture.astype(np.float32) / np.float32(255.0)
    for name, step in _STEPS.items():
        amount = getattr(finish, name)
        if amount:
            x = step(x, np.float32(amount))
    return np.rint(np.clip(x, 0.0, 1.0) * 255.0).astype(np.uint8)


def _luma(x: Floats) -> Floats:
    """Rec. 601 luma (S, S, 1) of sRGB."""
    return (x @ np.array([0.299, 0.587, 0.114], np.float32))[..., None]


def _shade(x: Floats) -> Floats:
    """How far below its lights the picture is, 0..1: (S, S, 1)."""
    luma = _luma(x)
    top = np.float32(np.partition(luma.ravel(), int(0.85 * luma.size))[int(0.85 * luma.size)])
    return np.clip((top - luma) / np.float32(0.45), 0.0, 1.0)


def _brush(x: Floats, amount: F32) -> Floats:
    size = x.shape[0]
    at = np.arange(size)
    down, right = (np.rint(amount * np.float32(size / 64) * f).astype(int) for f in flow(size))
    return x[np.clip(at[:, None] + down, 0, size - 1), np.clip(at[None] + right, 0, size - 1)]


def _haze(x: Floats, amount: F32) -> Floats:
    soft = blurred(x, x.shape[0] // 14)
    return x + amount * (np.maximum(x, 1.0 - (1.0 - x) * (1.0 - 0.45 * soft)) * 0.6 + 0.4 * soft - x)


BANDS = 7.0


def _flat(x: Floats, amount: F32) -> Floats:
    """Bands of luma with edges a sixth of a band wide, so that they are not jagged."""
    luma = _luma(x)
    level = luma * np.float32(BANDS)
    whole = np.floor(level)
    banded = (whole + np.clip((level - whole - 0.5) * 6.0 + 0.5, 0.0, 1.0)) / np.float32(BANDS)
    return x * (1.0 + amount * (banded / np.maximum(luma, 1e-3) - 1.0))


def _edge(x: Floats, amount: F32) -> Floats:
    luma = blurred(_luma(x), max(1, x.shape[0] // 128))[..., 0]
    down, across = np.gradient(luma)
    slope = np.hypot(down, across) * np.float32(x.shape[0] / 128)
    return x * (1.0 - amount * np.clip(6.0 * slope - 0.04, 0.0, 0.75)[..., None])


def _mottle(x: Floats, amount: F32) -> Floats:
    cloud = mottled(x.shape[0])[..., None] * amount
    return x * (1.0 + 0.10 * cloud) + 0.05 * np.abs(cloud) * (1.0 - x)


def _hatch(x: Floats, amount: F32) -> Floats:
    """Strokes from the upper right to the lower left where there is shade, and across where there is much."""
    u, v = unit(x.shape[0])
    shade, waver = _shade(x)[..., 0], 0.35 * mottled(x.shape[0])
    made = x
    for across, least in ((u + v, 0.10), (u - v, 0.55)):
        stroke = np.clip(0.5 + np.sin(2 * np.pi * (26 * across + waver)), 0.0, 1.0)
        made = made * (1.0 - 0.42 * amount * (np.clip(2.2 * (shade - least), 0.0, 1.0) * stroke))[..., None]
    return made


def _dots(x: Floats, amount: F32) -> Floats:
    u, v = unit(x.shape[0])
    raster = 0.5 + 0.25 * (np.cos(2 * np.pi * 22 * (u + v)) + np.cos(2 * np.pi * 22 * (u - v)))
    dot = np.clip((raster - 1.0 + 0.85 * _shade(x)[..., 0]) * np.float32(x.shape[0] / 32), 0.0, 1.0)
    return x * (1.0 - 0.45 * amount * dot)[..., None]


def _grain(x: Floats, amount: F32) -> Floats:
    tooth = fine(x.shape[0])[..., None] * amount
    return x + 0.10 * tooth * (0.35 + _luma(x) * (1.0 - _luma(x)) * 2.0)


def _pixel(x: Floats, amount: F32) -> Floats:
    size = x.shape[0]
    at = np.minimum((np.arange(size) * 32 // size * size + size // 2) // 32, size - 1)
    return x + amount * (blurred(x, max(1, size // 96))[np.ix_(at, at)] - x)


def _saturation(x: Floats, amount: F32) -> Floats:
    luma = _luma(x)
    return luma + (1.0 + amount) * (x - luma)


def _warmth(x: Floats, amount: F32) -> Floats:
    return x * (1.0 + amount * np.array([0.10, 0.01, -0.14], np.float32))


def _light(x: Floats, amount: F32) -> Floats:
    return x + amount * ((1.0 - x) if amount > 0 else x)


_STEPS: Mapping[str, Callable[[Floats, F32], Floats]] = MappingProxyType(
    {
        "brush": _brush, "haze": _haze, "flat": _flat, "edge": _edge, "mottle": _mottle, "hatch": _hatch,
        "dots": _dots, "grain": _grain, "pixel": _pixel, "saturation": _saturation, "warmth": _warmth,
        "light": _light,
    }
)  # fmt: skip
"""Strength -> filter, in order: form first, then texture, then colour."""
