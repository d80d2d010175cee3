"""Fixed textures that the style net lays over a picture: it decides where and how much, they stay crisp.

They are those of `finish`, for pictures of SIDE texels: clouds of pigment, the paper's tooth, strokes one way and the
other, printed dots of three sizes, strokes of a brush that follow a field, and a flow along which a contour may wander.
"""

from functools import cache
from typing import Literal

import numpy as np

from moeforge.painter.grain import F32, Floats, fine, flow, mottled, unit

SIDE = 256
"""Texels of a picture's side."""
NAMES = (
    "mottle", "tooth", "strokes", "broad", "hatch", "cross", "dots_small", "dots", "dots_large", "flow_down",
    "flow_across",
)  # fmt: skip
STROKES = {"strokes": (31, 10, 2), "broad": (32, 18, 4)}
"""Seed, half length and half width in texels."""
Lay = Literal["aslant", "round", "along"]
"""How they lie: freely; closing on themselves, as swatches that run round the figure must; along the locks of hair."""
SWATCH = SIDE // 2
"""Texels after which those that lie "round" repeat."""
MEETING = 24
"""Texels over which a cloud turns into itself one swatch on."""


@cache
def carriers(lay: Lay = "aslant") -> F32:
    """(len(NAMES), SIDE, SIDE), about -1 .. 2; "round": the left and the right half each close on themselves."""
    cloud = mottled(SIDE)
    planes: dict[str, Floats] = {"mottle": cloud, "tooth": fine(SIDE)}
    planes["flow_down"], planes["flow_across"] = flow(SIDE)
    upright = lay == "along"
    planes |= {name: _strokes(*numbers, upright) for name, numbers in STROKES.items()}
    if lay == "round":
        planes = {name: _closed(plane) for name, plane in planes.items()}
    u, v = unit(SIDE)
    waver = 0.35 * planes["mottle"]
    planes["hatch"], planes["cross"] = (
        np.clip(0.5 + np.sin(2 * np.pi * (26 * a + waver)), 0, 1) for a in (u + v, u - v)
    )
    raster = 0.5 + 0.25 * (np.cos(2 * np.pi * 22 * (u + v)) + np.cos(2 * np.pi * 22 * (u - v)))
    for name, shade in (("dots_small", 0.3), ("dots", 0.6), ("dots_large", 0.9)):
        planes[name] = np.clip((raster - 1.0 + 0.85 * shade) * 8.0, 0.0, 1.0)
    made = np.stack([planes[name] for name in NAMES]).astype(np.float32)
    made.flags.writeable = False
    return made


def _strokes(seed: int, length: int, width: int, upright: bool) -> F32:
    """Brush strokes (SIDE, SIDE) in -1 .. 1: noise smeared along a smooth field (Cabral and Leedom, 1993)."""
    noise = np.random.default_rng(seed).standard_normal((SIDE, SIDE)).astype(np.float32)
    noise = np.asarray(sum(np.roll(noise, (i, j), (0, 1)) for i in range(width) for j in range(width)))
    angle = np.float32(0.5 * np.pi) + np.float32(0.25) * flow(SIDE)[0].T if upright else flow(SIDE)[0].T
    y, x = np.meshgrid(np.arange(SIDE), np.arange(SIDE), indexing="ij")
    total = np.zeros_like(noise)
    for way in (1.0, -1.0):
        down, across = y.astype(np.float32), x.astype(np.float32)
        for _ in range(length):
            at = np.rint(down).astype(int) % SIDE, np.rint(across).astype(int) % SIDE
            total += noise[at]
            down, across = down + way * np.sin(angle[at]), across + way * np.cos(angle[at])
    return np.asarray(np.tanh(1.2 * total / total.std()), np.float32)


def _closed(plane: Floats) -> F32:
    """A plane (SIDE, SIDE) of its left half twice, made to end as it begins; its spread is kept."""
    half, beyond = plane[:, :SWATCH], plane[:, SWATCH:]
    share = np.clip(1.0 - np.arange(SWATCH, dtype=np.float32) / MEETING, 0.0, 1.0)
    mixed = (half * (1.0 - share) + beyond * share) / np.sqrt(share**2 + (1.0 - share) ** 2)
    return np.tile(np.asarray(mixed, np.float32), SIDE // SWATCH)
