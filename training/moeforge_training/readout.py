"""The last layer of a generator, solved in closed form for pictures that it was not trained on.

Fine-tuning all layers at once, from a last layer that fits badly, distorts what they know: first the last layer alone,
then all (Kumar et al., Fine-Tuning can Distort Pretrained Features, ICLR'22). A head is linear in its weights, so the
first part needs no steps: it is a ridge regression of what is missing, and pulls to the weights that were there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 - torch's own convention

from moeforge_training.batches import Batches
from moeforge_training.networks import Generator, ModulatedConv

MOST = 512
"""Pairs that are looked at."""
BATCH = 4
KEPT = 4
"""Every so many pairs, one is kept to choose the ridge by."""
SHARE = 32
"""Every so many places of a map, one is looked at."""
RIDGES = tuple(10.0**-n for n in range(1, 8))
"""Weights of what was there, in the mean square of the inputs."""
Missing = Callable[[Tensor, Tensor | None, Tensor], Tensor]
"""What a head has yet to add, (B, 3, s, s), of (picture, low, real)."""


@dataclass(frozen=True, slots=True)
class Normal:
    """Sums of a least-squares problem."""

    inputs: Tensor  # (D, D)
    both: Tensor  # (D, O)

    @staticmethod
    def of(x: Tensor, y: Tensor) -> "Normal":
        """Of inputs (N, D) and outputs (N, O)."""
        return Normal(x.T @ x, x.T @ y)

    def plus(self, other: "Normal | None") -> "Normal":
        """Both together."""
        return self if other is None else Normal(self.inputs + other.inputs, self.both + other.both)

    def solved(self, ridge: float) -> Tensor:
        """(D, O) weights."""
        pull = torch.full_like(self.inputs.diagonal(), ridge) * self.inputs.diagonal().mean()
        return torch.linalg.solve(self.inputs + pull.diag(), self.both)

    def error(self, weights: Tensor) -> float:
        """Summed squares of what is left, but for a constant."""
        return float((weights * (self.inputs @ weights - 2.0 * self.both)).sum())


@torch.no_grad()
def solve(generator: Generator, batches: Batches) -> None:
    """Fit the heads of a generator to the pictures of `batches`; one stays as it is where that would not help."""
    if generator.low is not None:
        _fit(generator, generator.low, 2, batches, lambda _, low, real: F.avg_pool2d(real, 2) - cast(Tensor, low))
    _fit(generator, generator.head, generator.shape.head, batches, lambda picture, _, real: real - picture)


def _fit(generator: Generator, head: ModulatedConv, factor: int, batches: Batches, missing: Missing) -> None:
    """Solve one head: `factor` texels across for each place of its map."""
    fitted, kept = _sums(generator, head, factor, batches, missing)
    if fitted is None or kept is None:
        return  # too few pairs
    errors = {ridge: kept.error(fitted.solved(ridge)) for ridge in RIDGES}
    best = min(errors, key=errors.__getitem__)
    if errors[best] < 0.0:
        _add(head, fitted.plus(kept).solved(best).float())


def _sums(
    generator: Generator, head: ModulatedConv, factor: int, batches: Batches, missing: Missing
) -> list[Normal | None]:
    """The sums to fit, and those kept to choose the ridge by."""
    seen: list[tuple[Tensor, Tensor]] = []
    hook = head.register_forward_pre_hook(lambda _, given: seen.append(given))
    parts: list[Normal | None] = [None, None]
    for number, start in enumerate(range(0, most := min(MOST, len(batches)), BATCH)):
        condition, z, real = batches.at(np.arange(start, min(start + BATCH, most)))
        wanted = F.pixel_unshuffle(missing(*generator.both(condition, z), real), factor)
        found, part = _rows(head, *seen.pop(), wanted, number), int(number % KEPT == KEPT - 1)
        parts[part] = found.plus(parts[part])
    hook.remove()
    return parts


def _rows(head: ModulatedConv, x: Tensor, w: Tensor, wanted: Tensor, number: int) -> Normal:
    """The sums over some places of a batch: what the head sees there, (B, C, s, s) and (B, W), and what is missing."""
    count = wanted[0, 0].numel()
    order = torch.randperm(count, generator=torch.Generator().manual_seed(number))
    places = order[: max(1, count // SHARE)].to(x.device)
    patches = F.unfold(x * head.scale(w)[:, :, None, None], 3, padding=1)[..., places].transpose(1, 2)  # (B, P, 9 C)
    styles = F.pad(w, (0, 1), value=1.0)[:, None].expand(-1, patches.shape[1], -1)
    outputs = wanted.flatten(2)[..., places].transpose(1, 2).flatten(0, 1)
    return Normal.of(torch.cat([patches, styles], 2).flatten(0, 1).double(), outputs.double())


def _add(head: ModulatedConv, change: Tensor) -> None:
    """(9 C + W + 1, O) onto the head's weight, its styled bias and its bias."""
    sizes = [head.weight[0].numel(), head.shift.in_features, 1]
    weight, shift, bias = change.split(sizes)
    head.weight.add_(weight.T.reshape(head.weight.shape))
    head.shift.weight.add_(shift.T)
    head.shift.bias.add_(bias[0])
