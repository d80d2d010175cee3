"""A progress bar on the terminal: files, time left, what was kept and left out."""

from collections.abc import Generator
from contextlib import contextmanager

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from moeforge_training.dataset.prepare import Event


@contextmanager
def bar() -> Generator["Bar"]:
    """A bar that lives as long as the block; hand it to `prepare`."""
    columns = (
        TextColumn("files"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn(),
        TextColumn("{task.fields[note]}", markup=False),
    )  # fmt: skip
    with Progress(*columns) as display:
        yield Bar(display)


class Bar:
    """A prepare.Progress."""

    def __init__(self, display: Progress) -> None:
        self._display = display
        self._task: TaskID | None = None
        self._kept = self._dropped = 0

    def __call__(self, event: Event) -> None:
        if self._task is None:
            self._task = self._display.add_task("files", total=event.total, completed=event.done - 1, note="")
        self._kept += not event.finding.code
        self._dropped += bool(event.finding.code)
        note = f"{self._kept} good, {self._dropped} left out"
        self._display.update(self._task, completed=event.done, note=note)
