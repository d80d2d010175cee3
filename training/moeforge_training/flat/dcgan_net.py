"""The networks of DCGAN (Radford et al. ICLR'16), and the same without batch statistics as the critic of WGAN-GP.

4 x 4 convolutions with stride 2, batch normalisation (not at the picture), ReLU in the generator and leaky ReLU 0.2 in
the critic, all weights from N(0, 0.02). Sides above 64 add layers at the picture's end.
"""

import itertools
from math import log2

import torch
from torch import Tensor, nn

from moeforge_training.flat.shape import FlatShape

MOST = 8
"""Greatest width in units of FlatShape.width."""


def widths(shape: FlatShape) -> tuple[int, ...]:
    """Widths from 4 x 4 upwards: 8, 4, 2, 1 units for 64 x 64."""
    stages = round(log2(shape.size)) - 2
    return tuple(shape.width * min(MOST, 2 ** (stages - 1 - n)) for n in range(stages))


class Generator(nn.Module):
    """z (B, latent), standard normal -> picture (B, 3, S, S) in [-1, 1]."""

    def __init__(self, shape: FlatShape) -> None:
        super().__init__()
        wide = widths(shape)
        layers: list[nn.Module] = [nn.ConvTranspose2d(shape.latent, wide[0], 4, 1, 0, bias=False)]
        for i, o in itertools.pairwise(wide):
            layers += [nn.BatchNorm2d(i), nn.ReLU(), nn.ConvTranspose2d(i, o, 4, 2, 1, bias=False)]
        layers += [nn.BatchNorm2d(wide[-1]), nn.ReLU(), nn.ConvTranspose2d(wide[-1], 3, 4, 2, 1), nn.Tanh()]
        self.layers = nn.Sequential(*layers)
        _initialise(self)

    def forward(self, z: Tensor) -> Tensor:
        return self.layers(z[:, :, None, None]).float()


class Critic(nn.Module):
    """Picture (B, 3, S, S) -> score (B,)."""

    def __init__(self, shape: FlatShape, *, normalise: bool = True) -> None:
        super().__init__()
        wide = widths(shape)[::-1]
        layers: list[nn.Module] = [nn.Conv2d(3, wide[0], 4, 2, 1), nn.LeakyReLU(0.2)]
        for i, o in itertools.pairwise(wide):
            layers.append(nn.Conv2d(i, o, 4, 2, 1, bias=not normalise))
            layers += [nn.BatchNorm2d(o), nn.LeakyReLU(0.2)] if normalise else [nn.LeakyReLU(0.2)]
        layers.append(nn.Conv2d(wide[-1], 1, 4))
        self.layers = nn.Sequential(*layers)
        _initialise(self)

    def forward(self, picture: Tensor) -> Tensor:
        return self.layers(picture).flatten()


def plain_critic(shape: FlatShape) -> Critic:
    """The critic for WGAN-GP, whose penalty looks at each picture alone and forbids batch statistics."""
    return Critic(shape, normalise=False)


@torch.no_grad()
def _initialise(module: nn.Module) -> None:
    for layer in module.modules():
        if isinstance(layer, nn.Conv2d | nn.ConvTranspose2d):
            nn.init.normal_(layer.weight, 0.0, 0.02)
        elif isinstance(layer, nn.BatchNorm2d):
            nn.init.normal_(layer.weight, 1.0, 0.02)
