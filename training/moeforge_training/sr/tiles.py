"""Sharp tiles to learn from: cuts of painted sheets and of random drawings, premultiplied RGBA.

It is a corpus source like the generator's, so tiles are painted once, by worker processes, and depend on a seed alone.
"""

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from moeforge.painter.canvas import Frame, drawn
from moeforge.painter.conditions import CONDITION_SIZE
from moeforge.painter.iris_design import DESIGNS
from moeforge.painter.whole import whole
from moeforge.prior import LATENT
from moeforge_training.source import F32, U8, PainterSource
from moeforge_training.sr import drawings, portraits

KINDS: Mapping[str, int] = {"iris": 768, "trim": 512, "skin": 128, "drawing": 2560, "portrait": 2560}
"""Kind of tile -> how many make the corpus."""
TILE = 192
"""Texels of a tile's side."""
SIZES: Mapping[str, tuple[int, ...]] = {
    "iris": (256, 512, 512, 1024), "trim": (256, 512, 1024), "skin": (512, 1024), "drawing": (256, 256, 512, 512, 768),
    "portrait": (256, 256, 384, 512),
}  # fmt: skip
"""Texels of the picture that a tile is cut from: what it shows is large or small."""
TRIES = 3
DRAW: Mapping[str, Callable[[Frame, np.random.Generator], None]] = {
    "drawing": drawings.draw,
    "portrait": portraits.draw,
}
"""Kinds that no sheet of the painter makes -> who draws them."""
SHEETS = PainterSource()


@dataclass(frozen=True, slots=True)
class TileSource:
    """A source of tiles; `condition` and `z` decide everything."""

    condition_size: Mapping[str, int] = field(default_factory=lambda: {**CONDITION_SIZE, **dict.fromkeys(DRAW, 1)})
    painted: Mapping[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 64))

    def sample(self, sheet: str, rng: np.random.Generator) -> F32:
        """The condition of a sheet; a drawing has none, which is one zero."""
        return np.zeros(1, np.float32) if sheet in DRAW else SHEETS.sample(sheet, rng)

    def latent(self, sheet: str, rng: np.random.Generator) -> F32:
        """An identity; for a drawing, what its chance comes from."""
        return rng.standard_normal(LATENT).astype(np.float32) if sheet in DRAW else SHEETS.latent(sheet, rng)

    def paint(self, sheet: str, condition: F32, z: F32, size: int) -> U8:
        """A tile (size, size, 4), premultiplied sRGB."""
        rng = np.random.default_rng(zlib.crc32(z.tobytes()))
        side = max(size, int(rng.choice(SIZES[sheet])))
        if sheet in DRAW:
            return _cut(drawn(lambda frame: DRAW[sheet](frame, rng), side), size, rng)
        return _cut(painted(sheet, condition, z, side, rng), size, rng)


def painted(sheet: str, condition: F32, z: F32, side: int, rng: np.random.Generator) -> U8:
    """A whole sheet (side, side, 4), opaque, with its marks; an iris wears a design of chance."""
    look = DESIGNS[list(DESIGNS)[int(rng.integers(len(DESIGNS)))]]
    picture = whole(sheet, SHEETS.paint(sheet, condition, z, side), condition, z, look)
    return np.dstack([picture, np.full(picture.shape[:2], 255, np.uint8)])


def _cut(picture: U8, size: int, rng: np.random.Generator) -> U8:
    """The liveliest of a few random cuts, or the first of them."""
    tries = TRIES if rng.random() < 0.75 else 1
    corners = rng.integers(0, picture.shape[0] - size + 1, (tries, 2))
    cuts = [picture[y : y + size, x : x + size] for y, x in corners]
    return max(cuts, key=_life).copy()


def _life(cut: U8) -> float:
    small = cut[::2, ::2].astype(np.int16)
    return float(np.abs(np.diff(small, axis=0)).mean() + np.abs(np.diff(small, axis=1)).mean())
