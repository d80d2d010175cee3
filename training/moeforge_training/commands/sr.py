"""`... sr --out DIR`: train the enlarging net."""

import argparse
from pathlib import Path

from moeforge_training.commands import shared
from moeforge_training.progress import bar
from moeforge_training.sr import train as sr
from moeforge_training.warm import BUNDLED


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to its parser."""
    usual = sr.SrConfig(out=Path())
    shared.arguments(parser, usual)
    parser.add_argument("--width", type=int, default=usual.shape.width, help="channels of a block")
    parser.add_argument("--blocks", type=int, default=usual.shape.blocks)
    parser.add_argument("--corpus", type=float, default=usual.corpus, help="tiles, as a multiple of the usual number")
    start = parser.add_mutually_exclusive_group()
    start.add_argument("--from-bundled", action="store_true", help="start from the bundled weights")
    start.add_argument("--from", dest="start", type=Path, default=None, help="start from a folder of exported nets")


def run(options: argparse.Namespace) -> str:
    """Train; how it ended."""
    config = sr.SrConfig(
        **shared.usual(options),
        shape=sr.Shape(options.width, options.blocks),
        recipe=shared.recipe_of(sr.Recipe, options),
        start=BUNDLED if options.from_bundled else options.start,
    )
    with bar() as progress:
        return shared.ended(sr.run(config, progress))
