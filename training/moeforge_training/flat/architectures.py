"""The architectures of `moeforge train gan --data`: networks, losses and numbers, a row each.

style: relativistic pairing + R1 + R2 (R3GAN, Huang et al. NeurIPS'24), DiffAugment, averaged weights.
dcgan: Radford et al. ICLR'16.  wgan-gp: Gulrajani et al. NeurIPS'17 on the DCGAN networks, as in its first comparison.
The two baselines are as published: no augmentation, no averaged weights.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own convention

from moeforge_training.flat import dcgan_net, style_net
from moeforge_training.flat.shape import FlatShape

Loss = Callable[[Tensor, Tensor], Tensor]
Penalty = Callable[[nn.Module, Tensor, Tensor, Tensor, float], Tensor]


@dataclass(frozen=True, slots=True)
class Scale:
    """Numbers that depend on how fast the device is."""

    width: int
    batch: int
    rates: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Architecture:
    """One row. Losses take the scores (real, fake) of a batch, (B,) each, and return their mean."""

    generator: Callable[[FlatShape], nn.Module]
    critic: Callable[[FlatShape], nn.Module]
    critic_loss: Loss
    generator_loss: Loss
    penalty: Penalty | None  # (critic, real, fake, chance (B,), weight)
    gamma: float  # weight of the penalty
    lazy: int  # critic steps between penalties
    critic_steps: int  # per generator step
    batch: int
    rates: tuple[float, float]  # generator, critic
    betas: tuple[float, float]
    width: int
    latent: int
    averaged: bool
    augmented: bool
    half_life: int = 10_000  # of the averaged weights, in pictures
    share: float = 1.0  # of the shown pictures that each step of the augmentation changes
    on_gpu: Scale | None = None  # other numbers where a GPU trains


def relativistic_critic(real: Tensor, fake: Tensor) -> Tensor:
    """softplus of the pairwise difference."""
    return F.softplus(fake - real).mean()


def relativistic_generator(real: Tensor, fake: Tensor) -> Tensor:
    """The same with the roles changed."""
    return F.softplus(real - fake).mean()


def entropy_critic(real: Tensor, fake: Tensor) -> Tensor:
    """Binary cross-entropy."""
    return F.softplus(-real).mean() + F.softplus(fake).mean()


def entropy_generator(real: Tensor, fake: Tensor) -> Tensor:
    """The non-saturating loss."""
    del real
    return F.softplus(-fake).mean()


def wasserstein_critic(real: Tensor, fake: Tensor) -> Tensor:
    """The negative estimate of the distance."""
    return fake.mean() - real.mean()


def wasserstein_generator(real: Tensor, fake: Tensor) -> Tensor:
    """Raise the critic's score."""
    del real
    return -fake.mean()


def _slopes(critic: nn.Module, pictures: Tensor) -> Tensor:
    """Squared norm of the score's gradient at each picture: (B,)."""
    pictures = pictures.detach().requires_grad_()
    (gradient,) = cast(tuple[Tensor], torch.autograd.grad(critic(pictures).sum(), pictures, create_graph=True))
    return gradient.square().sum((1, 2, 3))


def zero_centred(critic: nn.Module, real: Tensor, fake: Tensor, chance: Tensor, weight: float) -> Tensor:
    """R1 on real and R2 on generated pictures."""
    del chance
    return weight * _slopes(critic, torch.cat([real, fake])).mean()


def one_centred(critic: nn.Module, real: Tensor, fake: Tensor, chance: Tensor, weight: float) -> Tensor:
    """WGAN-GP's: slope one, between pairs of real and generated pictures."""
    between = torch.lerp(fake, real, chance[:, None, None, None])
    return weight * ((_slopes(critic, between) + 1e-12).sqrt() - 1.0).square().mean()


ARCHITECTURES: Mapping[str, Architecture] = {
    "style": Architecture(
        style_net.Generator, style_net.Critic, relativistic_critic, relativistic_generator, zero_centred,
        gamma=2.0, lazy=4, critic_steps=1, batch=16, rates=(5e-4, 5e-4), betas=(0.0, 0.99), width=8, latent=64,
        averaged=True, augmented=True, share=0.6, on_gpu=Scale(16, 64, (2e-4, 2e-4)),
    ),
    "dcgan": Architecture(
        dcgan_net.Generator, dcgan_net.Critic, entropy_critic, entropy_generator, None,
        gamma=0.0, lazy=1, critic_steps=1, batch=128, rates=(2e-4, 2e-4), betas=(0.5, 0.999), width=64, latent=100,
        averaged=False, augmented=False,
    ),
    "wgan-gp": Architecture(
        dcgan_net.Generator, dcgan_net.plain_critic, wasserstein_critic, wasserstein_generator, one_centred,
        gamma=10.0, lazy=1, critic_steps=5, batch=64, rates=(1e-4, 1e-4), betas=(0.0, 0.9), width=64, latent=128,
        averaged=False, augmented=False,
    ),
}  # fmt: skip
