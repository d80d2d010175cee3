"""`moeforge train gan --data D`: one resumable run on a folder of drawings.

Every number depends on the data, the options and the step alone: stopped at any moment and continued, a run draws the
curve that it would have drawn. A crash costs the steps since the last checkpoint.
"""

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from moeforge.errors import ModelError
from moeforge_training import checkpoint
from moeforge_training.flat import grid, options
from moeforge_training.flat.alarms import Row, alarms
from moeforge_training.flat.curves import Curves
from moeforge_training.flat.judge import Judge, Verdict
from moeforge_training.flat.options import FlatOptions
from moeforge_training.flat.pictures import Pictures, read_pictures
from moeforge_training.flat.sample import sample
from moeforge_training.flat.start import chosen
from moeforge_training.flat.team import Team, join
from moeforge_training.flat.trainer import FlatTrainer
from moeforge_training.session import stop_on_signal

Clock = Callable[[], float]
REPORT_EVERY = 20
"""Steps between rows of the curves."""


@dataclass(frozen=True, slots=True)
class FlatEvent:
    """What a progress display may show. `verdict` and `alarms` only at a checkpoint."""

    fraction: float
    step: int
    images_per_second: float
    losses: Mapping[str, float] = field(default_factory=dict[str, float])
    verdict: Verdict | None = None
    alarms: tuple[str, ...] = ()


class Progress:
    """A display that shows nothing; others derive from it. Called between steps, in the training thread."""

    def __call__(self, event: FlatEvent) -> None:
        """Hear of a step or a checkpoint."""


SILENT = Progress()


@dataclass(frozen=True, slots=True)
class FlatResult:
    """Where a run ended. `finished` is False when it was interrupted; the same command continues it."""

    checkpoint: Path
    steps: int
    finished: bool
    verdict: Verdict | None  # as last measured; None before, and in processes that do not lead
    alarms: tuple[str, ...]
    began: str = ""  # with what, as cards say it; empty: with nothing


class FlatRun:
    """The state of one run."""

    def __init__(
        self, asked: FlatOptions, pictures: Pictures, progress: Progress, team: Team, clock: Clock = time.perf_counter
    ) -> None:
        self.options, self.pictures, self.team, self.clock = asked, pictures, team, clock
        self.progress = progress if team.leads else SILENT
        device = asked.chosen_device()
        shape = options.shape(asked, pictures.size)
        recipe = options.recipe(asked, len(pictures.train), team.size, pictures.size)
        self.trainer = FlatTrainer(shape, recipe, pictures.train, pictures.weights, torch.device(device), team)
        self.began = self._begin()
        team.align((self.trainer.generator, self.trainer.critic, self.trainer.average))
        self.judge = Judge(pictures, mirror=recipe.mirror) if team.leads else None
        self.folder = asked.out / "checkpoint"
        self.seconds = self.saved_at = 0.0
        self.history: list[Row] = []
        self.latest: Mapping[str, Tensor] = {}  # losses of the last step, on the device
        self.losses: dict[str, float] = {}  # as last read
        if asked.resume and checkpoint.exists(self.folder):
            self._resume()
        self.curves = Curves(asked.out, self.trainer.step_number) if team.leads else None

    def _begin(self) -> str:
        """Take over the networks that the run begins with; what cards say of them."""
        found = chosen(self.options.start, self.trainer.shape)
        if found is None:
            return ""
        self.trainer.adopt(found)
        return found.about

    def _resume(self) -> None:
        state, tensors = checkpoint.load(self.folder)
        if state.get("kind") != "flat":
            raise ModelError(f"{self.folder} is a run of the bundled generator; give another --out")
        if state["shape"] != asdict(self.trainer.shape):
            raise ModelError(
                f"{self.folder} holds {_words(state['shape'])}, asked is {_words(asdict(self.trainer.shape))}: "
                "give another --out, or --fresh to begin anew"
            )
        if state["data"]["hash"] != self.pictures.hash:
            raise ModelError(
                f"the data set changed since this run began (manifest {state['data']['hash'][:12]} became "
                f"{self.pictures.hash[:12]}): give another --out, or --fresh to begin anew"
            )
        self.trainer.load(tensors, state["steps"])
        self.began = state.get("start", "")
        self.seconds, self.saved_at = state["seconds"], state.get("measured_at", state["seconds"])
        self.history = [(row["step"], Verdict.from_json(row["verdict"])) for row in state["history"]]

    @property
    def fraction(self) -> float:
        """How much of the run is done, 0..1."""
        if self.options.steps is not None:
            return self.trainer.step_number / self.options.steps
        return self.seconds / (60.0 * self.options.minutes)

    def done(self, stop: bool) -> bool:
        """Whether to end here; a team decides together."""
        return self.team.any(stop or self.fraction >= 1.0)

    def advance(self) -> None:
        """One step, and a checkpoint where one is due."""
        start = self.clock()
        self.latest = self.trainer.step()
        due = self.trainer.step_number % REPORT_EVERY == 0
        if due:
            self._read()
        spent = self.clock() - start
        self.seconds += spent
        self._report(spent, due)
        if self._due(self.trainer.step_number):
            self.save()

    def _report(self, spent: float, due: bool) -> None:
        speed = self.trainer.recipe.batch * self.trainer.kind.critic_steps / spent
        step, seconds = self.trainer.step_number, round(self.seconds, 2)
        if self.curves and due:
            self.curves.add(step, {"images_per_second": round(speed, 2), "seconds": seconds, **self.losses})
        self.progress(FlatEvent(self.fraction, step, speed, self.losses))

    def _read(self) -> None:
        """Wait for the device and keep what it found; ModelError when training has diverged.

        Only when a row or a checkpoint is due: a GPU that is asked at every step stands still in between.
        """
        self.losses = self.team.mean({name: float(value) for name, value in self.latest.items()})
        for name, value in self.losses.items():
            if not math.isfinite(value):
                kept = self.history[-1][0] if self.history else 0
                raise ModelError(
                    f"training diverged: loss {name!r} is {value} at step {self.trainer.step_number}; the checkpoint "
                    f"of step {kept} is whole: continue with a --rate below {self.trainer.recipe.rates[0]:g}"
                )

    def _due(self, step: int) -> bool:
        if self.options.save_every is not None:
            return step % self.options.save_every == 0
        return self.team.any(self.seconds - self.saved_at >= 60.0 * self.options.save_minutes)

    def save(self) -> tuple[str, ...]:
        """Measure, draw the grids, write the checkpoint; the alarms. ModelError when training has diverged."""
        self.saved_at = self.seconds
        self._read()
        if self.judge is None or self.curves is None:
            return ()
        step = self.trainer.step_number
        fake = sample(self.trainer.served(), self.trainer.shape.latent, self.options.samples)
        verdict, near = self.judge.measure(fake)
        verdict = self._with_memory(verdict)
        self.history = [row for row in self.history if row[0] != step] + [(step, verdict)]
        words = tuple(alarms(self.history))
        grid.results(self.options.out / "train_results.png", self.pictures.train, fake)
        grid.pairs(self.options.out / "copies.png", self.judge.pictures, fake, near)
        self.curves.add(step, {"seconds": round(self.seconds, 2), **verdict.to_json(), "alarms": words})
        checkpoint.save(self.folder, self._state(), self.trainer.tensors())
        self.progress(FlatEvent(self.fraction, step, 0.0, verdict=verdict, alarms=words))
        return words

    def keep(self) -> None:
        """Write the checkpoint alone: who stops a run does not wait for its figures. ModelError as in `save`."""
        self._read()
        if self.team.leads:
            checkpoint.save(self.folder, self._state(), self.trainer.tensors())

    def _with_memory(self, verdict: Verdict) -> Verdict:
        if verdict.against != "held-out":
            return verdict
        return Verdict.from_json({**asdict(verdict), "memory": self.trainer.memory(self.pictures.held_out)})

    def _state(self) -> dict[str, Any]:
        return {
            "kind": "flat",
            "steps": self.trainer.step_number,
            "seconds": self.seconds,
            "measured_at": self.saved_at,  # seconds
            "shape": asdict(self.trainer.shape),
            "recipe": asdict(self.trainer.recipe),
            "data": {
                "name": self.pictures.name, "hash": self.pictures.hash, "count": len(self.pictures.train),
                "licence": self.pictures.licence, "credit": self.pictures.credit,
            },
            "start": self.began,
            "history": [{"step": step, "verdict": verdict.to_json()} for step, verdict in self.history],
        }  # fmt: skip


def _words(shape: Mapping[str, Any]) -> str:
    return f"{shape['arch']} at {shape['size']} pixels, width {shape['width']}"


def run(asked: FlatOptions, progress: Progress = SILENT) -> FlatResult:
    """Train, or continue a run in `asked.out`, until its minutes or steps are over or a signal asks to stop.

    MoeforgeError for options that cannot be, a broken or changed data set, a foreign checkpoint or too little memory.
    """
    asked.check()
    options.settle(asked)
    pictures = read_pictures(asked.data, asked.size, asked.largest())
    team = join(asked.chosen_device())
    asked.out.mkdir(parents=True, exist_ok=True)
    state = FlatRun(asked, pictures, progress, team)
    with stop_on_signal() as stop:
        while not state.done(stop.is_set()):
            state.advance()
        words: tuple[str, ...] = ()
        if team.any(state.fraction >= 1.0):
            words = state.save()
        else:
            state.keep()
    if state.curves:
        state.curves.close()
    team.leave()
    last = state.history[-1][1] if state.history else None
    return FlatResult(state.folder, state.trainer.step_number, state.fraction >= 1.0, last, words, state.began)
