"""Which files are done: one line each, appended as they finish, so that an interrupted run goes on where it stopped."""

import json
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from moeforge_training.dataset.files import lines, write_whole
from moeforge_training.dataset.finding import Finding
from moeforge_training.dataset.framing import Box

NAME = "journal.jsonl"
Stamp = tuple[int, int, Box | None]
"""Bytes, modification time in ns, given box: a file whose stamp changed is done again."""


@dataclass(frozen=True, slots=True)
class Line:
    """A finished file."""

    stamp: Stamp
    finding: Finding


class Journal:
    """Opened for one set of pixel settings; a journal of other settings is begun anew. Use as a context."""

    def __init__(self, folder: Path, settings: str, resume: bool) -> None:
        path = folder / NAME
        self.done: dict[str, Line] = _read(path, settings) if resume else {}
        write_whole(path, lines([{"settings": settings}, *map(_to_json, self.done.values())]))
        self._file = path.open("ab")

    def __enter__(self) -> "Journal":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def add(self, stamp: Stamp, finding: Finding) -> None:
        """A file is finished, its picture written."""
        line = Line(stamp, finding)
        self.done[finding.source] = line
        self._file.write(lines([_to_json(line)]))
        self._file.flush()


def _to_json(line: Line) -> dict[str, Any]:
    return {"stamp": list(line.stamp), "finding": line.finding.to_json()}


def _read(path: Path, settings: str) -> dict[str, Line]:
    """Whole lines of a journal with these settings; a torn last line is left out."""
    if not path.is_file():
        return {}
    done: dict[str, Line] = {}
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    try:
        if json.loads(lines[0])["settings"] != settings:
            return {}
        for text in lines[1:]:
            line = _from_json(json.loads(text))
            done[line.finding.source] = line
    except (ValueError, KeyError, TypeError, IndexError, AttributeError):
        pass  # the line that was being written when the run was cut
    return done


def _from_json(values: dict[str, Any]) -> Line:
    size, mtime, box = values["stamp"]
    return Line((int(size), int(mtime), tuple(box) if box else None), Finding.from_json(values["finding"]))
