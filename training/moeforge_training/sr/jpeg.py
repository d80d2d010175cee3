"""What a JPEG leaves of a picture, for whole batches on any device: baseline, 4:2:0, quality as libjpeg counts it."""

from functools import cache

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 - torch's own convention

BLOCK = 8
LUMA = (
    16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56,
    14, 17, 22, 29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92,
    49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
)  # fmt: skip
"""ISO/IEC 10918-1, table K.1, row by row."""
CHROMA = (
    17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99,
    47, 66, 99, 99, 99, 99, 99, 99, *[99] * 32,
)  # fmt: skip
"""Table K.2."""
YCBCR = ((0.299, 0.587, 0.114), (-0.168736, -0.331264, 0.5), (0.5, -0.418688, -0.081312))
"""JFIF 1.02: the rows make Y, Cb and Cr of RGB."""


def worn(levels: Tensor, quality: Tensor) -> Tensor:
    """RGB (B, 3, H, W) in whole levels 0..255, saved at these qualities (B,) in 50..100 and read again."""
    height, width = levels.shape[2:]
    wide = F.pad(levels, (0, -width % (2 * BLOCK), 0, -height % (2 * BLOCK)), mode="replicate")
    cosines, luma, chroma, matrix, inverse = _tables(str(levels.device))
    planes = torch.einsum("ci,bihw->bchw", matrix, wide)
    scale = (200.0 - 2.0 * quality)[:, None] / 100.0  # (B, 1)
    y = _quantised(planes[:, :1] - 128.0, cosines, luma * scale) + 128.0
    hues = _quantised(F.avg_pool2d(planes[:, 1:], 2), cosines, chroma * scale)
    hues = F.interpolate(hues, scale_factor=2, mode="bilinear")
    back = torch.einsum("ci,bihw->bchw", inverse, torch.cat([y, hues], dim=1))
    return back[:, :, :height, :width].round().clamp(0.0, 255.0)


def _quantised(planes: Tensor, cosines: Tensor, table: Tensor) -> Tensor:
    """Planes (B, C, H, W) whose blocks' spectra are rounded to multiples of a table (B, 64)."""
    b, c, h, w = planes.shape
    steps = table.round().clamp(1.0, 255.0).reshape(b, 1, 1, 1, BLOCK, BLOCK)
    blocks = planes.reshape(b, c, h // BLOCK, BLOCK, w // BLOCK, BLOCK).transpose(3, 4)
    spectrum = cosines @ blocks @ cosines.mT
    kept = (spectrum / steps).round() * steps
    return (cosines.mT @ kept @ cosines).transpose(3, 4).reshape(b, c, h, w)


@cache
def _tables(device: str) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """The cosine transform (8, 8), both quantisation tables (64,), RGB to YCbCr and back (3, 3)."""
    step = torch.arange(BLOCK)
    cosines = torch.cos(torch.pi / BLOCK * (step + 0.5) * step[:, None]) * (2.0 / BLOCK) ** 0.5
    cosines[0] /= 2.0**0.5
    matrix = torch.tensor(YCBCR)
    tables = torch.tensor(LUMA).float(), torch.tensor(CHROMA).float()
    return tuple(t.to(device) for t in (cosines, *tables, matrix, torch.linalg.inv(matrix)))  # type: ignore[return-value]  # five
