"""Fixed textures that a finish lays over a picture: pigment, paper, pen, print and brush. They are always crisp.

Clouds of pigment, the paper's tooth, a flow along which contours wander, strokes of a pen one way and the other, a
printer's raster, and strokes of a brush that follow a field.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Literal

import numpy as np

from moeforge.painter.grain import F32, Floats, drift, fine, flow, mottled, unit

SIDE = 256
"""Texels of a side at which styles see the figure's images."""
Lay = Literal["aslant", "round", "along"]
"""How textures lie: freely; closing on themselves, as swatches round the figure must; along the locks of hair."""
SWATCH = SIDE // 2
"""Texels after which those of SIDE that lie "round" repeat."""
MEETING = 24
"""Texels over which a cloud turns into itself one swatch on."""
STROKES: Mapping[str, tuple[int, int, int, float]] = MappingProxyType(
    {"strokes": (31, 10, 2, 1.0), "broad": (32, 18, 4, 1.0), "dabs": (33, 5, 3, 1.8)}
)
"""Strokes of a brush -> seed, half length and half width in texels of SIDE, and how far their field turns."""


@dataclass(frozen=True, slots=True)
class Ground:
    """The textures for a picture of a sheet of `side` texels, or for a part of it that begins at row y, column x."""

    side: int
    lay: Lay = "aslant"
    y: int = 0
    x: int = 0

    def part(self, name: str, height: int, width: int) -> F32:
        """What of a texture lies there, (height, width), about -2 .. 2; no part may reach beyond the sheet."""
        return plane(name, self.side, self.lay)[self.y : self.y + height, self.x : self.x + width]


@lru_cache(maxsize=64)
def plane(name: str, side: int, lay: Lay) -> F32:
    """A texture of PLANES, (side, side); "round": the left and the right half each close on themselves."""
    made = np.asarray(PLANES[name](side, lay), np.float32)
    made.flags.writeable = False
    return made


def _cloud(made: Floats, lay: Lay) -> Floats:
    return _closed(made) if lay == "round" else made


def _hatched(across: Callable[[Floats, Floats], Floats]) -> Callable[[int, Lay], Floats]:
    def strokes(side: int, lay: Lay) -> Floats:
        u, v = unit(side)
        waver = 0.35 * plane("mottle", side, lay)
        return np.clip(0.5 + np.sin(2 * np.pi * (26 * across(u, v) + waver)), 0.0, 1.0)

    return strokes


def _raster(side: int, lay: Lay) -> Floats:
    del lay
    u, v = unit(side)
    return 0.5 + 0.25 * (np.cos(2 * np.pi * 22 * (u + v)) + np.cos(2 * np.pi * 22 * (u - v)))


def _brush(name: str) -> Callable[[int, Lay], Floats]:
    seed, length, width, turn = STROKES[name]

    def strokes(side: int, lay: Lay) -> Floats:
        long, wide = (max(1, round(texels * side / SIDE)) for texels in (length, width))
        field = np.float32(turn) * drift(side)
        upright = np.float32(0.5 * np.pi) + np.float32(0.25) * field
        return _cloud(_smeared(seed, long, wide, upright if lay == "along" else field), lay)

    return strokes


PLANES: Mapping[str, Callable[[int, Lay], Floats]] = MappingProxyType(
    {
        "mottle": lambda side, lay: _cloud(mottled(side), lay),
        "tooth": lambda side, lay: _cloud(fine(side), lay),
        "down": lambda side, lay: _cloud(flow(side)[0], lay),
        "right": lambda side, lay: _cloud(flow(side)[1], lay),
        "hatch": _hatched(lambda u, v: u + v),
        "cross": _hatched(lambda u, v: u - v),
        "raster": _raster,
        **{name: _brush(name) for name in STROKES},
    }
)
"""Texture -> what makes it, (side, lay) to (side, side)."""


def _smeared(seed: int, length: int, width: int, angle: Floats) -> F32:
    """Strokes of a brush in -1 .. 1: noise smeared along a smooth field of angles (Cabral and Leedom, 1993)."""
    side = len(angle)
    noise = np.random.default_rng(seed).standard_normal((side, side)).astype(np.float32)
    noise = np.asarray(sum(np.roll(noise, (i, j), (0, 1)) for i in range(width) for j in range(width)))
    y, x = np.meshgrid(np.arange(side), np.arange(side), indexing="ij")
    total = np.zeros_like(noise)
    for way in (1.0, -1.0):
        down, across = y.astype(np.float32), x.astype(np.float32)
        for _ in range(length):
            at = np.rint(down).astype(int) % side, np.rint(across).astype(int) % side
            total += noise[at]
            down, across = down + way * np.sin(angle[at]), across + way * np.cos(angle[at])
    return np.asarray(np.tanh(1.2 * total / total.std()), np.float32)


def _closed(made: Floats) -> F32:
    """A texture (S, S) of its left half twice, made to end as it begins; its spread is kept."""
    swatch = made.shape[1] // 2
    half, beyond = made[:, :swatch], made[:, swatch:]
    share = np.clip(1.0 - np.arange(swatch, dtype=np.float32) / MEETING, 0.0, 1.0)
    mixed = (half * (1.0 - share) + beyond * share) / np.sqrt(share**2 + (1.0 - share) ** 2)
    return np.tile(np.asarray(mixed, np.float32), 2)
