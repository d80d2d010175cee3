"""`... cartoons --out DIR`: flat portraits by no hand, which nobody has to be asked for."""

import argparse
import time
from functools import partial
from pathlib import Path

from PIL import Image

from moeforge.workers import Pool
from moeforge_training.encoder import cartoons

SEED = 61
"""First number of every seed here: the encoder's cartoons have others."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to its parser."""
    parser.add_argument("--out", type=Path, required=True, help="folder of the pictures")
    parser.add_argument("--count", type=int, default=8192)
    parser.add_argument("--size", type=int, default=64, help="pixels of a side")
    parser.add_argument("--workers", type=int, default=2, help="processes that draw")


def run(options: argparse.Namespace) -> str:
    """Draw them, PNG files named by number; how long it took, in words."""
    start = time.perf_counter()
    options.out.mkdir(parents=True, exist_ok=True)
    with Pool(options.workers) as hands:
        for _ in hands.map(partial(_draw, options.out, options.size), range(options.count), chunksize=16):
            pass
    seconds = time.perf_counter() - start
    return f"{options.count} cartoons of {options.size} pixels in {seconds:.0f} s: {options.out}"


def _draw(folder: Path, size: int, number: int) -> None:
    Image.fromarray(cartoons.portrait((SEED, number), size)).save(folder / f"{number:05d}.png")
