"""A progress bar on the terminal: pictures a second, time left, the latest figures, alarms as they come."""

import os
from collections.abc import Generator
from contextlib import contextmanager

from rich.progress import BarColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.progress import Progress as Display

from moeforge_training.flat.judge import Verdict
from moeforge_training.flat.run import FlatEvent, Progress

SMOOTH = 0.05


@contextmanager
def flat_bar() -> Generator["FlatBar"]:
    """A bar that lives as long as the block; hand it to `run.run`. Of a team's processes only the first shows one."""
    follows = os.environ.get("RANK", "0") != "0"
    percent, note = TextColumn("{task.percentage:5.1f}%"), TextColumn("{task.fields[note]}")
    with Display(BarColumn(30), percent, TimeElapsedColumn(), TimeRemainingColumn(), note, disable=follows) as display:
        yield FlatBar(display)


class FlatBar(Progress):
    """One line for the run, and a printed line for each checkpoint."""

    def __init__(self, display: Display) -> None:
        self._display = display
        self._task = display.add_task("train", total=1.0, note="")
        self._speed = 0.0

    def __call__(self, event: FlatEvent) -> None:
        if event.verdict:
            self._display.print(f"step {event.step}: {figures(event.verdict)}")
            for words in event.alarms:
                self._display.print(f"alarm: {words}", style="yellow", markup=False)
            return
        self._speed += (event.images_per_second - self._speed) * (SMOOTH if self._speed else 1.0)
        losses = " ".join(f"{k} {event.losses[k]:.2f}" for k in ("generator", "critic") if k in event.losses)
        note = f"step {event.step}, {self._speed:.0f} img/s, {losses}"
        self._display.update(self._task, completed=event.fraction, note=note)


def figures(verdict: Verdict) -> str:
    """A verdict in one line."""
    return (
        f"KID {verdict.kid:.3f} (real {verdict.floor:.3f}), density {verdict.density:.2f}, "
        f"coverage {verdict.coverage:.2f} against {verdict.against} pictures"
    )
