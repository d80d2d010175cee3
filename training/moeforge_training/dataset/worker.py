"""Decoding in child processes: a file that eats memory or time, or kills its decoder, costs one file and not the run.

A task goes down as a line of JSON; a line of JSON with the finding and the PNG's length comes back, then the PNG.
"""

import json
import os
import subprocess
import sys
from collections.abc import Generator, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from queue import SimpleQueue
from threading import Event, Timer
from typing import IO

from moeforge_training.dataset.finding import Finding
from moeforge_training.dataset.refused import OUT_OF_MEMORY
from moeforge_training.dataset.task import Task, work

Done = tuple[Finding, bytes]
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
"""Each thread of a numerical library takes address space that the memory limit counts."""
START_SECONDS = 60.0
"""A fresh child may take this long on top of the file's own limit, on a busy machine."""


class Worker:
    """One child process, started when needed and again after it died."""

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None

    def __call__(self, task: Task) -> Done:
        """The file's outcome; a killed or dead child is an outcome too."""
        child, fresh = self._started()
        late = Event()
        timer = Timer(task.limits.seconds + START_SECONDS * fresh, _kill, (child, late))
        timer.start()
        try:
            finding, data = _ask(child, task)
            if finding.reason == OUT_OF_MEMORY:
                self.close()  # what the failed file left behind must not cost the next one
            return finding, data
        except (OSError, ValueError, KeyError, TypeError):
            self.close()
            return _lost(task, late.is_set()), b""
        finally:
            timer.cancel()

    def _started(self) -> tuple[subprocess.Popen[bytes], bool]:
        if self._child is not None and self._child.poll() is None:
            return self._child, False
        command = [sys.executable, "-P", "-m", "moeforge_training.dataset.worker"]
        self._child = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **ONE_THREAD},
            start_new_session=True,  # Ctrl-C is the parent's to handle
        )
        return self._child, True

    def close(self) -> None:
        """End the child."""
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.communicate()


def _kill(child: subprocess.Popen[bytes], late: Event) -> None:
    late.set()
    child.kill()


def _ask(child: subprocess.Popen[bytes], task: Task) -> Done:
    into, out = child.stdin, child.stdout
    if into is None or out is None:
        raise OSError("the child has no pipes")
    into.write(json.dumps(task.to_json()).encode() + b"\n")
    into.flush()
    answer = json.loads(out.readline())
    data = out.read(int(answer["length"]))
    if len(data) != answer["length"]:
        raise OSError("the child died while answering")
    return Finding.from_json(answer["finding"]), data


def _lost(task: Task, late: bool) -> Finding:
    if late:
        return Finding(task.source, code="too slow", reason=f"takes longer than {task.limits.seconds:g} seconds")
    return Finding(task.source, code="broken", reason="the decoder crashed or ran out of memory on it")


def run_all(tasks: Sequence[Task], workers: int) -> Generator[Done]:
    """Outcomes as they are ready, in no fixed order. 0 workers: in this process, in order."""
    if workers == 0:
        yield from map(work, tasks)
        return
    children = [Worker() for _ in range(min(workers, max(1, len(tasks))))]
    idle: SimpleQueue[Worker] = SimpleQueue()
    for child in children:
        idle.put(child)
    pool = ThreadPoolExecutor(len(children))
    try:
        yield from _spread(tasks, pool, idle, len(children))
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        for child in children:
            child.close()


def _spread(tasks: Iterable[Task], pool: ThreadPoolExecutor, idle: SimpleQueue[Worker], width: int) -> Generator[Done]:
    """At most two tasks a worker are under way, so finished pictures do not pile up in memory."""
    running: set[Future[Done]] = set()
    for task in tasks:
        running.add(pool.submit(_borrow, idle, task))
        if len(running) >= 2 * width:
            done, running = wait(running, return_when=FIRST_COMPLETED)
            yield from (future.result() for future in done)
    while running:
        done, running = wait(running, return_when=FIRST_COMPLETED)
        yield from (future.result() for future in done)


def _borrow(idle: SimpleQueue[Worker], task: Task) -> Done:
    worker = idle.get()
    try:
        return worker(task)
    finally:
        idle.put(worker)


def _limit(memory: int) -> None:
    if sys.platform != "win32":
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        allowed = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
        resource.setrlimit(resource.RLIMIT_AS, (allowed, hard))


def serve(into: IO[bytes], out: IO[bytes]) -> None:
    """The child's side: answer tasks until the pipe closes."""
    for line in into:
        task = Task.from_json(json.loads(line))
        _limit(task.limits.memory)
        finding, data = work(task)
        out.write(json.dumps({"finding": finding.to_json(), "length": len(data)}).encode() + b"\n" + data)
        out.flush()


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
