"""What cloth is made of, painted into its swatch: folds, ribs, knit, seams and stitches, sheen, fur.

A fabric is a list of marks. Each mark lays a depth on the unit square of the swatch (u 0 in front .. 1 behind, v top 0
.. hem 1): above 0 the cloth turns towards its shade, below 0 towards white. All are even about u = 0 and u = 1, where
the swatch is mirrored.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Protocol

import numpy as np

from moeforge.textures.atlas import INSET
from moeforge.textures.images import Floats

_SOFT = 0.010
"""Width (of the cell) over which an edge fades: about one texel and a half."""


class Mark(Protocol):
    """Something that is drawn on a fabric."""

    def cover(self, u: Floats, v: Floats) -> Floats:
        """Depth -1..1 at u (1, W) and v (H, 1), broadcast to (H, W)."""
        ...


def _edge(inside: Floats) -> Floats:
    """0..1 from a distance that is positive inside."""
    return np.clip(inside / _SOFT + 0.5, 0.0, 1.0)


def _along(u: Floats, v: Floats, a: tuple[float, float], b: tuple[float, float]) -> tuple[Floats, Floats]:
    """Share of the way from a to b, and distance from that line, of the nearest point."""
    du, dv = b[0] - a[0], b[1] - a[1]
    s = np.clip(((u - a[0]) * du + (v - a[1]) * dv) / max(du * du + dv * dv, 1e-9), 0.0, 1.0)
    return s, np.hypot(u - a[0] - s * du, v - a[1] - s * dv)


@dataclass(frozen=True, slots=True)
class Fold:
    """A wedge of shade that is `width` wide at `start` and runs out to nothing at `end`."""

    start: tuple[float, float]
    end: tuple[float, float]
    width: float = 0.030
    depth: float = 0.62

    def cover(self, u: Floats, v: Floats) -> Floats:
        s, away = _along(u, v, self.start, self.end)
        return self.depth * _edge(self.width * (1.0 - s) ** 0.8 - away)


@dataclass(frozen=True, slots=True)
class Hollow:
    """A leaf of shade between two points, `width` wide on each side at a third of the way."""

    start: tuple[float, float]
    end: tuple[float, float]
    width: float
    depth: float = 0.72

    def cover(self, u: Floats, v: Floats) -> Floats:
        s, away = _along(u, v, self.start, self.end)
        return self.depth * _edge(6.75 * self.width * s * (1.0 - s) ** 2 - away) * (s > 0.0)


@dataclass(frozen=True, slots=True)
class Seam:
    """A thin line; `dash` > 0 makes stitches of that length."""

    start: tuple[float, float]
    end: tuple[float, float]
    width: float = 0.007
    depth: float = 0.75
    dash: float = 0.0

    def cover(self, u: Floats, v: Floats) -> Floats:
        s, away = _along(u, v, self.start, self.end)
        line = _edge(self.width - away)
        if self.dash:
            length = float(np.hypot(self.end[0] - self.start[0], self.end[1] - self.start[1]))
            line = line * ((s * length / self.dash) % 1.0 < 0.6)
        return self.depth * line


@dataclass(frozen=True, slots=True)
class Ribs:
    """Lines from top to hem, `count` round half the garment."""

    count: float
    depth: float = 0.4
    share: float = 0.45
    top: float = 0.0

    def cover(self, u: Floats, v: Floats) -> Floats:
        period = 1.0 / self.count
        away = np.abs((u / period) % 1.0 - 0.5) * period
        return self.depth * _edge(self.share * period / 2 - away) * (v >= self.top)


@dataclass(frozen=True, slots=True)
class Rows:
    """Lines round the garment, `count` from top to hem."""

    count: float
    depth: float = 0.3
    share: float = 0.3

    def cover(self, u: Floats, v: Floats) -> Floats:
        period = 1.0 / self.count
        away = np.abs((v / period) % 1.0 - 0.5) * period
        return self.depth * _edge(self.share * period / 2 - away) * np.ones_like(u)


@dataclass(frozen=True, slots=True)
class Knit:
    """Columns of small Vs."""

    columns: float
    rows: float
    depth: float = 0.30

    def cover(self, u: Floats, v: Floats) -> Floats:
        across = np.abs((u * self.columns) % 1.0 - 0.5)
        down = (v * self.rows + 0.9 * across) % 1.0
        return self.depth * np.clip((0.34 - np.abs(down - 0.5)) * 6.0, 0.0, 1.0) * (across < 0.44)


@dataclass(frozen=True, slots=True)
class Valleys:
    """Shade between the waves of a skirt, deeper towards its hem; `count` waves go all round."""

    count: float
    depth: float = 0.6
    share: float = 0.30
    top: float = 0.10

    def cover(self, u: Floats, v: Floats) -> Floats:
        away = np.abs(((u * self.count / 2) % 1.0) - 0.5) * 2 / self.count
        opened = np.clip((v - self.top) / (1.0 - self.top), 0.0, 1.0)
        return self.depth * _edge(self.share / self.count * opened**0.7 - away) * (v > self.top)


@dataclass(frozen=True, slots=True)
class Glow:
    """A soft change of tone along v: from `above` at its upper end to `below` at its lower one."""

    top: float
    bottom: float
    above: float
    below: float = 0.0

    def cover(self, u: Floats, v: Floats) -> Floats:
        t = np.clip((v - self.top) / (self.bottom - self.top), 0.0, 1.0)
        t = t * t * (3 - 2 * t)
        inside = (v >= self.top) & (v <= self.bottom)
        return np.where(inside, self.above + (self.below - self.above) * t, 0.0) * np.ones_like(u)


@dataclass(frozen=True, slots=True)
class Sheen:
    """A band of light down the garment, as on metal, leather and silk."""

    middle: float
    width: float
    light: float = 0.35
    lean: float = 0.0

    def cover(self, u: Floats, v: Floats) -> Floats:
        away = np.abs(u - self.middle - self.lean * (v - 0.5))
        return -self.light * np.clip((self.width - away) / (0.5 * self.width), 0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Tufts:
    """Rows of fur: short tongues of shade, every second row half a step aside."""

    columns: float
    rows: float
    depth: float = 0.35

    def cover(self, u: Floats, v: Floats) -> Floats:
        row = np.floor(v * self.rows)
        x = (u * self.columns + 0.5 * (row % 2)) % 1.0 - 0.5
        y = (v * self.rows) % 1.0
        return self.depth * _edge((0.42 * (1.0 - y) - np.abs(x)) / self.columns * 0.8)


Fabric = Sequence[Mark]

_HEM_FOLDS = (
    Fold((0.11, 1.02), (0.15, 0.78), 0.026),
    Fold((0.33, 1.02), (0.27, 0.72), 0.030),
    Fold((0.60, 1.02), (0.66, 0.70), 0.034),
    Fold((0.84, 1.02), (0.80, 0.76), 0.026),
)
_BODY_FOLDS = (
    Fold((0.47, 0.34), (0.24, 0.44), 0.024),
    Fold((0.50, 0.42), (0.30, 0.56), 0.020),
    Fold((0.54, 0.36), (0.74, 0.46), 0.024),
    Fold((0.55, 0.46), (0.70, 0.60), 0.018),
)
"""From under the arm towards the chest and the back; on sleeves the same lines lie about the elbow."""
_ARMHOLE = (Hollow((0.60, 0.54), (0.70, 0.10), 0.18),)
"""Between sleeve and back, from the armpit up: there alone u runs so far behind the arm's own girth."""
_SLEEVE_SEAM = (Seam((0.45, 0.0), (0.50, 0.45), 0.008, 0.75), Seam((0.50, 0.45), (0.60, 0.95), 0.008, 0.75))
"""Where a wide sleeve is set in, down the back."""
_YOKE = (Seam((0.60, 0.17), (1.0, 0.20), 0.006, 0.6), Seam((0.60, 0.185), (1.0, 0.215), 0.003, -0.4, 0.03))
"""A seam across the back below the shoulders, stitched."""
_BOX_PLEAT = (Seam((0.93, 0.21), (0.91, 1.0), 0.007, 0.62), Fold((0.97, 0.21), (0.97, 0.52), 0.020, 0.5))
"""From the middle of the yoke down."""
_TOP_STITCH = (Seam((0.0, 0.945), (1.0, 0.945), 0.005, 0.5, 0.03),)

_POCKET = (
    Seam((0.62, 0.16), (0.86, 0.16), 0.008, 0.7),
    Seam((0.62, 0.16), (0.63, 0.42), 0.006, 0.6),
    Seam((0.86, 0.16), (0.85, 0.42), 0.006, 0.6),
    Seam((0.63, 0.42), (0.85, 0.42), 0.006, 0.6),
)
"""On the seat of shorts."""

_DRAPE = (
    Glow(0.86, 1.0, 0.0, 0.25),
    Fold((0.08, 1.02), (0.11, 0.42), 0.020),
    Fold((0.24, 1.02), (0.21, 0.52), 0.026),
    Fold((0.42, 1.02), (0.46, 0.40), 0.026),
    Fold((0.60, 1.02), (0.57, 0.48), 0.028),
    Fold((0.77, 1.02), (0.81, 0.42), 0.024),
    Fold((0.93, 1.02), (0.91, 0.54), 0.020),
)
"""Long folds that open towards the hem."""

_SUITING = (
    Fold((0.47, 0.36), (0.26, 0.46), 0.020, 0.5),
    Fold((0.54, 0.38), (0.72, 0.48), 0.020, 0.5),
    Fold((0.36, 1.02), (0.30, 0.74), 0.024, 0.5),
    Fold((0.64, 1.02), (0.70, 0.72), 0.026, 0.5),
    Seam((0.30, 0.30), (0.22, 1.0), 0.005, 0.45),
    Seam((0.99, 0.0), (0.99, 1.0), 0.008, 0.75),
)
_TAILORED = (
    *_SUITING,
    *_ARMHOLE,
    Glow(0.0, 0.22, -0.22),
    Seam((0.82, 0.22), (0.86, 0.62), 0.006, 0.8),
    Seam((0.86, 0.62), (0.80, 1.0), 0.006, 0.8),
    Seam((0.835, 0.22), (0.875, 0.62), 0.004, -0.24),
    Seam((0.875, 0.62), (0.815, 1.0), 0.004, -0.24),
    Seam((0.965, 0.0), (0.965, 1.0), 0.004, -0.24),
    Glow(0.86, 1.0, 0.0, 0.30),
)
"""Dark cloth hides its seams: each has a lit edge beside it."""

_JERSEY = (
    Glow(0.0, 0.16, -0.16),
    Glow(0.80, 1.0, 0.0, 0.22),
    *_HEM_FOLDS,
    *_BODY_FOLDS,
    *_ARMHOLE,
    *_YOKE,
)

FABRICS: Mapping[str, Fabric] = MappingProxyType(
    {
        "jersey": _JERSEY,
        "track": (
            *_JERSEY,
            Seam((0.20, 0.80), (0.29, 0.64), 0.012, 0.8),
            Seam((0.22, 0.81), (0.31, 0.65), 0.005, -0.4),
        ),
        "cotton": (
            *_HEM_FOLDS,
            *_BODY_FOLDS,
            *_ARMHOLE,
            Seam((0.012, 0.0), (0.012, 1.0), 0.004, 0.30),
            *_TOP_STITCH,
            *_YOKE,
            *_BOX_PLEAT,
        ),
        "suiting": (*_SUITING, *_ARMHOLE, *_YOKE[:1]),
        "tailored": _TAILORED,
        "drape": _DRAPE,
        "closed_drape": (*_DRAPE, Seam((0.0, 0.0), (0.0, 1.0), 0.011, 1.0)),
        "robe": (*_DRAPE, Hollow((0.60, 0.68), (0.70, 0.12), 0.20), *_SLEEVE_SEAM),
        "hollow": (Glow(0.0, 1.0, 0.62, -0.34),),
        "silk": (
            Sheen(0.16, 0.06, 0.30, 0.05),
            Sheen(0.72, 0.06, 0.22, -0.05),
            Fold((0.34, 1.02), (0.30, 0.60), 0.024, 0.5),
            Fold((0.58, 1.02), (0.61, 0.62), 0.024, 0.5),
            Fold((0.88, 1.02), (0.86, 0.66), 0.020, 0.5),
        ),
        "trousers": (
            Seam((0.012, 0.02), (0.012, 0.17), 0.006, 0.6),
            Seam((0.24, 0.02), (0.40, 0.15), 0.008, 0.7),
            Seam((0.60, 0.085), (0.90, 0.085), 0.007, 0.6),
            Fold((0.02, 0.20), (0.22, 0.27), 0.020, 0.6),
            Fold((0.62, 0.58), (0.40, 0.62), 0.022, 0.55),
            Fold((0.03, 0.56), (0.20, 0.60), 0.018, 0.5),
            Fold((0.05, 0.90), (0.24, 0.86), 0.022, 0.55),
            Fold((0.60, 0.93), (0.36, 0.90), 0.022, 0.55),
            Glow(0.90, 1.0, 0.0, 0.25),
        ),
        "denim": (
            Seam((0.012, 0.02), (0.012, 0.17), 0.006, 0.8),
            Seam((0.24, 0.02), (0.40, 0.15), 0.009, 0.9),
            Seam((0.265, 0.02), (0.42, 0.145), 0.004, -0.5, 0.035),
            Seam((0.58, 0.075), (0.92, 0.075), 0.007, 0.8),
            Seam((0.58, 0.075), (0.60, 0.17), 0.007, 0.8),
            Seam((0.60, 0.17), (0.90, 0.17), 0.007, 0.8),
            Fold((0.02, 0.20), (0.20, 0.26), 0.020, 0.5),
            Fold((0.62, 0.58), (0.40, 0.62), 0.022, 0.6),
            Fold((0.03, 0.90), (0.24, 0.86), 0.024, 0.6),
            Fold((0.60, 0.93), (0.36, 0.90), 0.024, 0.6),
            Seam((0.0, 0.955), (1.0, 0.955), 0.004, -0.45, 0.03),
        ),
        "shorts": (
            Seam((0.012, 0.02), (0.012, 0.5), 0.008, 0.7),
            Seam((0.24, 0.04), (0.42, 0.44), 0.010, 0.8),
            *_POCKET,
            Fold((0.18, 1.02), (0.12, 0.55), 0.030),
            Fold((0.40, 1.02), (0.44, 0.60), 0.030),
            Fold((0.60, 1.02), (0.54, 0.60), 0.030),
        ),
        "knit": (Knit(15, 22, 0.22), Fold((0.47, 0.34), (0.28, 0.42), 0.022, 0.5), Glow(0.84, 1.0, 0.0, 0.3)),
        "cable": (
            Knit(15, 22, 0.20),
            Seam((0.07, 0.0), (0.07, 1.0), 0.010, 0.55),
            Seam((0.19, 0.0), (0.19, 1.0), 0.010, 0.55),
            *(Fold((0.07, 0.03 + 0.085 * i), (0.19, 0.10 + 0.085 * i), 0.020, 0.5) for i in range(12)),
            *_ARMHOLE,
            *(Seam((u, 0.0), (u, 1.0), 0.010, 0.5) for u in (0.80, 0.92)),
            *(Fold((0.92, 0.03 + 0.085 * i), (0.80, 0.10 + 0.085 * i), 0.020, 0.5) for i in range(12)),
            Glow(0.84, 1.0, 0.0, 0.3),
        ),
        "satin": (
            Glow(0.0, 0.30, 0.50, 0.0),
            Fold((0.30, -0.02), (0.24, 0.62), 0.055, 0.55),
            Fold((0.72, -0.02), (0.78, 0.56), 0.055, 0.55),
        ),
        "rib": (Ribs(17, 0.42, 0.42),),
        "fur": (Tufts(11, 9, 0.34), Glow(0.0, 1.0, -0.05, 0.15)),
        "plate": (
            Sheen(0.13, 0.07, 0.55, 0.06),
            Sheen(0.70, 0.06, 0.40, -0.05),
            Glow(0.0, 0.12, -0.25),
            Glow(0.62, 1.0, 0.0, 0.55),
        ),
        "leather": (Glow(0.0, 0.4, -0.18), Glow(0.7, 1.0, 0.0, 0.3), Sheen(0.18, 0.06, 0.25)),
        "waves8": (Valleys(8), Glow(0.0, 0.2, 0.30)),
        "waves9": (Valleys(9), Glow(0.0, 0.2, 0.30)),
        "pleats": (Glow(0.0, 0.25, 0.35), Glow(0.8, 1.0, 0.0, 0.15)),
    }
)
"""Name -> marks."""


@cache
def relief(fabric: str, side: int) -> Floats:
    """Depth of a fabric on a swatch of `side` texels, (H, W, 1): -1 white .. 0 plain .. 1 shade.

    KeyError if unknown.
    """
    at = ((np.arange(side, dtype=np.float32) + 0.5 - INSET) / (side - 2 * INSET)).astype(np.float32)
    u, v = at[None, :], at[:, None]
    u = 1.0 - np.abs(1.0 - np.abs(u))  # beyond both ends what the mirrored half shows
    shade = np.zeros((side, side), np.float32)
    light = np.zeros_like(shade)
    for mark in FABRICS[fabric]:
        depth = mark.cover(u, v)
        shade = np.maximum(shade, depth)
        light = np.minimum(light, depth)
    return np.clip(shade + light * (1.0 - shade), -1.0, 1.0)[..., None].astype(np.float32)


@cache
def _mixed(fabric: str, side: int) -> tuple[Floats, Floats, Floats]:
    """What a fabric keeps of the cloth, how much of that is shaded, and the white it adds; (H, W) each."""
    depth = relief(fabric, side)[..., 0]
    white = 0.6 * np.maximum(-depth, 0.0)
    return 1.0 - white, np.maximum(depth, 0.0) * (1.0 - white), white


def made_of(pixels: Floats, factor: Floats, fabric: str) -> Floats:
    """The swatch (H, W or 1, 3) with its fabric's relief: (H, W, 3); `factor` (3,) is the cloth's shade."""
    plain, shaded, white = _mixed(fabric, pixels.shape[0])
    channels = zip(factor, np.moveaxis(pixels, -1, 0), strict=True)  # whole planes at a time: four times as fast
    return np.stack([(shaded * (f - 1) + plain) * channel + white for f, channel in channels], axis=-1)
