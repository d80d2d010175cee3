"""A teacher of traits: a frozen reader of painted sheets compares what a generated and a painted picture show.

Plain losses hardly see a faint mark; a network that had to name the number behind it does. It learns from the pairs
that the generator learns from; readers that judge (benchmarks/gan_control.py) learn from others and have other weights.
"""

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own convention

from moeforge.painter.conditions import F32
from moeforge_training.batches import Batches
from moeforge_training.metrics.attributes import SIDE, Examples, Reader, learn
from moeforge_training.sampling import to_pixels

CHANNELS = (48, 64, 96, 128)
"""Widths of its layers; the judges have others."""
EPOCHS, BATCH, SEED = 12, 128, 77
SHARE = 256
"""Pictures that are shrunk at a time."""


class Teacher(nn.Module):
    """Untrained until `learn` or until its weights are loaded; `numbers` is how many a pair has."""

    def __init__(self, numbers: int) -> None:
        super().__init__()
        self.reader = Reader(numbers, CHANNELS).requires_grad_(False)

    def learn(self, batches: Batches, painted: int, epochs: int = EPOCHS, batch: int = BATCH) -> None:
        """Learn to name the condition and the first `painted` numbers of z from the pictures of `batches`."""
        parts = [range(i, min(i + SHARE, len(batches))) for i in range(0, len(batches), SHARE)]
        small = np.concatenate([to_pixels(_small(batches.pictures(p))) for p in parts])
        examples = Examples(small, told(batches, painted), ())
        device = batches.conditions.device
        reader = learn(examples, epochs, SEED, batch, channels=CHANNELS, device=device)
        self.reader.load_state_dict(reader.state_dict())

    def forward(self, fake: Tensor, real: Tensor) -> Tensor:
        """Mean squared difference of what it reads in two batches of pictures (B, 3, S, S) in [-1, 1]."""
        with torch.autocast(fake.device.type, enabled=False):  # what it looks for is as faint as bf16's last bit
            with torch.no_grad():
                wanted = self.reader(_small(real))
            return F.mse_loss(self.reader(_small(fake)), wanted)


def told(batches: Batches, painted: int) -> F32:
    """The numbers behind the pairs (N, C + painted), each in about [-1, 1]."""
    numbers = torch.erf(batches.latents[:, :painted] / 2.0**0.5)
    return torch.cat([batches.conditions, numbers], 1).cpu().numpy()


def _small(pictures: Tensor) -> Tensor:
    return F.interpolate(pictures.float(), (SIDE, SIDE), mode="area")
