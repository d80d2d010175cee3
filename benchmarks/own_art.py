"""Training on one's own art: style against DCGAN, WGAN-GP and lightweight-gan, at equal time on the same device.

    python benchmarks/own_art.py ../shared/data/avatar_art/adventurer_300 --out runs/own_art --minutes 6
    python benchmarks/own_art.py FOLDER FOLDER --out runs/own_art --minutes 5 --device cuda

Each contender is a process with one thread. On a GPU all of them, for all folders, run at the same time and share it,
for so many minutes of wall clock each; on a processor one after another, for so many minutes of the thread's time each.
The same command continues, also with more minutes. A fifth of the pictures is held out; figures are means over three
random feature networks, beside those of the training pictures themselves, at each quarter of the time. lightweight-gan
is left out where the package is missing; `--package-python` names the interpreter of another environment that has it.
Writes table.md and a grid into the folder of each set.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import torch
from own_art_marks import SAMPLES, SIZE, Mark, Marks
from PIL import Image, ImageDraw

from moeforge.workers import Pool
from moeforge_training.dataset.options import DataOptions
from moeforge_training.dataset.prepare import prepare
from moeforge_training.flat.architectures import ARCHITECTURES
from moeforge_training.flat.grid import tile
from moeforge_training.flat.judge import Judge, Verdict
from moeforge_training.flat.pictures import read_pictures
from moeforge_training.source import U8

HERE = Path(__file__).parent
HELD_OUT = 0.2
PACKAGE = "lightweight-gan"
ALL = ("style", "style from nothing", *(name for name in ARCHITECTURES if name != "style"), PACKAGE)
COLUMNS, ROWS = 12, 3
LATE = 120.0
"""Seconds beyond its time after which a contender on a shared GPU is stopped; its marks count."""
REAL = "training pictures themselves"
Figures = Mapping[str, Sequence[Future[tuple[Mark, Verdict]]]]
"""Of each contender, first mark to last."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line says."""

    minutes: float
    device: str
    width: int | None
    samples: int
    package_python: str = sys.executable


def prepared(folder: Path, out: Path) -> Path:
    """The data set of a folder of art; one that lies in `out` from an earlier call is kept."""
    data = out / "data"
    if not (data / "dataset.json").exists():
        about = "CC-BY-4.0", "published under this licence", folder.name, "see SOURCES.md"
        prepare(DataOptions(folder, data, *about, size=SIZE, held_out=HELD_OUT, workers=1))
    return data


def command(name: str, data: Path, out: Path, asked: Asked) -> list[str]:
    """What trains one contender; `style@16` is style at width 16, `style from nothing` saw no drawing before."""
    common = [str(data), str(out), f"--minutes={asked.minutes}", f"--samples={asked.samples}"]
    if name == PACKAGE:
        kind = asked.device.partition(":")[0]
        return [asked.package_python, str(HERE / "own_art_lightweight.py"), *common, f"--device={kind}"]
    name, _, start = name.partition(" from ")
    arch, _, own = name.partition("@")
    width = own or asked.width
    flags = [f"--arch={arch}", f"--device={asked.device}", *([f"--width={width}"] if width else [])]
    flags += [f"--start={start}"] if start else []
    return [sys.executable, str(HERE / "own_art_run.py"), *common, *flags]


def compete(commands: Mapping[Path, Sequence[str]], at_once: bool, seconds: float) -> None:
    """Run the command of each contender's folder, which keeps its log. One that fails or hangs harms no other."""
    running: dict[Path, subprocess.Popen[bytes]] = {}
    for folder, words in commands.items():
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "log.txt").open("wb") as log:
            running[folder] = subprocess.Popen(words, stdout=log, stderr=subprocess.STDOUT)
        if not at_once:
            running[folder].wait()
    end = time.monotonic() + seconds + LATE
    for folder, process in running.items():
        try:
            code = process.wait(max(end - time.monotonic(), 1.0) if at_once else None)
        except subprocess.TimeoutExpired:
            process.terminate()
            code = process.wait()
        said = (folder / "log.txt").read_text(encoding="utf-8", errors="replace").splitlines()
        print(f"{folder}: exit {code}", *said[-2 if code == 0 else -12 :], sep="\n  ", flush=True)


def made(out: Path, name: str) -> list[tuple[Mark, U8]]:
    """What a contender left, or the training pictures."""
    if name != REAL:
        return Marks(out / name, 0.0).read()
    pictures = read_pictures(out / "data", SIZE).train
    return [(Mark(0.0, 0, len(pictures), 0), pictures)]


@cache
def judge(out: Path) -> Judge:
    """The judge of a set."""
    torch.set_num_threads(1)
    return Judge(read_pictures(out / "data", SIZE), mirror=True)


def measured(out: Path, name: str, place: int) -> tuple[Mark, Verdict]:
    """The figures of a contender at one of its marks."""
    mark, pictures = made(out, name)[place]
    return mark, judge(out).measure(pictures)[0]


def asked_for(pool: Executor, out: Path, names: Sequence[str]) -> Figures:
    """The figures to come of all contenders of a set that left any, and of the training pictures."""
    marks = {name: len(made(out, name)) for name in (REAL, *names)}
    return {name: [pool.submit(measured, out, name, n) for n in range(most)] for name, most in marks.items() if most}


def line(name: str, mark: Mark, v: Verdict) -> str:
    """A row of the table."""
    speed = mark.shown / mark.seconds if mark.seconds else 0.0
    cells = f"{v.kid:.3f} | {v.density:.2f} | {v.coverage:.2f} | {v.variety:.2f} | {v.copying:+.1f} | {v.copies}/{v.of}"
    last = f"{mark.steps}, {mark.shown / 1000:.1f} k, {speed:.0f}, {mark.parameters / 1e6:.1f} M"
    return f"| {name} | {cells} | {last} |"


def table(rows: Mapping[str, Sequence[tuple[Mark, Verdict]]]) -> str:
    """The figures at the end, and KID / coverage at each mark, as Markdown."""
    head = "| | KID | density | coverage | variety | copying z | copies | steps, shown, shown a second, parameters |"
    lines = [head, "|" + " --- |" * 8, *(line(name, *found[-1]) for name, found in rows.items()), ""]
    lines += ["KID, density and coverage after so many seconds:", ""]
    for name, found in rows.items():
        told = "; ".join(f"{m.seconds:.0f} s {v.kid:.3f}, {v.density:.2f}, {v.coverage:.2f}" for m, v in found)
        lines.append(f"- {name}: {told}")
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


def told(out: Path, figures: Figures) -> str:
    """Write table.md and the grid of one set; the table."""
    picture(out / f"own_art_{out.name}.jpg", [(name, made(out, name)[-1][1]) for name in figures])
    text = f"{out.name}\n\n{table({name: [f.result() for f in found] for name, found in figures.items()})}\n"
    (out / "table.md").write_text(text, encoding="utf-8")
    return text


def contenders(asked: Sequence[str], python: str) -> list[str]:
    """The names asked for, without the package where an interpreter does not have it."""
    wanted = (
        "import importlib.util as u; raise SystemExit(not all(map(u.find_spec, ('lightweight_gan', 'torchvision'))))"
    )
    can = PACKAGE in asked and subprocess.run([python, "-c", wanted], check=False).returncode == 0
    return [name for name in asked if can or name != PACKAGE]


def main() -> None:
    """Prepare, train, measure, draw."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path, help="pictures as the artist has them")
    parser.add_argument("--out", type=Path, default=Path("runs/own_art"))
    parser.add_argument("--minutes", type=float, default=6.0, help="for each contender")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--arch", nargs="+", default=ALL, help="style@16: at width 16")
    parser.add_argument("--width", type=int, help="of the networks; default: by architecture and device")
    parser.add_argument("--samples", type=int, default=SAMPLES)
    parser.add_argument("--package-python", default=sys.executable, help=f"that has {PACKAGE}")
    parser.add_argument("--measure", action="store_true", help="only measure what an earlier call left")
    given = parser.parse_args()
    asked = Asked(given.minutes, given.device, given.width, given.samples, given.package_python)
    names = contenders(given.arch, given.package_python)
    sets: list[Path] = [given.out / folder.name for folder in given.folders]
    data = [prepared(folder, out) for folder, out in zip(given.folders, sets, strict=True)]
    commands = {s / name: command(name, d, s / name, asked) for s, d in zip(sets, data, strict=True) for name in names}
    if not given.measure:
        compete(commands, given.device.startswith("cuda"), 60.0 * given.minutes)
    with Pool(os.cpu_count() or 1) as judges:
        figures = {out: asked_for(judges, out, given.arch) for out in sets}
        for out, found in figures.items():
            print(told(out, found), flush=True)


if __name__ == "__main__":
    main()
