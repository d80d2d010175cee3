"""`... style --out DIR`: train the reader of drawing styles."""

import argparse
from pathlib import Path

from moeforge_training.commands import shared
from moeforge_training.progress import bar
from moeforge_training.style import train
from moeforge_training.style.trainer import Recipe


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to its parser."""
    usual = train.StyleConfig(out=Path())
    shared.arguments(parser, usual)
    parser.add_argument("--looks", type=int, default=usual.recipe.looks, help="at every picture, in other contrasts")
    parser.add_argument(
        "--corpus", type=float, default=usual.corpus, help="pictures, as a multiple of the usual number"
    )


def run(options: argparse.Namespace) -> str:
    """Train; how it ended."""
    config = train.StyleConfig(**shared.usual(options), recipe=shared.recipe_of(Recipe, options))
    with bar() as progress:
        return shared.ended(train.run(config, progress))
