"""Enlarging drawings with transparency, x2 or x4: a small convolutional net, run in tiles by onnxruntime on the CPU."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from moeforge.errors import BadSpecError, TooLargeError
from moeforge.models.card import ModelCard
from moeforge.models.runtime import opened

U8 = NDArray[np.uint8]

SCALES: tuple[int, ...] = (2, 4)
MAX_PIXELS = 36_000_000
"""Greatest area of an enlarged picture."""
TILE = 256
"""Texels of a tile's side before enlarging."""
MARGIN = 10
"""Texels round a tile that are computed and thrown away. The net sees 9 far, so that tiles meet without a seam."""
BORDER = 3
"""Texels by which a picture is continued beyond its border. What lies farther the net did not see in training, too."""


def sheet_of(scale: int, int8: bool = False) -> str:
    """The name under which a model pack holds the net of that scale, exact or in 8-bit integers."""
    return f"upscale_x{scale}{'_int8' if int8 else ''}"


@dataclass(frozen=True, slots=True)
class Enlarger:
    """The net of one scale with its card: premultiplied uint8 RGBA (N, H, W, 4) to (N, s H, s W, 4)."""

    card: ModelCard
    runtime: onnxruntime.InferenceSession

    @classmethod
    def open(cls, card: ModelCard, data: bytes, threads: int) -> "Enlarger":
        """ModelError when the net's inputs or outputs are not the card's."""
        return cls(card, opened(card, data, threads))

    def run(self, pictures: U8) -> U8:
        """Enlarge whole pictures; near the border the net is misled by what it does not see."""
        return np.asarray(self.runtime.run(["large"], {"small": pictures})[0])


@dataclass(frozen=True, slots=True)
class Upscaler:
    """The nets by scale. Sessions may be run by many threads at once."""

    models: Mapping[int, Enlarger]

    @property
    def hashes(self) -> Mapping[str, str]:
        """Model name -> sha256, for the avatar's id and its provenance."""
        return MappingProxyType({m.card.name: m.card.sha256 for m in self.models.values()})

    def enlarge(self, picture: U8, scale: int = 4) -> U8:
        """A picture (H, W, 3) or (H, W, 4), uint8 sRGB with straight alpha, `scale` times as large; same channels.

        BadSpecError for another scale or shape; TooLargeError when the result has more than MAX_PIXELS. Colours of
        wholly transparent texels are not kept.
        """
        _check(picture, scale)
        height, width, channels = picture.shape
        padded = np.pad(premultiplied(picture), ((BORDER, BORDER), (BORDER, BORDER), (0, 0)), mode="edge")
        large = np.zeros((height * scale, width * scale, 4), np.uint8)
        for rows in _spans(height):
            for columns in _spans(width):
                tile = self.models[scale].run(np.ascontiguousarray(padded[None, rows.seen, columns.seen]))[0]
                inner = tile[rows.inside(scale), columns.inside(scale)]
                large[rows.enlarged(scale), columns.enlarged(scale)] = inner
        if padded[..., 3].min() == 255:  # opaque stays opaque, whatever the net thinks
            large[..., 3] = 255
        return straight(large) if channels == 4 else large[..., :3].copy()


def largest(scale: int) -> int:
    """Most pixels that a picture may have before it is enlarged; BadSpecError for a scale that no net makes."""
    if scale not in SCALES:
        raise BadSpecError(f"scale is {scale}; it must be one of {', '.join(map(str, SCALES))}", field="scale")
    return MAX_PIXELS // scale**2


def _check(picture: U8, scale: int) -> None:
    if picture.ndim != 3 or picture.shape[2] not in (3, 4) or not picture.size or picture.dtype != np.uint8:
        raise BadSpecError(f"a picture of {picture.shape} {picture.dtype} has no uint8 RGB or RGBA", field="picture")
    height, width = picture.shape[:2]
    if height * width > largest(scale):
        raise TooLargeError(
            f"{width} x {height} enlarged {scale} times is above {MAX_PIXELS} pixels; choose a smaller scale or cut it",
            field="picture",
        )


@dataclass(frozen=True, slots=True)
class _Span:
    """A tile along one axis: its own texels `start` .. `stop` of the picture, and what is `seen` of the padded one."""

    start: int
    stop: int
    seen: slice

    def inside(self, scale: int) -> slice:
        """Where the tile's own texels lie in what the net makes of `seen`."""
        first = (self.start + BORDER - self.seen.start) * scale
        return slice(first, first + (self.stop - self.start) * scale)

    def enlarged(self, scale: int) -> slice:
        """Where they lie in the result."""
        return slice(self.start * scale, self.stop * scale)


def _spans(length: int) -> Iterator[_Span]:
    for start in range(0, length, TILE):
        stop = min(start + TILE, length)
        seen = slice(max(0, start + BORDER - MARGIN), stop + BORDER + MARGIN)
        yield _Span(start, stop, seen)


def premultiplied(picture: U8) -> U8:
    """Straight (H, W, 3 or 4) to premultiplied (H, W, 4), rounded."""
    if picture.shape[2] == 3:
        return np.dstack([picture, np.full(picture.shape[:2], 255, np.uint8)])
    alpha = picture[..., 3:].astype(np.uint16)
    if alpha.min() == 255:
        return picture
    return np.concatenate([((picture[..., :3] * alpha + 127) // 255).astype(np.uint8), picture[..., 3:]], axis=2)


def straight(picture: U8) -> U8:
    """Premultiplied (H, W, 4), no colour above its alpha, to straight, rounded."""
    result = picture.copy()
    texels = result.reshape(-1, 4)
    alpha = np.ascontiguousarray(texels[:, 3])
    veiled = np.flatnonzero(alpha - np.uint8(1) < 254)  # 0 wraps round: what is clear or opaque is straight already
    some = texels[veiled].astype(np.uint16)
    over = some[:, 3:]
    texels[veiled, :3] = ((some[:, :3] * 255 + over // 2) // over).astype(np.uint8)
    return result
