"""What a run left behind, and a Ctrl-C in the middle of one."""

import json
import signal
from pathlib import Path

from moeforge_training.events import Event, Progress


def curve(out: Path) -> list[dict[str, object]]:
    """Rows of a run's curves without the clock and without the reviews."""
    rows = [json.loads(line) for line in (out / "curves.jsonl").read_text("utf-8").splitlines()]
    for row in rows:
        row.pop("images_per_second", None)
    return [row for row in rows if "held_out" not in row]


def interrupted(after: int) -> Progress:
    """A progress display that presses Ctrl-C at its `after`-th report of a training step."""
    heard: list[Event] = []

    def progress(event: Event) -> None:
        if event.stage == "train":
            heard.append(event)
            if len(heard) == after:
                signal.raise_signal(signal.SIGINT)

    return progress
