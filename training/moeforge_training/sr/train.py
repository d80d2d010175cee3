"""`moeforge train sr`: the enlarging net, trained on tiles of painted sheets and drawings, in one resumable run."""

import time
import zlib
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.optim import swa_utils

from moeforge.errors import BadSpecError
from moeforge_training import checkpoint, optimiser, schedule, session
from moeforge_training.corpus import HELD_OUT, TRAIN, Corpus, Order, prepare_all
from moeforge_training.events import Event, Progress, Result, silent
from moeforge_training.learner import Learner
from moeforge_training.resumable import ResumableRun
from moeforge_training.source import Source
from moeforge_training.sr import degrade, losses, review, warm
from moeforge_training.sr.network import SCALE, Shape, Upscaler
from moeforge_training.sr.pool import Pool
from moeforge_training.sr.tiles import KINDS, TILE, TileSource

HALF_LIFE = 40_000
"""Of the average of the weights, in pictures."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """The numbers of one step."""

    batch: int = 16
    patch: int = 40  # small texels of a side
    rate: float = 1e-3
    warm_up: int = 400  # steps of L2
    seed: int = 0
    bf16: bool = False


@dataclass(frozen=True, slots=True)
class SrConfig:
    """Options of a run; the command line reads its defaults here."""

    out: Path  # checkpoint/, curves.jsonl, train_results.png and cache/ lie here
    minutes: float = 60.0  # length of the run, all sessions together; ignored when steps is given
    steps: int | None = None  # an exactly repeatable run
    shape: Shape = field(default_factory=Shape)
    recipe: Recipe = field(default_factory=Recipe)
    corpus: float = 1.0  # tiles, as a multiple of tiles.KINDS
    held_out: int = 32  # tiles of each kind that are only measured
    device: str = "cpu"
    threads: int = 2
    workers: int = 2  # processes that paint
    resume: bool = True
    start: Path | None = None  # folder of exported nets whose weights a new run begins with
    report_every: int = 50  # steps
    save_every: int = 1000  # steps; also draws the grid and measures


class Trainer(Learner[Upscaler]):
    """The net, its average and its optimiser. All chance comes from (seed, step): a resumed run repeats itself."""

    def __init__(self, shape: Shape, recipe: Recipe, tiles: Mapping[str, Corpus], device: torch.device) -> None:
        torch.manual_seed(zlib.crc32(f"{recipe.seed}/sr".encode()))
        self.shape, self.recipe, self.tiles, self.device = shape, recipe, tiles, device
        self.pool = Pool.of(tiles.values(), device)
        self.net = Upscaler(shape).to(device=device)
        self.average = deepcopy(self.net).requires_grad_(False)
        fused = device.type == "cuda"  # one launch instead of hundreds
        self.adam = torch.optim.Adam(self.net.parameters(), recipe.rate, (0.9, 0.99), 1e-8, fused=fused)

    def start(self, state: Mapping[str, Tensor]) -> None:
        """Begin with these weights instead of random ones."""
        for net in (self.net, self.average):
            net.load_state_dict(dict(state))

    def step(self, number: int, fraction: float) -> dict[str, Tensor]:
        """One step on one batch; the losses by name, on the device: to read one is to wait for it."""
        optimiser.set_rate(self.adam, schedule.rate(self.recipe.rate, number, fraction))
        small, sharp = self.batch(number)
        made = self.net(small.contiguous(memory_format=torch.channels_last), mixed=self.recipe.bf16)
        edge = 2 * SCALE  # where the patch's border misleads the convolutions
        inner = (slice(None), slice(None), slice(edge, -edge), slice(edge, -edge))
        squares = 1.0 if number < self.recipe.warm_up else losses.squares(fraction)
        terms = losses.terms(made[inner], sharp[inner], squares)
        optimiser.descend(self.adam, terms["total"])
        self._follow(number)
        return {name: term.detach() for name, term in terms.items()}

    @torch.no_grad()
    def _follow(self, number: int) -> None:
        """Move the average towards the net."""
        move = swa_utils.get_ema_multi_avg_fn(schedule.average(self.recipe.batch, number, HALF_LIFE))
        move(list(self.average.parameters()), list(self.net.parameters()), None)

    def batch(self, number: int) -> tuple[Tensor, Tensor]:
        """The pictures of that step, small (B, 4, P, P) and sharp (B, 4, 4 P, 4 P), premultiplied in [0, 1]."""
        rng = np.random.default_rng([self.recipe.seed, number])
        cuts = self.pool.cuts(self.recipe.batch, self.recipe.patch * SCALE, rng)
        sharp = degrade.recolor(cuts, rng)
        return degrade.shrink(sharp, rng), sharp


class Run(ResumableRun):
    """The state of one run: the trainer, steps made, seconds spent."""

    def __init__(self, config: SrConfig, source: Source, progress: Progress) -> None:
        self.config, self.source, self.progress = config, source, progress
        super().__init__(config)
        tiles, self.held_out = self._paint()
        self.trainer = Trainer(config.shape, config.recipe, tiles, torch.device(config.device))
        self.metrics: dict[str, dict[str, float]] = {}
        if state := self.resumed(self.trainer, upscaler=asdict(config.shape)):
            self.metrics = state["metrics"]
        elif config.start:
            self.trainer.start(warm.weights(self.trainer.net, config.start))
        self.told, self.speed = (self.steps, self.seconds), 0.0
        self.shown: dict[str, float] = {}

    def _paint(self) -> tuple[dict[str, Corpus], dict[str, Corpus]]:
        """The tiles to train on and those that are held out, by kind."""
        config, painted = self.config, 0
        counts = {TRAIN: {k: max(1, round(n * config.corpus)) for k, n in KINDS.items()}}
        counts[HELD_OUT] = dict.fromkeys(KINDS, config.held_out)
        orders = [Order(k, n, TILE, config.recipe.seed, stream) for stream, c in counts.items() for k, n in c.items()]

        def done(tiles: int) -> None:
            nonlocal painted
            painted += tiles
            self.progress(Event("paint", painted / sum(o.count for o in orders), "tiles"))

        found = prepare_all(self.source, orders, config.out / "cache", config.workers, done)
        train, held_out = found[: len(KINDS)], found[len(KINDS) :]
        return dict(zip(KINDS, train, strict=True)), dict(zip(KINDS, held_out, strict=True))

    def advance(self) -> None:
        """One step. Losses are read, which waits for the device, only when they are reported."""
        start = time.perf_counter()
        terms = self.trainer.step(self.steps, self.fraction)
        self.steps += 1
        told = self.steps % self.config.report_every == 0
        if told:
            self.shown = {name: float(term) for name, term in terms.items()}
        self.seconds += time.perf_counter() - start
        if told:
            self._tell()
        self.progress(Event("train", self.fraction, "upscaler", self.speed, self.shown))
        if self.steps % self.config.save_every == 0:
            self.save()

    def _tell(self) -> None:
        """A row of the curve."""
        steps, seconds = self.told
        self.told = self.steps, self.seconds
        self.speed = self.config.recipe.batch * (self.steps - steps) / max(self.seconds - seconds, 1e-9)
        row = {"step": self.steps, "fraction": self.fraction, "images_per_second": self.speed}
        self.curve.add({**row, **self.shown})

    def save(self) -> None:
        """Measure the held-out tiles, draw the grid, write the checkpoint."""
        self.metrics = review.review(self.trainer.average, self.held_out, self.config.out / "train_results.png")
        self.curve.add({"step": self.steps, "held_out": self.metrics})
        self.keep()

    def keep(self) -> None:
        """Write the checkpoint."""
        checkpoint.save(self.folder, self._state(), self.trainer.tensors())

    def _state(self) -> dict[str, Any]:
        return {
            "upscaler": asdict(self.config.shape),
            "steps": self.steps,
            "seconds": self.seconds,
            "metrics": self.metrics,
            "recipe": asdict(self.config.recipe),
            "start": self.config.start.name if self.config.start else "",
            "device": self.config.device,
            "corpus": {k: len(c) for k, c in self.trainer.tiles.items()},
        }


def check(config: SrConfig) -> None:
    """BadSpecError for a config that cannot run, before any work."""
    session.check(config)
    if not 8 <= config.recipe.patch <= TILE // SCALE:
        raise BadSpecError(f"patch is {config.recipe.patch}; it must be 8 to {TILE // SCALE}", field="patch")


def run(config: SrConfig, progress: Progress = silent, source: Source | None = None) -> Result:
    """Train, or continue a run in `config.out`, until its minutes or steps are over or a signal asks to stop."""
    check(config)
    torch.set_num_threads(config.threads)
    config.out.mkdir(parents=True, exist_ok=True)
    state = Run(config, source or TileSource(), progress)
    session.run_out(state)
    return Result(state.folder, state.steps, state.fraction >= 1.0, state.metrics)
