"""`... export --checkpoint DIR --out DIR`: a checkpoint of any run becomes ONNX files with their cards."""

import argparse
from pathlib import Path

from moeforge_training import checkpoint, export_onnx
from moeforge_training.sr import export as sr_export


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to its parser."""
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)


def run(options: argparse.Namespace) -> str:
    """Write the files; a line for each."""
    state, _ = checkpoint.load(options.checkpoint)
    write = sr_export.export if "upscaler" in state else export_onnx.export
    cards = write(options.checkpoint, options.out)
    return "\n".join(f"{card.file} {card.sha256[:12]} {card.metrics}" for card in cards)
