"""Training on one's own art: style against DCGAN and WGAN-GP, at equal time on one processor thread.

    python benchmarks/own_art.py ../shared/data/avatar_art/adventurer_300 --out runs/own_art --minutes 6

The contenders take turns of a few seconds in one process, so that a busy machine is busy for all of them; time is what
the thread used (`time.thread_time`). The same command continues, also with more minutes. A fifth of the pictures is
held out; figures are means over three random feature networks, beside those of the training pictures themselves.
"""

import argparse
import json
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageDraw

from moeforge_training.dataset.options import DataOptions
from moeforge_training.dataset.prepare import prepare
from moeforge_training.flat.architectures import ARCHITECTURES
from moeforge_training.flat.grid import tile
from moeforge_training.flat.judge import Judge, Verdict
from moeforge_training.flat.options import FlatOptions
from moeforge_training.flat.pictures import Pictures, read_pictures
from moeforge_training.flat.run import SILENT, FlatRun
from moeforge_training.flat.sample import sample
from moeforge_training.flat.team import Team
from moeforge_training.source import U8

SIZE = 64
HELD_OUT = 0.2
TURN = 10.0
"""Seconds of a turn."""
SAVE = 40.0
"""Seconds of training between checkpoints."""
SAMPLES = 1000
COLUMNS, ROWS = 12, 2


def contender(arch: str, data: Path, out: Path, pictures: Pictures) -> FlatRun:
    """A run that never ends by itself; continued when it lies in `out`."""
    asked = FlatOptions(data, out / arch, arch, SIZE, minutes=1e9, save_minutes=1e9, threads=1, device="cpu")
    asked.out.mkdir(parents=True, exist_ok=True)
    return FlatRun(asked, pictures, SILENT, Team(), time.thread_time)


def compete(runs: Sequence[FlatRun], seconds: float) -> None:
    """Turns for all until each has used its seconds."""
    while any(run.seconds < seconds for run in runs):
        for run in runs:
            end = min(run.seconds + TURN, seconds)
            while run.seconds < end:
                run.advance()
            if run.seconds - run.saved_at > SAVE:
                run.save()
        print(*(f"{r.options.arch} {r.trainer.step_number}" for r in runs), f"{runs[0].seconds:.0f} s", flush=True)


def row(name: str, verdict: Verdict, note: str) -> str:
    """A line of the table."""
    v = verdict
    return (
        f"| {name} | {v.kid:.3f} | {v.density:.2f} | {v.coverage:.2f} | {v.variety:.2f} | {v.copying:+.1f} | {note} |"
    )


def table(runs: Sequence[FlatRun], pictures: Pictures, fakes: Sequence[U8], judge: Judge) -> str:
    """The figures as Markdown."""
    lines = [
        "| | KID | density | coverage | variety | copying z | steps, pictures shown, parameters |",
        "|" + " --- |" * 7,
    ]
    real, _ = judge.measure(pictures.train)
    lines.append(row("training pictures themselves", real, f"{len(pictures.train)} pictures"))
    for run, fake in zip(runs, fakes, strict=True):
        verdict, _ = judge.measure(fake)
        kind, steps = run.trainer.kind, run.trainer.step_number
        shown = steps * run.trainer.recipe.batch * kind.critic_steps / 1000
        size = sum(p.numel() for p in run.trainer.generator.parameters()) / 1e6
        note = f"{steps}, {shown:.1f} k, {size:.1f} M"
        lines.append(row(run.options.arch, verdict, note))
    return "\n".join(lines)


def picture(path: Path, named: Sequence[tuple[str, U8]]) -> None:
    """Rows of each set under its name, as a JPEG."""
    blocks: list[U8] = []
    for name, pictures in named:
        body = tile(pictures[: COLUMNS * ROWS], COLUMNS)
        strip = Image.new("RGB", (body.shape[1], 16), "white")
        ImageDraw.Draw(strip).text((2, 2), name, fill="black")
        blocks += [np.asarray(strip), body]
    Image.fromarray(np.concatenate(blocks)).save(path, quality=88)


def main() -> None:
    """Prepare, train in turns, measure, draw."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="pictures as the artist has them")
    parser.add_argument("--out", type=Path, default=Path("runs/own_art"))
    parser.add_argument("--minutes", type=float, default=6.0, help="for each contender")
    parser.add_argument("--arch", nargs="+", default=list(ARCHITECTURES))
    given = parser.parse_args()
    torch.set_num_threads(1)
    folder: Path = given.folder
    out: Path = given.out / folder.name
    about = "CC-BY-4.0", "published under this licence", folder.name, "see SOURCES.md"
    prepare(DataOptions(folder, out / "data", *about, size=SIZE, held_out=HELD_OUT, workers=1))
    pictures = read_pictures(out / "data", SIZE)
    runs = [contender(arch, out / "data", out, pictures) for arch in given.arch]
    compete(runs, 60.0 * given.minutes)
    for run in runs:
        run.save()
    fakes = [sample(run.trainer.served(), run.trainer.shape.latent, SAMPLES) for run in runs]
    text = table(runs, pictures, fakes, Judge(pictures, mirror=True))
    print(text)
    (out / "table.md").write_text(text + "\n", encoding="utf-8")
    (out / "minutes.json").write_text(json.dumps({r.options.arch: r.seconds / 60 for r in runs}), encoding="utf-8")
    named = [(run.options.arch, fake) for run, fake in zip(runs, fakes, strict=True)]
    picture(out / f"own_art_{folder.name}.jpg", [("training pictures", pictures.train), *named])


if __name__ == "__main__":
    main()
