"""One sheet's generator, average, discriminator and optimisers, and the step that trains them."""

import zlib
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import asdict, dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.optim.swa_utils import get_ema_multi_avg_fn

from moeforge_training import losses, optimiser, readout, schedule
from moeforge_training.batches import Batches
from moeforge_training.corpus import Corpus
from moeforge_training.networks import Discriminator, Generator, Quarter, Shape
from moeforge_training.teacher import Teacher


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
    traits: float = 0.0  # weight of what a teacher reads in the pictures (see teacher)
    head_first: bool = False  # solve the last layer for the pictures before the first step (see readout)


@dataclass(frozen=True, slots=True)
class Shown:
    """What one step sees."""

    condition: Tensor  # (B, C)
    z: Tensor  # (B, 64)
    whole: Tensor  # (B, 3, S, S), painted
    quarter: Quarter | None

    def part(self, pictures: Tensor) -> Tensor:
        """The part of pictures (..., S, S) that is seen."""
        return pictures if self.quarter is None else pictures[..., *self.quarter.own(pictures.shape[-1])]


class SheetTrainer:
    """Trains one sheet. All chance comes from (seed, sheet, step), so a resumed run repeats the uninterrupted one:
    exactly on a CPU, up to rounding on a GPU."""

    def __init__(self, sheet: str, shape: Shape, corpus: Corpus, recipe: Recipe, device: torch.device) -> None:
        torch.manual_seed(zlib.crc32(f"{recipe.seed}/{sheet}".encode()))
        self.sheet, self.shape, self.recipe, self.device = sheet, shape, recipe, device
        self.step_number = 0
        self.generator = Generator(shape)
        self.average = deepcopy(self.generator).requires_grad_(False)
        self.discriminator = Discriminator(shape.condition + shape.painted + 4 * recipe.quarters)
        self.teacher = Teacher(shape.condition + shape.painted) if recipe.traits > 0 else None
        self.features = losses.RandomFeatures()
        for module in (*self._modules().values(), self.features):
            module.to(device=device, memory_format=torch.channels_last)  # type: ignore[call-overload]  # torch's stub
        self.batches = Batches(corpus, device)
        self.detail = losses.detail(self.batches.pictures(range(min(256, len(corpus)))))
        self.adam = optimiser.adam(self.generator.parameters(), recipe.rate, (0.9, 0.99))
        self.adam_d = optimiser.adam(self.discriminator.parameters(), recipe.rate_d, (0.0, 0.99))

    def begin(self) -> None:
        """What a new run does before its first step; a resumed one has it in its checkpoint."""
        if self.recipe.head_first:
            readout.solve(self.generator, self.batches)
            self.average.load_state_dict(self.generator.state_dict())
        if self.teacher is not None:
            self.teacher.learn(self.batches, self.shape.painted, bf16=self.recipe.bf16)

    def step(self, fraction: float) -> dict[str, Tensor]:
        """One step on one batch; `fraction` of the run is done. Returns the losses by name, on the device."""
        recipe, shown = self.recipe, self._shown(self.step_number)
        optimiser.set_rate(self.adam, schedule.rate(recipe.rate, self.step_number, fraction))
        optimiser.set_rate(self.adam_d, schedule.rate(recipe.rate_d, self.step_number, fraction))
        weights = schedule.weights(fraction, recipe.adversarial_from, recipe.adversarial)
        with self._autocast():
            fake, low = self.generator.both(shown.condition, shown.z, shown.quarter)
            terms = self._compared(shown, fake, low)
        shares = {"edges": recipe.edges, "local": recipe.local, "traits": recipe.traits, **asdict(weights)}
        loss = torch.stack([shares[name] * term for name, term in terms.items()]).sum()
        if weights.adversarial > 0:
            real, label = shown.part(shown.whole), self._label(shown)
            terms["discriminator"] = self._step_discriminator(real, fake.detach(), label)
            terms["adversarial"] = self._adversarial(fake, real, label)
            loss = loss + weights.adversarial * terms["adversarial"]
        optimiser.descend(self.adam, loss)
        self._follow()
        self.step_number += 1
        return {name: term.detach() for name, term in terms.items()}

    def _compared(self, shown: Shown, fake: Tensor, low: Tensor | None) -> dict[str, Tensor]:
        """How far a fake is from the painted picture, by kind of loss."""
        real, detail = shown.part(shown.whole), shown.part(self.detail)
        terms = {"l1": losses.l1(fake, real, detail), "edges": losses.edges(fake, real, detail)}
        terms["features"] = self.features(fake, real)
        if self.recipe.local > 0:
            terms["local"] = losses.local(fake, real, detail)
        if self.teacher is not None:
            terms["traits"] = self.teacher(fake, real)
        if low is not None:
            terms["low"] = losses.halved(low, shown.whole, self.detail)
        return terms

    def _label(self, shown: Shown) -> Tensor:
        """What the discriminator is told: condition, the dims of z that drive the drawing, which quarter it sees."""
        label = [shown.condition, shown.z[:, : self.shape.painted]]
        if shown.quarter is not None:
            label.append(torch.eye(4, device=shown.z.device)[shown.quarter.place].expand(len(shown.z), 4))
        return torch.cat(label, 1)

    def adopt(self, weights: Mapping[str, Tensor]) -> None:
        """Start from a generator's weights (see `warm.weights`)."""
        for module in (self.generator, self.average):
            module.load_state_dict(dict(weights))

    def _shown(self, step: int) -> Shown:
        """The batch of that step."""
        rng = np.random.default_rng([self.recipe.seed, zlib.crc32(self.sheet.encode()), step])
        condition, z, whole = self.batches.at(rng.integers(len(self.batches), size=self.recipe.batch))
        return Shown(condition, z, whole, Quarter(step % 4) if self.recipe.quarters else None)

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
        taught = {} if self.teacher is None else {"teacher": self.teacher}
        return {
            "generator": self.generator,
            "average": self.average,
            "discriminator": self.discriminator,
            **taught,
        }

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

    def _follow(self) -> None:
        decay = schedule.average(self.recipe.batch, self.step_number)
        follow = get_ema_multi_avg_fn(decay)  # one kernel for all tensors
        follow(list(self.average.parameters()), list(self.generator.parameters()), self.step_number)
