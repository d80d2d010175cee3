"""Files that an operator may replace while the server runs: tokens, a renewed certificate."""

import time
from pathlib import Path

LOOK_EVERY_S = 1.0
"""Seconds between two looks at the files."""
Stamp = tuple[int, int, int]


class Watched:
    """Files and what was last seen of them. Make it before they are read: a change in between is seen later."""

    def __init__(self, *files: Path) -> None:
        self._files = files
        self._seen = [stamp(file) for file in files]
        self._next_look = time.monotonic() + LOOK_EVERY_S

    def changed(self) -> bool:
        """Whether any changed since this last said so; the files are looked at once in LOOK_EVERY_S at most."""
        if time.monotonic() < self._next_look:
            return False
        before, self._seen = self._seen, [stamp(file) for file in self._files]
        self._next_look = time.monotonic() + LOOK_EVERY_S
        return before != self._seen


def stamp(file: Path) -> Stamp:
    """What changes with a file: time in ns, size, inode; zeros without it."""
    try:
        stat = file.stat()
    except OSError:
        return 0, 0, 0
    return stat.st_mtime_ns, stat.st_size, stat.st_ino
