"""Equal requests at one time are one piece of work: it runs until it is done or the last caller has left."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Generic, TypeVar

from moeforge_server.errors import DeadlineError
from moeforge_server.jobs import Report, Step

T = TypeVar("T")


class _Flight(Generic[T]):
    """Running work, and who hears of its steps."""

    def __init__(self, start: Callable[[Report], Awaitable[T]]) -> None:
        self._last: Step | None = None
        self.listeners: list[Report | None] = []
        self.task: asyncio.Future[T] = asyncio.ensure_future(start(self._report))
        self.task.add_done_callback(_seen)

    def board(self, report: Report | None) -> None:
        """Hear of the steps from now on, and of the last one at once."""
        self.listeners.append(report)
        if report is not None and self._last is not None:
            report(self._last.stage, self._last.fraction)

    def leave(self, report: Report | None) -> None:
        """Hear no more; the work is stopped when nobody is left."""
        self.listeners.remove(report)
        if not self.listeners:
            self.task.cancel()

    def _report(self, stage: str, fraction: float) -> None:
        self._last = Step(stage, fraction)
        for listener in self.listeners:
            if listener is not None:
                listener(stage, fraction)


class Flights(Generic[T]):
    """Work in progress by key. Its methods belong to one event loop."""

    def __init__(self) -> None:
        self._running: dict[str, _Flight[T]] = {}

    async def join(
        self,
        key: str,
        start: Callable[[Report], Awaitable[T]],
        report: Report | None = None,
        time_left_s: float | None = None,
    ) -> T:
        """The result of `start`, or of what already runs under that key. DeadlineError when this caller's time is up.

        What `start` raises is raised to every caller that waits.
        """
        flight = self._running.get(key)
        if flight is None:
            flight = self._running[key] = _Flight(start)
        flight.board(report)
        try:
            async with asyncio.timeout(time_left_s):
                return await asyncio.shield(flight.task)
        except TimeoutError as error:
            raise DeadlineError("the deadline passed; the work was stopped") from error
        finally:
            flight.leave(report)
            if not flight.listeners or flight.task.done():  # a later caller starts anew, or reads the store
                self._forget(key, flight)

    def _forget(self, key: str, flight: _Flight[T]) -> None:
        if self._running.get(key) is flight:
            del self._running[key]


def _seen(task: "asyncio.Future[T]") -> None:
    """Read the result, so that an error which nobody waited for is not reported as forgotten."""
    with suppress(asyncio.CancelledError):
        task.exception()
