"""What every run on the painter's pictures needs: options that can be, its length, a quiet stop, a curve that fits."""

import json
import os
import signal
import threading
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import torch

from moeforge.errors import BadSpecError

COUNTED = ("minutes", "corpus", "held_out", "threads", "report_every", "save_every")
"""Options of every run that must be above 0."""


class Options(Protocol):
    """What `check` reads besides COUNTED."""

    @property
    def device(self) -> str: ...


class Stepwise(Protocol):
    """A run that can stop after any step. `save` measures, draws and writes the checkpoint, `keep` only writes it."""

    @property
    def fraction(self) -> float: ...

    def advance(self) -> None: ...

    def save(self) -> object: ...

    def keep(self) -> object: ...


def check(options: Options) -> None:
    """BadSpecError for what no run can do, before any work."""
    for name in COUNTED:
        if getattr(options, name) <= 0:
            raise BadSpecError(f"{name} is {getattr(options, name)}; it must be above 0", field=name)
    if options.device.startswith("cuda") and not torch.cuda.is_available():
        raise BadSpecError("device is 'cuda' but torch sees no GPU; use device 'cpu'", field="device")


def fraction(steps: int, of_steps: int | None, seconds: float, of_minutes: float) -> float:
    """How much of a run is done, 0..1: in steps where its length is so given, else in seconds."""
    return steps / of_steps if of_steps is not None else seconds / (60.0 * of_minutes)


STOPPING = b"\nstopping after this step; once more stops at once and loses what was not saved\n"


def run_out(state: Stepwise) -> None:
    """Step until the run is over, then save; or until a signal asks to stop, then keep: nobody waits for figures."""
    with stop_on_signal() as stop:
        while state.fraction < 1.0 and not stop.is_set():
            state.advance()
        if state.fraction >= 1.0:
            state.save()
        else:
            state.keep()


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
        os.write(2, STOPPING)  # print may be in the middle of a line

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
