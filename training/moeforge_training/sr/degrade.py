"""From sharp tiles to the small pictures that a user may have: shrunk in one of several ways, now and then a JPEG.

All chance comes from a numpy generator on the host, all pictures of a batch are made at once on their device: the same
distribution on CPU and GPU, and no wait for the device.
"""

from collections.abc import Callable, Mapping

import numpy as np
import torch
from torch import Tensor

from moeforge_training.sr.jpeg import worn
from moeforge_training.sr.network import SCALE

Rng = np.random.Generator
Profile = Callable[[Tensor, Tensor], Tensor]
"""Weights at a distance in small texels, for a spread (B, 1, 1) that most ignore."""
JPEG_SHARE, JPEG_QUALITY = 0.12, (55, 96)
SPREAD = (0.4, 0.85)
"""Standard deviation of an indistinct drawing's blur, in small texels."""
INVERTED = 0.3
"""Share of the pictures whose colours are inverted."""


def _box(d: Tensor, spread: Tensor) -> Tensor:
    del spread
    return (d.abs() < 0.5).float()


def _triangle(d: Tensor, spread: Tensor) -> Tensor:
    del spread
    return (1.0 - d.abs()).clamp_min(0.0)


def _bicubic(d: Tensor, spread: Tensor) -> Tensor:
    """Keys (1981) with a = -1/2, as Pillow's."""
    del spread
    x = d.abs()
    near, far = (1.5 * x - 2.5) * x * x + 1.0, ((-0.5 * x + 2.5) * x - 4.0) * x + 2.0
    return torch.where(x < 1.0, near, torch.where(x < 2.0, far, 0.0))


def _lanczos(d: Tensor, spread: Tensor) -> Tensor:
    """Three lobes, as Pillow's."""
    del spread
    return torch.where(d.abs() < 3.0, torch.sinc(d) * torch.sinc(d / 3.0), 0.0)


def _soft(d: Tensor, spread: Tensor) -> Tensor:
    return torch.exp(-0.5 * (d / spread) ** 2)


SHRINK: Mapping[str, tuple[Profile, float]] = {
    "box": (_box, 0.30),
    "bicubic": (_bicubic, 0.25),
    "lanczos": (_lanczos, 0.25),
    "triangle": (_triangle, 0.08),
    "soft": (_soft, 0.12),
}
"""Way of shrinking, antialiased -> its weights and its share."""


def shrink(sharp: Tensor, rng: Rng) -> Tensor:
    """(B, 4, S, S) premultiplied in [0, 1] to (B, 4, S / 4, S / 4) in whole levels; each picture in its own way."""
    count, device = len(sharp), sharp.device
    chosen = rng.choice(len(SHRINK), size=count, p=[share for _, share in SHRINK.values()])
    spread = rng.uniform(*SPREAD, count).astype(np.float32)
    lines = _lines(sharp.shape[-1], on_device(chosen, device), on_device(spread, device))[:, None]  # (B, 1, S / 4, S)
    small = (lines @ (sharp @ lines.mT).clamp(0.0, 1.0)).clamp(0.0, 1.0)  # rows, then columns, as Pillow
    levels = (torch.minimum(small, small[:, 3:]) * 255).round()  # no colour above its alpha
    picked = np.flatnonzero(rng.random(count) < JPEG_SHARE)
    quality = rng.integers(*JPEG_QUALITY, len(picked)).astype(np.float32)
    if len(picked):
        index = on_device(picked, device)
        levels[index] = _as_jpeg(levels[index], on_device(quality, device))
    return levels / 255


def _lines(side: int, chosen: Tensor, spread: Tensor) -> Tensor:
    """What a small texel takes of a line of S: (B, S / 4, S). Rows of sum 1, also at the border, as Pillow's."""
    large, small = (torch.arange(n, device=chosen.device) + 0.5 for n in (side, side // SCALE))
    distance = (large / SCALE - small[:, None]).expand(len(chosen), -1, -1)
    ways = torch.stack([profile(distance, spread[:, None, None]) for profile, _ in SHRINK.values()])
    lines = ways[chosen, torch.arange(len(chosen), device=chosen.device)]
    return lines / lines.sum(-1, keepdim=True)


def _as_jpeg(levels: Tensor, quality: Tensor) -> Tensor:
    """Colours through a JPEG; a JPEG knows no opacity, which stays, and no colour exceeds it."""
    alpha = levels[:, 3:]
    return torch.cat([torch.minimum(worn(levels[:, :3], quality), alpha), alpha], dim=1)


def recolor(sharp: Tensor, rng: Rng) -> Tensor:
    """Other colours and another pose, (B, 4, S, S): channels permuted, some inverted, mirrored, turned by quarters."""
    count, device = len(sharp), sharp.device
    order = on_device(rng.permuted(np.tile(np.arange(3), (count, 1)), axis=1), device)
    flags = on_device(rng.random((4, count, 1, 1, 1)) < [[[[[INVERTED]]]], *[[[[[0.5]]]]] * 3], device)
    color, alpha = sharp[torch.arange(count, device=device)[:, None], order], sharp[:, 3:]
    whole = torch.cat([torch.where(flags[0], alpha - color, color), alpha], dim=1)
    whole = torch.where(flags[1], whole.flip(2), whole)
    whole = torch.where(flags[2], whole.flip(3), whole)
    return torch.where(flags[3], whole.mT, whole)  # two mirrors and a transposition: all eight poses alike


def on_device(values: np.ndarray, device: torch.device) -> Tensor:
    """An array on the device; the host does not wait."""
    return torch.from_numpy(values).to(device, non_blocking=True)
