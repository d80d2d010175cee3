"""The exact marks of a skin: blush, nose, lips and the cheeks' lights in place of the faint ones that its sheet shows.

Soft ellipses, computed where they lie: a layer of 8 bits would hold too few steps of such low opacities.
"""

from math import cos, hypot, sin

import numpy as np
from numpy.typing import NDArray

from moeforge.painter.canvas import GAUSS
from moeforge.painter.conditions import decode
from moeforge.painter.freedom import freedom
from moeforge.painter.skin import RANGES, Blob, Palette, faint, features, worn

F32 = NDArray[np.float32]
U8 = NDArray[np.uint8]

ROWS = (0.50, 0.84)
"""Between which shares of the height all marks lie."""
SMALL = 8.0
"""Texels of radius below which a blob is sampled four times in each."""
_AT, _SHARE = (np.array(column) for column in zip(*GAUSS, strict=True))


def featured(sheet: U8, condition: F32, z: F32) -> U8:
    """A skin sheet (S, S, 3) with the marks of `condition` (4,) and `z` (64,) in place of its faint ones."""
    side = len(sheet)
    top, bottom = round(ROWS[0] * side), round(ROWS[1] * side)
    band = sheet[top:bottom].astype(np.float32)
    for blob in reversed(_blobs(*faint(condition, z))):
        _lay(band, blob, side, top, off=True)
    for blob in _blobs(condition, z):
        _lay(band, blob, side, top)
    made = sheet.copy()
    made[top:bottom] = np.clip(band + np.float32(0.5), 0.0, 255.0)
    return made


def _blobs(condition: F32, z: F32) -> list[Blob]:
    look = freedom(RANGES, z)
    return features(Palette(decode(condition[:3]), look), look, worn(condition))


def _lay(band: F32, blob: Blob, side: int, top: int, off: bool = False) -> None:
    """Lay a blob on rows from `top` on of a sheet of `side` texels, in place; or take it off, if it was the last."""
    c, s = cos(blob.tilt), sin(blob.tilt)
    rows = _reach(blob.cy, hypot(s * blob.rx, c * blob.ry), side)
    columns = _reach(blob.cx, hypot(c * blob.rx, s * blob.ry), side)
    part = band[rows.start - top : rows.stop - top, columns]
    share = _opacity(blob, rows, columns, side)[..., None]
    color = np.float32(255.0) * np.array(blob.color, np.float32)
    part[:] = (part - share * color) / (1.0 - share) if off else part + share * (color - part)


def _reach(middle: float, extent: float, side: int) -> slice:
    return slice(int((middle - extent) * side), int((middle + extent) * side) + 1)


def _opacity(blob: Blob, rows: slice, columns: slice, side: int) -> F32:
    """The blob's opacity (H, W) in some texels; of a small one four places of each are averaged."""
    c, s = cos(blob.tilt), sin(blob.tilt)
    each = 2 if min(blob.rx, blob.ry) * side < SMALL else 1
    down = (_places(rows, each) / side - blob.cy)[:, None]
    across = (_places(columns, each) / side - blob.cx)[None]
    fine = np.interp(np.hypot((c * across + s * down) / blob.rx, (c * down - s * across) / blob.ry), _AT, _SHARE)
    height, width = fine.shape
    return (blob.alpha * fine.reshape(height // each, each, width // each, each).mean((1, 3))).astype(np.float32)


def _places(part: slice, each: int) -> NDArray[np.float64]:
    """The middles of `each` parts of every texel of a stretch, in texels."""
    return (np.arange(each * part.start, each * part.stop) + 0.5) / each
