"""The encoder's network: a small residual net that keeps a coarse map of places to its end."""

from dataclasses import dataclass
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own convention

from moeforge_training.encoder.heads import STARTS, VALUES

LOGITS = STARTS[-1]
PLACES = 4
"""Cells across of the last map."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Widths of the stages, each at half the resolution of the one before, and of the hidden layer."""

    channels: tuple[int, ...] = (24, 48, 80, 128)
    hidden: int = 144


class _Down(nn.Module):
    """A convolution to half the resolution."""

    def __init__(self, taken: int, given: int, kernel: int = 3) -> None:
        super().__init__()
        self.conv = nn.Conv2d(taken, given, kernel, 2, kernel // 2, bias=False)
        self.norm = nn.BatchNorm2d(given)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(self.norm(self.conv(x)))


class _Residual(nn.Module):
    """Two convolutions beside the identity."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(channels, channels, 3, 1, 1, bias=False)
        self.second = nn.Conv2d(channels, channels, 3, 1, 1, bias=False)
        self.norms = nn.ModuleList([nn.BatchNorm2d(channels), nn.BatchNorm2d(channels)])

    def forward(self, x: Tensor) -> Tensor:
        y = F.relu(self.norms[0](self.first(x)))
        return F.relu(x + self.norms[1](self.second(y)))


class Encoder(nn.Module):
    """(B, 3, 128, 128) sRGB in 0..1 -> logits (B, LOGITS) and values (B, len(VALUES)), these within 0..1."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        stages: list[nn.Module] = []
        taken = 3
        for place, channels in enumerate(shape.channels):
            stages.append(_Down(taken, channels, 5 if place == 0 else 3))
            stages += [_Residual(channels)] if place else []
            taken = channels
        self.stages = nn.Sequential(*stages)
        self.hidden = nn.Linear(taken * PLACES * PLACES, shape.hidden)
        self.dropped = nn.Dropout(0.15)
        self.heads = nn.Linear(shape.hidden, LOGITS)
        self.numbers = nn.Linear(shape.hidden, len(VALUES))

    def forward(self, picture: Tensor) -> tuple[Tensor, Tensor]:
        x = self.stages(4.0 * (picture - 0.5))
        x = F.avg_pool2d(x, x.shape[-1] // PLACES)
        x = self.dropped(F.relu(self.hidden(x.flatten(1))))
        return self.heads(x), torch.sigmoid(self.numbers(x))


def seen(net: Encoder, pictures: Tensor, *, mixed: bool = False) -> tuple[Tensor, Tensor]:
    """Logits and values in float32 of (B, 3, 128, 128); `mixed`: convolutions in bfloat16."""
    with torch.autocast(pictures.device.type, torch.bfloat16, enabled=mixed):
        logits, values = cast(tuple[Tensor, Tensor], net(pictures))
    return logits.float(), values.float()
