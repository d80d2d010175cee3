"""A progress bar on the terminal: rate, losses, time left."""

from collections.abc import Generator
from contextlib import contextmanager

from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from moeforge_training.events import Event


@contextmanager
def bar() -> Generator["Bar"]:
    """A bar that lives as long as the block; hand it to a run."""
    columns = (
        TextColumn("{task.description:>11}"), BarColumn(), TextColumn("{task.percentage:5.1f}%"),
        TimeElapsedColumn(), TimeRemainingColumn(), TextColumn("{task.fields[note]}"),
    )  # fmt: skip
    with Progress(*columns) as display:
        yield Bar(display)


class Bar:
    """An events.Progress: one line per painted sheet, one for the training."""

    def __init__(self, display: Progress) -> None:
        self._display = display
        self._tasks = {}
        self._speed = 0.0

    def __call__(self, event: Event) -> None:
        name = f"paint {event.sheet}" if event.stage == "paint" else "train"
        if name not in self._tasks:
            self._tasks[name] = self._display.add_task(name, total=1.0, note="")
        self._display.update(self._tasks[name], completed=event.fraction, note=self._note(event))

    def _note(self, event: Event) -> str:
        if event.stage == "paint":
            return ""
        self._speed += (event.images_per_second - self._speed) * (0.02 if self._speed else 1.0)
        losses = " ".join(f"{name} {value:.4f}" for name, value in event.losses.items())
        return f"{self._speed:.0f} img/s  {event.sheet}: {losses}"
