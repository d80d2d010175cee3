"""`moeforge train gan`: the generators of all sheets, trained from the painter's pairs, in one resumable run.

Sheets take turns (schedule.turns), so an interrupted run leaves every sheet equally far.
"""

import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from moeforge.errors import BadSpecError, ModelError
from moeforge_training import checkpoint, networks, picture_grid, quality, sampling, schedule, session, warm
from moeforge_training.corpus import HELD_OUT, TRAIN, Corpus, Order, prepare
from moeforge_training.events import Event, Progress, Result, silent
from moeforge_training.networks import Shape
from moeforge_training.session import Curve
from moeforge_training.sheet_trainer import Recipe, SheetTrainer
from moeforge_training.source import PainterSource, Source

CHANNELS: Mapping[str, tuple[int, ...]] = {
    "skin": (64, 64, 48, 32),
    "iris": (*networks.CHANNELS, 16),
    "trim": (80, 80, 64, 32),
}
"""Widths by sheet: the iris has the most to say, and edges."""
SKIP = ("iris",)
"""Sheets whose last stage adds detail to a picture of 128 texels (Shape.skip)."""
HEAD: Mapping[str, int] = {"skin": 4, "trim": 4}
"""Texels across that a head writes, where not 2 (Shape.head): all sheets have 256 texels; these are soft."""

LEAST_STAGES_OF_QUARTERS = 4
"""Below pictures of 128 texels a quarter's margin is less than what the last stage's convolutions reach."""


@dataclass(frozen=True, slots=True)
class GanConfig:
    """Options of a run; the command line reads its defaults here."""

    out: Path  # checkpoint/, curves.jsonl, train_results.png and cache/ lie here
    sheets: tuple[str, ...] = tuple(CHANNELS)
    minutes: float = 60.0  # length of the run, all sessions together; ignored when steps is given
    within: float | None = None  # minutes of this session, painting and all: shortens the run
    steps: int | None = None  # length in steps over all sheets: an exactly repeatable run
    corpus: int = 12_288  # painted pairs per sheet
    held_out: int = 128  # painted pairs per sheet that are only measured
    channels: Mapping[str, tuple[int, ...]] = field(default_factory=lambda: dict(CHANNELS))
    skip: tuple[str, ...] = SKIP
    head: Mapping[str, int] = field(default_factory=lambda: dict(HEAD))
    recipe: Recipe = field(default_factory=Recipe)
    start: Path | None = None  # folder of exported models to start from; warm.BUNDLED for the bundled ones
    about: str = ""  # what else the models' cards say of the pictures
    device: str = "cpu"  # or "cuda"
    threads: int = 2
    workers: int = 2  # processes that paint
    resume: bool = True
    report_every: int = 50  # steps
    save_every: int = 1000  # steps; also draws the grid and measures the held-out pairs


class Run:
    """The state of one run: trainers by sheet, steps made, seconds spent."""

    def __init__(self, config: GanConfig, source: Source, progress: Progress) -> None:
        self.config, self.source, self.progress = config, source, progress
        self.device = torch.device(config.device)
        self.folder = config.out / "checkpoint"
        self.curve = Curve(config.out / "curves.jsonl")
        self.held_out = {s: self._paint(s, HELD_OUT, config.held_out) for s in config.sheets}
        self.trainers = {s: self._trainer(s) for s in config.sheets}
        self.order = schedule.turns(config.sheets)
        self.steps = 0
        self.seconds = 0.0
        self.metrics: dict[str, dict[str, float]] = {}
        self.losses: dict[str, float] = {}
        self.speed = 0.0  # images a second between the last two reports
        if config.resume and checkpoint.exists(self.folder):
            self._resume()
        else:
            for trainer in self.trainers.values():
                trainer.begin()
        self.measured = self.steps, self.seconds
        self.minutes = config.minutes

    def _paint(self, sheet: str, stream: int, count: int) -> Corpus:
        painted = 0

        def done(pairs: int) -> None:
            nonlocal painted
            painted += pairs
            self.progress(Event("paint", painted / count, sheet))

        order = Order(sheet, count, self._shape(sheet).size, self.config.recipe.seed, stream)
        return prepare(self.source, order, self.config.out / "cache", self.config.workers, done)

    def _shape(self, sheet: str) -> Shape:
        channels = self.config.channels.get(sheet, networks.CHANNELS)
        sizes = self.source.condition_size[sheet], self.source.painted[sheet]
        return Shape(*sizes, channels, skip=sheet in self.config.skip, head=self.config.head.get(sheet, 2))

    def _trainer(self, sheet: str) -> SheetTrainer:
        corpus = self._paint(sheet, TRAIN, self.config.corpus)
        trainer = SheetTrainer(sheet, self._shape(sheet), corpus, self.config.recipe, self.device)
        if self.config.start is not None:
            trainer.adopt(warm.weights(trainer.generator, self.config.start, sheet))
        return trainer

    def _resume(self) -> None:
        state, tensors = checkpoint.load(self.folder)
        for sheet, trainer in self.trainers.items():
            if state.get("shapes", {}).get(sheet) != _plain(trainer.shape):
                raise ModelError(f"{self.folder} holds no such {sheet} generator; give another --out or --fresh")
            trainer.load(tensors, state["sheet_steps"][sheet])
        self.steps, self.seconds, self.metrics = state["steps"], state["seconds"], state["metrics"]
        self.curve.forget_after(self.steps)

    @property
    def fraction(self) -> float:
        """How much of the run is done, 0..1."""
        return session.fraction(self.steps, self.config.steps, self.seconds, self.minutes)

    def advance(self) -> None:
        """One step of the sheet whose turn it is."""
        start = time.perf_counter()
        sheet = self.order[self.steps // schedule.TURN % len(self.order)]
        fraction = self.fraction
        losses = self.trainers[sheet].step(fraction)
        self.steps += 1
        if self.steps % self.config.report_every == 0:
            self._report(sheet, fraction, losses, start)
        self.seconds += time.perf_counter() - start
        self.progress(Event("train", self.fraction, sheet, self.speed, self.losses))
        if self.steps % self.config.save_every == 0:
            self.save()

    def _report(self, sheet: str, fraction: float, losses: Mapping[str, Tensor], start: float) -> None:
        """A row of the curve. Losses leave the device here alone: each time a GPU has to be waited for."""
        self.losses = {name: float(value) for name, value in losses.items()}
        seconds = self.seconds + time.perf_counter() - start
        (steps, before), self.measured = self.measured, (self.steps, seconds)
        self.speed = self.config.recipe.batch * (self.steps - steps) / max(seconds - before, 1e-9)
        row = {"step": self.steps, "sheet": sheet, "fraction": fraction, "images_per_second": self.speed}
        self.curve.add({**row, **self.losses})

    def save(self) -> None:
        """Measure the held-out pairs, draw the grid, write the checkpoint."""
        pictures = {s: sampling.pairs(t.average, self.held_out[s]) for s, t in self.trainers.items()}
        self.metrics = {s: quality.measure(fake, real) for s, (fake, real) in pictures.items()}
        picture_grid.save(self.config.out / "train_results.png", pictures)
        self.curve.add({"step": self.steps, "held_out": self.metrics})
        self.keep()

    def keep(self) -> None:
        """Write the checkpoint."""
        groups = {name: group for t in self.trainers.values() for name, group in t.tensors().items()}
        checkpoint.save(self.folder, self._state(), groups)

    def _state(self) -> dict[str, Any]:
        return {
            "steps": self.steps,
            "seconds": self.seconds,
            "sheet_steps": {s: t.step_number for s, t in self.trainers.items()},
            "shapes": {s: _plain(t.shape) for s, t in self.trainers.items()},
            "metrics": self.metrics,
            "recipe": asdict(self.config.recipe),
            "corpus": self.config.corpus,
            "about": self.config.about,
            "device": self.config.device,
            "start": self.config.start.name if self.config.start else "",
        }


def _plain(shape: Shape) -> dict[str, Any]:
    return {k: list(v) if isinstance(v, tuple) else v for k, v in asdict(shape).items()}


def check(config: GanConfig, source: Source) -> None:
    """BadSpecError for a config that cannot run, before any work."""
    for sheet in config.sheets:
        if sheet not in source.condition_size:
            raise BadSpecError(f"unknown sheet {sheet!r}; known: {', '.join(source.condition_size)}", field="sheets")
    session.check(config)
    if config.recipe.quarters and config.recipe.traits > 0:
        raise BadSpecError("a teacher of traits reads whole pictures; leave --quarters or --traits out", field="traits")
    for sheet, channels in config.channels.items():
        if config.recipe.quarters and len(channels) < LEAST_STAGES_OF_QUARTERS:
            raise BadSpecError(
                f"{sheet} is too small to be trained by quarters; leave --quarters out", field="quarters"
            )


def run(config: GanConfig, progress: Progress = silent, source: Source | None = None) -> Result:
    """Train, or continue a run in `config.out`, until its minutes or steps are over or a signal asks to stop."""
    source = source or PainterSource()
    check(config, source)
    start = time.perf_counter()
    torch.set_num_threads(config.threads)
    if config.device.startswith("cuda"):
        torch.backends.cudnn.benchmark = True  # pictures of one size: the search for the fastest kernels pays
        torch.set_float32_matmul_precision("high")  # TF32 where bf16 is not asked for
    config.out.mkdir(parents=True, exist_ok=True)
    state = Run(config, source, progress)
    if config.within is not None:
        left = config.within - (time.perf_counter() - start) / 60.0
        state.minutes = min(config.minutes, max(left + state.seconds / 60.0, 0.01))
    session.run_out(state)
    return Result(state.folder, state.steps, state.fraction >= 1.0, state.metrics)
