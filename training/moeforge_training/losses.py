"""What the generator is judged by: pairs first, an adversary for crispness."""

from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own convention


def detail(pictures: Tensor, most: float = 20.0) -> Tensor:
    """Where pictures (N, 3, S, S) have small marks that differ: weights (1, 1, S, S) of mean about 1, from one half up.

    A nose of ten texels would otherwise be outvoted by a forehead of thousands.
    """
    fine = pictures - F.avg_pool2d(pictures, 9, 1, 4, count_include_pad=False)
    contrast = fine.std(0, keepdim=True).mean(1, keepdim=True)
    spread = F.avg_pool2d(contrast, 3, 1, 1, count_include_pad=False)
    return 0.5 + 0.5 * (spread / spread.mean().clamp_min(1e-6)).clamp_max(most)


def l1(fake: Tensor, real: Tensor, weight: Tensor | float = 1.0) -> Tensor:
    """Mean absolute difference, weighted by texel."""
    return ((fake - real).abs() * weight).mean()


def edges(fake: Tensor, real: Tensor, weight: Tensor) -> Tensor:
    """L1 of the horizontal and vertical differences of (B, 3, S, S): pays for blurred outlines."""
    error = fake - real
    down, right = error.diff(dim=2).abs(), error.diff(dim=3).abs()
    return (down * weight[:, :, 1:]).mean() + (right * weight[..., 1:]).mean()


def local(fake: Tensor, real: Tensor, weight: Tensor) -> Tensor:
    """L1 of what differs from its surroundings, (B, 3, S, S), at two scales: pays for faint or shifted soft marks,
    whose share in the plain L1 is next to nothing."""
    terms: list[Tensor] = []
    for shrunk in (1, 4):
        error, coarse = (F.avg_pool2d(x, shrunk) for x in (fake - real, weight))
        around = F.avg_pool2d(error, 9, 1, 4, count_include_pad=False)
        terms.append(((error - around).abs() * coarse).mean())
    return torch.stack(terms).sum()


def halved(low: Tensor, real: Tensor, weight: Tensor) -> Tensor:
    """L1 and edges of (B, 3, S/2, S/2) against a picture of twice its size: the coarse half learns from all of it."""
    target, coarse = F.avg_pool2d(real, 2), F.avg_pool2d(weight, 2)
    return l1(low, target, coarse) + 2.0 * edges(low, target, coarse)


class RandomFeatures(nn.Module):
    """L1 between features of a frozen, randomly initialised multi-scale net (He et al. NIPS'16; CVPR'21 2103.10571).

    It reads 2x2 blocks of texels as one, which makes it five times cheaper and loses nothing.
    """

    def __init__(self, channels: tuple[int, ...] = (24, 32, 48), seed: int = 20) -> None:
        super().__init__()
        draw = torch.Generator().manual_seed(seed)
        layers: list[nn.Conv2d] = []
        for index, (i, o) in enumerate(zip((12, *channels[:-1]), channels, strict=True)):
            layer = nn.Conv2d(i, o, 3, stride=2 if index else 1, padding=1, bias=False)
            layer.weight = nn.Parameter(torch.randn(o, i, 3, 3, generator=draw) * (2 / (9 * i)) ** 0.5, False)
            layers.append(layer)
        self.layers = nn.ModuleList(layers)

    def features(self, x: Tensor) -> list[Tensor]:
        """One map per scale: 1/2, 1/4, 1/8 of (B, 3, S, S)."""
        maps: list[Tensor] = []
        x = F.pixel_unshuffle(x, 2)
        for layer in self.layers:
            x = F.leaky_relu(layer(x), 0.2)
            maps.append(x)
        return maps

    def forward(self, fake: Tensor, real: Tensor) -> Tensor:
        with torch.no_grad():
            wanted = self.features(real)
        terms = [l1(a.float(), b.float()) for a, b in zip(self.features(fake), wanted, strict=True)]
        return torch.stack(terms).mean()


def relativistic(winner: Tensor, loser: Tensor) -> Tensor:
    """softplus of the pairwise score difference (R3GAN, NeurIPS'24)."""
    return F.softplus(loser - winner).mean()


def gradient_penalty(discriminator: nn.Module, picture: Tensor, label: Tensor) -> Tensor:
    """Half the mean squared gradient norm: R1 on real pictures, R2 on fakes (Mescheder et al. ICML'18)."""
    picture = picture.detach().requires_grad_()
    score = discriminator(picture, label).sum()
    (gradient,) = cast(tuple[Tensor], torch.autograd.grad(score, picture, create_graph=True))
    return gradient.square().sum((1, 2, 3)).mean() / 2
