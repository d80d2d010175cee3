"""The reader: a small net that tells of a picture how strongly each of the finish's filters would have drawn it so.

It sees statistics of features, as AdaIN does (Huang and Belongie, ICCV'17): spreads at four scales. What it tells are
parameters of exact filters and no picture, as in WISE (Loetzsch et al., ECCV'22): what is drawn by them stays crisp.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own convention

from moeforge.painter.finish import DRAWN

PLACE = 8
"""Side of the places in which a feature's values are compared."""
SHARPNESS = 4.0
"""Of the soft least of places: the larger, the nearer to the least."""
LUMA = (0.299, 0.587, 0.114)


@dataclass(frozen=True, slots=True)
class Shape:
    """Widths of the reader."""

    channels: tuple[int, ...] = (24, 32, 48, 64)  # at a half, a quarter, ... of the picture's side
    hidden: int = 128


class Reader(nn.Module):
    """Luma (B, 1, H, W) in [0, 1] to strengths (B, len(DRAWN)), 0 to 1, not clipped.

    It looks at details alone, and at the logarithm of each feature's spread in small places: grain is a hundredth of
    what an outline is, and most of a picture may be flat. 128 texels a side at least.
    """

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        ins = (12, *shape.channels[:-1])
        steps = (1, *[2] * (len(shape.channels) - 1))
        self.layers = nn.ModuleList(
            nn.Conv2d(i, o, 3, s, 1) for i, o, s in zip(ins, shape.channels, steps, strict=True)
        )
        count = 3 * sum(shape.channels)
        self.read = nn.Sequential(
            nn.Linear(count, shape.hidden), nn.LeakyReLU(0.2), nn.Linear(shape.hidden, len(DRAWN))
        )

    def forward(self, light: Tensor) -> Tensor:
        seen = torch.cat([8.0 * (light - soft(light, 5)), 4.0 * (light - soft(light, 17)), 2.0 * light - 1.0], 1)
        x = F.pixel_unshuffle(seen, 2)
        found: list[Tensor] = []
        for layer in self.layers:
            x = F.leaky_relu(layer(x), 0.2)
            found += spreads(x.float())
        return self.read(torch.cat(found, 1))


def spreads(features: Tensor) -> list[Tensor]:
    """Of (B, C, H, W): mean, deviation and soft least of the logarithm of the variance in places of PLACE, (B, C) each.

    None depends on how many places there are: a net that learnt on patches reads whole pictures.
    """
    mean = F.avg_pool2d(features, PLACE)
    variance = F.avg_pool2d(features.square(), PLACE) - mean.square()
    size = 0.4 * (torch.log(variance.clamp_min(0.0) + 1e-4) + 4.0)
    middle = size.mean((2, 3))
    deviation = ((size - middle[..., None, None]).square().mean((2, 3)) + 1e-4).sqrt()
    least = -torch.exp(-SHARPNESS * size).mean((2, 3)).log() / SHARPNESS
    return [middle, deviation, least]


def soft(x: Tensor, side: int) -> Tensor:
    """A box blur of an odd `side`; borders repeat."""
    reach = side // 2
    padded = F.pad(x, (reach, reach, reach, reach), mode="replicate")
    return F.avg_pool2d(F.avg_pool2d(padded, (side, 1), 1), (1, side), 1)


def luma(pictures: Tensor) -> Tensor:
    """Rec. 601 luma (B, 1, S, S)."""
    r, g, b = LUMA
    return r * pictures[:, :1] + g * pictures[:, 1:2] + b * pictures[:, 2:3]
