"""The encoder's network: two small residual branches that keep a coarse map of places to their end."""

from dataclasses import dataclass
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own convention

from moeforge_training.encoder.heads import STARTS, VALUES

LOGITS = STARTS[-1]
FACE = (24, 36, 80)
"""Left, top and side of the window of the canonical crop in which the face lies, jitter of its box included."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Widths of a branch's stages, each at half the resolution of the one before; what it seeks, what it places."""

    channels: tuple[int, ...] = (24, 48, 96)
    sought: int = 128
    placed: int = 32


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


class _Branch(nn.Module):
    """A picture to what is found in it: how much of it, whether anywhere, and (coarsely) where."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        stages: list[nn.Module] = []
        taken = 3
        for place, channels in enumerate(shape.channels):
            stages.append(_Down(taken, channels, 5 if place == 0 else 3))
            stages += [_Residual(channels)] if place else []
            taken = channels
        self.stages = nn.Sequential(*stages)
        self.sought = nn.Conv2d(taken, shape.sought, 1)
        self.placed = nn.Conv2d(taken, shape.placed, 1)

    def forward(self, x: Tensor) -> Tensor:
        x = self.stages(x)
        sought = self.sought(x)
        where = F.avg_pool2d(F.relu(self.placed(x)), 2)
        return torch.cat([F.relu(sought).mean((2, 3)), F.relu(sought.amax((2, 3))), where.flatten(1)], 1)


class Encoder(nn.Module):
    """(B, 3, 128, 128) sRGB in 0..1 -> logits (B, LOGITS) and values (B, len(VALUES)), these within 0..1.

    One branch sees the whole crop at half its size, another the face in all its pixels.
    """

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.whole, self.face = _Branch(shape), _Branch(shape)
        features = 4 * shape.sought + (4 * 4 + 5 * 5) * shape.placed
        self.dropped = nn.Dropout(0.1)
        self.heads = nn.Linear(features, LOGITS)
        self.numbers = nn.Linear(features, len(VALUES))

    def forward(self, picture: Tensor) -> tuple[Tensor, Tensor]:
        x = 4.0 * (picture - 0.5)
        left, top, side = FACE
        found = self.whole(F.avg_pool2d(x, 2)), self.face(x[:, :, top : top + side, left : left + side])
        y = self.dropped(torch.cat(found, 1))
        return self.heads(y), torch.sigmoid(self.numbers(y))


def seen(net: Encoder, pictures: Tensor, *, mixed: bool = False) -> tuple[Tensor, Tensor]:
    """Logits and values in float32 of (B, 3, 128, 128); `mixed`: convolutions in bfloat16."""
    with torch.autocast(pictures.device.type, torch.bfloat16, enabled=mixed):
        logits, values = cast(tuple[Tensor, Tensor], net(pictures))
    return logits.float(), values.float()
