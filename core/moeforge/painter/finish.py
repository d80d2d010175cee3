"""The finish of a drawing style: exact filters on a painted or generated sheet. Every number is 0 when it does nothing.

Pictures are uint8 sRGB; inside, planes of float32 in 0..1, (3, H, W), or (1, H, W) where luma alone is drawn: rows of
three take twice as long. Nothing is drawn at random: the textures are fixed (`moeforge.painter.carriers`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, dataclass, fields, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from moeforge.painter.carriers import Ground
from moeforge.painter.freedom import blend
from moeforge.painter.grain import blurred
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
    strokes: float = 0.0  # strokes of a fine brush, lighter and darker
    broad: float = 0.0  # strokes of a broad one
    dabs: float = 0.0  # short touches of the brush
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
COLORS = ("saturation", "warmth", "light")
DRAWN = tuple(f.name for f in fields(Finish) if f.name not in COLORS)
"""Strengths that act on lines and texture, in order."""
SHARE: Mapping[str, Mapping[str, float]] = MappingProxyType(
    {
        "skin": {
            "flat": 0.6,
            "edge": 0.5,
            "mottle": 0.4,
            "grain": 0.35,
            "hatch": 0.7,
            "dots": 0.6,
            "strokes": 0.5,
            "broad": 0.5,
            "dabs": 0.5,
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
    finish = shared(sheet, finish)
    if sheet != "trim":
        return _applied(picture, finish)
    made, half = picture.copy(), picture.shape[0] // 2
    for column, row in QUADRANTS.values():
        part = slice(row * half, (row + 1) * half), slice(column * half, (column + 1) * half)
        made[part] = _applied(picture[part], finish)
    return made


def shared(sheet: str, finish: Finish) -> Finish:
    """What a sheet takes of a finish."""
    return replace(finish, **{name: share * getattr(finish, name) for name, share in SHARE[sheet].items()})


def planes(picture: U8) -> U8:
    """(H, W, 3) to (3, H, W)."""
    return np.stack([picture[..., channel] for channel in range(3)])


def _applied(picture: U8, finish: Finish) -> U8:
    x = filtered(planes(picture).astype(np.float32) / np.float32(255.0), finish, Ground(picture.shape[0]))
    return np.dstack([*np.rint(np.clip(x, 0.0, 1.0) * 255.0).astype(np.uint8)])


def filtered(x: Floats, finish: Finish, ground: Ground, names: Sequence[str] = ()) -> Floats:
    """Colours or luma (3 or 1, H, W) with a finish's filters on them, not clipped; their textures are the ground's.

    `names`: those of its strengths that act, in order; else all.
    """
    for name in names or _STEPS:
        amount = getattr(finish, name)
        if amount:
            x = _STEPS[name](x, np.float32(amount), ground)
    return x


LUMA = (np.float32(0.299), np.float32(0.587), np.float32(0.114))
"""Rec. 601 shares of red, green and blue."""


def luma(x: Floats) -> Floats:
    """Rec. 601 luma (1, H, W) of sRGB (3, H, W); luma stays as it is."""
    if len(x) == 1:
        return x
    made = LUMA[0] * x[:1]
    made += LUMA[1] * x[1:2]
    made += LUMA[2] * x[2:]
    return made


def _shade(x: Floats) -> Floats:
    """How far below its lights the picture is, 0..1: (1, H, W)."""
    light = luma(x)
    top = np.float32(np.partition(light.ravel(), int(0.85 * light.size))[int(0.85 * light.size)])
    return np.clip((top - light) / np.float32(0.45), 0.0, 1.0)


def _brush(x: Floats, amount: F32, ground: Ground) -> Floats:
    height, width = x.shape[1:]
    return x.reshape(len(x), -1).take(_wandered(amount, ground, height, width), axis=1)


@lru_cache(maxsize=64)  # many cells of a figure lie on the same ground
def _wandered(amount: F32, ground: Ground, height: int, width: int) -> NDArray[np.int64]:
    """For each place the one, counted row by row, whose colour a brush brings there: (height, width)."""
    reach = amount * np.float32(ground.side / 64)
    down, right = (np.rint(reach * ground.part(name, height, width)).astype(int) for name in ("down", "right"))
    rows = np.clip(np.arange(height)[:, None] + down, 0, height - 1)
    return rows * width + np.clip(np.arange(width)[None] + right, 0, width - 1)


def _haze(x: Floats, amount: F32, ground: Ground) -> Floats:
    soft = blurred(x, ground.side // 14)
    return x + amount * (np.maximum(x, 1.0 - (1.0 - x) * (1.0 - 0.45 * soft)) * 0.6 + 0.4 * soft - x)


BANDS = 7.0


def _flat(x: Floats, amount: F32, ground: Ground) -> Floats:
    """Bands of luma with edges a sixth of a band wide, so that they are not jagged."""
    light = luma(x)
    level = light * np.float32(BANDS)
    whole = np.floor(level)
    banded = (whole + np.clip((level - whole - 0.5) * 6.0 + 0.5, 0.0, 1.0)) / np.float32(BANDS)
    return x * (1.0 + amount * (banded / np.maximum(light, 1e-3) - 1.0))


def _edge(x: Floats, amount: F32, ground: Ground) -> Floats:
    light = blurred(luma(x), max(1, ground.side // 128))[0]
    down, across = _rise(light), _rise(light.T).T
    down *= down
    across *= across
    down += across
    slope = np.sqrt(down, out=down)
    slope *= np.float32(6.0 * ground.side / 128)
    slope -= np.float32(0.04)
    return x * (1.0 - amount * np.clip(slope, 0.0, 0.75, out=slope))


def _rise(light: Floats) -> Floats:
    """How much a plane (H, W) rises from row to row, as `numpy.gradient` counts it, which takes twice as long."""
    made = np.zeros_like(light)
    np.subtract(light[2:], light[:-2], out=made[1:-1])
    made[1:-1] *= np.float32(0.5)
    made[0], made[-1] = light[1] - light[0], light[-1] - light[-2]
    return made


BRUSHED = (0.05, 0.16)
"""What a stroke of full strength adds to black, and how much more to white; as much is taken between strokes."""


def _brushed(name: str) -> Callable[[Floats, F32, Ground], Floats]:
    def step(x: Floats, amount: F32, ground: Ground) -> Floats:
        stroke = ground.part(name, *x.shape[1:]) * amount
        return x + stroke * (np.float32(BRUSHED[0]) + np.float32(BRUSHED[1]) * x)

    return step


def _mottle(x: Floats, amount: F32, ground: Ground) -> Floats:
    cloud = ground.part("mottle", *x.shape[1:]) * amount
    return x * (1.0 + 0.10 * cloud) + 0.05 * np.abs(cloud) * (1.0 - x)


def _hatch(x: Floats, amount: F32, ground: Ground) -> Floats:
    """Strokes from the upper right to the lower left where there is shade, and across where there is much."""
    shade, made = _shade(x), x
    for name, least in (("hatch", 0.10), ("cross", 0.55)):
        stroke = ground.part(name, *x.shape[1:])
        made = made * (1.0 - 0.42 * amount * (np.clip(2.2 * (shade - least), 0.0, 1.0) * stroke))
    return made


def _dots(x: Floats, amount: F32, ground: Ground) -> Floats:
    raster = ground.part("raster", *x.shape[1:])
    dot = np.clip((raster - 1.0 + 0.85 * _shade(x)) * np.float32(ground.side / 32), 0.0, 1.0)
    return x * (1.0 - 0.45 * amount * dot)


def _grain(x: Floats, amount: F32, ground: Ground) -> Floats:
    tooth, light = ground.part("tooth", *x.shape[1:]) * amount, luma(x)
    return x + 0.10 * tooth * (0.35 + light * (1.0 - light) * 2.0)


def _pixel(x: Floats, amount: F32, ground: Ground) -> Floats:
    soft = blurred(x, max(1, ground.side // 96))
    for axis in (1, 2):
        middles, square = _middles(x.shape[axis], ground.side)
        soft = soft.take(middles, axis).repeat(square, axis)
    return x + amount * (soft - x)


@lru_cache(maxsize=16)
def _middles(length: int, side: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The middles and the sizes of the squares along `length` places, where a sheet's side holds 32."""
    at = np.minimum((np.arange(length) * 32 // side * side + side // 2) // 32, length - 1)
    return np.unique(at, return_counts=True)


def _saturation(x: Floats, amount: F32, ground: Ground) -> Floats:
    light = luma(x)
    return light + (1.0 + amount) * (x - light)


def _warmth(x: Floats, amount: F32, ground: Ground) -> Floats:
    return x * (1.0 + amount * np.array([0.10, 0.01, -0.14], np.float32)[:, None, None])


def _light(x: Floats, amount: F32, ground: Ground) -> Floats:
    return x + amount * ((1.0 - x) if amount > 0 else x)


_STEPS: Mapping[str, Callable[[Floats, F32, Ground], Floats]] = MappingProxyType(
    {
        "brush": _brush, "haze": _haze, "flat": _flat, "edge": _edge,
        **{name: _brushed(name) for name in ("strokes", "broad", "dabs")},
        "mottle": _mottle, "hatch": _hatch, "dots": _dots, "grain": _grain, "pixel": _pixel,
        "saturation": _saturation, "warmth": _warmth, "light": _light,
    }
)  # fmt: skip
"""Strength -> filter, in order: form first, then texture, then colour."""
