"""The caller's own knowledge about the files: face boxes and labels, from CSV or JSON."""

import csv
import json
import math
from collections.abc import Iterable, Mapping
from io import StringIO
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

from moeforge.errors import BadSpecError, NotFoundError
from moeforge_training.dataset.framing import Box

T = TypeVar("T")
_LIMIT = 64 << 20
_SIDES = ("x", "y", "w", "h")


def read_boxes(path: Path) -> dict[str, Box]:
    """File name -> face box in pixels of the upright picture.

    CSV with columns file,x,y,w,h; or JSON, a list of such objects or {"file": [x, y, w, h]}. BadSpecError where a box
    is no box or a file has two.
    """
    return _unique(((name, _box(name, values)) for name, values in _box_rows(path)), path)


def _box_rows(path: Path) -> list[tuple[str, list[Any]]]:
    if path.suffix.lower() != ".json":
        rows = _csv(path)
        missing = {"file", *_SIDES} - set(rows[0] if rows else ())
        if missing:
            raise BadSpecError(
                f"{path.name}: no column {', '.join(sorted(missing))}; needed: file,x,y,w,h", field="boxes"
            )
        return [(row["file"], [row[side] for side in _SIDES]) for row in rows]
    try:
        data: Any = json.loads(_text(path))
        if isinstance(data, dict):
            return [(str(name), list(values)) for name, values in data.items()]
        return [(str(row["file"]), [row[side] for side in _SIDES]) for row in data]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise BadSpecError(f"{path.name}: not a list of boxes: {error}", field="boxes") from None


def _box(name: str, values: list[Any]) -> Box:
    try:
        x, y, width, height = (float(v) for v in values)
    except (TypeError, ValueError):
        raise BadSpecError(f"box of {name!r} is {values}; four numbers x,y,w,h", field="boxes") from None
    if not all(map(math.isfinite, (x, y, width, height))) or min(width, height) < 1 or max(width, height) > 1e6:
        raise BadSpecError(f"box of {name!r} is {values}; width and height need at least one pixel", field="boxes")
    return x, y, width, height


def read_labels(path: Path, columns: Iterable[str]) -> dict[str, dict[str, str]]:
    """File name -> {column: value} of a CSV with a column `file`. BadSpecError names a column that is not there."""
    rows, wanted = _csv(path), tuple(columns)
    there = list(rows[0]) if rows else []
    for column in ("file", *wanted):
        if column not in there:
            raise BadSpecError(f"{path.name}: no column {column!r}; there are {', '.join(there)}", field="labels")
    return _unique(((row["file"], {c: (row[c] or "").strip() for c in wanted}) for row in rows), path)


def _unique(rows: Iterable[tuple[str, T]], path: Path) -> dict[str, T]:
    found: dict[str, T] = {}
    for name, value in rows:
        name = (name or "").replace("\\", "/").removeprefix("./")
        if name in found:
            raise BadSpecError(f"{path.name}: two rows for {name!r}; one is allowed")
        found[name] = value
    return found


def look_up(table: Mapping[str, T], source: str) -> T | None:
    """The row of a source: by its path in the folder, else by its bare name."""
    found = table.get(source)
    return found if found is not None else table.get(PurePosixPath(source).name)


def _csv(path: Path) -> list[dict[str, str]]:
    try:
        return list(csv.DictReader(StringIO(_text(path))))
    except csv.Error as error:
        raise BadSpecError(f"{path.name}: not a CSV table: {error}") from None


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > _LIMIT:
            raise BadSpecError(f"{path.name}: more than {_LIMIT} bytes")
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise NotFoundError(f"cannot read {path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise BadSpecError(f"{path.name}: not UTF-8 text") from None
