"""The small marks of a skin: nose, lips and the cheeks' lights, exact in place of the faint ones that its sheet shows.

Soft ellipses, computed where they lie: a layer of 8 bits would hold too few steps of such low opacities.
"""

from math import cos, sin

import numpy as np
from numpy.typing import NDArray

from moeforge.painter.canvas import GAUSS
from moeforge.painter.conditions import decode
from moeforge.painter.freedom import freedom
from moeforge.painter.skin import RANGES, Blob, Palette, faint, small_marks

F32 = NDArray[np.float32]
U8 = NDArray[np.uint8]

ROWS = (0.55, 0.80)
"""Between which shares of the height all small marks lie."""
_AT, _SHARE = (np.array(column) for column in zip(*GAUSS, strict=True))


def featured(sheet: U8, condition: F32, z: F32) -> U8:
    """A skin sheet (S, S, 3) with the small marks of `z` (64,) in place of its faint ones; `condition` (4,)."""
    side = len(sheet)
    top, bottom = round(ROWS[0] * side), round(ROWS[1] * side)
    band = sheet[top:bottom].astype(np.float32)
    for blob in reversed(_blobs(condition, faint(z))):
        _lay(band, blob, side, top, off=True)
    for blob in _blobs(condition, z):
        _lay(band, blob, side, top)
    made = sheet.copy()
    made[top:bottom] = np.clip(band + np.float32(0.5), 0.0, 255.0)
    return made


def _blobs(condition: F32, z: F32) -> list[Blob]:
    look = freedom(RANGES, z)
    return small_marks(Palette(decode(condition[:3]), look), look)


def _lay(band: F32, blob: Blob, side: int, top: int, off: bool = False) -> None:
    """Lay a blob on rows from `top` on of a sheet of `side` texels, in place; or take it off, if it was the last."""
    rows, columns = (_reach(c, max(blob.rx, blob.ry), side) for c in (blob.cy, blob.cx))
    part = band[rows.start - top : rows.stop - top, columns]
    share = _opacity(blob, rows, columns, side)[..., None]
    color = np.float32(255.0) * np.array(blob.color, np.float32)
    part[:] = (part - share * color) / (1.0 - share) if off else part + share * (color - part)


def _reach(middle: float, radius: float, side: int) -> slice:
    return slice(int((middle - radius) * side), int((middle + radius) * side) + 1)


def _opacity(blob: Blob, rows: slice, columns: slice, side: int) -> F32:
    """The blob's opacity (H, W) in some texels, four places of each averaged."""
    c, s = cos(blob.tilt), sin(blob.tilt)
    down, across = (_halves(part) / side - middle for part, middle in ((rows, blob.cy), (columns, blob.cx)))
    along = (c * across[None] + s * down[:, None]) / blob.rx
    beside = (c * down[:, None] - s * across[None]) / blob.ry
    fine = np.interp(np.hypot(along, beside), _AT, blob.alpha * _SHARE)
    height, width = fine.shape
    return fine.reshape(height // 2, 2, width // 2, 2).mean((1, 3)).astype(np.float32)


def _halves(part: slice) -> NDArray[np.float64]:
    """The middles of both halves of every texel of a stretch, in texels."""
    return np.arange(2 * part.start, 2 * part.stop) / 2 + 0.25
