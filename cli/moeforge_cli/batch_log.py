"""The log of a batch: a line for each avatar that was worked on, in the order in which they ended."""

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from moeforge.errors import OutputError

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
        try:
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
        except OSError as error:
            raise OutputError(f"cannot write {self.path}: {error.strerror}; make room there") from error

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
