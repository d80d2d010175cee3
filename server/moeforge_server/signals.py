"""Stopping when asked: the first SIGTERM or Ctrl-C begins the drain, the second ends what still runs."""

import asyncio
import signal
import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

SIGNALS = (signal.SIGTERM, signal.SIGINT)


@dataclass(frozen=True, slots=True)
class Stop:
    """What signals ask for: `asked` by the first, `hurry` by the second; more change nothing."""

    asked: asyncio.Event = field(default_factory=asyncio.Event)
    hurry: asyncio.Event = field(default_factory=asyncio.Event)

    def __call__(self) -> None:
        """A signal came."""
        (self.hurry if self.asked.is_set() else self.asked).set()


@contextmanager
def heard() -> Generator[Stop]:
    """Signals reach a Stop on the running loop until the block ends; then they do what they did before."""
    loop, stop = asyncio.get_running_loop(), Stop()
    before: dict[int, Any] = {number: signal.getsignal(number) for number in SIGNALS}
    for number in SIGNALS:
        try:
            loop.add_signal_handler(number, stop)
        except NotImplementedError:  # Windows' loops know no signals
            signal.signal(number, lambda _number, _frame: loop.call_soon_threadsafe(stop))
    try:
        yield stop
    finally:
        for number, handler in before.items():
            if sys.platform != "win32":
                loop.remove_signal_handler(number)
            signal.signal(number, handler)


def leave_quietly() -> None:
    """SIGTERM before anything is served is an end like any other: to a container's first process it is else nothing."""

    def leave(number: int, frame: object) -> None:
        del number, frame
        ignore()
        sys.exit(0)

    signal.signal(signal.SIGTERM, leave)


def ignore() -> None:
    """What is over cannot be stopped again: a further signal must not change how the process ends."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)
