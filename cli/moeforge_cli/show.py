"""Tables and progress bars on standard error, results on standard output."""

import json
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn
from rich.table import Table

OUT = Console()
ERR = Console(stderr=True)
_WIDE = 4096
"""Columns of what is no terminal."""


def print_json(value: object) -> None:
    """One JSON document on standard output."""
    plain = asdict(value) if is_dataclass(value) and not isinstance(value, type) else value
    print(json.dumps(plain, ensure_ascii=False, indent=2, default=str))


def print_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table below its title; on a pipe it is as wide as it needs to be."""
    table = Table(show_header=any(columns))
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(escape(str(cell)) for cell in row))  # a bracket is text, not markup
    OUT.print(title, soft_wrap=True, markup=False, highlight=False)
    OUT.print(table, width=None if OUT.is_terminal else _WIDE)


def print_facts(title: str, facts: Mapping[str, object]) -> None:
    """A table of two columns."""
    print_table(title, ("", ""), facts.items())


@contextmanager
def bar(*, count: bool = False, quiet: bool = False) -> Generator[Progress]:
    """A progress bar on standard error, where that is a terminal: `count` shows done / all."""
    tail = (MofNCompleteColumn(), TimeRemainingColumn()) if count else ()
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), *tail)
    with Progress(*columns, console=ERR, transient=True, disable=quiet or not ERR.is_terminal) as progress:
        yield progress
