"""`prepare`: a folder of drawings becomes a data set. Each file is done once, the rest is arithmetic."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from moeforge.errors import BadSpecError
from moeforge_training.dataset.arrange import arrange
from moeforge_training.dataset.balance import HELD_OUT, TRAIN
from moeforge_training.dataset.files import Source, find, write_whole
from moeforge_training.dataset.finding import Finding
from moeforge_training.dataset.framing import Box
from moeforge_training.dataset.journal import NAME as JOURNAL
from moeforge_training.dataset.journal import Journal, Stamp
from moeforge_training.dataset.options import DataOptions
from moeforge_training.dataset.store import store
from moeforge_training.dataset.tables import look_up, read_boxes, read_labels
from moeforge_training.dataset.task import Task
from moeforge_training.dataset.worker import run_all


@dataclass(frozen=True, slots=True)
class Event:
    """A file is finished."""

    done: int
    total: int
    finding: Finding


Progress = Callable[[Event], None]


@dataclass(frozen=True, slots=True)
class Summary:
    """What came of a folder."""

    out: Path
    kept: int
    train: int
    held_out: int
    dropped: Mapping[str, int]  # reason -> files
    resumed: int  # files that an earlier run had finished
    unmatched: tuple[str, ...]  # rows of boxes and labels that fit no file
    hash: str  # of the manifest


def quiet(event: Event) -> None:
    """Shows nothing."""


def prepare(options: DataOptions, progress: Progress = quiet) -> Summary:
    """Write the data set `options.out`; the same files and options give the same bytes, however often interrupted.

    MoeforgeError for wrong options, a missing folder or an output that cannot be written; a bad file never raises.
    """
    options.check()
    _check_out(options)
    sources = find(options.folder, options.out)
    boxes = read_boxes(options.boxes) if options.boxes else {}
    labels = read_labels(options.labels, options.label_columns) if options.labels else None
    with Journal(options.out, options.pixel_settings(), options.resume) as journal:
        resumed = _do_files(options, sources, boxes, journal, progress)
        findings = [journal.done[source.name].finding for source in sources]
    entries, dropped = arrange(options, findings, labels)
    digest = store(options, entries, dropped)
    names = [source.name for source in sources]
    unmatched = tuple(row for table in (boxes, labels or {}) for row in _strangers(table, names))
    counts = Counter(entry.split for entry in entries)
    reasons = dict(Counter(finding.code for finding in dropped).most_common())
    return Summary(
        options.out, len(entries), counts[TRAIN], counts[HELD_OUT], reasons, resumed, unmatched, digest
    )  # fmt: skip


def _check_out(options: DataOptions) -> None:
    out = options.out
    if out.resolve() == options.folder.resolve():
        raise BadSpecError("--out is the folder itself; choose another: your files are never changed", field="out")
    if out.exists() and not out.is_dir():
        raise BadSpecError(f"--out {out} is a file", field="out")
    if out.is_dir() and any(out.iterdir()) and not (out / JOURNAL).is_file():
        raise BadSpecError(f"--out {out} holds other things; choose an empty folder", field="out")


def _do_files(
    options: DataOptions, sources: Sequence[Source], boxes: Mapping[str, Box], journal: Journal, progress: Progress
) -> int:
    """Finish all files that the journal does not hold; how many it held."""
    stamps: dict[str, Stamp] = {s.name: (s.size, s.mtime_ns, look_up(boxes, s.name)) for s in sources}
    todo = [source for source in sources if not _is_done(options, journal, source.name, stamps[source.name])]
    resumed = len(sources) - len(todo)
    done = resumed

    def finish(finding: Finding, data: bytes) -> None:
        nonlocal done
        if data:
            write_whole(options.out / finding.image, data)
        journal.add(stamps[finding.source], finding)
        done += 1
        progress(Event(done, len(sources), finding))

    for source in todo:
        if not source.regular:
            finish(Finding(source.name, code="not a file", reason="a link, pipe or device; copy the file itself"), b"")
    tasks = [Task.of(options, source.name, stamps[source.name][2]) for source in todo if source.regular]
    for finding, data in run_all(tasks, options.workers):
        finish(finding, data)
    return resumed


def _is_done(options: DataOptions, journal: Journal, name: str, stamp: Stamp) -> bool:
    line = journal.done.get(name)
    return line is not None and line.stamp == stamp and (
        not line.finding.image or (options.out / line.finding.image).is_file()
    )  # fmt: skip


def _strangers(table: Mapping[str, Any], names: Sequence[str]) -> list[str]:
    known = {*names, *(name.rpartition("/")[2] for name in names)}
    return [row for row in table if row not in known]
