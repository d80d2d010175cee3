"""Features of pictures from frozen, randomly initialised networks at several scales, kept apart by place.

Random convolutions tell textures, edges and colours apart well enough to compare sets of pictures (He et al. NIPS'16;
Naeem et al. ICML'20 evaluate with them). Three things make them strict: the first filters have no mean, so that smooth
colour cannot outvote lines; each cell of a grid of places counts its mean and its spread, which blur lowers; and all
layers count, not the last alone.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own convention

U8 = NDArray[np.uint8]
F64 = NDArray[np.float64]

SEEDS = (11, 12, 13)
SCALES = (64, 32, 16)
"""Sides to which a picture is brought before the network sees it."""
PLACES = 4
"""The features of a scale are of PLACES x PLACES cells."""
CHANNELS = (3, 24, 32, 48)
SLOPE = 0.2


class RandomPatches(nn.Module):
    """Pictures (N, S, S, 3) uint8 sRGB -> features (N, 10032) float64. The same seed, the same features."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        chance = torch.Generator().manual_seed(seed)
        layers: list[nn.Conv2d] = []
        for index, (i, o) in enumerate(pairwise(CHANNELS)):
            layer = nn.Conv2d(i, o, 3, stride=2 if index else 1, padding=1, bias=False)
            weight = torch.randn(o, i, 3, 3, generator=chance) * (2 / (9 * i)) ** 0.5
            if index == 0:
                weight = weight - weight.mean((2, 3), keepdim=True)
            layer.weight = nn.Parameter(weight, False)
            layers.append(layer)
        self.layers = nn.ModuleList(layers)

    @torch.no_grad()
    def forward(self, pictures: Tensor) -> Tensor:
        """(B, 3, S, S) in [-1, 1] to (B, D): colours of the cells, then mean and spread of every layer and scale."""
        rows = [F.adaptive_avg_pool2d(pictures, PLACES).flatten(1)]
        for side in SCALES:
            x = F.interpolate(pictures, size=(side, side), mode="bilinear", antialias=True, align_corners=False)
            for layer in self.layers:
                x = F.leaky_relu(layer(x), SLOPE)
                mean = F.adaptive_avg_pool2d(x, PLACES)
                spread = (F.adaptive_avg_pool2d(x.square(), PLACES) - mean.square()).clamp_min(0.0).sqrt()
                rows += [mean.flatten(1), spread.flatten(1)]
        return torch.cat(rows, 1)

    def of(self, pictures: U8, batch: int = 64) -> F64:
        """Features of pictures, (N, D)."""
        rows: list[NDArray[np.float32]] = []
        for start in range(0, len(pictures), batch):
            part = torch.from_numpy(np.ascontiguousarray(pictures[start : start + batch]))
            rows.append(cast(Tensor, self(part.permute(0, 3, 1, 2).float() / 127.5 - 1.0)).numpy())
        return np.concatenate(rows).astype(np.float64)


def standard(reference: F64, others: Sequence[F64]) -> list[F64]:
    """Features scaled so that each dimension of `reference` has mean 0 and variance 1 (less where it hardly varies)."""
    mean, spread = reference.mean(0), reference.std(0)
    return [(x - mean) / (spread + 0.1 * spread.mean() + 1e-9) for x in others]
