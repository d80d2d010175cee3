"""`... gan --out DIR`: train the bundled generator of the figure's sheets."""

import argparse
from pathlib import Path

from moeforge_training import warm
from moeforge_training.commands import shared
from moeforge_training.gan import GanConfig, Recipe
from moeforge_training.gan import run as train
from moeforge_training.progress import bar


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to its parser."""
    usual, recipe = GanConfig(out=Path()), Recipe()
    shared.arguments(parser, usual)
    parser.add_argument("--sheets", nargs="+", default=list(usual.sheets))
    parser.add_argument("--corpus", type=int, default=usual.corpus, help="painted pairs per sheet")
    parser.add_argument("--edges", type=float, default=recipe.edges, help="weight of crisp edges; 16 suits 256 texels")
    parser.add_argument("--local", type=float, default=recipe.local, help="weight of soft, faint marks; 8 suits skin")
    parser.add_argument("--traits", type=float, default=recipe.traits, help="weight of a teacher that reads numbers")
    parser.add_argument("--held-out", type=int, default=usual.held_out, help="painted pairs that are only measured")
    parser.add_argument("--within", type=float, default=None, help="minutes of this session, painting and all")
    parser.add_argument("--adversarial-from", type=float, default=recipe.adversarial_from, help="fraction of the run")
    parser.add_argument("--quarters", action="store_true", help="see a quarter of the picture a step: cheaper at 256")
    start = parser.add_mutually_exclusive_group()
    start.add_argument("--from-bundled", action="store_true", help="start from the bundled weights")
    start.add_argument("--from", dest="start", type=Path, default=None, help="start from a folder of exported models")


def run(options: argparse.Namespace) -> str:
    """Train; how it ended."""
    config = GanConfig(
        **shared.usual(options),
        held_out=options.held_out,
        within=options.within,
        sheets=tuple(options.sheets),
        recipe=shared.recipe_of(Recipe, options),
        start=warm.BUNDLED if options.from_bundled else options.start,
    )
    with bar() as progress:
        return shared.ended(train(config, progress))
