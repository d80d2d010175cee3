"""`moeforge batch`: many avatars, by lines of a file, a range of seeds or a folder of pictures; it goes on where it
stopped, finished files are skipped."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from moeforge.errors import BadPromptError, BadSpecError, OutputError
from moeforge.models.portrait import PORTRAIT
from moeforge.spec import MAX_SEED
from moeforge.template.lod import lod_of
from moeforge_cli import file_options, options, packs
from moeforge_cli.batch_log import LOG, Log, Row
from moeforge_cli.batch_work import CORES, Job, Kit, work
from moeforge_cli.make import Order, format_of, storage
from moeforge_cli.show import ERR, OUT, bar, print_json
from moeforge_cli.wish import Asked, resolve

PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp")
"""Endings of the files of a folder that are read."""
MOST = 1_000_000
"""Avatars of one run."""
EVERY = 100
"""Avatars after which a line is written where no bar can be drawn."""
_COMMENT = re.compile(r"#(?![0-9a-fA-F]{6}\b)")
"""How a comment begins; "#ff8800 hair" is none."""
SHOWN = 5
"""Errors that are shown; the log has all."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(batch)


def batch(
    out: Annotated[Path, typer.Option(help="Folder for the avatars.")],
    prompts: Annotated[
        Path | None,
        typer.Argument(help="Text file, one prompt a line; equal lines give equal avatars, # starts a comment line."),
    ] = None,
    seeds: Annotated[str, typer.Option(help="Instead of a file: a range of seeds, for example 1-10000.")] = "",
    pictures: Annotated[
        Path | None, typer.Option(help="Instead of a file: a folder of pictures, one avatar each.")
    ] = None,
    words: Annotated[str, typer.Option(help="Beside --seeds or --pictures: what holds for every avatar.")] = "",
    jobs: Annotated[
        int, typer.Option(min=0, max=64, help=f"Processes that work side by side; 0: one for each core, up to {CORES}.")
    ] = 0,
    format_name: options.Format = "",
    target: file_options.Target = "",
    expressions: file_options.Expressions = "vrm",
    lod: file_options.Lod = "hero",
    morphs: file_options.Morphs = "sparse",
    texture_format: file_options.Textures = "png",
    author: options.Author = "",
    licence: options.LicenceId = "",
    models: options.Models = None,
    model: options.Model = "",
    as_json: options.Json = False,
) -> None:
    """Make an avatar for each line of a file, seed of a range or picture of a folder. Run it again to go on."""
    sets, stored = file_options.expression_sets(expressions), storage(target, morphs, texture_format)
    order = Order(format_of(None, format_name, target), target, sets, lod, export=stored)
    lod_of(order.level)  # an unknown level is one clear error here, not one for each avatar
    common = Asked(words, author=author, licence=licence)
    resolve(common)  # so are unknown licences and words that are no text
    kit = _kit(order, models, model, common)
    asked = list(_jobs(prompts, seeds, pictures, out, kit))
    made = [job for job in asked if job.path.exists()]
    there = {job.path for job in made}
    todo = [job for job in asked if job.path not in there]
    log = Log(out / LOG)
    kept = log.made_otherwise([(job.path, kit.row(job)) for job in made])
    log.complete([(job.path, job.key) for job in made])
    rows: list[Row] = []
    with bar(count=True, quiet=as_json) as progress:
        task = progress.add_task("avatars", total=len(asked), completed=len(asked) - len(todo))
        try:
            for done, result in enumerate(work(todo, jobs, kit), len(asked) - len(todo) + 1):
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
    _tell(summary, as_json)
    _tell_faults(rows, kept, out / LOG)
    if failed:
        raise typer.Exit(1)


def _tell(summary: Mapping[str, int | str], as_json: bool) -> None:
    if as_json:
        print_json(summary)
    else:
        OUT.print(", ".join(f"{v} {k}" if k != "folder" else f"in {v}" for k, v in summary.items()), soft_wrap=True)


def _tell_faults(rows: Sequence[Row], kept: int, log: Path) -> None:
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


def _kit(order: Order, models: Path | None, model: str, common: Asked) -> Kit:
    """The named pack, else the folder of models, else the selected pack, else the bundled models."""
    pack = packs.find(model) if model else None
    if pack and pack.pack.kind == PORTRAIT:
        return Kit(order, pack=pack, common=common)
    return Kit(order, pack.folder if pack else models or packs.selected(), common=common)


def _jobs(prompts: Path | None, seeds: str, pictures: Path | None, out: Path, kit: Kit) -> Iterator[Job]:
    if sum((prompts is not None, bool(seeds), pictures is not None)) != 1:
        raise BadSpecError(
            "give a file of prompts, --seeds FIRST-LAST or --pictures FOLDER, one of the three", field="seeds"
        )
    if prompts and kit.common.prompt:
        raise BadSpecError("--words stand beside --seeds or --pictures; a file has its own words", field="words")
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
    words, ending = kit.common.prompt, kit.ending
    for seed in _range(seeds) if seeds else ():
        yield Job(None, words, seed, out / f"seed-{seed:05d}.{ending}")
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not _COMMENT.match(line):
            yield Job(number, line.strip(), None, out / f"{number:05d}.{ending}")
    for path in shown:
        yield Job(None, words, None, out / f"{path.name}.{ending}", path)


def _range(seeds: str) -> range:
    """The seeds of "FIRST-LAST", both included; BadSpecError if it is none."""
    first, _, last = seeds.partition("-")
    if not (first.isdecimal() and last.isdecimal() and int(first) <= int(last) <= MAX_SEED):
        raise BadSpecError(f"seeds is {seeds!r}; write FIRST-LAST, for example 1-10000", field="seeds")
    if (count := int(last) - int(first) + 1) > MOST:
        raise BadSpecError(f"seeds {seeds} are {count:,}; at most {MOST:,} a run, for example 1-{MOST}", field="seeds")
    return range(int(first), int(last) + 1)
