"""The encoder while it learns. All chance comes from (seed, step): a resumed run repeats itself."""

import zlib
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 - torch's own convention

from moeforge_training import optimiser, schedule
from moeforge_training.encoder.album import Album
from moeforge_training.encoder.augment import Mask, varied
from moeforge_training.encoder.heads import HEADS, STARTS, UNKNOWN
from moeforge_training.encoder.network import Encoder, Shape, seen
from moeforge_training.learner import Learner

SMOOTHING = 0.04
HALF_LIFE = 20_000
"""Of the average of the weights, in pictures."""
NUMBERS = 1.0
"""Weight of the values' loss."""
COLORED = torch.tensor([head.color for head in HEADS])


@dataclass(frozen=True, slots=True)
class Recipe:
    """The numbers of one step."""

    batch: int = 48
    rate: float = 3e-3
    seed: int = 0
    bf16: bool = False


class Trainer(Learner[Encoder]):
    """The net, its average and its optimiser; every album gives an even share of a batch."""

    def __init__(self, shape: Shape, recipe: Recipe, albums: Sequence[Album], device: torch.device) -> None:
        torch.manual_seed(zlib.crc32(f"{recipe.seed}/encoder".encode()))
        self.shape, self.recipe, self.albums, self.device = shape, recipe, albums, device
        self.net = Encoder(shape).to(device=device)
        self.average = deepcopy(self.net).requires_grad_(False)
        self.adam = torch.optim.AdamW(self.net.parameters(), recipe.rate, (0.9, 0.99), weight_decay=0.02)

    def step(self, number: int, fraction: float) -> dict[str, Tensor]:
        """One step; the losses by name."""
        optimiser.set_rate(self.adam, schedule.rate(self.recipe.rate, number, fraction, 100))
        rng = np.random.default_rng([self.recipe.seed, number])
        torch.manual_seed(int(rng.integers(2**31)))  # what is dropped out
        pictures, classes, values = self._batch(rng)
        pictures, void = varied(pictures, rng, min(1.0, 0.3 + 1.2 * fraction))
        self.net.train()
        logits, numbers = seen(self.net, pictures.contiguous(memory_format=torch.channels_last), mixed=self.recipe.bf16)
        terms = losses(logits, numbers, hidden(classes, void), values)
        optimiser.descend(self.adam, terms["total"])
        self._follow(number)
        return {name: term.detach() for name, term in terms.items()}

    def _batch(self, rng: np.random.Generator) -> tuple[Tensor, Tensor, Tensor]:
        """Stored pictures, classes and values of a step."""
        shares = np.array_split(np.arange(self.recipe.batch), len(self.albums))
        chosen = [(album, rng.integers(len(album), size=len(s))) for album, s in zip(self.albums, shares, strict=True)]
        columns = ("pictures", "classes", "values")
        rows = (np.concatenate([getattr(album, name)[index] for album, index in chosen]) for name in columns)
        pictures, classes, values = (torch.from_numpy(row).to(self.device) for row in rows)
        return pictures, classes, values

    @torch.no_grad()
    def _follow(self, number: int) -> None:
        """Move the average, with the statistics of the norms, towards the net."""
        decay = schedule.average(self.recipe.batch, number, HALF_LIFE)
        for mean, value in zip(self.average.state_dict().values(), self.net.state_dict().values(), strict=True):
            if mean.is_floating_point():
                mean.lerp_(value, 1.0 - decay)
            else:
                mean.copy_(value)


def hidden(classes: Tensor, void: Mask) -> Tensor:
    """Classes (B, H) without those of colour where hues are `void` (B,)."""
    turned = torch.from_numpy(void).to(classes.device)[:, None] & COLORED.to(classes.device)
    return classes.masked_fill(turned, UNKNOWN)


def losses(logits: Tensor, numbers: Tensor, classes: Tensor, values: Tensor) -> dict[str, Tensor]:
    """Mean cross-entropy of the heads by their weights, distance of the values, and both together."""
    total = logits.new_zeros(())
    for place, head in enumerate(HEADS):
        wanted = classes[:, place]
        if bool((wanted != UNKNOWN).any()):
            own = logits[:, STARTS[place] : STARTS[place + 1]]
            total = total + head.weight * F.cross_entropy(own, wanted, ignore_index=UNKNOWN, label_smoothing=SMOOTHING)
    total = total / len(HEADS)
    told = ~values.isnan()
    distance = (numbers[told] - values[told]).square().mean() if bool(told.any()) else logits.new_zeros(())
    return {"classes": total, "values": distance, "total": total + NUMBERS * distance}
