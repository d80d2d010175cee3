"""The canonical crop: the square round a face that the picture encoder was trained on and is shown."""

from dataclasses import dataclass
from math import ceil, floor, isfinite

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from moeforge.errors import BadSpecError

U8 = NDArray[np.uint8]
SIDE = 128
"""Pixels of the crop's side."""
REACH = 2.2
"""The square's side, in the larger of the face box's width and height: hair, ears and collar come along."""
LIFT = 0.10
"""How far the square's centre lies above the face box's, in the square's side."""
_FINE = 4
"""A square of more than this many times SIDE pixels is first averaged in whole blocks, which bounds the memory."""


@dataclass(frozen=True, slots=True)
class FaceBox:
    """Where a face is, in pixels of the upright picture: brows' height and a forehead to chin, ear to ear."""

    x: float  # of the left edge
    y: float  # of the upper edge, counted downwards
    width: float
    height: float

    def __post_init__(self) -> None:
        numbers = self.x, self.y, self.width, self.height
        if not all(isfinite(n) for n in numbers) or min(self.width, self.height) < 1.0 or max(map(abs, numbers)) > 1e6:
            raise BadSpecError(f"face box {numbers} is no box; give x, y, width and height in pixels", field="face")


@dataclass(frozen=True, slots=True)
class Square:
    """A square of a picture, in its pixels; it may overhang."""

    x: float
    y: float
    side: float


def square(face: FaceBox) -> Square:
    """The square that belongs to a face box."""
    side = REACH * max(face.width, face.height)
    middle_x, middle_y = face.x + face.width / 2, face.y + face.height / 2 - LIFT * side
    return Square(middle_x - side / 2, middle_y - side / 2, side)


def cropped(picture: U8, region: Square, size: int = SIDE) -> U8:
    """(size, size, C) of a (H, W, C) uint8 picture, averaged by area; beyond the picture its edge pixels repeat."""
    block = max(1, int(region.side // (_FINE * size)))
    if block > 1:
        picture = np.asarray(Image.fromarray(picture).reduce(block))
        region = Square(region.x / block, region.y / block, region.side / block)
    left, top = floor(region.x), floor(region.y)
    columns = np.arange(left, ceil(region.x + region.side)).clip(0, picture.shape[1] - 1)
    rows = np.arange(top, ceil(region.y + region.side)).clip(0, picture.shape[0] - 1)
    x, y = region.x - left, region.y - top
    area = Image.Resampling.BOX if region.side >= size else Image.Resampling.BILINEAR
    cut = Image.fromarray(np.ascontiguousarray(picture[rows[:, None], columns]))
    return np.asarray(cut.resize((size, size), area, box=(x, y, x + region.side, y + region.side)))


def face_crop(picture: U8, face: FaceBox) -> U8:
    """The canonical crop (SIDE, SIDE, 3) of a (H, W, 3) uint8 sRGB picture: what the encoder takes, as bytes."""
    return cropped(picture, square(face))
