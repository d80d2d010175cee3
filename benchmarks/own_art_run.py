"""One contender of own_art.py, an architecture of this repository: `own_art_run.py DATA OUT --arch style --minutes 6`.

Time is the wall clock on a GPU and what the thread used on a processor; making and keeping the marks is not counted.
The same command goes on, also with more minutes.
"""

import argparse
import sys
import time
from pathlib import Path

from own_art_marks import SAMPLES, SIZE, Mark, Marks

from moeforge_training.flat import options
from moeforge_training.flat.architectures import ARCHITECTURES
from moeforge_training.flat.options import FlatOptions
from moeforge_training.flat.pictures import read_pictures
from moeforge_training.flat.run import SILENT, FlatRun
from moeforge_training.flat.sample import sample
from moeforge_training.flat.start import BUNDLED
from moeforge_training.flat.team import Team


def started(asked: FlatOptions) -> FlatRun:
    """A run that never ends by itself; continued when it lies in `asked.out`."""
    options.settle(asked)
    asked.out.mkdir(parents=True, exist_ok=True)
    clock = time.perf_counter if asked.device.startswith("cuda") else time.thread_time
    return FlatRun(asked, read_pictures(asked.data, SIZE), SILENT, Team(), clock)


def reached(run: FlatRun) -> Mark:
    """How far a run is."""
    trainer = run.trainer
    shown = trainer.step_number * trainer.recipe.batch * trainer.kind.critic_steps
    return Mark(run.seconds, trainer.step_number, shown, sum(p.numel() for p in trainer.generator.parameters()))


def main() -> None:
    """Train up to each mark and keep what is there; at last a checkpoint."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="folder made by `moeforge data prepare`")
    parser.add_argument("out", type=Path)
    parser.add_argument("--arch", choices=tuple(ARCHITECTURES), default="style")
    parser.add_argument("--minutes", type=float, default=6.0)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--width", type=int, help="of the networks; default: by architecture and device")
    parser.add_argument("--start", default=BUNDLED, help="bundled, nothing, or the folder of a run")
    parser.add_argument("--samples", type=int, default=SAMPLES)
    given = parser.parse_args()
    sys.modules["tensorboard"] = None  # type: ignore[assignment] # Python: not to be found; curves.jsonl is enough
    asked = FlatOptions(
        given.data, given.out, given.arch, SIZE, given.width,
        start=given.start, minutes=1e9, save_minutes=1e9, threads=1, device=given.device,
    )  # fmt: skip
    run, marks = started(asked), Marks(given.out, given.minutes)
    for mark in marks.left(run.seconds):
        while run.seconds < mark:
            run.advance()
        marks.write(reached(run), sample(run.trainer.served(), run.trainer.shape.latent, given.samples))
    run.save()


if __name__ == "__main__":
    main()
