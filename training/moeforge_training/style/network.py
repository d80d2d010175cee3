"""The style net: an encoder that reads a picture's way of drawing, and a painter that draws a texture that way.

The encoder sees statistics of features, as AdaIN does (Huang and Belongie, ICCV'17): means and spreads at four scales.
The painter's features are scaled and shifted by the code without being normalised first, for textures are mostly flat
and their spread is noise. It works on a quarter of the texels and says there how strongly the fixed textures
(`moeforge.painter.carriers`) and a few plain filters of the picture act, after HDRnet (Gharbi et al., SIGGRAPH'17): so
what it draws stays crisp and flat parts stay clean.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own convention

from moeforge.painter.carriers import NAMES
from moeforge.style.views import PLANES

CELL = 4
"""Texels of a side of what the painter decides at once."""
FLOW = 2
"""The last carriers only tell where a brush wanders; they are not laid over."""
TIMES, PLUS = len(NAMES) - FLOW, 2
"""Carriers that multiply the picture, and the first of them, which are added, too."""
BANDS, BLOCK = 7.0, 8
LUMA = (0.299, 0.587, 0.114)
FILTERS = 5


@dataclass(frozen=True, slots=True)
class Shape:
    """Widths of the style net."""

    code: int = 48  # numbers of a style
    width: int = 32  # channels at a quarter
    inner: int = 64  # channels at an eighth
    blocks: int = 3  # at an eighth; at a quarter there are two before and two after
    reader: tuple[int, ...] = (24, 32, 48, 64)  # the encoder's channels
    strengths: int = 9  # numbers of a drawing style's finish that the code shall tell


class Encoder(nn.Module):
    """Pictures (B, 3, H, W) in [0, 1] to codes (B, code) in [-1, 1]."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        ins = (12, *shape.reader[:-1])
        steps = (1, *[2] * (len(shape.reader) - 1))
        self.layers = nn.ModuleList(nn.Conv2d(i, o, 3, s, 1) for i, o, s in zip(ins, shape.reader, steps, strict=True))
        self.read = nn.Sequential(nn.Linear(2 * sum(shape.reader), 96), nn.LeakyReLU(0.2), nn.Linear(96, shape.code))

    def forward(self, pictures: Tensor) -> Tensor:
        x = F.pixel_unshuffle(2.0 * pictures - 1.0, 2)
        found: list[Tensor] = []
        for layer in self.layers:
            x = F.leaky_relu(layer(x), 0.2)
            mean = x.float().mean((2, 3))
            spread = ((x.float() - mean[..., None, None]).square().mean((2, 3)) + 1e-5).sqrt()
            found += [mean, spread]
        return torch.tanh(self.read(torch.cat(found, 1)))


class Block(nn.Module):
    """Two convolutions beside a skip; the code scales and shifts what is between them."""

    def __init__(self, channels: int, code: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(channels, channels, 3, padding=1)
        self.second = nn.Conv2d(channels, channels, 3, padding=1)
        self.style = nn.Linear(code, 2 * channels)
        nn.init.normal_(self.style.weight, 0.0, 0.1)
        nn.init.zeros_(self.style.bias)

    def forward(self, x: Tensor, code: Tensor) -> Tensor:
        scale, shift = self.style(code)[..., None, None].chunk(2, 1)
        y = F.leaky_relu(self.first(x) * (1.0 + scale) + shift, 0.2)
        return x + 0.5 * self.second(y)


class Painter(nn.Module):
    """Textures (B, 3, S, S) in [0, 1], planes (B, PLANES, S/4, S/4), codes (B, code) and carriers (K, S, S): textures
    drawn that way, not clipped."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        wide, deep, code = shape.width, shape.inner, shape.code
        self.stem = nn.Conv2d(3 * CELL**2 + FLOW + 2 + PLANES, wide, 3, padding=1)
        self.before = nn.ModuleList(Block(wide, code) for _ in range(2))
        self.down = nn.Conv2d(wide, deep, 3, 2, 1)
        self.middle = nn.ModuleList(Block(deep, code) for _ in range(shape.blocks))
        self.up = nn.Conv2d(deep, wide, 1)
        self.after = nn.ModuleList(Block(wide, code) for _ in range(2))
        self.redraw = nn.Conv2d(wide, 3 * CELL**2, 3, padding=1, bias=False)
        self.gains = nn.Conv2d(wide, TIMES + PLUS + FILTERS, 3, padding=1, bias=False)
        for head in (self.redraw, self.gains):
            nn.init.normal_(head.weight, 0.0, 1e-3)

    def forward(self, pictures: Tensor, planes: Tensor, code: Tensor, carriers: Tensor) -> Tensor:
        x = F.leaky_relu(self.stem(self._seen(pictures, planes, carriers)), 0.2)
        for block in self.before:
            x = block(x, code)
        y = F.leaky_relu(self.down(x), 0.2)
        for block in self.middle:
            y = block(y, code)
        x = x + F.interpolate(self.up(y), scale_factor=2.0, mode="nearest")
        for block in self.after:
            x = block(x, code)
        x = F.leaky_relu(x, 0.2)
        gains = F.interpolate(self.gains(x).float(), scale_factor=float(CELL), mode="bilinear")
        return pictures + F.pixel_shuffle(self.redraw(x).float(), CELL) + laid(pictures, gains, carriers)

    def _seen(self, pictures: Tensor, planes: Tensor, carriers: Tensor) -> Tensor:
        """What the painter looks at, a quarter of the side: texels, flow, the grid of blocks, what it is told."""
        batch, _, height, width = planes.shape
        flow = F.avg_pool2d(carriers[None, -FLOW:], CELL).expand(batch, -1, -1, -1)
        row = (torch.arange(height, device=planes.device) % 2).to(planes)[:, None].expand(batch, 1, height, width)
        column = (torch.arange(width, device=planes.device) % 2).to(planes).expand(batch, 1, height, width)
        return torch.cat([F.pixel_unshuffle(2.0 * pictures - 1.0, CELL), flow, row, column, planes], 1)


def laid(pictures: Tensor, gains: Tensor, carriers: Tensor) -> Tensor:
    """What the carriers and filters add: gains (B, G, S, S) times carriers on the picture, carriers, and changes."""
    times, plus, changes = gains.split([TIMES, PLUS, FILTERS], 1)
    woven = (times * carriers[None, :TIMES]).sum(1, keepdim=True) * pictures
    added = (plus * carriers[None, :PLUS]).sum(1, keepdim=True)
    changed = [changes[:, i : i + 1] * (made - pictures) for i, made in enumerate(filters(pictures))]
    return woven + added + torch.stack(changed).sum(0)


def filters(pictures: Tensor) -> tuple[Tensor, ...]:
    """FILTERS plain versions of pictures: soft, softer, in squares, in bands of light, with dark contours."""
    light = luma(pictures)
    blocks = F.interpolate(F.avg_pool2d(pictures, BLOCK), scale_factor=float(BLOCK), mode="nearest")
    level = light * BANDS
    whole = level.floor()
    banded = (whole + ((level - whole - 0.5) * 6.0 + 0.5).clamp(0.0, 1.0)) / BANDS
    gentle = soft(light, 5)
    down = F.pad(gentle, (0, 0, 1, 1), mode="replicate")
    across = F.pad(gentle, (1, 1, 0, 0), mode="replicate")
    slope = (down[:, :, 2:] - down[:, :, :-2]).abs() + (across[..., 2:] - across[..., :-2]).abs()
    lined = pictures * (1.0 - (6.0 * slope - 0.04).clamp(0.0, 0.75))
    coarse = soft(soft(F.avg_pool2d(pictures, CELL), 5), 5)
    softer = F.interpolate(coarse, scale_factor=float(CELL), mode="bilinear")
    return soft(pictures, 5), softer, blocks, pictures * (banded / light.clamp_min(1e-3)), lined


def soft(x: Tensor, side: int) -> Tensor:
    """A box blur of an odd `side`; borders repeat."""
    reach = side // 2
    return F.avg_pool2d(F.pad(x, (reach, reach, reach, reach), mode="replicate"), side, 1)


def luma(pictures: Tensor) -> Tensor:
    """Rec. 601 luma (B, 1, S, S)."""
    r, g, b = LUMA
    return r * pictures[:, :1] + g * pictures[:, 1:2] + b * pictures[:, 2:3]


class StyleNet(nn.Module):
    """Encoder and painter, trained together; while training a guess at the painter's own numbers steadies the code."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.encoder, self.painter = Encoder(shape), Painter(shape)
        self.guess = nn.Linear(shape.code, shape.strengths)

    def forward(
        self, pictures: Tensor, planes: Tensor, styles: Tensor, carriers: Tensor, mixed: bool = False
    ) -> Tensor:
        """Textures (B, 3, S, S) in the styles of pictures; `mixed`: convolutions in bfloat16."""
        return self.both(pictures, planes, styles, carriers, mixed)[0]

    def both(
        self, pictures: Tensor, planes: Tensor, styles: Tensor, carriers: Tensor, mixed: bool = False
    ) -> tuple[Tensor, Tensor]:
        """The textures, and what the code says of the style's strengths (B, strengths)."""
        with torch.autocast(pictures.device.type, torch.bfloat16, enabled=mixed):
            code = self.encoder(styles)
            return self.painter(pictures, planes, code, carriers), self.guess(code).float()
