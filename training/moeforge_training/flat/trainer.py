"""A generator, its critic, optimisers and average, and the step that trains them on flat pictures.

All chance of step n comes from (seed, n), so a resumed run repeats the uninterrupted one. A batch that does not fit
into memory is worked off in pieces whose gradients add up to the whole batch's.
"""

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from moeforge.errors import TooLargeError
from moeforge_training import optimiser, schedule
from moeforge_training.flat.architectures import ARCHITECTURES, Architecture
from moeforge_training.flat.augment import augment
from moeforge_training.flat.draw import F64, Draw, draw
from moeforge_training.flat.shape import FlatShape
from moeforge_training.flat.start import Start
from moeforge_training.flat.team import Team
from moeforge_training.source import U8

BATCHES_TO_SETTLE = 16
"""Batches over which a generator's batch statistics are measured before it serves."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """The numbers of a run."""

    batch: int
    rates: tuple[float, float]  # Adam's learning rate: generator, critic
    gamma: float  # weight of the gradient penalty
    half_life: int  # of the averaged weights, in pictures
    policy: tuple[str, ...]  # augmentation, keys of augment.STEPS
    mirror: bool  # show pictures mirrored half of the time
    bf16: bool
    seed: int = 0
    warm_up: int = 30  # steps
    share: float = 1.0  # of the shown pictures that a step of the policy changes


class FlatTrainer:
    """Trains one pair of networks on pictures (N, S, S, 3) uint8 sRGB, shown as often as `weights` (N,), sum 1, say."""

    def __init__(
        self, shape: FlatShape, recipe: Recipe, pictures: U8, weights: F64, device: torch.device, team: Team
    ) -> None:
        torch.manual_seed(recipe.seed)
        self.shape, self.recipe, self.weights, self.device, self.team = shape, recipe, weights, device, team
        self.kind: Architecture = ARCHITECTURES[shape.arch]
        self.step_number = 0
        self.piece = recipe.batch  # rows that fit into memory
        self.pictures = torch.from_numpy(pictures).to(device)
        self.generator = self.kind.generator(shape).to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]  # torch's stub
        self.critic = self.kind.critic(shape).to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]  # torch's stub
        self.average = deepcopy(self.generator).requires_grad_(False)
        self.together = not any(isinstance(m, nn.BatchNorm2d) for m in self.critic.modules())
        pairs = zip((self.generator, self.critic), recipe.rates, strict=True)
        self.adam, self.adam_c = (torch.optim.Adam(m.parameters(), r, self.kind.betas, 1e-8) for m, r in pairs)

    def step(self) -> dict[str, Tensor]:
        """One step of the generator after its critic's; the losses by name, scalars on the device.

        Nothing in it waits for a GPU; reading a loss does. TooLargeError when nothing fits.
        """
        rates = (schedule.rate(r, self.step_number, 0.0, self.recipe.warm_up) for r in self.recipe.rates)
        for steps, rate in zip((self.adam, self.adam_c), rates, strict=True):
            for group in steps.param_groups:
                group["lr"] = rate
        rows: dict[str, Tensor] = {}
        for turn in range(self.kind.critic_steps):
            rows |= self._descend(self.adam_c, self.critic, turn, self._critic_terms)
        self.critic.requires_grad_(False)
        rows |= self._descend(self.adam, self.generator, self.kind.critic_steps, self._generator_terms)
        self.critic.requires_grad_(True)
        self._follow()
        self.step_number += 1
        return rows

    def draw(self, turn: int) -> Draw:
        """This process' part of the batch of the present step: critic turns first, then the generator's."""
        seed = (self.recipe.seed, self.step_number, turn)
        whole = draw(seed, self.recipe.batch, self.shape.latent, self.weights)
        return whole.part(self.team.share(len(whole)), self.device)

    def served(self) -> nn.Module:
        """The generator to show and export: averaged, or with its batch statistics measured anew; a frozen copy."""
        if self.kind.averaged:
            return deepcopy(self.average).eval()
        copy = deepcopy(self.generator).requires_grad_(False).train()
        norms = [m for m in copy.modules() if isinstance(m, nn.BatchNorm2d)]
        for norm in norms:
            norm.reset_running_stats()
            norm.momentum = None  # type: ignore[assignment]  # torch: None means the plain mean
        rng = np.random.default_rng((self.recipe.seed, self.step_number))
        with torch.no_grad():
            for _ in range(BATCHES_TO_SETTLE if norms else 0):
                z = rng.standard_normal((64, self.shape.latent)).astype(np.float32)
                copy(torch.from_numpy(z).to(self.device))
        return copy.eval()

    @torch.no_grad()
    def memory(self, held_out: U8) -> float:
        """How far the critic tells training pictures from held-out ones (H, S, S, 3), 0..1.

        Its mean scores of both, as a share of the way from held-out to generated ones (cf. ADA's r_v).
        """
        critic = deepcopy(self.critic).eval()
        count = min(len(held_out), len(self.pictures))
        index = torch.linspace(0, len(self.pictures) - 1, count).long()
        z = np.random.default_rng(self.recipe.seed).standard_normal((count, self.shape.latent)).astype(np.float32)
        fakes = self.served()(torch.from_numpy(z).to(self.device))
        known = as_pictures(self.pictures[index.to(self.device)])
        new = as_pictures(torch.from_numpy(held_out[:count]).to(self.device))
        train, held, fake = (float(critic(pictures).mean()) for pictures in (known, new, fakes))
        return min(max((train - held) / max(train - fake, 1e-6), 0.0), 1.0)

    def tensors(self) -> dict[str, dict[str, Tensor]]:
        """Everything that continues the run, and `served` for export."""
        groups = {name: dict(module.state_dict()) for name, module in self._modules().items()}
        groups["served"] = dict(self.served().state_dict())
        return groups | {"adam": optimiser.flat(self.adam), "adam_c": optimiser.flat(self.adam_c)}

    def load(self, groups: Mapping[str, Mapping[str, Tensor]], step_number: int) -> None:
        """Continue from the tensors of a checkpoint."""
        for name, module in self._modules().items():
            module.load_state_dict(dict(groups[name]))
        optimiser.restore(self.adam, groups.get("adam", {}))
        optimiser.restore(self.adam_c, groups.get("adam_c", {}))
        self.step_number = step_number

    def adopt(self, start: Start) -> None:
        """Begin with the networks of another run."""
        for module, name in ((self.generator, "average"), (self.average, "average"), (self.critic, "critic")):
            module.load_state_dict(dict(start.networks[name]))

    def real(self, part: Draw) -> Tensor:
        """The pictures of a draw, (B, 3, S, S) in [-1, 1], not augmented."""
        pictures = as_pictures(self.pictures[part.index])
        if not self.recipe.mirror:
            return pictures
        return torch.where(part.mirrored[:, None, None, None], pictures.flip(3), pictures)

    def _modules(self) -> dict[str, nn.Module]:
        return {"generator": self.generator, "critic": self.critic, "average": self.average}

    def _autocast(self) -> torch.autocast:
        return torch.autocast(self.device.type, torch.bfloat16, enabled=self.recipe.bf16)

    def _shown(self, pictures: Tensor, chance: Tensor) -> Tensor:
        return augment(pictures, chance, self.recipe.policy, self.recipe.share)

    def _critic_terms(self, part: Draw, turn: int) -> dict[str, Tensor]:
        with torch.no_grad(), self._autocast():
            fake = self._shown(self.generator(part.z), part.fake)
        real = self._shown(self.real(part), part.real)
        with self._autocast():
            scores = self._scores(real, fake)
        terms = {"critic": self.kind.critic_loss(*scores)}
        if self.kind.penalty and (self.step_number * self.kind.critic_steps + turn) % self.kind.lazy == 0:
            weight = self.recipe.gamma * self.kind.lazy  # second derivatives in fp32
            terms["penalty"] = self.kind.penalty(self.critic, real, fake, part.between, weight)
        return terms | {"real": scores[0].mean().detach(), "fake": scores[1].mean().detach()}

    def _scores(self, real: Tensor, fake: Tensor) -> tuple[Tensor, Tensor]:
        """The critic's scores of both, in one pass where it has no batch statistics."""
        if self.together:
            first, second = self.critic(torch.cat([real, fake])).float().chunk(2)
            return first, second
        return self.critic(real).float(), self.critic(fake).float()

    def _generator_terms(self, part: Draw, turn: int) -> dict[str, Tensor]:
        del turn
        with self._autocast():
            score = self.critic(self._shown(self.generator(part.z), part.fake)).float()
            with torch.no_grad():
                rival = self.critic(self._shown(self.real(part), part.real)).float()
        return {"generator": self.kind.generator_loss(rival, score)}

    def _descend(
        self, adam: torch.optim.Optimizer, module: nn.Module, turn: int, terms: Callable[..., dict[str, Tensor]]
    ) -> dict[str, Tensor]:
        whole = self.draw(turn)
        rows = self._accumulate(adam, whole, turn, terms)
        self.team.average([p.grad for p in module.parameters() if p.grad is not None])
        adam.step()
        return rows

    def _accumulate(
        self, adam: torch.optim.Optimizer, whole: Draw, turn: int, terms: Callable[..., dict[str, Tensor]]
    ) -> dict[str, Tensor]:
        """Gradients of the whole draw in pieces that fit; a piece that does not is halved and all begun again."""
        while True:
            adam.zero_grad(set_to_none=True)
            try:
                return self._pieces(whole, turn, terms)
            except (torch.OutOfMemoryError, RuntimeError) as error:
                if not _is_memory(error):
                    raise
                self._halve()

    def _pieces(self, whole: Draw, turn: int, terms: Callable[..., dict[str, Tensor]]) -> dict[str, Tensor]:
        rows: dict[str, Tensor] = {}
        for piece in whole.pieces(self.piece):
            found, share = terms(piece, turn), len(piece) / len(whole)
            loss = sum((v for v in found.values() if v.requires_grad), torch.zeros((), device=self.device))
            (loss * share).backward()
            for name, value in found.items():
                part = share * value.detach()
                rows[name] = rows[name] + part if name in rows else part
        return rows

    def _halve(self) -> None:
        if self.piece == 1:
            raise TooLargeError(f"not even one picture of {self.shape.size} pixels fits into memory; choose --size 64")
        self.piece = max(1, min(self.piece, self.recipe.batch) // 2)
        if self.device.type == "cuda":
            torch.cuda.empty_cache()

    @torch.no_grad()
    def _follow(self) -> None:
        decay = schedule.average(self.recipe.batch, self.step_number, self.recipe.half_life)
        means, values = list(self.average.parameters()), list(self.generator.parameters())
        torch._foreach_lerp_(means, values, 1.0 - decay)  # pyright: ignore[reportPrivateUsage, reportPrivateImportUsage] # one launch for all


def as_pictures(pixels: Tensor) -> Tensor:
    """(B, S, S, 3) uint8 to (B, 3, S, S) in [-1, 1]."""
    return pixels.permute(0, 3, 1, 2).float() / 127.5 - 1.0


def _is_memory(error: Exception) -> bool:
    text = str(error)
    return isinstance(error, torch.OutOfMemoryError) or "DefaultCPUAllocator" in text or "not enough memory" in text
