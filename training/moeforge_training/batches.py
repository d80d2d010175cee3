"""A corpus by batches on the training device: whole in a GPU's memory, on a CPU read from its memory map."""

from collections.abc import Iterable

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from moeforge_training.corpus import Corpus


class Batches:
    """Conditions, identities and pictures by index, without the processor's waiting for the device."""

    def __init__(self, corpus: Corpus, device: torch.device, *, resident: bool | None = None) -> None:
        """`resident`: keep all pictures (one byte a channel) on the device; by default where it is a GPU."""
        self._corpus, self._device = corpus, device
        self.conditions = torch.from_numpy(corpus.conditions).to(device)
        self.latents = torch.from_numpy(corpus.latents).to(device)
        keep = device.type == "cuda" if resident is None else resident
        self._whole = _uploaded(corpus, device) if keep else None

    def __len__(self) -> int:
        return len(self.conditions)

    def at(self, index: NDArray[np.int64]) -> tuple[Tensor, Tensor, Tensor]:
        """Condition (B, C), z (B, 64), pictures (B, 3, S, S) in [-1, 1] of those pairs."""
        chosen = torch.from_numpy(index).to(self._device, non_blocking=True)
        return self.conditions[chosen], self.latents[chosen], self._scaled(self._pixels(index, chosen))

    def pictures(self, index: Iterable[int]) -> Tensor:
        """Pictures of those pairs, (B, 3, S, S) in [-1, 1], channels_last by construction."""
        return self.at(np.fromiter(index, np.int64))[2]

    def _pixels(self, index: NDArray[np.int64], chosen: Tensor) -> Tensor:
        if self._whole is not None:
            return self._whole[chosen]
        return torch.from_numpy(self._corpus.pictures(index.tolist())).to(self._device)

    @staticmethod
    def _scaled(pixels: Tensor) -> Tensor:
        return pixels.permute(0, 3, 1, 2).float() / 127.5 - 1.0


def _uploaded(corpus: Corpus, device: torch.device) -> Tensor:
    """All pictures, (N, S, S, 3) uint8, copied chunk by chunk."""
    whole = torch.empty((len(corpus), *corpus.chunks[0].shape[1:]), dtype=torch.uint8, device=device)
    start = 0
    for chunk in corpus.chunks:
        whole[start : start + len(chunk)] = torch.from_numpy(np.array(chunk)).to(device)
        start += len(chunk)
    return whole
