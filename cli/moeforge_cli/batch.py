"""`moeforge batch`: many avatars, by lines of a file, a range of seeds or a folder of pictures; it goes on where it
stopped, finished files are skipped."""

import errno
import multiprocessing
import os
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Annotated

import typer

from moeforge.errors import BadPromptError, BadSpecError, MoeforgeError, OutputError
from moeforge.memory import keep_memory
from moeforge.models.portrait import PORTRAIT
from moeforge.pipeline import Studio
from moeforge.spec import MAX_SEED
from moeforge.template.lod import LODS, lod_of
from moeforge_cli import options, packs, portrait
from moeforge_cli.batch_log import LOG, Log, Row
from moeforge_cli.make import Order, check_format, make
from moeforge_cli.show import ERR, OUT, bar, print_json
from moeforge_cli.wish import Asked, read_bytes, resolve
from moeforge_exporters.targets import TARGETS

PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp")
"""Endings of the files of a folder that are read."""
MOST = 1_000_000
"""Avatars of one run."""
EVERY = 100
"""Avatars after which a line is written where no bar can be drawn."""
CORES = 4
"""Processes, at most, where none are asked for: each holds some 250 MB."""
PAYS = 8
"""Avatars for each process, at least: to start one takes as long as four of them."""
SHOWN = 5
"""Errors that are shown; the log has all."""


@dataclass(frozen=True, slots=True)
class Job:
    """One avatar of a batch and where it goes: a line of the prompt file, a seed, or a picture."""

    line: int | None
    prompt: str
    seed: int | None
    path: Path
    picture: Path | None = None

    @property
    def key(self) -> Row:
        """How the log names it."""
        if self.picture:
            return {"picture": self.picture.name}
        return {"seed": self.seed} if self.line is None else {"line": self.line}

    @property
    def words(self) -> Row:
        """What the log keeps of its wish."""
        return {"prompt": self.prompt} if self.prompt else {}

    @property
    def asked(self) -> Asked:
        """What is asked for."""
        picture = read_bytes(self.picture, "picture") if self.picture else b""
        return Asked(prompt=self.prompt, seed=self.seed, picture=picture)


@dataclass(frozen=True, slots=True)
class Kit:
    """What every avatar of a batch is made with."""

    order: Order
    models: Path | None = None
    pack: packs.Found | None = None  # of flat portraits, which take the figure's place

    @property
    def ending(self) -> str:
        """The usual ending of its files."""
        return "png" if self.pack else self.order.ending

    @property
    def name(self) -> str:
        """The same for equal files of one wish, as the log keeps it."""
        what = self.pack.pack.name if self.pack else self.order.target or self.order.format
        return f"{what} {self.order.level}"

    def row(self, job: Job) -> Row:
        """The head of a job's line in the log."""
        return job.key | job.words | {"order": self.name}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(batch)


def batch(
    out: Annotated[Path, typer.Option(help="Folder for the avatars.")],
    prompts: Annotated[
        Path | None, typer.Argument(help="Text file, one prompt a line; # starts a comment line.")
    ] = None,
    seeds: Annotated[str, typer.Option(help="Instead of a file: a range of seeds, for example 1-10000.")] = "",
    pictures: Annotated[
        Path | None, typer.Option(help="Instead of a file: a folder of pictures, one avatar each.")
    ] = None,
    jobs: Annotated[
        int, typer.Option(min=0, max=64, help=f"Processes that work side by side; 0: one for each core, up to {CORES}.")
    ] = 0,
    format_name: options.Format = "vrm",
    target: Annotated[str, typer.Option(help=f"Fit a destination's limits: {', '.join(TARGETS)}.")] = "",
    lod: Annotated[str, typer.Option(help=f"Detail, at most: {', '.join(LODS)}.")] = "hero",
    models: options.Models = None,
    model: options.Model = "",
    as_json: options.Json = False,
) -> None:
    """Make an avatar for each line of a file, seed of a range or picture of a folder. Run it again to go on."""
    order = Order("vrm" if target else check_format(format_name), target, lod=lod)
    lod_of(order.level)  # an unknown target or level is one clear error here, not one for each avatar
    kit = _kit(order, models, model)
    asked = list(_jobs(prompts, seeds, pictures, out, kit.ending))
    todo = [job for job in asked if not job.path.exists()]
    log = Log(out / LOG)
    kept = log.made_otherwise([(job.path, kit.row(job)) for job in asked if job.path.exists()])
    rows: list[Row] = []
    with bar(count=True, quiet=as_json) as progress:
        task = progress.add_task("avatars", total=len(asked), completed=len(asked) - len(todo))
        try:
            for done, result in enumerate(_work(todo, jobs, kit), len(asked) - len(todo) + 1):
                log.add(result)
                rows += [result] if "error" in result or "not_understood" in result else []
                progress.advance(task)
                if done % EVERY == 0 and not ERR.is_terminal:  # a log of the night shows no bar
                    ERR.print(f"{done} of {len(asked)}")
        except KeyboardInterrupt:
            ERR.print("stopped; run the same command again to go on")
            raise typer.Exit(130) from None
    failed = sum("error" in row for row in rows)
    summary = {"avatars": len(todo) - failed, "skipped": len(asked) - len(todo), "failed": failed, "folder": str(out)}
    if as_json:
        print_json(summary)
    else:
        OUT.print(", ".join(f"{v} {k}" if k != "folder" else f"in {v}" for k, v in summary.items()), soft_wrap=True)
    _tell(rows, kept, out / LOG)
    if failed:
        raise typer.Exit(1)


def _tell(rows: Sequence[Row], kept: int, log: Path) -> None:
    """The first errors and words that were not understood, where the rest stands, and what was kept as it was."""
    for fault in ("error", "not_understood"):
        found = [row for row in rows if fault in row]
        for row in found[:SHOWN]:
            name = next(f"{key} {row[key]}" for key in ("line", "seed", "picture") if key in row)
            ERR.print(f"{name}: {fault.replace('_', ' ')}: {row[fault]}", markup=False, soft_wrap=True)
        if found[SHOWN:]:
            ERR.print(f"and {len(found) - SHOWN} more: see {log}", markup=False, soft_wrap=True)
    if kept:
        ERR.print(
            f"{kept} of the files that were there were made from other words or options: they are kept; delete them "
            "or name another --out to make them anew",
            soft_wrap=True,
        )


def _kit(order: Order, models: Path | None, model: str) -> Kit:
    """The named pack, else the folder of models, else the selected pack, else the bundled models."""
    pack = packs.find(model) if model else None
    if pack and pack.pack.kind == PORTRAIT:
        return Kit(order, pack=pack)
    return Kit(order, pack.folder if pack else models or packs.selected())


def _jobs(prompts: Path | None, seeds: str, pictures: Path | None, out: Path, ending: str) -> Iterator[Job]:
    if sum((prompts is not None, bool(seeds), pictures is not None)) != 1:
        raise BadSpecError(
            "give a file of prompts, --seeds FIRST-LAST or --pictures FOLDER, one of the three", field="seeds"
        )
    try:
        text = prompts.read_text(encoding="utf-8-sig") if prompts else ""
        shown = sorted(p for p in pictures.iterdir() if p.suffix.lower() in PICTURES) if pictures else []
        out.mkdir(parents=True, exist_ok=True)
    except UnicodeDecodeError as error:
        raise BadPromptError(f"{prompts} is not UTF-8 text", field="prompts") from error
    except OSError as error:
        raise OutputError(f"{error.filename}: {error.strerror}") from error
    if prompts and not text.strip():
        raise BadPromptError(f"{prompts} is empty: write one prompt a line", field="prompts")
    if pictures and not shown:
        raise BadSpecError(f"{pictures} holds no picture ({', '.join(PICTURES)})", field="pictures")
    for seed in _range(seeds) if seeds else ():
        yield Job(None, "", seed, out / f"seed-{seed:05d}.{ending}")
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            yield Job(number, line.strip(), None, out / f"{number:05d}.{ending}")
    for path in shown:
        yield Job(None, "", None, out / f"{path.name}.{ending}", path)


def _range(seeds: str) -> range:
    """The seeds of "FIRST-LAST", both included; BadSpecError if it is none."""
    first, _, last = seeds.partition("-")
    if not (first.isdecimal() and last.isdecimal() and int(first) <= int(last) <= MAX_SEED):
        raise BadSpecError(f"seeds is {seeds!r}; write FIRST-LAST, for example 1-10000", field="seeds")
    if (count := int(last) - int(first) + 1) > MOST:
        raise BadSpecError(f"seeds {seeds} are {count:,}; at most {MOST:,} a run, for example 1-{MOST}", field="seeds")
    return range(int(first), int(last) + 1)


_HOPELESS = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM)
"""What stops one file for want of room or permission stops all: the batch ends."""
_studio: Studio | None = None


def _start_worker(models: Path | None) -> None:
    """Each process loads the models once, for one thread; Ctrl-C lets it end the avatar at hand."""
    global _studio
    keep_memory()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _studio = Studio.load(models, threads=1)


def _one(job: Job, kit: Kit) -> Row:
    """The avatar of one job, or its error, as the log keeps it. OutputError where no file of the batch can be."""
    assert _studio is not None
    row = kit.row(job)
    try:
        if kit.pack:
            return row | asdict(portrait.paint(kit.pack, job.seed, job.path, kit.order.picture.size))
        spec, reading = resolve(replace(job.asked, models=kit.models))
        unread = {"not_understood": [s.text for s in reading.unmatched]} if reading and reading.unmatched else {}
        return row | unread | asdict(make(spec, _studio, kit.order, job.path))
    except OutputError as error:
        if getattr(error.__cause__, "errno", None) in _HOPELESS:
            raise
        return {**row, "error": str(error)}
    except MoeforgeError as error:
        return {**row, "error": str(error)}


def processes_for(avatars: int) -> int:
    """How many processes a batch gets when none are asked for."""
    return max(1, min(os.cpu_count() or 1, CORES, avatars // PAYS))


def _work(jobs: Sequence[Job], processes: int, kit: Kit) -> Iterator[Row]:
    """Results as they come; leaving early cancels what has not begun.

    OutputError when disk or folder take no more files, MoeforgeError when a process dies.
    """
    if not jobs:
        return
    if kit.pack and jobs[0].seed is None:
        raise BadSpecError(
            "a pack of flat portraits paints from seeds: use --seeds, not prompts or pictures", field="prompts"
        )
    Studio.load(kit.models, threads=1)  # a broken model is one clear error here, not a dead pool
    context = multiprocessing.get_context("spawn")
    processes = processes or processes_for(len(jobs))
    with ProcessPoolExecutor(processes, context, initializer=_start_worker, initargs=(kit.models,)) as pool:
        try:
            futures: list[Future[Row]] = [pool.submit(_one, job, kit) for job in jobs]
            for future in as_completed(futures):
                yield future.result()
        except OutputError as error:
            raise OutputError(f"{error}; the batch stopped: run the same command again to go on") from error
        except BrokenProcessPool as error:
            raise MoeforgeError(
                "a process of the batch was killed, perhaps for want of memory: run the same command again to go on, "
                "with fewer --jobs"
            ) from error
        finally:
            pool.shutdown(cancel_futures=True)
