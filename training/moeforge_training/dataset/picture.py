"""Bytes of unknown origin to an upright sRGB picture, or a reason why not."""

import re
import warnings
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from types import MappingProxyType

import numpy as np
from PIL import ExifTags, Image, ImageFile, UnidentifiedImageError

from moeforge_training.dataset import modes, png
from moeforge_training.dataset.options import Limits
from moeforge_training.dataset.refused import OUT_OF_MEMORY, Refused
from moeforge_training.dataset.sniff import sniff

_TURNS: Mapping[int, Image.Transpose] = MappingProxyType(
    {
        2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_270, 7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }
)  # fmt: skip
"""EXIF 2.32, 4.6.4 A, Orientation: what turns the stored picture upright."""
MISSING = 0.1
"""Share of rows that a cut file may lack at the bottom and still be used (they are cropped away)."""


@dataclass(frozen=True, slots=True)
class Picture:
    """An upright picture in sRGB, mode RGB or RGBA, without metadata; `mends` says what was done to it."""

    image: Image.Image
    format: str
    mode: str  # of the file
    mends: tuple[str, ...]


def open_picture(data: bytes, limits: Limits, name: str = "") -> Picture:
    """Decode one file; Refused says why it cannot be used. `name` only serves to remark on a wrong extension."""
    kind = sniff(data)
    mends = _misnamed(name, kind)
    if kind == "PNG":
        data, removed = png.essential(data)
        mends += removed
    try:
        with _careful(limits) as caught:
            image, mode, more = _decode(data, kind, limits)
            mends += more
            image, more = modes.to_srgb(image)
        mends += more + _remarks(caught)
    except Refused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refused("too large", f"{_pixels(error)} pixels; at most {limits.pixels} are read") from None
    except MemoryError:
        raise Refused("too large", OUT_OF_MEMORY) from None
    except Exception as error:  # noqa: BLE001 - decoders raise anything on hostile bytes; the file is dropped for it
        raise Refused("broken", _clean(error)) from None
    return Picture(image, kind, mode, mends)


def _misnamed(name: str, kind: str) -> tuple[str, ...]:
    known = Image.registered_extensions().get("." + name.rpartition(".")[2].lower()) if "." in name else None
    return () if known in {None, kind} else (f"named {known}, is {kind}",)


@contextmanager
def _careful(limits: Limits) -> Generator[list[warnings.WarningMessage]]:
    """Pillow's pixel limit at ours and its warning an error; other warnings are collected."""
    before = Image.MAX_IMAGE_PIXELS
    Image.MAX_IMAGE_PIXELS = limits.pixels
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            yield caught
    finally:
        Image.MAX_IMAGE_PIXELS = before


def _decode(data: bytes, kind: str, limits: Limits) -> tuple[Image.Image, str, tuple[str, ...]]:
    try:
        image = _load(data, kind, limits)
        mends: tuple[str, ...] = ()
    except OSError as error:
        if "truncated" not in str(error).lower():
            raise
        image, mends = _load_cut(data, kind, limits)
    mode = image.mode
    if kind != "PNG" and getattr(image, "is_animated", False):  # PNG frames were left out above
        mends += ("first of several frames taken",)
    image, more = _upright(image)
    return image, mode, mends + more


def _load(data: bytes, kind: str, limits: Limits) -> ImageFile.ImageFile:
    image = Image.open(BytesIO(data), formats=(kind,))
    width, height = image.size
    if width * height > limits.pixels:
        raise Refused("too large", f"{width}x{height} are more than {limits.pixels} pixels")
    if min(width, height) < limits.side:
        raise Refused("too small", f"{width}x{height}; the shorter side needs {limits.side} pixels")
    if max(width, height) > limits.aspect * min(width, height):
        raise Refused("too long", f"{width}x{height} is longer than {limits.aspect:g}:1")
    image.load()  # the first frame alone
    return image


def _load_cut(data: bytes, kind: str, limits: Limits) -> tuple[Image.Image, tuple[str, ...]]:
    """A file whose end is missing: the rows that are there, if nearly all are."""
    before = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        image = _load(data, kind, limits)
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before
    if image.info.get("interlace") or image.info.get("progressive"):
        raise Refused("broken", "the end of the file is missing, and with it the fine detail")
    dead = _dead_rows(np.asarray(image))
    if dead > MISSING * image.height:
        raise Refused("broken", f"the end of the file is missing: up to {dead} of {image.height} rows")
    if not dead:
        return image, ("the file's end is missing, no row is",)
    whole = image.crop((0, 0, image.width, image.height - dead))
    whole.info = dict(image.info)
    return whole, (f"the last {dead} rows were missing and are cropped away",)


def _dead_rows(pixels: np.ndarray) -> int:
    """Rows at the bottom that hold one and the same value."""
    alike = np.all(pixels == pixels[-1, 0], axis=tuple(range(1, pixels.ndim)))
    return int(np.argmin(alike[::-1])) if not alike.all() else len(alike)


def _upright(image: Image.Image) -> tuple[Image.Image, tuple[str, ...]]:
    """Turned as EXIF says; the tags themselves stay behind."""
    mends: tuple[str, ...] = ()
    try:
        tags = image.getexif()
        turn = _TURNS.get(tags.get(ExifTags.Base.Orientation, 1))
        place = bool(tags.get_ifd(ExifTags.IFD.GPSInfo))
    except Exception:  # noqa: BLE001 - damaged EXIF raises anything, and the pixels do not need it
        return image, ("damaged EXIF removed",)
    if place or (len(tags) and getattr(image, "format", "") != "TIFF"):  # TIFF keeps its own structure as tags
        mends = ("EXIF with a place (GPS) removed",) if place else ("EXIF removed",)
    if turn is None:
        return image, mends
    info, image = image.info, image.transpose(turn)
    image.info = {key: info[key] for key in ("icc_profile", "transparency") if key in info}
    return image, (*mends, "turned upright as EXIF says")


def _remarks(caught: list[warnings.WarningMessage]) -> tuple[str, ...]:
    texts = sorted({"damaged EXIF removed" if "EXIF" in str(w.message) else _clean(w.message) for w in caught})
    return tuple(texts[:3])


def _pixels(error: Exception) -> str:
    found = re.search(r"\((\d+) pixels\)", str(error))
    return found[1] if found else "too many"


def _clean(error: object) -> str:
    """An error's words without addresses or line breaks."""
    if isinstance(error, UnidentifiedImageError):
        return "the header is damaged"
    if "Truncated File Read" in str(error):
        return "the file ends in its header"
    words = re.sub(r"<[^>]*>|0x[0-9a-f]+", "", " ".join(str(error).split()))[:160].strip()
    return words or type(error).__name__
