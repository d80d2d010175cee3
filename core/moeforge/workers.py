"""Processes that work for this one: they end with it, and Ctrl-C is its alone.

Left alone they would wait for work and hold memory for ever: a killed parent cannot tell them, and the pipe they read
from is one that they hold open themselves.
"""

import multiprocessing
import os
import signal
from collections.abc import Callable, Generator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import wait
from threading import Lock, Thread
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
WORKING = Lock()
"""Held by work that must not be cut in the middle, such as the writing of a file."""


class Pool(ProcessPoolExecutor):
    """Fresh processes (a forked child of a process with threads may hang) that call `first` with `arguments`."""

    def __init__(
        self, processes: int, first: Callable[..., object] | None = None, arguments: tuple[object, ...] = ()
    ) -> None:
        context = multiprocessing.get_context("spawn")
        super().__init__(processes, context, initializer=_begin, initargs=(first, arguments))

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """See ProcessPoolExecutor; it starts processes here."""
        with _deaf():
            return super().submit(fn, *args, **kwargs)


@contextmanager
def _deaf() -> Generator[None]:
    """Ctrl-C waits for the end of the block, and what is started inside never hears of it; Windows has no such mask."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin(first: Callable[..., object] | None, arguments: tuple[object, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if (parent := multiprocessing.parent_process()) is not None:
        Thread(target=_end_after, args=(parent.sentinel,), daemon=True).start()
    if first is not None:
        first(*arguments)


def _end_after(sentinel: int) -> None:
    wait([sentinel])
    with WORKING:
        os._exit(1)
