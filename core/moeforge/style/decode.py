"""Picture files of strangers to pixels: few formats, capped pixels, one kind of error."""

import warnings
from io import BytesIO
from typing import cast

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from moeforge.errors import BadSpecError, TooLargeError
from moeforge.textures.images import U8

FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP")
MAX_BYTES = 32 << 20
MAX_PIXELS = 36_000_000
SIDE = 512
"""Pictures are shrunk to this longest side: palette and brush need no more."""
_WIDE = ("I", "F")
"""Modes of 16 bits and more, which Pillow would clip instead of scale."""


def decode_picture(data: bytes, what: str = "style_picture") -> U8:
    """(H, W, 4) uint8 sRGB with straight alpha, longest side at most SIDE, turned as EXIF says. Errors call it `what`.

    TooLargeError above MAX_BYTES or MAX_PIXELS; BadSpecError when it is no whole picture of FORMATS.
    """
    name = what.replace("_", " ")
    if len(data) > MAX_BYTES:
        raise TooLargeError(f"the {name} has {len(data)} bytes; at most {MAX_BYTES}", field=what)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            warnings.simplefilter("ignore", UserWarning)  # broken EXIF and the like: pixels decide
            return _pixels(data)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise TooLargeError(f"the {name} is above {MAX_PIXELS} pixels", field=what) from error
    except (OSError, ValueError, SyntaxError, ArithmeticError, EOFError, UnidentifiedImageError) as error:
        cause = f"{type(error).__name__}: {error}"[:120]
        raise BadSpecError(
            f"the {name} cannot be read ({cause}); send a whole {', '.join(FORMATS)}", field=what
        ) from error


def _pixels(data: bytes) -> U8:
    with Image.open(BytesIO(data), formats=FORMATS) as picture:
        if picture.width * picture.height > MAX_PIXELS:
            raise Image.DecompressionBombError(f"{picture.width} x {picture.height}")
        picture.draft("RGB", (SIDE, SIDE))
        picture.load()
        small = _eight_bits(picture)
    small.thumbnail((SIDE, SIDE), Image.Resampling.BOX)
    return np.array(ImageOps.exif_transpose(small).convert("RGBA"))


def _eight_bits(picture: Image.Image) -> Image.Image:
    if not picture.mode.startswith(_WIDE):
        return picture.convert("RGBA")
    wide = np.asarray(picture, np.float64)
    top = 65535.0 if cast(float, wide.max()) > 255 else 255.0
    return Image.fromarray(np.clip(wide * (255 / top), 0, 255).astype(np.uint8)).convert("RGBA")
