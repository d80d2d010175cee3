"""Files of a data set: found in order, written whole or not at all."""

import json
import os
import stat
from collections.abc import Generator, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from moeforge.errors import NotFoundError, OutputError


@dataclass(frozen=True, slots=True)
class Source:
    """A file of the caller's folder; `regular` is false for links, pipes and devices, which are never opened."""

    name: str  # path in the folder, with /
    size: int
    mtime_ns: int
    regular: bool


def find(folder: Path, leave_out: Path) -> list[Source]:
    """All files under `folder` by name, but hidden ones and those in `leave_out`. NotFoundError if none is there."""
    if not folder.is_dir():
        raise NotFoundError(f"no folder {str(folder)!r}; name one that holds pictures", field="folder")
    found = sorted(_walk(folder.resolve(), leave_out.resolve()), key=lambda source: source.name)
    if not found:
        raise NotFoundError(f"{folder} holds no files", field="folder")
    return found


def _walk(folder: Path, leave_out: Path) -> Generator[Source]:
    for here, folders, names in os.walk(folder):
        folders[:] = [f for f in folders if not f.startswith(".") and Path(here, f) != leave_out]
        for name in names:
            if not name.startswith(".") and name not in {"Thumbs.db", "desktop.ini"}:
                yield _source(folder, Path(here, name))


def _source(folder: Path, path: Path) -> Source:
    name = path.relative_to(folder).as_posix()
    try:
        found = path.lstat()
    except OSError:  # gone since the folder was listed, or not ours to see: reading it will say so
        return Source(name, 0, 0, True)
    return Source(name, found.st_size, found.st_mtime_ns, stat.S_ISREG(found.st_mode))


def write_whole(path: Path, data: bytes) -> None:
    """Readers see the old file or the new one, never a half. OutputError where it cannot be written."""
    beside = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with beside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror}", field="out") from None


def lines(values: Iterable[Mapping[str, Any]]) -> bytes:
    """JSON lines; ASCII, so that any file name survives."""
    return "".join(json.dumps(value) + "\n" for value in values).encode()
