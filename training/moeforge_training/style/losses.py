"""What styles are judged by, and how the pictures are varied that the reader looks at."""

import torch
from torch import Tensor

from moeforge_training.style.network import luma, soft

REACH = 17
"""Texels of a side of what counts as the ground of a detail."""


def detail(pictures: Tensor) -> Tensor:
    """Luma less its ground, (B, 1, S, S), of sRGB (B, 3, S, S): lines, strokes and grain without any palette."""
    light = luma(pictures)
    return light - soft(light, REACH)


def toned(light: Tensor, tone: Tensor) -> Tensor:
    """Luma in [0, 1] with another contrast: a power of (B, 2) column 0, then squeezed to column 1's share."""
    power, share = tone[:, 0, None, None, None], tone[:, 1, None, None, None]
    return (light.clamp_min(1e-4) ** power - 0.5) * share + 0.5


def turned(light: Tensor, way: int) -> Tensor:
    """Pictures (B, 1, S, S) in one of 8 ways: quarter turns, mirrored from 4 on."""
    return torch.rot90(light.flip(3) if way >= 4 else light, way % 4, (2, 3))
