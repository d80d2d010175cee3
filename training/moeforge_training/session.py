"""What every training run needs: a quiet stop on Ctrl-C, and a curve that fits the checkpoint."""

import json
import signal
import threading
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@contextmanager
def stop_on_signal() -> Generator[threading.Event]:
    """Ctrl-C or SIGTERM asks for a stop after the current step; a second one interrupts as usual."""
    asked = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield asked
        return
    old: dict[int, Any] = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def ask(number: int, frame: object) -> None:
        del frame
        asked.set()
        signal.signal(number, old[number])

    for number in old:
        signal.signal(number, ask)
    try:
        yield asked
    finally:
        for number, handler in old.items():
            signal.signal(number, handler)


@dataclass(frozen=True, slots=True)
class Curve:
    """`curves.jsonl`: one JSON object a row, each with its `step`."""

    path: Path

    def add(self, row: Mapping[str, object]) -> None:
        """Append a row."""
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")

    def forget_after(self, step: int) -> None:
        """Drop the rows beyond a checkpoint: those steps were lost and will be made again."""
        rows = self.path.read_text(encoding="utf-8").splitlines() if self.path.exists() else []
        kept = [row for row in rows if _step(row) <= step]
        self.path.write_text("".join(f"{row}\n" for row in kept), encoding="utf-8")


def _step(row: str) -> float:
    """The step of a row; one that a crash cut off is beyond all."""
    try:
        return float(json.loads(row)["step"])
    except (ValueError, KeyError, TypeError):
        return float("inf")
