"""`moeforge data prepare FOLDER --out D --licence LICENCE --consent WHO`; `moeforge data report D`."""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import get_args

from moeforge.errors import MoeforgeError, NotFoundError
from moeforge_training.dataset.options import CropRule, DataOptions, NearRule
from moeforge_training.dataset.prepare import Summary, prepare
from moeforge_training.dataset.progress import bar
from moeforge_training.dataset.report import report

_SHOWN = 5


def _prepare(given: argparse.Namespace) -> str:
    values = {name: value for name, value in vars(given).items() if name != "command"}
    values["label_columns"] = tuple(values["label_columns"] or ())
    options = DataOptions(**values)
    with bar() as progress:
        summary = prepare(options, progress)
    shown = report(options.out)
    if not summary.kept:
        raise NotFoundError(f"no usable picture in {options.folder}: {_tally(summary)}; {shown.html} names each file")
    return "\n".join([*_lines(summary), *(f"note: {line}" for line in shown.advice), f"see {shown.html}"])


def _lines(summary: Summary) -> list[str]:
    lines = [f"{summary.kept} pictures in {summary.out}: {summary.train} to train on, {summary.held_out} held out"]
    if summary.dropped:
        lines.append(f"left out: {_tally(summary)}")
    if summary.resumed:
        lines.append(f"{summary.resumed} files were done by an earlier run")
    if summary.unmatched:
        some = ", ".join(summary.unmatched[:_SHOWN])
        lines.append(f"note: {len(summary.unmatched)} rows of boxes or labels fit no file: {some}")
    return lines


def _tally(summary: Summary) -> str:
    return ", ".join(f"{count} {code}" for code, count in summary.dropped.items())


def _report(given: argparse.Namespace) -> str:
    shown = report(given.folder)
    figures, data = shown.figures, shown.data
    return "\n".join(
        [
            f"{data.card['name']}: {len(data.entries)} pictures, {len(data.dropped)} left out, "
            f"{len(figures.near)} near-duplicates",
            f"diversity: as {figures.different:.1f} wholly different pictures of {figures.sampled} (Vendi score)",
            *(_balance(name, [(v.name, v.train, v.share) for v in values]) for name, values in figures.labels.items()),
            *(f"note: {line}" for line in shown.advice),
            f"see {shown.html} and {shown.png}",
        ]
    )


def _balance(name: str, values: Sequence[tuple[str, int, float]]) -> str:
    some = ", ".join(f"{value} {count} ({share:.0%} of weight)" for value, count, share in values[:_SHOWN])
    return f"{name}: {some}" + (f", and {len(values) - _SHOWN} more" if len(values) > _SHOWN else "")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="moeforge data")
    commands = parser.add_subparsers(dest="command", required=True)
    usual = DataOptions(Path(), Path(), "", "")
    make = commands.add_parser("prepare", help="a folder of drawings becomes a data set; the same command continues")
    make.add_argument("folder", type=Path)
    make.add_argument("--out", type=Path, required=True, help="folder of the data set")
    make.add_argument(
        "--licence", default="", help="needed: CC0-1.0, CC-BY-4.0, CC-BY-NC-4.0, ARR, or another in words"
    )
    make.add_argument("--consent", default="", help="needed: who made the pictures and agreed to training on them")
    make.add_argument("--name", default="", help="name of the set; default: the folder's")
    make.add_argument("--credit", default="", help="name to be given beside published results")
    make.add_argument("--size", type=int, default=usual.size, help="side of the squares in pixels (%(default)s)")
    make.add_argument("--background", default=usual.background, help="#rrggbb under transparency (%(default)s)")
    make.add_argument("--crop", choices=get_args(CropRule), default=usual.crop, help="(%(default)s)")
    make.add_argument("--margin", type=float, default=usual.margin, help="air around found content (%(default)s)")
    make.add_argument("--boxes", type=Path, help="CSV or JSON of face boxes: file,x,y,w,h")
    make.add_argument("--labels", type=Path, help="CSV with a column `file`; default: sub-folders are labels")
    make.add_argument("--label-column", dest="label_columns", action="append", help="column to balance by; repeatable")
    make.add_argument("--near", choices=get_args(NearRule), default=usual.near, help="near-duplicates (%(default)s)")
    make.add_argument("--near-distance", type=int, default=usual.near_distance, help="bits of 256 (%(default)s)")
    make.add_argument("--held-out", type=float, default=usual.held_out, help="share never trained on (%(default)s)")
    make.add_argument("--max-weight", type=float, default=usual.max_weight, help="limit of balancing (%(default)s)")
    make.add_argument("--workers", type=int, default=usual.workers, help="decoding processes (%(default)s)")
    make.add_argument("--fresh", dest="resume", action="store_false", help="do files again that are done")
    show = commands.add_parser("report", help="diversity and balance of a data set: report.html, report.png")
    show.add_argument("folder", type=Path)
    return parser


_COMMANDS: Mapping[str, Callable[[argparse.Namespace], str]] = {"prepare": _prepare, "report": _report}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0, or 1 with one line on stderr, 130 when interrupted."""
    given = _parser().parse_args(arguments)
    try:
        text = _COMMANDS[given.command](given)
    except MoeforgeError as error:
        print(f"error: {error}", file=sys.stderr)  # noqa: T201 - a command line prints
        return 1
    except KeyboardInterrupt:
        print("interrupted; the same command continues", file=sys.stderr)  # noqa: T201 - a command line prints
        return 130
    print(text.encode("utf-8", "backslashreplace").decode())  # noqa: T201 - a command line prints
    return 0


if __name__ == "__main__":
    sys.exit(main())
