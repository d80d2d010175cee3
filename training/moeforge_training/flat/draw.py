"""All chance of one batch, drawn at once on the CPU: pieces of it, on any device or process, see the same numbers."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from moeforge_training.flat.augment import NUMBERS

F64 = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Draw:
    """One batch: which pictures, mirrored or not, which latents, how both sides are augmented."""

    index: Tensor  # (B,) int64, pictures of the training set
    mirrored: Tensor  # (B,) bool
    z: Tensor  # (B, latent), standard normal
    real: Tensor  # (B, NUMBERS) in [0, 1), augmentation of the pictures
    fake: Tensor  # (B, NUMBERS), augmentation of the generated ones
    between: Tensor  # (B,), where a penalty looks between both

    def __len__(self) -> int:
        return len(self.index)

    def part(self, rows: slice, device: torch.device | None = None) -> "Draw":
        """Some rows of it, on a device. A GPU is not waited for."""
        on_gpu = device is not None and device.type == "cuda"
        parts: Iterator[Tensor] = (getattr(self, name)[rows] for name in self.__slots__)
        return Draw(*(x.pin_memory().to(device, non_blocking=True) if on_gpu else x.to(device) for x in parts))

    def pieces(self, most: int) -> Iterator["Draw"]:
        """Pieces of at most so many rows."""
        for start in range(0, len(self), most):
            yield self.part(slice(start, start + most))


def draw(seed: tuple[int, ...], batch: int, latent: int, weights: F64) -> Draw:
    """The batch that belongs to `seed`. `weights` (N,), sum 1: how often each training picture is shown."""
    rng = np.random.default_rng(seed)
    index = rng.choice(len(weights), batch, p=weights)
    uniform = rng.random((2, batch, NUMBERS), np.float32)
    return Draw(
        index=torch.from_numpy(index),
        mirrored=torch.from_numpy(rng.random(batch) < 0.5),
        z=torch.from_numpy(rng.standard_normal((batch, latent)).astype(np.float32)),
        real=torch.from_numpy(uniform[0]),
        fake=torch.from_numpy(uniform[1]),
        between=torch.from_numpy(rng.random(batch).astype(np.float32)),
    )
