"""The generator of one sheet and its discriminator: style-based, no upfirdn, no noise input.

A mapping MLP turns (condition, z) into a style w; modulated convolutions work at low resolution and are followed by
bilinear x2; the last one writes sub-pixels (Shi et al. CVPR'16), so nothing runs at full resolution.
"""

from dataclasses import dataclass
from math import pi, sqrt
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own convention

from moeforge.prior import LATENT

CHANNELS = (96, 96, 64, 48)
SLOPE = 0.2
MARGIN = 16
"""A quarter is seen with 1 / MARGIN of the picture's side beyond its border."""
ALL = slice(None)
GAIN = sqrt(2.0 / (1.0 + SLOPE**2))  # keeps the variance through a leaky ReLU (He et al. 2015)


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of a generator. Stage i works at 8 * 2**i texels; the head enlarges the last one."""

    condition: int
    painted: int = LATENT  # leading dims of z that drive the drawing; the rest enter weakly
    channels: tuple[int, ...] = CHANNELS
    style: int = 128
    first: int = 8
    skip: bool = False  # the last stage adds detail to a picture of half its size, which the others write
    head: int = 2  # texels across that the head writes for each place of the last stage; 4 suits soft pictures

    @property
    def size(self) -> int:
        """Width and height of the picture in texels."""
        return self.first * 2 ** (len(self.channels) - 1) * self.head


def positions(size: int) -> Tensor:
    """Fixed coordinate features (1, 17, size, size): x, y, x^2, y^2, r and Fourier pairs of three octaves."""
    axis = (torch.arange(size) + 0.5) * 2.0 / size - 1.0
    y, x = torch.meshgrid(axis, axis, indexing="ij")
    planes = [x, y, x * x, y * y, torch.hypot(x, y)]
    for octave in range(3):
        planes += [f(pi * 2**octave * c) for c in (x, y) for f in (torch.sin, torch.cos)]
    return torch.stack(planes)[None]


def spread(z: Tensor) -> tuple[Tensor, ...]:
    """z (B, 64) made uniform in [-1, 1] by the normal distribution function, with two octaves of Fourier features."""
    u = torch.erf(z / sqrt(2.0))
    return u, torch.sin(pi * u), torch.cos(pi * u), torch.sin(2 * pi * u), torch.cos(2 * pi * u)


class ModulatedConv(nn.Module):
    """Scale, convolve, scale: StyleGAN2's weight demodulation with constant weights, plus a styled bias."""

    power: Tensor | None

    def __init__(self, inputs: int, outputs: int, style: int, *, demodulate: bool = True) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(outputs, inputs, 3, 3) / sqrt(inputs * 9))
        self.scale = nn.Linear(style, inputs)
        self.shift = nn.Linear(style, outputs)
        nn.init.ones_(self.scale.bias)
        nn.init.zeros_(self.shift.bias)
        self.demodulate = demodulate
        self.register_buffer("power", None, persistent=False)

    def freeze(self) -> None:
        """Keep the summed squared weights as a constant, so that an exported graph does not hold the weights twice."""
        self.power = self.weight.detach().square().sum((2, 3)).t().contiguous()

    def forward(self, x: Tensor, w: Tensor) -> Tensor:
        scale = self.scale(w)  # (B, Cin)
        y = F.conv2d(x * scale[:, :, None, None], self.weight, padding=1)
        if self.demodulate:
            power = self.weight.square().sum((2, 3)).t() if self.power is None else self.power
            y = y * torch.rsqrt(scale.square() @ power + 1e-6)[:, :, None, None]
        return y + self.shift(w)[:, :, None, None]


class Stage(nn.Module):
    """Two modulated convolutions at one resolution, after the coordinates were added."""

    position: Tensor

    def __init__(self, inputs: int, outputs: int, style: int, size: int, *, first: bool) -> None:
        super().__init__()
        self.register_buffer("position", positions(size), persistent=False)
        self.place = nn.Conv2d(self.position.shape[1], inputs, 1)
        gain = 1.5 if first else 0.15  # later stages start from the picture below them, not from ripples
        nn.init.normal_(self.place.weight, std=gain / sqrt(self.position.shape[1]))
        self.convs = nn.ModuleList([ModulatedConv(inputs, outputs, style), ModulatedConv(outputs, outputs, style)])

    def forward(self, x: Tensor | None, w: Tensor, rows: slice = ALL, columns: slice = ALL) -> Tensor:
        """`rows` and `columns`: the part of the picture's grid that x shows, where it does not show all of it."""
        place = self.place(self.position[..., rows, columns])
        x = place.expand(w.shape[0], -1, -1, -1) if x is None else x + place
        for conv in self.convs:
            x = F.leaky_relu(conv(x, w), SLOPE) * GAIN
        return cast(Tensor, x)


@dataclass(frozen=True, slots=True)
class Quarter:
    """One quarter of a picture, by its place in reading order, with a margin where its neighbours begin."""

    place: int  # 0..3

    def seen(self, size: int) -> tuple[slice, slice]:
        """Rows and columns with their margins, of a map of `size`."""
        return self._span(self.place // 2, size), self._span(self.place % 2, size)

    def kept(self, seen: int) -> tuple[slice, slice]:
        """Rows and columns without margins, of a map that shows what `seen` names and has `seen` rows."""
        return self._inner(self.place // 2, seen), self._inner(self.place % 2, seen)

    def own(self, size: int) -> tuple[slice, slice]:
        """Rows and columns of the quarter alone, of a map of `size`."""
        half = size // 2
        row, column = self.place // 2 * half, self.place % 2 * half
        return slice(row, row + half), slice(column, column + half)

    @staticmethod
    def _span(second: int, size: int) -> slice:
        half, margin = size // 2, size // MARGIN
        return slice(half - margin, size) if second else slice(0, half + margin)

    @staticmethod
    def _inner(second: int, seen: int) -> slice:
        margin = seen * 2 // (MARGIN + 2)
        return slice(margin, seen) if second else slice(0, seen - margin)


class Generator(nn.Module):
    """(condition (B, C), z (B, 64)) -> picture (B, 3, S, S), sRGB in [-1, 1] (not clamped while training)."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.mapping = nn.Sequential(
            nn.Linear(shape.condition + 5 * LATENT, 2 * shape.style), nn.LeakyReLU(SLOPE),
            nn.Linear(2 * shape.style, 2 * shape.style), nn.LeakyReLU(SLOPE),
            nn.Linear(2 * shape.style, shape.style),
        )  # fmt: skip
        self._weigh(shape)
        inputs = (shape.channels[0], *shape.channels[:-1])
        self.stages = nn.ModuleList(
            Stage(i, o, shape.style, shape.first * 2**n, first=n == 0)
            for n, (i, o) in enumerate(zip(inputs, shape.channels, strict=True))
        )
        self.head = _head(shape.channels[-1], shape.style, shape.head)
        self.low = _head(shape.channels[-2], shape.style, 2) if shape.skip else None

    def _weigh(self, shape: Shape) -> None:
        """First-layer weights by what explains most: the condition, then z itself, its octaves, its free dims least."""
        for layer in list(self.mapping)[::2]:
            nn.init.kaiming_normal_(cast(nn.Linear, layer).weight, SLOPE)
        free = torch.arange(LATENT) >= shape.painted
        gain = torch.where(free, 0.05, 1.0) / sqrt(shape.painted)
        columns = [torch.full((shape.condition,), 3.0 / sqrt(shape.condition)), gain, *[0.3 * gain] * 4]
        with torch.no_grad():
            weight = cast(nn.Linear, self.mapping[0]).weight
            weight.copy_(torch.randn_like(weight) * torch.cat(columns))

    def freeze(self) -> None:
        """Make all constants constant; only for export."""
        for module in self.modules():
            if isinstance(module, ModulatedConv):
                module.freeze()

    def forward(self, condition: Tensor, z: Tensor, quarter: Quarter | None = None) -> Tensor:
        """`quarter`: paint that part of the picture alone, (B, 3, S/2, S/2); only the last stage saves by it."""
        return self.both(condition, z, quarter)[0]

    def both(self, condition: Tensor, z: Tensor, quarter: Quarter | None = None) -> tuple[Tensor, Tensor | None]:
        """`forward`, and with Shape.skip the whole picture of half the size (B, 3, S/2, S/2) that it refines."""
        w = self.mapping(torch.cat([condition, *spread(z)], 1))
        x = self.stages[0](None, w)
        for stage in list(self.stages)[1:-1]:
            x = stage(_doubled(x), w)
        low = _written(self.low, x, w, 2) if self.low is not None else None
        x = self.stages[-1](_doubled(_seen(x, quarter)), w, *_span(quarter, self.shape.size // self.shape.head))
        picture = _written(self.head, x, w, self.shape.head)
        if low is not None:
            picture = picture + _doubled(_seen(low, quarter))
        return picture if quarter is None else picture[..., *quarter.kept(picture.shape[-1])], low


def _head(channels: int, style: int, factor: int) -> ModulatedConv:
    """The layer that writes sub-pixels: it starts near grey, those of one place alike (ICNR, Aitken et al. 2017)."""
    alike = factor**2
    head = ModulatedConv(channels, 3 * alike, style, demodulate=False)
    with torch.no_grad():
        for weight in (head.weight, head.shift.weight):
            weight.copy_(0.1 * weight[::alike].repeat_interleave(alike, 0))
    return head


def _span(quarter: Quarter | None, size: int) -> tuple[slice, slice]:
    return (ALL, ALL) if quarter is None else quarter.seen(size)


def _seen(x: Tensor, quarter: Quarter | None) -> Tensor:
    return x[..., *_span(quarter, x.shape[-1])]


def _doubled(x: Tensor) -> Tensor:
    return F.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)


def _written(head: nn.Module, x: Tensor, w: Tensor, factor: int) -> Tensor:
    """Sub-pixels of a picture `factor` times the size of x, in fp32: bf16 keeps 8 bits, too few for a colour."""
    with torch.autocast(x.device.type, enabled=False):
        return F.pixel_shuffle(head(x.float(), w.float()), factor)


class Discriminator(nn.Module):
    """Picture (B, 3, S, S) with its label (B, L) -> score (B,), by projection (Miyato & Koyama ICLR'18)."""

    def __init__(self, label: int, channels: tuple[int, ...] = (32, 64, 96, 128)) -> None:
        super().__init__()
        self.stem = nn.Conv2d(12, channels[0], 3, padding=1)
        pairs = zip(channels, (*channels[1:], channels[-1]), strict=True)
        self.blocks = nn.ModuleList(nn.Conv2d(i, o, 3, stride=2, padding=1) for i, o in pairs)
        self.score = nn.Linear(channels[-1] * 16, 1)
        self.feature = nn.Linear(channels[-1] * 16, 128)
        self.label = nn.Sequential(nn.Linear(label, 128), nn.LeakyReLU(SLOPE), nn.Linear(128, 128))

    def forward(self, picture: Tensor, label: Tensor) -> Tensor:
        x = F.leaky_relu(self.stem(F.pixel_unshuffle(picture, 2)), SLOPE)
        for block in self.blocks:
            x = F.leaky_relu(block(x), SLOPE)
        flat = F.adaptive_avg_pool2d(x, 4).flatten(1)
        match = (self.feature(flat) * self.label(label)).mean(1)
        return self.score(flat)[:, 0] + match
