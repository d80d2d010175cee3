"""Pools of processes that end with the one that started them: left alone they would wait for work, and hold memory.

A killed parent cannot tell them, and the pipe they read from is one that they hold open themselves.
"""

import multiprocessing
import os
import signal
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.connection import wait
from threading import Lock, Thread

WORKING = Lock()
"""Held by work that must not be cut in the middle, such as the writing of a file."""


def pool(
    processes: int, first: Callable[..., object] | None = None, arguments: tuple[object, ...] = ()
) -> ProcessPoolExecutor:
    """Fresh processes (a forked child of a process with threads may hang) that call `first` and leave Ctrl-C to us."""
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(processes, context, initializer=_begin, initargs=(first, arguments))


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
