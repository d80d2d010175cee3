"""Aim: a trained generator is told to ask itself for what makes it draw what was asked for.

A net draws a number a little beside what it is told, by a rule of its own. How far beside is measured on pairs in the
painter's own numbers: the difference of net's and painter's picture, projected on what the painter's picture does when
a number moves (one Gauss-Newton step). A kernel ridge regression finds the rule in these measurements, and the mapping
network alone learns to lead each condition and z where the net draws it exactly; what paints stays as it is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import pi, sqrt
from typing import cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own convention

from moeforge.painter.whole import asked
from moeforge.prior import LATENT
from moeforge_training.corpus import Order, draw
from moeforge_training.events import Event, Progress, silent
from moeforge_training.networks import Generator, spread
from moeforge_training.source import F32, Source

F64 = NDArray[np.float64]
MEASURED, LESSONS = 30, 31
"""Streams of pairs: those that are measured, those whose inputs the mapping learns from."""
SIDE = 64
"""Texels of the pictures that are compared."""
STEP_Z, STEP_C = 0.15, 0.05
"""How far a number is moved, in u (z made uniform in [-1, 1]) and in a condition."""
EXPECTED = 0.15
"""A net's usual error of a number: what cannot be told from other numbers is read as nothing."""
UNTOLD = 0.2
"""Share of a picture's squared error that no number explains."""
ALIKE = 32.0
"""Texels whose errors are alike, so that they count as one."""
PROBES = 48
"""Pairs that show which numbers a sheet shows at all."""
WIDTHS, RIDGES = (1.2, 1.6, 2.2), (0.03, 0.1, 0.3)
"""Of the kernel, in the square root of the numbers' count; weights of the ridge. A quarter of the pairs chooses."""
LEAST, MOST_U = 0.97, 1.1
"""A number is corrected where no more than this share of its error would be left; how far u may be asked for."""
BATCH, RATE = 1024, 1e-3

Said = Callable[[float], None]
"""Hears how much is done, 0..1."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How long is aimed."""

    pairs: int = 4096  # that are measured; 0 only takes out of a mapping what no sheet shows
    lessons: int = 32768  # inputs that the mapping learns from
    steps: int = 2000  # of its learning
    seed: int = 0  # of pairs and inputs: a net that is aimed again is measured on others


def aim(generator: Generator, source: Source, sheet: str, effort: Effort, progress: Progress = silent) -> str:
    """Aim a generator, in place: its mapping alone changes. How it went, in words."""
    numbers = shown(source, sheet)
    still(generator, numbers)
    if effort.pairs == 0:
        return f"{LATENT - len(numbers.seen)} dims of z taken out"
    order = Order(sheet, effort.pairs, seed=effort.seed, stream=MEASURED)
    beside = measured(generator, numbers, order, lambda done: progress(Event("paint", done, sheet)))
    rule = found(beside)
    missed = teach(generator, numbers, rule, effort, lambda done: progress(Event("train", done, sheet)))
    return f"{len(beside.asked[0])} numbers, {rule.left.mean():.2f} of their error left, {missed:.2f} not learnt"


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers that a sheet shows: its condition, then some of z, each as u in [-1, 1]."""

    source: Source
    sheet: str
    seen: tuple[int, ...]  # dims of z

    @property
    def colors(self) -> int:
        """Length of the condition."""
        return self.source.condition_size[self.sheet]

    @property
    def rest(self) -> F32:
        """What a net is asked for in dims that no sheet shows, (64,)."""
        return asked(self.sheet, np.zeros(self.colors, np.float32), np.zeros(LATENT, np.float32))[1]

    def of(self, condition: F32, z: F32) -> F32:
        """(K,) numbers of a pair, as a net is asked for it."""
        condition, z = asked(self.sheet, condition, z)
        u = torch.erf(torch.from_numpy(z[list(self.seen)]) / sqrt(2.0)).numpy()
        return np.concatenate([condition, u]).astype(np.float32)

    def pair(self, numbers: F32) -> tuple[F32, F32]:
        """Condition (C,) and z (64,) of numbers (K,); what is not seen is as a net is always asked for it."""
        z = self.rest
        inside = torch.from_numpy(np.clip(numbers[self.colors :], -0.9999, 0.9999))
        z[list(self.seen)] = (sqrt(2.0) * torch.erfinv(inside)).numpy()
        return numbers[: self.colors], z

    def painted(self, numbers: F32, size: int) -> F32:
        """The painter's picture (S, S, 3), levels of 255."""
        return self.source.paint(self.sheet, *self.pair(numbers), size).astype(np.float32)

    def slopes(self, numbers: F32) -> F32:
        """What the picture does when each number moves by one: (K, SIDE * SIDE * 3)."""
        base, rows = self.painted(numbers, SIDE), list[F32]()
        for place, value in enumerate(numbers):
            step = (STEP_C if place < self.colors else STEP_Z) * (-1.0 if value > 0.0 else 1.0)
            moved = numbers.copy()
            moved[place] += step
            rows.append((self.painted(moved, SIDE) - base).ravel() / np.float32(step))
        return np.stack(rows)


def shown(source: Source, sheet: str) -> Numbers:
    """Which numbers a painted sheet shows, by trying."""
    every = Numbers(source, sheet, tuple(range(source.painted[sheet])))
    moves = np.zeros(len(every.seen))
    for index in range(PROBES):
        slopes = every.slopes(every.of(*draw(source, Order(sheet, PROBES, stream=MEASURED), index)))
        moves += np.abs(slopes[every.colors :]).sum(1)
    return Numbers(source, sheet, tuple(np.flatnonzero(moves).tolist()))


@torch.no_grad()
def still(generator: Generator, numbers: Numbers) -> None:
    """Take out of the mapping what no sheet shows: those dims of z count as `Numbers.rest` from now on."""
    first, begin = cast(nn.Linear, generator.mapping[0]), numbers.colors
    unseen = torch.tensor([i for i in range(LATENT) if i not in set(numbers.seen)])
    rest = torch.cat(spread(torch.from_numpy(numbers.rest)[None]), 1)[0]
    columns = torch.cat([unseen + octave * LATENT for octave in range(len(rest) // LATENT)])
    first.bias.add_(first.weight[:, begin + columns] @ rest[columns])
    first.weight[:, begin + columns] = 0.0


@dataclass(frozen=True, slots=True)
class Beside:
    """What a net was asked for and how far beside it drew, (N, K) each."""

    asked: F64
    error: F64


@torch.no_grad()
def measured(generator: Generator, numbers: Numbers, order: Order, said: Said) -> Beside:
    """Read a net's pictures of ordered pairs in the painter's own numbers."""
    size = generator.shape.size
    rows = [numbers.of(*draw(numbers.source, order, i)) for i in range(order.count)]
    errors: list[F64] = []
    for index, row in enumerate(rows):
        condition, z = (torch.from_numpy(part)[None] for part in numbers.pair(row))
        levels = (generator(condition, z).clamp(-1.0, 1.0) + 1.0) * 127.5
        real = torch.from_numpy(numbers.painted(row, size)).permute(2, 0, 1)[None]
        gap = F.interpolate(levels - real, (SIDE, SIDE), mode="area")[0].permute(1, 2, 0)
        errors.append(read(numbers.slopes(row), gap.numpy().ravel()))
        said((index + 1) / order.count)
    return Beside(np.stack(rows).astype(np.float64), np.stack(errors))


def read(slopes: F32, gap: F32) -> F64:
    """How far the numbers (K,) are off, from what a picture shows too much of, (T,), and `slopes` (K, T)."""
    noise = ALIKE * max(UNTOLD * float(np.square(gap).mean()), 0.3) / EXPECTED**2
    both = (slopes @ slopes.T).astype(np.float64)
    return np.asarray(np.linalg.solve(both + noise * np.eye(len(slopes)), slopes @ gap), np.float64)


@dataclass(frozen=True, slots=True)
class Rule:
    """How far a net draws beside what it is asked for: a kernel ridge regression."""

    points: F64  # (N, K), scaled
    middle: F64
    scale: F64
    width: float
    weights: F64  # (N, K)
    usual: F64  # (K,): the mean error
    left: F64  # (K,): share of the squared error that the rule leaves, in pairs kept apart

    def of(self, asked: F64) -> F64:
        """Errors (N, K) to expect for numbers (N, K)."""
        return _kernel((asked - self.middle) / self.scale, self.points, self.width) @ self.weights + self.usual


def found(beside: Beside) -> Rule:
    """The rule in some measurements, its width and ridge chosen by a quarter of them. Numbers without one stay."""
    kept = np.arange(len(beside.asked)) % 4 == 3
    learnt = Beside(beside.asked[~kept], beside.error[~kept])
    power = np.square(beside.error[kept]).mean(0)

    def left(width: float, ridge: float) -> F64:
        rest = beside.error[kept] - _fitted(learnt, width, ridge).of(beside.asked[kept])
        return np.square(rest).mean(0) / np.maximum(power, 1e-12)

    tried = {(w, r): left(w, r) for w in WIDTHS for r in RIDGES}
    best = min(tried, key=lambda choice: float(tried[choice].mean()))
    return _fitted(beside, *best, tried[best])


def _fitted(beside: Beside, width: float, ridge: float, left: F64 | None = None) -> Rule:
    middle, scale = beside.asked.mean(0), np.maximum(beside.asked.std(0), 1e-6)
    points, usual = (beside.asked - middle) / scale, beside.error.mean(0)
    wide = width * sqrt(points.shape[1])
    weights = np.linalg.solve(_kernel(points, points, wide) + ridge * np.eye(len(points)), beside.error - usual)
    left = np.zeros(len(usual)) if left is None else left
    useful = left <= LEAST
    return Rule(points, middle, scale, wide, weights * useful, usual * useful, left)


def _kernel(a: F64, b: F64, width: float) -> F64:
    """Gaussian kernel (N, M) of points (N, K) and (M, K)."""
    squares = np.square(a).sum(1)[:, None] + np.square(b).sum(1) - 2.0 * a @ b.T
    return np.exp(np.maximum(squares, 0.0) / (-2.0 * width**2))


def features(numbers: Numbers, values: Tensor) -> Tensor:
    """What the mapping sees of numbers (N, K): as it joins a condition and `networks.spread`, here for any u.

    Dims of z that no sheet shows stay zero, cosines too: a `still` mapping takes nothing from them, and where nothing
    comes in, it learns to take nothing.
    """
    u = values[:, numbers.colors :]
    parts = [u, *(f(octave * pi * u) for octave in (1, 2) for f in (torch.sin, torch.cos))]
    wide = [values.new_zeros(len(values), LATENT) for _ in parts]
    for place, part in zip(wide, parts, strict=True):
        place[:, list(numbers.seen)] = part
    return torch.cat([values[:, : numbers.colors], *wide], 1)


def teach(generator: Generator, numbers: Numbers, rule: Rule, effort: Effort, said: Said) -> float:
    """The mapping learns to lead to where the net draws what was asked for; the share of the way that it misses."""
    lessons = effort.lessons
    order = Order(numbers.sheet, lessons, seed=effort.seed, stream=LESSONS)
    wishes = np.stack([numbers.of(*draw(numbers.source, order, i)) for i in range(lessons)])
    parts = np.array_split(wishes.astype(np.float64), max(1, lessons // BATCH))
    aims = wishes - np.concatenate([rule.of(part) for part in parts]).astype(np.float32)
    aims[:, numbers.colors :] = np.clip(aims[:, numbers.colors :], -MOST_U, MOST_U)
    given, wanted = (features(numbers, torch.from_numpy(rows)) for rows in (wishes, aims))
    with torch.no_grad():
        before, goal = generator.mapping(given), generator.mapping(wanted)
    held = slice(0, lessons // 8)
    _learn(generator.mapping, given[held.stop :], goal[held.stop :], effort.steps, said)
    with torch.no_grad():
        missed = (generator.mapping(given[held]) - goal[held]).square().mean()
    return float(missed / (before[held] - goal[held]).square().mean().clamp_min(1e-12))


def _learn(mapping: nn.Module, given: Tensor, goal: Tensor, steps: int, said: Said) -> None:
    adam = torch.optim.Adam(mapping.parameters(), RATE)
    plan = torch.optim.lr_scheduler.OneCycleLR(adam, RATE, steps)
    for step in range(steps):
        at = torch.from_numpy(np.random.default_rng(step).integers(len(given), size=min(BATCH, len(given))))
        loss = F.mse_loss(mapping(given[at]), goal[at])
        adam.zero_grad(set_to_none=True)
        loss.backward()
        adam.step()
        plan.step()
        said((step + 1) / steps)
