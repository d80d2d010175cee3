"""`moeforge train style`: the reader of drawing styles, trained on pictures of the painter, in one resumable run."""

import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch

from moeforge.errors import BadSpecError
from moeforge.painter.carriers import SIDE
from moeforge_training import checkpoint, session
from moeforge_training.corpus import HELD_OUT, TRAIN, Corpus, Order, prepare
from moeforge_training.events import Event, Progress, Result, silent
from moeforge_training.resumable import ResumableRun
from moeforge_training.source import Source
from moeforge_training.style.network import Shape
from moeforge_training.style.readings import COUNT, SHEET, ReadingSource
from moeforge_training.style.review import review
from moeforge_training.style.trainer import Recipe, Trainer
from moeforge_training.style.triples import LEFT_OUT

SHOWN = ("error",)


@dataclass(frozen=True, slots=True)
class StyleConfig:
    """Options of a run; the command line reads its defaults here."""

    out: Path  # checkpoint/, curves.jsonl, train_results.png and cache/ lie here
    minutes: float = 60.0  # length of the training, all sessions together; ignored when steps is given
    steps: int | None = None  # an exactly repeatable run
    shape: Shape = field(default_factory=Shape)
    recipe: Recipe = field(default_factory=Recipe)
    corpus: float = 1.0  # pictures, as a multiple of readings.COUNT
    held_out: int = 128  # pictures that are only measured, in styles that are never trained on
    device: str = "cpu"
    threads: int = 2
    workers: int = 2  # processes that paint
    resume: bool = True
    report_every: int = 50  # steps; only then the device is waited for
    save_every: int = 1000  # steps; also draws the grid and measures


class Run(ResumableRun):
    """The state of one run: the trainer, steps made, seconds spent."""

    def __init__(self, config: StyleConfig, source: Source, unseen: Source, progress: Progress) -> None:
        self.config, self.progress = config, progress
        super().__init__(config)
        self.held_out = self._paint(unseen, HELD_OUT, config.held_out)
        pictures = self._paint(source, TRAIN, max(1, round(COUNT * config.corpus)))
        self.count = len(pictures)
        self.trainer = Trainer(config.shape, config.recipe, pictures, torch.device(config.device))
        self.metrics: dict[str, float] = {}
        if state := self.resumed(self.trainer, style=_plain(config.shape)):
            self.metrics = state["metrics"]

    def _paint(self, source: Source, stream: int, count: int) -> Corpus:
        painted = 0

        def done(pictures: int) -> None:
            nonlocal painted
            painted += pictures
            self.progress(Event("paint", painted / count, SHEET))

        order = Order(SHEET, count, SIDE, self.config.recipe.seed, stream)
        return prepare(source, order, self.config.out / "cache", self.config.workers, done)

    def advance(self) -> None:
        """One step."""
        start = time.perf_counter()
        terms = self.trainer.step(self.steps, self.fraction)
        self.steps += 1
        due = self.steps % self.config.report_every == 0
        losses = {name: float(term) for name, term in terms.items()} if due else {}
        spent = time.perf_counter() - start
        self.seconds += spent
        if due:
            row = {"step": self.steps, "fraction": self.fraction, "images_per_second": self._speed()}
            self.curve.add({**row, **losses})
            shown = {name: losses[name] for name in SHOWN}
            self.progress(Event("train", self.fraction, "style", self._speed(), shown))
        if self.steps % self.config.save_every == 0:
            self.save()

    def _speed(self) -> float:
        """Pictures a second, on the whole: a device works on while its steps are queued."""
        return self.steps * self.config.recipe.batch / max(self.seconds, 1e-9)

    def save(self) -> None:
        """Measure the held-out pictures, draw the grid, write the checkpoint."""
        grid = self.config.out / "train_results.png"
        self.metrics = review(self.trainer.average, self.held_out, grid)
        self.curve.add({"step": self.steps, "held_out": self.metrics})
        self.keep()

    def keep(self) -> None:
        """Write the checkpoint."""
        checkpoint.save(self.folder, self._state(), self.trainer.tensors())

    def _state(self) -> dict[str, Any]:
        return {
            "kind": "style",
            "style": _plain(self.config.shape),
            "steps": self.steps,
            "seconds": self.seconds,
            "metrics": self.metrics,
            "recipe": asdict(self.config.recipe),
            "corpus": self.count,
            "share": self.config.corpus,
            "left_out": list(LEFT_OUT),
            "device": self.config.device,
        }


def _plain(shape: Shape) -> dict[str, Any]:
    """A shape as JSON keeps it, without tuples."""
    return {**asdict(shape), "hidden": list(shape.hidden)}


def check(config: StyleConfig) -> None:
    """BadSpecError for a config that cannot run, before any work."""
    session.check(config)
    for name in ("batch", "looks"):
        if getattr(config.recipe, name) < 1:
            raise BadSpecError(f"{name} is {getattr(config.recipe, name)}; it must be 1 at least", field=name)


def run(
    config: StyleConfig, progress: Progress = silent, source: Source | None = None, unseen: Source | None = None
) -> Result:
    """Train, or continue a run in `config.out`, until its minutes or steps are over or a signal asks to stop."""
    check(config)
    torch.set_num_threads(config.threads)
    config.out.mkdir(parents=True, exist_ok=True)
    state = Run(config, source or ReadingSource(), unseen or ReadingSource(LEFT_OUT, varied=False), progress)
    session.run_out(state)
    return Result(state.folder, state.steps, state.fraction >= 1.0, {"unseen": state.metrics})
