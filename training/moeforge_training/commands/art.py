"""`moeforge train gan --data D`: train on one's own pictures, behind a progress bar."""

import argparse
from dataclasses import fields
from pathlib import Path

from moeforge_training.flat.architectures import ARCHITECTURES
from moeforge_training.flat.options import FlatOptions
from moeforge_training.flat.progress import figures, flat_bar
from moeforge_training.flat.run import run as train


def run(given: argparse.Namespace) -> str:
    """Train on a prepared data set; what came of it, in words. MoeforgeError as `flat.run.run`."""
    options = FlatOptions(**{field.name: getattr(given, field.name) for field in fields(FlatOptions)})
    with flat_bar() as progress:
        result = train(options, progress)
    state = "finished" if result.finished else "stopped; the same command continues"
    lines = [f"{state} after {result.steps} steps, begun with {result.began or 'nothing'}: {result.checkpoint}"]
    lines += [figures(result.verdict)] if result.verdict else []
    lines += [f"alarm: {words}" for words in result.alarms]
    shown = given.out / "train_results.png"  # none before the first checkpoint
    return "\n".join([*lines, *([f"look at {shown}"] if shown.exists() else [])])


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to its parser."""
    usual = FlatOptions(Path(), Path())
    parser.add_argument("--data", type=Path, required=True, help="folder made by `moeforge data prepare`")
    parser.add_argument("--out", type=Path, required=True, help="folder of the run")
    parser.add_argument("--arch", choices=tuple(ARCHITECTURES), default=usual.arch, help="(%(default)s)")
    parser.add_argument("--minutes", type=float, default=usual.minutes, help="of training (%(default)s)")
    parser.add_argument("--steps", type=int, help="length in steps instead of minutes")
    parser.add_argument("--size", type=int, help="64, 128 or 256 pixels; default: by device and data")
    parser.add_argument("--width", type=int, help="unit of the layers' widths; default: by device")
    parser.add_argument("--batch", type=int, help="pictures a step")
    parser.add_argument("--rate", type=float, help="learning rate of both networks")
    parser.add_argument("--gamma", type=float, help="weight of the gradient penalty")
    parser.add_argument("--augment", action=argparse.BooleanOptionalAction, help="default: by architecture and data")
    parser.add_argument("--mirror", action=argparse.BooleanOptionalAction, default=usual.mirror, help="(%(default)s)")
    parser.add_argument("--bf16", action=argparse.BooleanOptionalAction, help="mixed precision; default: by device")
    parser.add_argument("--device", default=usual.device, help="auto, cpu, cuda or cuda:N")
    parser.add_argument("--threads", type=int, default=usual.threads)
    parser.add_argument("--seed", type=int, default=usual.seed)
    parser.add_argument("--start", default=usual.start, help="bundled, nothing, or the folder of a run (%(default)s)")
    parser.add_argument("--save-minutes", type=float, default=usual.save_minutes, help="between checkpoints")
    parser.add_argument("--save-every", type=int, help="steps between checkpoints instead")
    parser.add_argument("--samples", type=int, default=usual.samples, help="generated for a checkpoint's figures")
    parser.add_argument("--fresh", dest="resume", action="store_false", help="ignore the run that lies in --out")
