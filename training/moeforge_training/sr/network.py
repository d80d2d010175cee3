"""The enlarging net: SRVGG's plain chain of 3 x 3 convolutions, trained with several kernels that add up to one.

Blocks are re-parameterised after ECBSR (Zhang et al., ACM MM'21), but the kernels are summed before the convolution
(OREPA, Hu et al., CVPR'22), so a training step costs what a plain net's does. Two things keep flat art clean: the skip
is bilinear, which never rings, and a gate shuts the learned part off where 3 x 3 texels hardly differ.
"""

from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own convention

SCALE = 4
CHANNELS = 4  # premultiplied RGBA
GATE_LOW, GATE_HIGH = 1.5 / 255, 6.0 / 255
"""Local range of a channel below which nothing is learned, and above which everything is."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Width and number of the blocks before the head."""

    width: int = 32
    blocks: int = 8


class EdgeBlock(nn.Module):
    """A 3 x 3 convolution whose kernel is a sum: plain, expand and squeeze, Sobel, Laplacian, identity."""

    masks: Tensor

    def __init__(self, ins: int, outs: int, expand: int = 2) -> None:
        super().__init__()
        self.plain = nn.Parameter(torch.zeros(outs, ins, 3, 3))
        nn.init.kaiming_normal_(self.plain, nonlinearity="relu")
        self.bias = nn.Parameter(torch.zeros(outs))
        self.grow = nn.Parameter(torch.randn(expand * outs, ins) / ins**0.5)
        self.shrink = nn.Parameter(torch.randn(outs, expand * outs, 3, 3) * (0.1 / (9 * expand * outs)) ** 0.5)
        self.mixes = nn.Parameter(torch.randn(3, outs, ins) / ins**0.5)
        self.gains = nn.Parameter(torch.randn(3, outs) * 0.05)
        sobel = torch.tensor([[1.0, 0.0, -1.0], [2.0, 0.0, -2.0], [1.0, 0.0, -1.0]])
        laplace = torch.tensor([[0.0, 1.0, 0.0], [1.0, -4.0, 1.0], [0.0, 1.0, 0.0]])
        self.register_buffer("masks", torch.stack([sobel, sobel.T, laplace]), persistent=False)

    def kernel(self) -> Tensor:
        """The one kernel (outs, ins, 3, 3) that does all of it."""
        grown = torch.einsum("omyx,mi->oiyx", self.shrink, self.grow)
        edges = torch.einsum("ko,koi,kyx->oiyx", self.gains, self.mixes, self.masks)
        return self.plain + grown + edges

    def forward(self, x: Tensor) -> Tensor:
        return torch.relu(F.conv2d(x, self.kernel(), self.bias, padding=1))


class Upscaler(nn.Module):
    """(B, 4, H, W) premultiplied in [0, 1] to (B, 4, 4 H, 4 W), not clipped."""

    skip: Tensor

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        widths = [CHANNELS, *[shape.width] * shape.blocks]
        self.blocks = nn.ModuleList(EdgeBlock(i, o) for i, o in pairwise(widths))
        self.register_buffer("skip", bilinear(), persistent=False)
        self.head = nn.Parameter(torch.randn(CHANNELS * SCALE**2, shape.width, 3, 3) * 0.01 / shape.width**0.5)

    def features(self, x: Tensor) -> Tensor:
        """(B, width, H, W), zero where the picture is flat."""
        gate = opening(x)
        for block in self.blocks:
            x = block(x)
        return x * gate

    def forward(self, x: Tensor, mixed: bool = False) -> Tensor:
        """`mixed`: the blocks compute in bfloat16; what is added up stays fp32."""
        with torch.autocast(x.device.type, torch.bfloat16, enabled=mixed):
            learned = F.conv2d(self.features(x), self.head, padding=1)
        padded = F.pad(x, (1, 1, 1, 1), mode="replicate")
        return spread(learned.float() + F.conv2d(padded, self.skip), SCALE)


def opening(x: Tensor) -> Tensor:
    """How far the gate is open, (B, 1, H, W) in [0, 1]: by the greatest range of any channel in 3 x 3 texels."""
    ranges = F.max_pool2d(x, 3, 1, 1) + F.max_pool2d(-x, 3, 1, 1)
    return ((ranges.amax(1, keepdim=True) - GATE_LOW) / (GATE_HIGH - GATE_LOW)).clamp(0.0, 1.0)


def bilinear(scale: int = SCALE) -> Tensor:
    """Bilinear enlargement as a kernel (4 scale^2, 4, 3, 3); outputs ordered row, column, channel."""
    shift = (torch.arange(scale) + 0.5) / scale - 0.5
    line = torch.stack([(-shift).clamp_min(0), 1 - shift.abs(), shift.clamp_min(0)], dim=1)  # (scale, 3)
    taps = torch.einsum("ry,sx->rsyx", line, line)
    return torch.einsum("rsyx,oi->rsoiyx", taps, torch.eye(CHANNELS)).reshape(-1, CHANNELS, 3, 3)


def spread(x: Tensor, scale: int) -> Tensor:
    """(B, scale^2 4, H, W), ordered row, column, channel, to (B, 4, scale H, scale W)."""
    b, _, h, w = x.shape
    return x.reshape(b, scale, scale, CHANNELS, h, w).permute(0, 3, 4, 1, 5, 2).reshape(b, CHANNELS, h * scale, -1)


def shrunk(head: Tensor, scale: int) -> Tensor:
    """The head's kernel (4 SCALE^2, C, 3, 3) averaged over squares of sub-texels: the kernel of a smaller scale."""
    step = SCALE // scale
    taps = head.reshape(scale, step, scale, step, CHANNELS, *head.shape[1:])
    return taps.mean(dim=(1, 3)).reshape(scale**2 * CHANNELS, *head.shape[1:])
