"""`... export --checkpoint DIR --out DIR`: a checkpoint of any run becomes a model pack."""

import argparse
from pathlib import Path

from moeforge_training.packing import export


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to its parser."""
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True, help="folder of the model pack")
    parser.add_argument("--name", default="", help="the pack's name; default: the folder's")
    parser.add_argument("--zip", action="store_true", help="also write the pack as one file, OUT.zip")


def run(options: argparse.Namespace) -> str:
    """Write the files; a line for each."""
    cards = export(options.checkpoint, options.out, options.name, zipped=options.zip)
    lines = [f"{card.file} {card.sha256[:12]} {card.metrics}" for card in cards]
    return "\n".join([*lines, f"a model pack: moeforge models install {options.out}"])
