"""A bounded queue before a pool of threads: progress, cancellation between stages, deadlines, and a retry hint."""

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from threading import Event
from typing import TypeVar

from moeforge.errors import BusyError, CancelledError
from moeforge_server.errors import DeadlineError, DrainingError

T = TypeVar("T")
Report = Callable[[str, float], None]
"""Called between stages with (stage, fraction of the whole, 0..1). It raises CancelledError to stop the work."""
Work = Callable[[Report], T]


@dataclass(frozen=True, slots=True)
class Step:
    """One progress event."""

    stage: str
    fraction: float


class CancelToken:
    """Asked between stages whether to go on. `deadline` is a time of time.monotonic()."""

    def __init__(self, deadline: float) -> None:
        self.deadline = deadline
        self._cancelled = Event()

    def cancel(self) -> None:
        """Stop the work at its next stage."""
        self._cancelled.set()

    def check(self) -> None:
        """DeadlineError past the deadline, CancelledError after `cancel`."""
        if time.monotonic() >= self.deadline:
            raise DeadlineError("the deadline passed; the work was stopped")
        if self._cancelled.is_set():
            raise CancelledError("the caller went away; the work was stopped")


class Jobs:
    """Runs work off the event loop: `workers` at once, `waiting` more in line, each for at most `limit_s` seconds.

    `what` is done to how many, as a caller hears when no place is free.
    """

    def __init__(self, workers: int, waiting: int, limit_s: float, what: str = "avatars are being made") -> None:
        self._pool = ThreadPoolExecutor(workers, "moeforge-work")
        self._workers = workers
        self._places = workers + waiting
        self._limit_s = limit_s
        self._what = what
        self._mean_s = 0.5  # of recent work; the guess before any
        self._closed = False
        self.inside = 0
        """Jobs running and waiting."""

    async def run(self, work: Work[T], report: Report | None = None, time_left_s: float | None = None) -> T:
        """The work's result. BusyError when no place is free; cancelling the caller stops the work.

        `report` is called on the event loop. A place is free again once the work has really stopped.
        """
        self._enter()
        if report is not None and self.inside > self._workers:
            report("queued", 0.0)
        loop = asyncio.get_running_loop()
        limit = self._limit_s if time_left_s is None else min(self._limit_s, time_left_s)
        token = CancelToken(time.monotonic() + limit)
        future = self._pool.submit(self._timed, work, token, _relay(token, loop, report))
        future.add_done_callback(lambda _: loop.call_soon_threadsafe(self._leave))
        try:
            return await self._result(future, token)
        finally:
            token.cancel()

    async def _result(self, future: "Future[T]", token: CancelToken) -> T:
        try:
            async with asyncio.timeout_at(asyncio.get_running_loop().time() + token.deadline - time.monotonic()):
                return await asyncio.wrap_future(future)
        except TimeoutError as error:
            raise DeadlineError("the deadline passed; the work was stopped") from error

    def _enter(self) -> None:
        if self._closed:
            raise DrainingError("the server is shutting down; ask another or come back later")
        if self.inside >= self._places:
            wait = self.retry_after_s
            raise BusyError(f"{self.inside} {self._what}; try again in {wait:.1f} s", retry_after_s=wait)
        self.inside += 1

    def _leave(self) -> None:
        self.inside -= 1

    @property
    def retry_after_s(self) -> float:
        """When a place is likely to be free, from the mean time of recent work."""
        return min(60.0, max(0.1, self._mean_s * self.inside / self._workers))

    def _timed(self, work: Work[T], token: CancelToken, report: Report) -> T:
        token.check()
        start = time.monotonic()
        result = work(report)
        self._mean_s += 0.2 * (time.monotonic() - start - self._mean_s)
        return result

    async def close(self) -> None:
        """Take no more work, and wait for what runs; what waits in line is dropped."""
        self._closed = True
        await asyncio.to_thread(self._pool.shutdown, wait=True, cancel_futures=True)
        await asyncio.sleep(0)  # let the last `_leave` calls run


def _relay(token: CancelToken, loop: asyncio.AbstractEventLoop, report: Report | None) -> Report:
    """A report for the worker's thread: checks the token, then tells the loop. Fractions never fall."""
    highest = 0.0

    def relay(stage: str, fraction: float) -> None:
        nonlocal highest
        token.check()
        highest = max(highest, min(1.0, fraction))
        if report is not None:
            loop.call_soon_threadsafe(report, stage, highest)

    return relay


async def followed(start: Callable[[Report], Awaitable[T]]) -> AsyncGenerator[Step | T]:
    """Run something that reports: its steps as they come, then its result. Closing the iterator cancels it."""
    steps: asyncio.Queue[Step | None] = asyncio.Queue()
    task = asyncio.ensure_future(start(lambda stage, fraction: steps.put_nowait(Step(stage, fraction))))
    task.add_done_callback(lambda _: steps.put_nowait(None))
    try:
        while (step := await steps.get()) is not None:
            yield step
        yield await task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError, Exception):  # its error was raised above, or nobody waits for it
            await task
