"""`... start --checkpoint RUN --out DIR`: the networks of a run become what runs of others begin with."""

import argparse
from pathlib import Path

from moeforge_training.flat import start


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to its parser."""
    parser.add_argument("--checkpoint", type=Path, required=True, help="folder of a run of `gan --data`")
    parser.add_argument("--out", type=Path, required=True, help="a folder for `gan --start`")
    parser.add_argument("--name", required=True, help="of the drawings, for the cards of what begins with it")


def run(options: argparse.Namespace) -> str:
    """Write file and card; what the card says."""
    card = start.keep(options.checkpoint, options.out, options.name)
    return f"{options.out / start.FILE}: {card['training_data']}; {card['command']}"
