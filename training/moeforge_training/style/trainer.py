"""The reader while it learns. All chance comes from (seed, step): a resumed run repeats itself."""

import zlib
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from moeforge.painter.finish import DRAWN
from moeforge_training import optimiser, schedule
from moeforge_training.corpus import Corpus
from moeforge_training.style import losses
from moeforge_training.style.network import Reader, Shape


@dataclass(frozen=True, slots=True)
class Recipe:
    """The numbers of one step."""

    batch: int = 24
    rate: float = 2e-3
    seed: int = 0
    bf16: bool = False
    patch: int = 128  # texels of a side that a step sees; 128 at least


class Trainer:
    """The reader, its average and its optimiser; the corpus lies on the device as bytes."""

    def __init__(self, shape: Shape, recipe: Recipe, pictures: Corpus, device: torch.device) -> None:
        torch.manual_seed(zlib.crc32(f"{recipe.seed}/style".encode()))
        self.shape, self.recipe, self.device = shape, recipe, device
        self.net = Reader(shape).to(device)
        self.average = deepcopy(self.net).requires_grad_(False)
        self.adam = torch.optim.Adam(self.net.parameters(), recipe.rate, (0.9, 0.99), 1e-8)
        self.pictures, self.strengths = resident(pictures, device)

    def step(self, number: int, fraction: float) -> dict[str, Tensor]:
        """One step; the losses by name, still on the device."""
        optimiser.set_rate(self.adam, schedule.rate(self.recipe.rate, number, fraction))
        rng = np.random.default_rng([self.recipe.seed, number])
        index = torch.from_numpy(rng.choice(len(self.pictures), self.recipe.batch)).to(self.device, non_blocking=True)
        patch = self.recipe.patch
        y, x = rng.integers(0, self.pictures.shape[2] - patch + 1, 2).tolist()
        seen = self.pictures[index][..., y : y + patch, x : x + patch]
        light = losses.turned(seen.float() / 255, int(rng.integers(8)))
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.recipe.bf16):
            guess = self.net(losses.toned(light, self._tone(rng))).float()
        wanted = self.strengths[index]
        total = losses.told(guess, wanted)
        optimiser.descend(self.adam, total)
        self._follow(number)
        return {"total": total.detach(), "strengths": (guess.detach() - wanted).abs().mean()}

    def _tone(self, rng: np.random.Generator) -> Tensor:
        count = self.recipe.batch
        tone = np.stack([np.exp(rng.normal(0.0, 0.15, count)), rng.uniform(0.8, 1.0, count)], 1)
        return torch.from_numpy(tone.astype(np.float32)).to(self.device, non_blocking=True)

    @torch.no_grad()
    def _follow(self, number: int) -> None:
        decay = schedule.average(self.recipe.batch, number)
        for mean, value in zip(self.average.parameters(), self.net.parameters(), strict=True):
            mean.lerp_(value, 1.0 - decay)

    def modules(self) -> dict[str, nn.Module]:
        """What is saved by name."""
        return {"net": self.net, "average": self.average}

    def tensors(self) -> dict[str, dict[str, Tensor]]:
        """Everything a checkpoint needs, by group."""
        return {**{n: dict(m.state_dict()) for n, m in self.modules().items()}, "adam": optimiser.flat(self.adam)}

    def load(self, groups: Mapping[str, Mapping[str, Tensor]]) -> None:
        """Continue from the tensors of a checkpoint."""
        for name, module in self.modules().items():
            module.load_state_dict(dict(groups[name]))
        optimiser.restore(self.adam, groups.get("adam", {}))


def resident(pictures: Corpus, device: torch.device) -> tuple[Tensor, Tensor]:
    """On the device: all pictures as bytes, (N, 1, S, S), and their strengths (N, len(DRAWN))."""
    chunks = [torch.from_numpy(np.array(chunk)).to(device) for chunk in pictures.chunks]
    light = torch.cat([chunk.permute(0, 3, 1, 2).contiguous() for chunk in chunks])
    return light, torch.from_numpy(pictures.conditions[:, : len(DRAWN)].copy()).to(device)
