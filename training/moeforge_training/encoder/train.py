"""`moeforge train encoder`: the net that reads pictures of characters, in one resumable run."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch

from moeforge_training import checkpoint, picture_grid, session
from moeforge_training.corpus import HELD_OUT, TRAIN, Order, prepare
from moeforge_training.encoder import calibrate, measure
from moeforge_training.encoder.album import Album, Sittings, opened
from moeforge_training.encoder.augment import varied
from moeforge_training.encoder.calibrate import Calibration
from moeforge_training.encoder.figures import STORED
from moeforge_training.encoder.heads import HEADS
from moeforge_training.encoder.menu import menu
from moeforge_training.encoder.network import Encoder, Shape
from moeforge_training.encoder.source import OUT, SHEETS, SittingSource
from moeforge_training.encoder.trainer import Recipe, Trainer
from moeforge_training.events import Event, Progress, Result, silent
from moeforge_training.resumable import ResumableRun

SHOWN = 16
"""Pictures of a sheet in the grid."""


@dataclass(frozen=True, slots=True)
class EncoderConfig:
    """Options of a run; the command line reads its defaults here."""

    out: Path  # checkpoint/, curves.jsonl, train_results.png and cache/ lie here
    minutes: float = 22.0  # length of the training, all sessions together; ignored when steps is given
    steps: int | None = None  # an exactly repeatable run
    shape: Shape = field(default_factory=Shape)
    recipe: Recipe = field(default_factory=Recipe)
    corpus: float = 1.0  # sittings, as a multiple of those in data/encoder.toml
    held_out: int = field(default_factory=lambda: menu().count["held_out"])  # sittings that are only measured
    device: str = "cpu"
    threads: int = 2
    workers: int = 2  # processes that paint
    resume: bool = True
    report_every: int = 50  # steps
    save_every: int = 1000  # steps; also draws the grid and measures


class Run(ResumableRun):
    """The state of one run: the trainer, steps made, seconds spent."""

    def __init__(self, config: EncoderConfig, source: Sittings, progress: Progress) -> None:
        self.config, self.source, self.progress = config, source, progress
        super().__init__(config)
        self.held_out = measured(config, source, progress)
        counts = {sheet: max(1, round(menu().count[sheet] * config.corpus)) for sheet in SHEETS}
        albums = [_album(config, source, progress, sheet, TRAIN, n) for sheet, n in counts.items()]
        self.count = sum(len(album) for album in albums)
        self.trainer = Trainer(config.shape, config.recipe, albums, torch.device(config.device))
        self.metrics: dict[str, dict[str, float]] = {}
        self.calibration: list[Calibration] = []
        if state := self.resumed(self.trainer, encoder=plain(config.shape), heads=questions()):
            self.metrics = state["metrics"]

    def advance(self) -> None:
        """One step."""
        start = time.perf_counter()
        terms = self.trainer.step(self.steps, self.fraction)
        self.steps += 1
        due = self.steps % self.config.report_every == 0
        shown = {name: float(term) for name, term in terms.items()} if due else {}
        self.seconds += time.perf_counter() - start
        if due:
            speed = self.steps * self.config.recipe.batch / max(self.seconds, 1e-9)
            row = {"step": self.steps, "fraction": self.fraction, "images_per_second": speed}
            self.curve.add({**row, **shown})
            self.progress(Event("train", self.fraction, "encoder", speed, shown))
        if self.steps % self.config.save_every == 0:
            self.save()

    def save(self) -> None:
        """Measure what is held out, draw the grid, write the checkpoint."""
        self.metrics, self.calibration = reviewed(self.trainer.average, self.held_out)
        self.curve.add({"step": self.steps, "held_out": self.metrics})
        picture_grid.save(self.config.out / "train_results.png", _grid(self.trainer.albums), SHOWN)
        checkpoint.save(self.folder, self._state(), self.trainer.tensors())

    def keep(self) -> None:
        """The same: what reads the checkpoint needs its calibration."""
        self.save()

    def _state(self) -> dict[str, Any]:
        return {
            "kind": "encoder",
            "encoder": plain(self.config.shape),
            "heads": questions(),
            "steps": self.steps,
            "seconds": self.seconds,
            "metrics": self.metrics,
            "calibration": calibrate.plain(self.calibration),
            "recipe": asdict(self.config.recipe),
            "corpus": self.count,
            "held_out": self.config.held_out,
            "left_out": sorted({name for names in menu().left_out.values() for name in names}),
            "device": self.config.device,
            "threads": self.config.threads,
        }


def reviewed(net: Encoder, albums: Mapping[str, Album]) -> tuple[dict[str, dict[str, float]], list[Calibration]]:
    """What the net is worth on each album, and its calibration on the looks left out."""
    readings = {name: measure.read(net, album) for name, album in albums.items()}
    metrics = {name: measure.review(*readings[name], album) for name, album in albums.items()}
    out = [sheet + OUT for sheet in SHEETS]
    logits = np.concatenate([readings[name][0] for name in out])
    return metrics, calibrate.calibrated(logits, np.concatenate([albums[name].classes for name in out]))


def measured(config: EncoderConfig, source: Sittings, progress: Progress = silent) -> dict[str, Album]:
    """Sheet -> album that is never trained on: other seeds, and (sheet + OUT) other looks."""
    count = config.held_out
    counts = dict.fromkeys(SHEETS, count) | {sheet + OUT: 2 * count for sheet in SHEETS}
    return {sheet: _album(config, source, progress, sheet, HELD_OUT, n) for sheet, n in counts.items()}


def _album(config: EncoderConfig, source: Sittings, progress: Progress, sheet: str, stream: int, count: int) -> Album:
    painted = 0

    def done(sittings: int) -> None:
        nonlocal painted
        painted += sittings
        progress(Event("paint", painted / count, sheet))

    order = Order(sheet, count, STORED, menu().seed, stream)
    return opened(source, sheet, prepare(source, order, config.out / "cache", config.workers, done))


def _grid(albums: Sequence[Album]) -> Mapping[str, tuple[np.ndarray, np.ndarray]]:
    """Stored pictures, and below them what the net is shown of them."""
    rng = np.random.default_rng(0)
    rows: dict[str, tuple[np.ndarray, np.ndarray]] = {}
    for number, album in enumerate(albums):
        stored = torch.from_numpy(album.pictures[:SHOWN])
        changed = (255.0 * varied(stored, rng)[0]).to(torch.uint8)
        rows[str(number)] = changed.permute(0, 2, 3, 1).numpy(), stored.permute(0, 2, 3, 1).numpy()
    return rows


def plain(shape: Shape) -> dict[str, Any]:
    """A shape as JSON keeps it, without tuples."""
    return {**asdict(shape), "channels": list(shape.channels)}


def questions() -> dict[str, list[str]]:
    """The heads as JSON keeps them."""
    return {head.trait: list(head.values) for head in HEADS}


def run(config: EncoderConfig, progress: Progress = silent, source: Sittings | None = None) -> Result:
    """Train, or continue a run in `config.out`, until its minutes or steps are over or a signal asks to stop."""
    session.check(config)
    torch.set_num_threads(config.threads)
    config.out.mkdir(parents=True, exist_ok=True)
    state = Run(config, source or SittingSource(), progress)
    session.run_out(state)
    return Result(state.folder, state.steps, state.fraction >= 1.0, state.metrics)
