"""The reader while it learns. All chance comes from (seed, step): a resumed run repeats itself."""

import zlib
from copy import deepcopy
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from moeforge.painter.finish import DRAWN
from moeforge_training import optimiser, schedule
from moeforge_training.corpus import Corpus
from moeforge_training.learner import Learner
from moeforge_training.style import losses
from moeforge_training.style.network import Reader, Shape

CHUNK = 32
"""Pictures whose statistics are made at once."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """The numbers of a run."""

    batch: int = 256
    rate: float = 2e-3
    seed: int = 0
    looks: int = 1  # at every picture: as it is, then turned and in other contrasts


class Trainer(Learner[Reader]):
    """The reader, its average and its optimiser. The bank is fixed, so every look at a picture is its statistics."""

    def __init__(self, shape: Shape, recipe: Recipe, pictures: Corpus, device: torch.device) -> None:
        torch.manual_seed(zlib.crc32(f"{recipe.seed}/style".encode()))
        self.shape, self.recipe, self.device = shape, recipe, device
        self.net = Reader(shape).to(device)
        light, strengths = resident(pictures, device)
        self.statistics = torch.cat([self._look(light, number) for number in range(recipe.looks)])
        self.strengths = strengths.repeat(recipe.looks, 1)
        self.net.mean.copy_(self.statistics.mean(0))
        self.net.deviation.copy_(self.statistics.std(0, correction=0).clamp_min(1e-3))
        self.average = deepcopy(self.net).requires_grad_(False).eval()
        self.adam = torch.optim.Adam(self.net.parameters(), recipe.rate, (0.9, 0.99), 1e-8)

    @torch.no_grad()
    def _look(self, light: Tensor, number: int) -> Tensor:
        """Statistics of all pictures, (N, Bank.count)."""
        rng, found = np.random.default_rng([self.recipe.seed, number]), list[Tensor]()
        for part in light.split(CHUNK):
            seen = part.float() / 255
            if number:
                tone = np.stack([np.exp(rng.normal(0.0, 0.15, len(part))), rng.uniform(0.8, 1.0, len(part))], 1)
                seen = losses.toned(seen, torch.from_numpy(tone.astype(np.float32)).to(self.device))
                seen = losses.turned(seen, int(rng.integers(8)))
            found.append(self.net.bank(seen))
        return torch.cat(found)

    def step(self, number: int, fraction: float) -> dict[str, Tensor]:
        """One step; the losses by name, still on the device."""
        optimiser.set_rate(self.adam, schedule.rate(self.recipe.rate, number, fraction))
        torch.manual_seed(zlib.crc32(f"{self.recipe.seed}/{number}".encode()))
        index = torch.randint(len(self.statistics), (self.recipe.batch,)).to(self.device)
        guess, wanted = self.net.told(self.statistics[index]), self.strengths[index]
        error = (guess - wanted).abs().mean()  # not squared: what a picture leaves open is read as 0, not as a little
        optimiser.descend(self.adam, error)
        self._follow(number)
        return {"error": error.detach()}

    @torch.no_grad()
    def _follow(self, number: int) -> None:
        decay = schedule.average(self.recipe.batch, number)
        for mean, value in zip(self.average.parameters(), self.net.parameters(), strict=True):
            mean.lerp_(value, 1.0 - decay)


def resident(pictures: Corpus, device: torch.device) -> tuple[Tensor, Tensor]:
    """On the device: all pictures as bytes, (N, 1, S, S), and their strengths (N, len(DRAWN))."""
    chunks = [torch.from_numpy(np.array(chunk)).to(device) for chunk in pictures.chunks]
    light = torch.cat([chunk.permute(0, 3, 1, 2).contiguous() for chunk in chunks])
    return light, torch.from_numpy(pictures.conditions[:, : len(DRAWN)].copy()).to(device)
