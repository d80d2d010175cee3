"""Picture files of strangers to pixels: few formats, capped pixels, one kind of error."""

import warnings
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import cast

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from moeforge.errors import BadSpecError, TooLargeError

U8 = NDArray[np.uint8]

FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP")
MAX_BYTES = 32 << 20
MAX_PIXELS = 36_000_000
_SMALLER = "shrink it or save it as a JPEG"
_WIDE = ("I", "F")
"""Modes of 16 bits and more, which Pillow would clip instead of scale."""


@dataclass(frozen=True, slots=True)
class Door:
    """What may come in, and what it is called in errors."""

    what: str  # "the style picture"
    field: str  # of the request
    side: int = 0  # pictures are shrunk to this longest side; 0 keeps them
    max_pixels: int = MAX_PIXELS


def read_picture(data: bytes, door: Door) -> U8:
    """(H, W, 4) uint8 sRGB with straight alpha, turned as EXIF says, no larger than the door.

    TooLargeError above MAX_BYTES or the door's pixels; BadSpecError when it is no whole picture of FORMATS.
    """
    if len(data) > MAX_BYTES:
        raise TooLargeError(f"{door.what} has {len(data)} bytes; at most {MAX_BYTES}: {_SMALLER}", field=door.field)
    with _refusing(door):
        return _pixels(data, door)


def picture_size(data: bytes, door: Door) -> tuple[int, int]:
    """Width and height of a picture turned as EXIF says, from its header alone; errors as above."""
    with _refusing(door), Image.open(BytesIO(data), formats=FORMATS) as picture:
        turned = picture.getexif().get(ExifTags.Base.Orientation, 1) in (5, 6, 7, 8)
        return (picture.height, picture.width) if turned else picture.size


@contextmanager
def _refusing(door: Door) -> Generator[None]:
    """What Pillow says of strangers' files, as errors of ours."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            warnings.simplefilter("ignore", UserWarning)  # broken EXIF and the like: pixels decide
            yield
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise TooLargeError(f"{door.what} is above {door.max_pixels} pixels: shrink it", field=door.field) from error
    except (OSError, ValueError, SyntaxError, ArithmeticError, EOFError, UnidentifiedImageError) as error:
        cause = "it is none, or of another kind" if isinstance(error, UnidentifiedImageError) else str(error)[:120]
        raise BadSpecError(
            f"{door.what} cannot be read ({cause or type(error).__name__}); send a whole {', '.join(FORMATS)}",
            field=door.field,
        ) from error


def _pixels(data: bytes, door: Door) -> U8:
    with Image.open(BytesIO(data), formats=FORMATS) as picture:
        if picture.width * picture.height > door.max_pixels:
            raise Image.DecompressionBombError(f"{picture.width} x {picture.height}")
        if door.side:
            picture.draft("RGB", (door.side, door.side))
        picture.load()
        whole = _eight_bits(picture)
    if door.side:
        whole.thumbnail((door.side, door.side), Image.Resampling.BOX)
    return np.array(ImageOps.exif_transpose(whole).convert("RGBA"))


def _eight_bits(picture: Image.Image) -> Image.Image:
    if not picture.mode.startswith(_WIDE):
        return picture.convert("RGBA")
    wide = np.asarray(picture, np.float64)
    top = 65535.0 if cast(float, wide.max()) > 255 else 255.0
    return Image.fromarray(np.clip(wide * (255 / top), 0, 255).astype(np.uint8)).convert("RGBA")
