"""`... export --checkpoint DIR --out DIR`: a checkpoint of any run becomes ONNX files with their cards."""

import argparse
from pathlib import Path

from moeforge.models.pack import CARD
from moeforge_training import packing


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to its parser."""
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True, help="folder of the model pack")
    parser.add_argument("--name", default="", help="the pack's name; default: the folder's")
    parser.add_argument("--zip", action="store_true", help="also write the pack as one file, OUT.zip")


def run(options: argparse.Namespace) -> str:
    """Write the files; a line for each, and what to do with a whole pack."""
    cards = packing.export(options.checkpoint, options.out, options.name, zipped=options.zip)
    lines = [f"{card.file} {card.sha256[:12]} {card.metrics}" for card in cards]
    whole = (options.out / CARD).is_file()
    return "\n".join([*lines, f"a model pack: moeforge models install {options.out}"] if whole else lines)
