"""The reader: it tells of a picture how strongly each of the finish's filters would have drawn it so.

A fixed bank of filters, a scattering of waves in two orders (Bruna and Mallat, 2013), says how much of each scale and
direction there is and how evenly it lies; a small net, which learns, turns those statistics into strengths. What it
tells are parameters of exact filters and no picture, as in WISE (Loetzsch et al., ECCV'22): lines stay crisp.
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own convention

from moeforge.painter.finish import DRAWN

LEVELS = 5
"""Halvings of a picture, itself included."""
WAVES, TURNS = (2.7, 4.6), 4
"""Lengths of the waves in texels of a level, and their directions."""
KINDS = len(WAVES) * TURNS + 1
"""Energies: one of each wave, and of dots."""
SPREAD = 1.5
"""Deviation of a wave's window in texels."""
PLACES = (8, 8, 4, 4, 2)
"""Side of the places of each level whose energies are compared."""
SECOND = 3
"""Levels whose energies are looked at again."""
LEAST = 3e-6
"""Energy that is next to none: a step of 8 bits is about as much."""
SHARPNESS = 4.0
"""Of the soft least and most of places: the larger, the nearer to the least and the most."""
LUMA = (0.299, 0.587, 0.114)


@dataclass(frozen=True, slots=True)
class Shape:
    """Widths of what learns."""

    hidden: tuple[int, int] = (192, 96)
    dropout: float = 0.1


def bank() -> Tensor:
    """Filters (2 x waves + 1, 1, 5, 5): even and odd waves by length and direction, then one for dots; means are 0."""
    y, x = np.meshgrid(np.arange(-2, 3), np.arange(-2, 3), indexing="ij")
    window = np.exp(-0.5 * (x * x + y * y) / SPREAD**2)
    along = [np.cos(a) * x + np.sin(a) * y for a in np.pi * np.arange(TURNS) / TURNS]
    phases = [2 * np.pi * place / length for length in WAVES for place in along]
    waves = [window * turn(phase) for turn in (np.cos, np.sin) for phase in phases]
    dots = window * (1.0 - (x * x + y * y) / (2 * SPREAD**2))
    made = np.stack([*waves, dots])
    made -= made.mean((1, 2), keepdims=True)
    return torch.from_numpy((made / np.abs(made).sum((1, 2), keepdims=True)).astype(np.float32))[:, None]


class Bank(nn.Module):
    """Luma (B, 1, H, W) in [0, 1] to statistics (B, Bank.count); sides are multiples of 64."""

    count = (2 * SECOND + 4 * LEVELS) * KINDS

    def __init__(self) -> None:
        super().__init__()
        self.filters = nn.Buffer(bank(), persistent=False)

    def forward(self, light: Tensor) -> Tensor:
        found: list[Tensor] = []
        for level, place in zip(range(LEVELS), PLACES, strict=True):
            energy = self._energy(light)
            found += spread(F.avg_pool2d(energy, place))
            if level < SECOND:
                found += self._second(energy)
            light = F.avg_pool2d(light, 2)
        return torch.cat(found, 1)

    def _energy(self, light: Tensor) -> Tensor:
        """Energy by wave, and of dots, (B, waves + 1, H, W)."""
        count = len(WAVES) * TURNS
        square = F.conv2d(F.pad(light, (2, 2, 2, 2), mode="replicate"), self.filters).square()
        return torch.cat([square[:, :count] + square[:, count : 2 * count], square[:, 2 * count :]], 1)

    def _second(self, energy: Tensor) -> list[Tensor]:
        """How unevenly energies lie at two scales, as a share of them: (B, waves + 1) each."""
        size, found = (F.avg_pool2d(energy, 2) + LEAST).sqrt(), list[Tensor]()
        dots = self.filters[-1:].repeat(KINDS, 1, 1, 1)
        for _ in range(2):
            size = F.avg_pool2d(size, 2)
            uneven = F.conv2d(size, dots, groups=KINDS).square().mean((2, 3))
            found.append(0.4 * (torch.log(uneven / size.square().mean((2, 3)) + 1e-4) + 6.0))
        return found


def spread(energy: Tensor) -> list[Tensor]:
    """Of energies in places (B, C, H, W): mean, deviation, soft least and soft most of their logarithm, (B, C) each.

    None depends on how many places there are.
    """
    size = 0.4 * (torch.log(energy + LEAST) + 8.0)
    middle = size.mean((2, 3))
    deviation = ((size - middle[..., None, None]).square().mean((2, 3)) + 1e-4).sqrt()
    ends = [torch.exp(sign * SHARPNESS * size).mean((2, 3)).log() / (sign * SHARPNESS) for sign in (-1.0, 1.0)]
    return [middle, deviation, *ends]


class Reader(nn.Module):
    """Luma (B, 1, H, W) in [0, 1] to strengths (B, len(DRAWN)), 0 to 1, not clipped."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        one, two = shape.hidden
        self.bank = Bank()
        self.mean, self.deviation = nn.Buffer(torch.zeros(Bank.count)), nn.Buffer(torch.ones(Bank.count))
        self.read = nn.Sequential(
            nn.Linear(Bank.count, one), nn.LeakyReLU(0.2), nn.Dropout(shape.dropout),
            nn.Linear(one, two), nn.LeakyReLU(0.2), nn.Dropout(shape.dropout), nn.Linear(two, len(DRAWN)),
        )  # fmt: skip

    def forward(self, light: Tensor) -> Tensor:
        return self.told(self.bank(light))

    def told(self, statistics: Tensor) -> Tensor:
        """Strengths by the bank's statistics (B, Bank.count)."""
        return self.read((statistics - self.mean) / self.deviation)


def soft(x: Tensor, side: int) -> Tensor:
    """A box blur of an odd `side`; borders repeat."""
    reach = side // 2
    padded = F.pad(x, (reach, reach, reach, reach), mode="replicate")
    return F.avg_pool2d(F.avg_pool2d(padded, (side, 1), 1), (1, side), 1)


def luma(pictures: Tensor) -> Tensor:
    """Rec. 601 luma (B, 1, S, S)."""
    r, g, b = LUMA
    return r * pictures[:, :1] + g * pictures[:, 1:2] + b * pictures[:, 2:3]
