"""The log of a batch: a line for each avatar that was worked on, in the order in which they ended."""

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from moeforge.errors import MoeforgeError, OutputError
from moeforge_exporters.inspect import inspect

LOG = "batch.jsonl"
WISH = ("prompt", "order")
"""What a line says of how its file was made; lines of older logs say nothing."""
Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Log:
    """A file of JSON lines."""

    path: Path

    def add(self, row: Row) -> None:
        """Append a line; OutputError when the disk refuses."""
        line = json.dumps(row, ensure_ascii=False).encode() + b"\n"
        try:
            with self.path.open("ab+") as file:
                torn = file.seek(0, os.SEEK_END) > 0 and file.seek(-1, os.SEEK_END) >= 0 and file.read(1) != b"\n"
                file.write(b"\n" + line if torn else line)  # a crash or a full disk may have cut the one before
        except OSError as error:
            raise OutputError(f"cannot write {self.path}: {error.strerror}; make room there") from error

    def complete(self, there: Sequence[tuple[Path, Row]]) -> None:
        """Add a line, from its key and the file itself, for each of these files that a kill left without one."""
        known = {Path(str(row["path"])).name for row in self._rows() if "path" in row} if there else set[str]()
        for path, key in there:
            if path.name not in known:
                self.add(key | _said(path))

    def made_otherwise(self, there: Sequence[tuple[Path, Row]]) -> int:
        """How many of these files were made from another wish than the one beside each."""
        last = {Path(str(row["path"])).name: row for row in self._rows() if "path" in row} if there else {}
        pairs = ((last.get(path.name, {}), wish) for path, wish in there)
        return sum(any(key in row and row[key] != wish.get(key) for key in WISH) for row, wish in pairs)

    def _rows(self) -> Iterator[Row]:
        if not self.path.is_file():
            return
        with self.path.open(encoding="utf-8", errors="replace") as file:
            for line in file:
                with suppress(ValueError):  # a line that a crash cut
                    row = json.loads(line)
                    if isinstance(row, dict):
                        yield row


def _said(path: Path) -> Row:
    """What a finished file says of itself; a picture says nothing but its size."""
    data = path.read_bytes()
    row: Row = {"path": str(path), "bytes": len(data)}
    with suppress(MoeforgeError):
        report = inspect(data)
        row |= {"id": report.origin.avatar_id, "triangles": report.triangles, "recipe": report.origin.recipe}
    return row
