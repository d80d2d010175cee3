"""What every run tells: events on its way, and a result at its end."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Event:
    """What a progress display may show. `stage` is "paint" or "train". Speed and losses are those last measured."""

    stage: str
    fraction: float
    sheet: str = ""
    images_per_second: float = 0.0
    losses: Mapping[str, float] = field(default_factory=dict[str, float])


class Progress(Protocol):
    """Hears what happens; called between steps, in the training thread."""

    def __call__(self, event: Event) -> None: ...


@dataclass(frozen=True, slots=True)
class Result:
    """Where a run ended. `finished` is False when it was interrupted; the same command continues it."""

    checkpoint: Path
    steps: int
    finished: bool
    metrics: Mapping[str, Mapping[str, float]]  # what is held out, by sheet or album -> measure -> value


def silent(event: Event) -> None:
    """A progress display for nobody."""
    del event
