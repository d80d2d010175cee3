"""Features of a frozen random convolutional net, kept patch by patch.

Random features: Ustyuzhaninov et al. 2016; as a ruler for generative models: Naeem et al. ICML'20 (2002.09797),
section 5. Features pooled over the whole picture saturate; means and deviations of a grid of patches do not.
"""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 - torch's own convention

F64 = NDArray[np.float64]
U8 = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class PatchFeatures:
    """A feature extractor that is known by its numbers alone; average what you measure over >= 3 seeds."""

    seed: int = 0
    channels: int = 24
    grid: int = 4  # patches across and down
    scales: tuple[int, ...] = (1, 2, 4)  # the picture is shrunk by these
    most: int = 128  # larger pictures are shrunk to this many pixels first
    width: int = 256  # numbers that come out per picture

    def __call__(self, pictures: U8, batch: int = 32) -> F64:
        """(N, S, S, 3) uint8 sRGB -> (N, width)."""
        weights = self._weights()
        rows = [self._features(pictures[i : i + batch], weights) for i in range(0, len(pictures), batch)]
        features = torch.cat(rows).double()
        return self._projected(features).numpy()

    @torch.no_grad()
    def _features(self, pictures: U8, weights: list[Tensor]) -> Tensor:
        x = torch.from_numpy(np.ascontiguousarray(pictures)).permute(0, 3, 1, 2).float() / 127.5 - 1.0
        if x.shape[-1] > self.most:
            x = F.interpolate(x, size=(self.most, self.most), mode="area")
        maps = [self._maps(F.avg_pool2d(x, s) if s > 1 else x, weights) for s in self.scales]
        return torch.cat([self._patches(m) for level in maps for m in level], 1)

    def _maps(self, x: Tensor, weights: list[Tensor]) -> list[Tensor]:
        """One map (B, C, s, s) per layer, each half the size of the one before."""
        made: list[Tensor] = []
        for weight in weights:
            x = F.leaky_relu(F.conv2d(x, weight, stride=2, padding=1), 0.2)
            made.append(x)
        return made

    def _patches(self, x: Tensor) -> Tensor:
        """Mean and deviation of every patch: (B, 2 C grid^2)."""
        mean = F.adaptive_avg_pool2d(x, self.grid)
        power = F.adaptive_avg_pool2d(x.square(), self.grid)
        return torch.cat([mean, (power - mean.square()).clamp_min(1e-12).sqrt()], 1).flatten(1)

    def _weights(self) -> list[Tensor]:
        draw = torch.Generator().manual_seed(self.seed)
        sizes = ((3, self.channels), (self.channels, self.channels))
        return [torch.randn(o, i, 3, 3, generator=draw) * (2.0 / (9 * i)) ** 0.5 for i, o in sizes]

    def _projected(self, features: Tensor) -> Tensor:
        """A random projection (Johnson & Lindenstrauss 1984): distances stay, numbers become few."""
        draw = torch.Generator().manual_seed(self.seed + 1)
        matrix = torch.randn(features.shape[1], self.width, generator=draw, dtype=torch.float64)
        return features @ matrix / self.width**0.5
