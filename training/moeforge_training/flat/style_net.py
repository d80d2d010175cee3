"""The style-based pair of networks for flat pictures: no upfirdn, no noise input, no per-sample weights.

Generator: the modulated convolutions of the texture generator on a learned 4 x 4 start, bilinear x2 between stages.
Critic: residual blocks, each halving the side. Both work on single texels at the picture's end: with sub-pixel heads
and 2 x 2 stems a young pair falls into checkerboards. Sized for the picture's side by `FlatShape`.
"""

import itertools
from math import log2, sqrt
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own convention

from moeforge_training.flat.shape import FlatShape
from moeforge_training.networks import GAIN, SLOPE, ModulatedConv

STYLE = 128
TRUNK = (6.0, 6.0, 6.0, 3.0, 1.5, 1.0, 0.5)
"""Widths of the stages 4, 8, 16, 32, 64, 128, 256 in units of FlatShape.width."""


def channels(shape: FlatShape) -> tuple[int, ...]:
    """Widths of the generator's stages from 4 x 4 to the picture's side."""
    stages = round(log2(shape.size)) - 1
    return tuple(max(1, round(shape.width * n)) for n in TRUNK[:stages])


class Generator(nn.Module):
    """z (B, latent), standard normal -> picture (B, 3, S, S), about [-1, 1]."""

    def __init__(self, shape: FlatShape) -> None:
        super().__init__()
        widths = channels(shape)
        self.mapping = nn.Sequential(
            nn.Linear(shape.latent, 2 * STYLE), nn.LeakyReLU(SLOPE), nn.Linear(2 * STYLE, STYLE), nn.LeakyReLU(SLOPE)
        )
        for layer in list(self.mapping)[::2]:
            nn.init.kaiming_normal_(cast(nn.Linear, layer).weight, SLOPE)
            nn.init.zeros_(cast(nn.Linear, layer).bias)
        self.start = nn.Parameter(torch.randn(1, widths[0], 4, 4))
        inputs = (widths[0], *widths[:-1])
        self.stages = nn.ModuleList(
            nn.ModuleList([ModulatedConv(i, o, STYLE), *([ModulatedConv(o, o, STYLE)] if n < len(widths) - 1 else [])])
            for n, (i, o) in enumerate(zip(inputs, widths, strict=True))
        )  # one convolution at the picture's side, two below
        self.head = ModulatedConv(widths[-1], 3, STYLE, demodulate=False)
        with torch.no_grad():  # start near grey
            for weight in (self.head.weight, self.head.shift.weight):
                weight.mul_(0.3)

    def freeze(self) -> None:
        """Make all constants constant; only for export."""
        for module in self.modules():
            if isinstance(module, ModulatedConv):
                module.freeze()

    def forward(self, z: Tensor) -> Tensor:
        w = self.mapping(z * torch.rsqrt(z.square().mean(1, keepdim=True) + 1e-8))
        x = self.start.expand(z.shape[0], -1, -1, -1)
        for index, stage in enumerate(self.stages):
            if index:
                x = F.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)
            for conv in cast(nn.ModuleList, stage):
                x = F.leaky_relu(conv(x, w), SLOPE) * GAIN
        with torch.autocast(x.device.type, enabled=False):  # bf16 keeps 8 bits: too few for a colour
            return self.head(x.float(), w.float())


class Block(nn.Module):
    """Two convolutions beside a shortcut, then half the side."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(inputs, inputs, 3, padding=1)
        self.second = nn.Conv2d(inputs, outputs, 3, padding=1)
        self.skip = nn.Conv2d(inputs, outputs, 1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        y = F.leaky_relu(self.first(x), SLOPE) * GAIN
        y = F.leaky_relu(self.second(F.avg_pool2d(y, 2)), SLOPE) * GAIN
        return (y + self.skip(F.avg_pool2d(x, 2))) * sqrt(0.5)


class Critic(nn.Module):
    """Picture (B, 3, S, S) -> score (B,)."""

    def __init__(self, shape: FlatShape) -> None:
        super().__init__()
        widths = channels(shape)[::-1]
        self.stem = nn.Conv2d(3, widths[0], 3, padding=1)
        pairs = itertools.pairwise(widths)
        self.blocks = nn.Sequential(*(Block(i, o) for i, o in pairs))
        self.last = nn.Conv2d(widths[-1], widths[-1], 3, padding=1)
        self.hidden = nn.Linear(widths[-1] * 16, STYLE)
        self.score = nn.Linear(STYLE, 1)
        for module in self.modules():
            if isinstance(module, nn.Conv2d | nn.Linear):
                nn.init.kaiming_normal_(module.weight, 1.0, nonlinearity="linear")
                if module.bias is not None:
                    nn.init.zeros_(module.bias)

    def forward(self, picture: Tensor) -> Tensor:
        x = F.leaky_relu(self.stem(picture), SLOPE) * GAIN
        x = F.leaky_relu(self.last(self.blocks(x)), SLOPE) * GAIN
        x = F.leaky_relu(self.hidden(x.flatten(1)), SLOPE) * GAIN
        return self.score(x)[:, 0]
