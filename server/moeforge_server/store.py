"""Finished files on disk: found by what was asked, checked by their hash, forgotten least recently used first.

A file's name is the sha256 of its key; its first 32 bytes are the sha256 of the rest, so a damaged file is a miss.
Files appear whole (temporary name, then rename), so that several processes may share a folder.
"""

import os
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

from moeforge_server.locks import try_lock

_HASH = 32
_TEMP = ".tmp"
_STALE_S = 3600.0
"""A temporary file of this age was left behind by a process that died."""
_ROOM = 0.9
"""Eviction frees down to this part of the limit, so that it need not run at every write."""
_LOOK_EVERY = 64
"""Writes after which the folder's true size is read again: other processes write too."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in the store."""

    path: Path
    size: int
    used: float  # seconds of the epoch; the time of the last read or write


class Store:
    """At most `limit` bytes below `root`, which is made when missing. Methods block: call them off the event loop."""

    def __init__(self, root: Path, limit: int) -> None:
        self.root = root
        self.limit = limit
        root.mkdir(parents=True, exist_ok=True)
        self._size = sum(e.size for e in self.entries())
        self._writes = 0

    def path(self, key: str) -> Path:
        """Where the file of that key lies; nothing of the key but its hash reaches the file system."""
        digest = sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
        return self.root / digest[:2] / digest[2:]

    def get(self, key: str) -> bytes | None:
        """The file, or None when it is absent or damaged (then it is removed). Reading it makes it young again."""
        path = self.path(key)
        try:
            raw = path.read_bytes()
        except FileNotFoundError:
            return None
        body = raw[_HASH:]
        if sha256(body).digest() != raw[:_HASH]:
            path.unlink(missing_ok=True)
            return None
        with suppress(FileNotFoundError):  # another process may have evicted it since
            os.utime(path)
        return body

    def put(self, key: str, body: bytes) -> None:
        """Keep a file; one above the limit is not kept. OSError when the disk refuses."""
        if len(body) + _HASH > self.limit:
            return
        path = self.path(key)
        path.parent.mkdir(exist_ok=True)
        _write(path, sha256(body).digest() + body)
        self._size += len(body) + _HASH
        self._writes += 1
        if self._size > self.limit or self._writes % _LOOK_EVERY == 0:
            self.evict()

    def entries(self) -> list[Entry]:
        """Every file, least recently used first; stale temporary files are removed on the way."""
        return sorted(self._scan(), key=lambda e: (e.used, e.path.name))

    def evict(self) -> None:
        """Remove the least recently used files when there is more than `limit`; one process does it at a time."""
        with self._alone() as mine:
            entries = self.entries() if mine else []
            total = sum(e.size for e in entries)
            if mine:
                self._size = total - _remove(entries, total - int(self.limit * _ROOM) if total > self.limit else 0)

    def _scan(self) -> Iterator[Entry]:
        for path in self.root.glob("??/*"):
            with suppress(FileNotFoundError):  # evicted or renamed by another process
                stat = path.stat()
                if path.suffix != _TEMP:
                    yield Entry(path, stat.st_size, stat.st_mtime)
                elif time.time() - stat.st_mtime > _STALE_S:
                    path.unlink()

    @contextmanager
    def _alone(self) -> Generator[bool]:
        with (self.root / "lock").open("ab") as lock:
            yield try_lock(lock)


def _write(path: Path, raw: bytes) -> None:
    with NamedTemporaryFile(dir=path.parent, suffix=_TEMP, delete=False) as temp:
        try:
            temp.write(raw)
            temp.close()
            Path(temp.name).replace(path)
        except BaseException:  # a cancelled call too leaves no part behind
            Path(temp.name).unlink(missing_ok=True)
            raise


def _remove(entries: list[Entry], surplus: int) -> int:
    """Remove files in that order until `surplus` bytes are gone; the bytes removed."""
    freed = 0
    for entry in entries:
        if freed >= surplus:
            break
        entry.path.unlink(missing_ok=True)
        freed += entry.size
    return freed
