"""What a batch does: its avatars, made side by side by processes that end with the command that started them."""

import errno
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from moeforge import workers
from moeforge.errors import BadSpecError, MoeforgeError, OutputError
from moeforge.memory import keep_memory
from moeforge.pipeline import Studio
from moeforge_cli import packs, portrait
from moeforge_cli.batch_log import Row
from moeforge_cli.make import Order, make
from moeforge_cli.wish import Asked, read_bytes, resolve

CORES = 4
"""Processes, at most, where none are asked for: each holds some 250 MB."""
PAYS = 8
"""Avatars for each process, at least: to start one takes as long as four of them."""

NO_WISH = Asked()
_STORED = ("expressions", "morphs", "texture-format")
"""Options by which files of one target or format and level differ."""


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


@dataclass(frozen=True, slots=True)
class Kit:
    """What every avatar of a batch is made with."""

    order: Order
    models: Path | None = None
    pack: packs.Found | None = None  # of flat portraits, which take the figure's place
    common: Asked = NO_WISH  # words, author and licence of every avatar

    @property
    def ending(self) -> str:
        """The usual ending of its files."""
        return "png" if self.pack else self.order.ending

    @property
    def name(self) -> str:
        """The same for equal files of one wish, as the log keeps it."""
        what = self.pack.pack.name if self.pack else self.order.target or self.order.format
        stored = (self.order.unusual.get(option) for option in _STORED)
        further = (*stored, self.common.author, self.common.licence)
        return " ".join((what, self.order.level, *filter(None, further)))

    def asked(self, job: Job) -> Asked:
        """What is asked for."""
        picture = read_bytes(job.picture, "picture") if job.picture else b""
        return replace(self.common, prompt=job.prompt, seed=job.seed, picture=picture, models=self.models)

    def row(self, job: Job) -> Row:
        """The head of a job's line in the log."""
        return job.key | job.words | {"order": self.name}


_HOPELESS = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM)
"""What stops one file for want of room or permission stops all: the batch ends."""
_studio: Studio | None = None


def _start_worker(models: Path | None) -> None:
    """Each process loads the models once, for one thread."""
    global _studio
    keep_memory()
    _studio = Studio.load(models, threads=1)


def _one(job: Job, kit: Kit) -> Row:
    """The avatar of one job, or its error, as the log keeps it. OutputError where no file of the batch can be."""
    with workers.WORKING:  # a kill of the command lets it end the avatar at hand, as Ctrl-C does
        return _made(job, kit)


def _made(job: Job, kit: Kit) -> Row:
    assert _studio is not None
    row = kit.row(job)
    try:
        if kit.pack:
            return row | asdict(portrait.paint(kit.pack, job.seed, job.path, kit.order.picture.size))
        spec, reading = resolve(kit.asked(job))
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


def work(jobs: Sequence[Job], processes: int, kit: Kit) -> Iterator[Row]:
    """Results as they come; leaving early cancels what has not begun.

    OutputError when disk or folder take no more files, MoeforgeError when a process dies.
    """
    if not jobs:
        return
    if kit.pack and (jobs[0].seed is None or jobs[0].prompt):
        raise BadSpecError(
            "a pack of flat portraits paints from seeds: use --seeds alone, not words or pictures", field="prompts"
        )
    Studio.load(kit.models, threads=1)  # a broken model is one clear error here, not a dead pool
    processes = processes or processes_for(len(jobs))
    with workers.Pool(processes, _start_worker, (kit.models,)) as pool:
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
