"""`moeforge batch`: many avatars, resumable; finished files are skipped."""

import json
import multiprocessing
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer

from moeforge.errors import BadPromptError, MoeforgeError, OutputError
from moeforge.pipeline import Studio
from moeforge_cli import options
from moeforge_cli.make import EXTENSIONS, Order, check_format, make
from moeforge_cli.show import ERR, OUT, bar, print_json
from moeforge_cli.wish import Asked, resolve

LOG = "batch.jsonl"
"""One line for each line of the prompt file that was worked on, in the order in which they ended."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the prompt file and where its avatar goes."""

    number: int
    prompt: str
    path: Path


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(batch)


def batch(
    prompts: Annotated[Path, typer.Argument(help="Text file, one prompt a line; # starts a comment line.")],
    out: Annotated[Path, typer.Option(help="Folder for the avatars.")],
    jobs: Annotated[int, typer.Option(min=1, max=64, help="Processes that work side by side.")] = 1,
    format_name: options.Format = "vrm",
    models: options.Models = None,
    as_json: options.Json = False,
) -> None:
    """Make an avatar for each line of a file. Run it again to go on where it stopped."""
    lines = list(_read(prompts, out, check_format(format_name)))
    todo = [line for line in lines if not line.path.exists()]
    failed = 0
    with bar(count=True, quiet=as_json) as progress:
        task = progress.add_task("avatars", total=len(lines), completed=len(lines) - len(todo))
        for result in _work(todo, jobs, format_name, models):
            _log(out / LOG, result)
            failed += "error" in result
            progress.advance(task)
    summary = {"avatars": len(todo) - failed, "skipped": len(lines) - len(todo), "failed": failed, "folder": str(out)}
    if as_json:
        print_json(summary)
    else:
        OUT.print(", ".join(f"{v} {k}" if k != "folder" else f"in {v}" for k, v in summary.items()))
    if failed:
        ERR.print(f"see {out / LOG} for the errors")
        raise typer.Exit(1)


def _read(prompts: Path, out: Path, format_name: str) -> Iterator[Line]:
    try:
        text = prompts.read_text(encoding="utf-8-sig")
        out.mkdir(parents=True, exist_ok=True)
    except UnicodeDecodeError as error:
        raise BadPromptError(f"{prompts} is not UTF-8 text", field="prompts") from error
    except OSError as error:
        raise OutputError(f"{error.filename}: {error.strerror}") from error
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            yield Line(number, line.strip(), out / f"{number:05d}.{EXTENSIONS[format_name]}")


_studio: Studio | None = None


def _start_worker(models: Path | None) -> None:
    """Each process loads the models once, for one thread; Ctrl-C lets it end the avatar at hand."""
    global _studio
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _studio = Studio.load(models, threads=1)


def _one(line: Line, format_name: str) -> dict[str, object]:
    """One line's avatar, or its error, as the log keeps it."""
    assert _studio is not None
    try:
        spec, _ = resolve(Asked(prompt=line.prompt))
        return {"line": line.number, **asdict(make(spec, _studio, Order(format_name), line.path))}
    except MoeforgeError as error:
        return {"line": line.number, "error": str(error)}


def _work(lines: Sequence[Line], jobs: int, format_name: str, models: Path | None) -> Iterator[dict[str, object]]:
    """Results as they come; leaving early cancels what has not begun."""
    if not lines:
        return
    Studio.load(models, threads=1)  # a broken model is one clear error here, not a dead pool
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, context, initializer=_start_worker, initargs=(models,)) as pool:
        futures: list[Future[dict[str, object]]] = [pool.submit(_one, line, format_name) for line in lines]
        try:
            for future in as_completed(futures):
                yield future.result()
        finally:
            pool.shutdown(cancel_futures=True)


def _log(path: Path, result: dict[str, object]) -> None:
    with path.open("a", encoding="utf-8") as log:
        log.write(json.dumps(result, ensure_ascii=False) + "\n")
