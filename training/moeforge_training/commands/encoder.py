"""`... encoder --out DIR`: train the net that reads pictures of characters.

The bundled one: `... encoder --out R --bf16 --minutes 22 --threads 1 --workers 1 --save-every 2000`
"""

import argparse
from pathlib import Path

from moeforge_training.commands import shared
from moeforge_training.encoder import train
from moeforge_training.encoder.trainer import Recipe
from moeforge_training.progress import bar


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to its parser."""
    usual = train.EncoderConfig(out=Path())
    shared.arguments(parser, usual)
    parser.add_argument(
        "--corpus", type=float, default=usual.corpus, help="sittings, as a multiple of the usual number"
    )


def run(options: argparse.Namespace) -> str:
    """Train; how it ended."""
    config = train.EncoderConfig(**shared.usual(options), recipe=shared.recipe_of(Recipe, options))
    with bar() as progress:
        return shared.ended(train.run(config, progress))
