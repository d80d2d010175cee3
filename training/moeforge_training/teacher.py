"""A teacher of traits: frozen readers of painted sheets compare what a generated and a painted picture show.

Plain losses hardly see a faint mark; a network that had to name the number behind it does. There are
several, so that a generator cannot suit the weak points of one. They learn from the pairs that the
generator learns from; readers that judge (benchmarks/gan_control.py) learn from others and have other weights.
"""

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own convention

from moeforge.painter.conditions import F32
from moeforge_training.batches import Batches
from moeforge_training.metrics.attributes import SIDE, Examples, Reader, learn
from moeforge_training.sampling import to_pixels

CHANNELS = ((48, 64, 96, 128), (40, 80, 80, 112), (64, 64, 112, 96))
"""Widths of its readers' layers; the judges have others."""
EPOCHS, BATCH, SEED = 12, 128, 77
SHARE = 256
"""Pictures that are shrunk at a time."""


class Teacher(nn.Module):
    """Untrained until `learn` or until its weights are loaded; `numbers` is how many a pair has."""

    def __init__(self, numbers: int) -> None:
        super().__init__()
        self.readers = nn.ModuleList(Reader(numbers, widths).requires_grad_(False) for widths in CHANNELS)

    def learn(
        self, batches: Batches, painted: int, epochs: int = EPOCHS, batch: int = BATCH, *, bf16: bool = False
    ) -> None:
        """Learn to name the condition and the first `painted` numbers of z from the pictures of `batches`."""
        parts = [range(i, min(i + SHARE, len(batches))) for i in range(0, len(batches), SHARE)]
        small = np.concatenate([to_pixels(_small(batches.pictures(p))) for p in parts])
        examples = Examples(small, told(batches, painted), ())
        device = batches.conditions.device
        for number, (reader, widths) in enumerate(zip(self.readers, CHANNELS, strict=True)):
            learnt = learn(examples, epochs, SEED + number, batch, channels=widths, device=device, bf16=bf16)
            reader.load_state_dict(learnt.state_dict())

    def forward(self, fake: Tensor, real: Tensor) -> Tensor:
        """Mean squared difference of what they read in two batches of pictures (B, 3, S, S) in [-1, 1]."""
        with torch.autocast(fake.device.type, enabled=False):  # what they look for is as faint as bf16's last bit
            shown, wanted = _small(fake), _small(real)
            return torch.stack([_missed(reader, shown, wanted) for reader in self.readers]).mean()


def _missed(reader: nn.Module, shown: Tensor, wanted: Tensor) -> Tensor:
    with torch.no_grad():
        right = reader(wanted)
    return F.mse_loss(reader(shown), right)


def told(batches: Batches, painted: int) -> F32:
    """The numbers behind the pairs (N, C + painted), each in about [-1, 1]."""
    numbers = torch.erf(batches.latents[:, :painted] / 2.0**0.5)
    return torch.cat([batches.conditions, numbers], 1).cpu().numpy()


def _small(pictures: Tensor) -> Tensor:
    return F.interpolate(pictures.float(), (SIDE, SIDE), mode="area")
