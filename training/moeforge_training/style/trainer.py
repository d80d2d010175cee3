"""The style net while it learns. All chance comes from (seed, step): a resumed run repeats itself."""

import zlib
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from moeforge.painter.carriers import carriers
from moeforge.style.views import PLANES, QUARTER
from moeforge_training import optimiser, schedule
from moeforge_training.corpus import Corpus
from moeforge_training.losses import RandomFeatures
from moeforge_training.source import F32
from moeforge_training.style import losses
from moeforge_training.style.network import Shape, StyleNet
from moeforge_training.style.triples import kind_of


@dataclass(frozen=True, slots=True)
class Recipe:
    """The numbers of one step."""

    batch: int = 24  # triples, of which a sixth are shown themselves as style
    rate: float = 1.2e-3
    seed: int = 0
    bf16: bool = False


Strengths = Callable[[F32, F32], F32]
"""A triple's condition and z -> the numbers of its style."""


def parts(batch: int) -> tuple[int, int, int]:
    """Of a batch: triples with their style, textures that are their own style, and canvases without a truth."""
    itself = max(1, batch // 6)
    return batch - 2 * itself, itself, itself


class Trainer:
    """The net, its average and its optimiser; the corpus lies on the device as bytes."""

    def __init__(
        self, shape: Shape, recipe: Recipe, triples: Corpus, strengths: Strengths, device: torch.device
    ) -> None:
        torch.manual_seed(zlib.crc32(f"{recipe.seed}/style".encode()))
        self.shape, self.recipe, self.device = shape, recipe, device
        self.net = StyleNet(shape).to(device)
        self.average = deepcopy(self.net).requires_grad_(False)
        self.adam = torch.optim.Adam(self.net.parameters(), recipe.rate, (0.9, 0.99), 1e-8)
        self.carriers = torch.from_numpy(carriers().copy()).to(device)
        self.features = RandomFeatures().to(device).requires_grad_(False)
        self.triples = resident(triples, device)
        inputs = zip(triples.conditions, triples.latents, strict=True)
        self.strengths = self._numbers(np.stack([strengths(c, z) for c, z in inputs]))
        free = np.array([kind_of(c) == "canvas" for c in triples.conditions])
        self.pairs, self.canvases = np.flatnonzero(~free), np.flatnonzero(free)

    def step(self, number: int, fraction: float) -> dict[str, Tensor]:
        """One step; the losses by name, still on the device."""
        optimiser.set_rate(self.adam, schedule.rate(self.recipe.rate, number, fraction))
        rng = np.random.default_rng([self.recipe.seed, number])
        pairs, itself, canvases = parts(self.recipe.batch)
        chosen = [rng.choice(self.pairs, pairs + itself), rng.choice(self.canvases, canvases)]
        index = torch.from_numpy(np.concatenate(chosen)).to(self.device, non_blocking=True)
        texture, style, target, planes = self._batch(rng, index, slice(pairs, pairs + itself))
        made, guess = self.net.both(texture, planes, style, self.carriers, mixed=self.recipe.bf16)
        draw = self._numbers(rng.random(losses.PLACES))
        known, own, free = slice(pairs), slice(pairs, pairs + itself), slice(pairs + itself, None)
        terms = {
            **losses.against_truth(made[known], target[known], self.features),
            "strengths": (guess[known] - self.strengths[index[known]]).abs().mean(),
            "itself": (made[own] - texture[own]).abs().mean(),
            **losses.against_style(made[free], texture[free], style[free], self.features, draw),
        }
        terms["total"] = losses.total(terms)
        optimiser.descend(self.adam, terms["total"])
        self._follow(number)
        return {name: term.detach() for name, term in terms.items()}

    @torch.no_grad()
    def _follow(self, number: int) -> None:
        decay = schedule.average(self.recipe.batch, number)
        for mean, value in zip(self.average.parameters(), self.net.parameters(), strict=True):
            mean.lerp_(value, 1.0 - decay)

    def _numbers(self, values: np.ndarray) -> Tensor:
        return torch.from_numpy(values.astype(np.float32)).to(self.device, non_blocking=True)

    @torch.no_grad()
    def _batch(self, rng: np.random.Generator, index: Tensor, own: slice) -> tuple[Tensor, ...]:
        """Textures, styles, targets and planes as of `parted`, each texture and its target recoloured together.

        `own`: those that are shown themselves as style.
        """
        count = len(index)
        texture, style, target, planes = parted(self.triples[index])
        turn, other = self._numbers(turns(rng, count)), self._numbers(turns(rng, count))
        texture, target = losses.recolored(texture, turn), losses.recolored(target, turn)
        tone = np.stack([np.exp(rng.normal(0.0, 0.15, count)), rng.uniform(0.75, 1.0, count)], 1)
        style = losses.toned(losses.recolored(style, other), self._numbers(tone))
        style = style.rot90(int(rng.integers(4)), (2, 3))
        style[own] = losses.recolored(texture[own], other[own])
        return texture, style, target, planes

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


def turns(rng: np.random.Generator, count: int) -> np.ndarray:
    """Factors of chroma (count, 2), real and imaginary: any hue, from grey to half as colourful again; a third stay."""
    angle = np.where(rng.random(count) < 1 / 3, 0.0, rng.uniform(0.0, 2 * np.pi, count))
    size = np.where(angle == 0.0, 1.0, rng.uniform(0.0, 1.5, count))
    return np.stack([size * np.cos(angle), size * np.sin(angle)], 1)


def parted(triples: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Bytes (B, 9 + PLANES, S, S) to textures, styles, targets (B, 3, S, S) and planes (B, PLANES, S/4, S/4), 0..1."""
    texture, style, target, planes = (triples.float() / 255).split([3, 3, 3, PLANES], 1)
    return texture, style, target, planes[:, :, :QUARTER, :QUARTER]


def resident(triples: Corpus, device: torch.device) -> Tensor:
    """All triples as bytes on the device, (N, 9 + PLANES, S, S)."""
    chunks = [torch.from_numpy(np.array(chunk)).to(device) for chunk in triples.chunks]
    return torch.cat([chunk.permute(0, 3, 1, 2).contiguous() for chunk in chunks])
