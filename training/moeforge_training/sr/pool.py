"""The corpus on the training's device: all tiles as one uint8 tensor, cut a batch at a time."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from moeforge_training.corpus import Corpus
from moeforge_training.sr import degrade


@dataclass(frozen=True, slots=True)
class Pool:
    """Tiles (N, S, S, 4), premultiplied sRGB."""

    tiles: Tensor

    @classmethod
    def of(cls, corpora: Iterable[Corpus], device: torch.device) -> "Pool":
        """The tiles of all corpora, in order."""
        chunks = [torch.from_numpy(np.array(chunk)).to(device) for corpus in corpora for chunk in corpus.chunks]
        return cls(torch.cat(chunks))

    def cuts(self, count: int, side: int, rng: np.random.Generator) -> Tensor:
        """Random squares of random tiles: (count, 4, side, side) in [0, 1]."""
        number, size, device = len(self.tiles), self.tiles.shape[1], self.tiles.device
        index = degrade.on_device(rng.integers(number, size=count), device)[:, None, None]
        corner = degrade.on_device(rng.integers(0, size - side + 1, (2, count)), device)
        rows, columns = corner[:, :, None] + torch.arange(side, device=device)  # (count, side) each
        return self.tiles[index, rows[:, :, None], columns[:, None, :]].permute(0, 3, 1, 2) / 255
