"""From a sharp tile to the small picture that a user may have: shrunk in one of several ways, now and then a JPEG."""

from collections.abc import Callable, Mapping
from io import BytesIO

import numpy as np
import torch
from PIL import Image
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 - torch's own convention

from moeforge_training.source import U8
from moeforge_training.sr.network import SCALE

Rng = np.random.Generator
JPEG_SHARE, JPEG_QUALITY = 0.2, (55, 96)


def _box(x: Tensor, rng: Rng) -> Tensor:
    del rng
    return F.avg_pool2d(x, SCALE)


def _bicubic(x: Tensor, rng: Rng) -> Tensor:
    del rng
    return F.interpolate(x, scale_factor=1 / SCALE, mode="bicubic", antialias=True)


def _triangle(x: Tensor, rng: Rng) -> Tensor:
    del rng
    return F.interpolate(x, scale_factor=1 / SCALE, mode="bilinear", antialias=True)


def _soft(x: Tensor, rng: Rng) -> Tensor:
    """A Gaussian of 0.3 to 0.8 small texels, as an indistinct drawing has."""
    spread = rng.uniform(0.3, 0.8) * SCALE
    reach = int(2.5 * spread)
    line = torch.exp(-0.5 * (torch.arange(-reach, reach + 1, dtype=torch.float32) / spread) ** 2)
    line = (line / line.sum()).repeat(x.shape[1], 1)
    wide = F.pad(x, (reach, reach, reach, reach), mode="replicate")
    wide = F.conv2d(wide, line[:, None, :, None], groups=x.shape[1])
    return F.avg_pool2d(F.conv2d(wide, line[:, None, None, :], groups=x.shape[1]), SCALE)


SHRINK: Mapping[Callable[[Tensor, Rng], Tensor], float] = {_box: 0.45, _bicubic: 0.30, _triangle: 0.10, _soft: 0.15}
"""Way of shrinking -> its share."""


def shrink(sharp: Tensor, rng: Rng) -> Tensor:
    """(B, 4, S, S) premultiplied in [0, 1] to (B, 4, S / 4, S / 4) in whole levels; each picture in its own way."""
    ways = list(SHRINK)
    chosen = rng.choice(len(ways), size=len(sharp), p=list(SHRINK.values()))
    small = torch.cat([ways[w](sharp[i : i + 1], rng) for i, w in enumerate(chosen.tolist())])
    levels = (small.clamp(0.0, 1.0) * 255).round().to(torch.uint8)
    for i in np.flatnonzero(rng.random(len(sharp)) < JPEG_SHARE).tolist():
        levels[i] = _jpeg(levels[i], int(rng.integers(*JPEG_QUALITY)))
    return levels.float() / 255


def _jpeg(levels: Tensor, quality: int) -> Tensor:
    """Colours through a JPEG; a JPEG knows no opacity, which stays, and no colour exceeds it."""
    pixels: U8 = levels.permute(1, 2, 0).numpy()
    file = BytesIO()
    Image.fromarray(np.ascontiguousarray(pixels[..., :3])).save(file, "JPEG", quality=quality)
    worn = np.minimum(np.asarray(Image.open(file)), pixels[..., 3:])
    return torch.from_numpy(np.dstack([worn, pixels[..., 3]])).permute(2, 0, 1)


def recolor(sharp: Tensor, rng: Rng) -> Tensor:
    """Other colours and another pose, (B, 4, S, S): channels permuted, some inverted, mirrored, turned by quarters."""
    turned: list[Tensor] = []
    for picture in sharp:
        color, alpha = picture[:3][torch.from_numpy(rng.permutation(3))], picture[3:]
        if rng.random() < 0.3:
            color = alpha - color
        whole = torch.cat([color, alpha]).rot90(int(rng.integers(4)), (1, 2))
        turned.append(whole.flip(2) if rng.random() < 0.5 else whole)
    return torch.stack(turned)
