"""One sheet's generator, average, discriminator and optimisers, and the step that trains them."""

import zlib
from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from moeforge_training import losses, optimiser, schedule
from moeforge_training.corpus import Corpus
from moeforge_training.networks import Discriminator, Generator, Quarter, Shape


@dataclass(frozen=True, slots=True)
class Recipe:
    """The numbers of one step, the same for all sheets."""

    batch: int = 16
    rate: float = 2e-3
    rate_d: float = 5e-4
    adversarial_from: float = 0.6  # fraction of the run
    adversarial: float = 0.05
    gamma: float = 10.0  # of R1 + R2
    lazy: int = 8  # steps between penalties
    seed: int = 0
    bf16: bool = False
    edges: float = 8.0  # weight of the differences of neighbouring texels
    local: float = 0.0  # weight of what differs from its surroundings: for soft, faint marks
    quarters: bool = False  # each step sees one quarter of the picture: a third of the work at the full size


class SheetTrainer:
    """Trains one sheet. All chance comes from (seed, sheet, step), so a resumed run repeats the uninterrupted one."""

    def __init__(self, sheet: str, shape: Shape, corpus: Corpus, recipe: Recipe, device: torch.device) -> None:
        torch.manual_seed(zlib.crc32(f"{recipe.seed}/{sheet}".encode()))
        self.sheet, self.shape, self.corpus, self.recipe, self.device = sheet, shape, corpus, recipe, device
        self.step_number = 0
        self.generator = Generator(shape)
        self.average = deepcopy(self.generator).requires_grad_(False)
        self.discriminator = Discriminator(shape.condition + shape.painted + 4 * recipe.quarters)
        self.features = losses.RandomFeatures()
        for module in (*self._modules().values(), self.features):
            module.to(device=device, memory_format=torch.channels_last)  # type: ignore[call-overload]  # torch's stub
        self.detail = losses.detail(self._pictures(range(min(256, len(corpus)))))
        self.adam = torch.optim.Adam(self.generator.parameters(), recipe.rate, (0.9, 0.99), 1e-8)
        self.adam_d = torch.optim.Adam(self.discriminator.parameters(), recipe.rate_d, (0.0, 0.99), 1e-8)

    def step(self, fraction: float) -> dict[str, float]:
        """One step on one batch; `fraction` of the run is done. Returns the losses by name."""
        recipe = self.recipe
        optimiser.set_rate(self.adam, schedule.rate(recipe.rate, self.step_number, fraction))
        optimiser.set_rate(self.adam_d, schedule.rate(recipe.rate_d, self.step_number, fraction))
        weights = schedule.weights(fraction, recipe.adversarial_from, recipe.adversarial)
        condition, z, whole = self.batch(self.step_number)
        quarter = self._quarter()
        real, detail = (x[..., *quarter.own(self.shape.size)] if quarter else x for x in (whole, self.detail))
        with self._autocast():
            fake, low = self.generator.both(condition, z, quarter)
            terms = {"l1": losses.l1(fake, real, detail), "edges": losses.edges(fake, real, detail)}
            terms["features"] = self.features(fake, real)
            if recipe.local > 0:
                terms["local"] = losses.local(fake, real, detail)
            if low is not None:
                terms["low"] = losses.halved(low, whole, self.detail)
        shares = {
            "l1": weights.l1,
            "edges": recipe.edges,
            "local": recipe.local,
            "features": weights.features,
            "low": weights.low,
        }
        loss = torch.stack([shares[name] * term for name, term in terms.items()]).sum()
        if weights.adversarial > 0:
            label = self._label(condition, z, quarter)
            terms["discriminator"] = self._step_discriminator(real, fake.detach(), label)
            terms["adversarial"] = self._adversarial(fake, real, label)
            loss = loss + weights.adversarial * terms["adversarial"]
        optimiser.descend(self.adam, loss)
        self._follow()
        self.step_number += 1
        return {name: float(term.detach()) for name, term in terms.items()}

    def _quarter(self) -> Quarter | None:
        return Quarter(self.step_number % 4) if self.recipe.quarters else None

    def _label(self, condition: Tensor, z: Tensor, quarter: Quarter | None) -> Tensor:
        """What the discriminator is told: condition, the dims of z that drive the drawing, which quarter it sees."""
        label = [condition, z[:, : self.shape.painted]]
        if quarter is not None:
            label.append(torch.eye(4, device=z.device)[quarter.place].expand(len(z), 4))
        return torch.cat(label, 1)

    def adopt(self, weights: Mapping[str, Tensor]) -> None:
        """Start from a generator's weights (see `warm.weights`)."""
        for module in (self.generator, self.average):
            module.load_state_dict(dict(weights))

    def batch(self, step: int) -> tuple[Tensor, Tensor, Tensor]:
        """The batch of that step: condition (B, C), z (B, 64), pictures (B, 3, S, S) in [-1, 1]."""
        rng = np.random.default_rng([self.recipe.seed, zlib.crc32(self.sheet.encode()), step])
        index = rng.integers(len(self.corpus), size=self.recipe.batch)
        condition = torch.from_numpy(self.corpus.conditions[index]).to(self.device)
        z = torch.from_numpy(self.corpus.latents[index]).to(self.device)
        return condition, z, self._pictures(index.tolist())

    def _pictures(self, index: Iterable[int]) -> Tensor:
        """Pictures of the corpus, (B, 3, S, S) in [-1, 1], channels_last by construction."""
        pictures = torch.from_numpy(self.corpus.pictures(index)).to(self.device)
        return pictures.permute(0, 3, 1, 2).float() / 127.5 - 1.0

    def tensors(self) -> dict[str, dict[str, Tensor]]:
        """Everything a checkpoint needs, by group."""
        groups = {name: dict(module.state_dict()) for name, module in self._modules().items()}
        groups["adam"] = optimiser.flat(self.adam)
        groups["adam_d"] = optimiser.flat(self.adam_d)
        return {f"{self.sheet}-{name}": group for name, group in groups.items()}

    def load(self, groups: Mapping[str, Mapping[str, Tensor]], step_number: int) -> None:
        """Continue from the tensors of a checkpoint."""
        for name, module in self._modules().items():
            module.load_state_dict(dict(groups[f"{self.sheet}-{name}"]))
        optimiser.restore(self.adam, groups.get(f"{self.sheet}-adam", {}))
        optimiser.restore(self.adam_d, groups.get(f"{self.sheet}-adam_d", {}))
        self.step_number = step_number

    def _modules(self) -> dict[str, nn.Module]:
        return {"generator": self.generator, "average": self.average, "discriminator": self.discriminator}

    def _autocast(self) -> torch.autocast:
        return torch.autocast(self.device.type, torch.bfloat16, enabled=self.recipe.bf16)

    def _step_discriminator(self, real: Tensor, fake: Tensor, label: Tensor) -> Tensor:
        with self._autocast():
            scores = self.discriminator(real, label).float(), self.discriminator(fake, label).float()
        loss = losses.relativistic(*scores)
        penalised = loss
        if self.step_number % self.recipe.lazy == 0:  # second derivatives in fp32
            penalty = sum(losses.gradient_penalty(self.discriminator, x, label) for x in (real, fake))
            penalised = loss + self.recipe.gamma * self.recipe.lazy * penalty
        optimiser.descend(self.adam_d, penalised)
        return loss

    def _adversarial(self, fake: Tensor, real: Tensor, label: Tensor) -> Tensor:
        self.discriminator.requires_grad_(False)
        with self._autocast():
            score = self.discriminator(fake, label).float()
            with torch.no_grad():
                rival = self.discriminator(real, label).float()
        self.discriminator.requires_grad_(True)
        return losses.relativistic(score, rival)

    @torch.no_grad()
    def _follow(self) -> None:
        decay = schedule.average(self.recipe.batch, self.step_number)
        for mean, value in zip(self.average.parameters(), self.generator.parameters(), strict=True):
            mean.lerp_(value, 1.0 - decay)
