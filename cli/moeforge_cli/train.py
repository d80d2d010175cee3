"""`moeforge train gan ...` and `moeforge train export ...`: handed to the training package, which needs torch."""

from importlib.util import find_spec

import typer

from moeforge.errors import ModelError
from moeforge_cli.serve import PASS_ON


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(context_settings=PASS_ON)(train)


def train(context: typer.Context) -> None:
    """Train the generator (gan) or export a checkpoint to ONNX (export); --help lists the flags."""
    if find_spec("torch") is None:
        raise ModelError("training needs torch, some GB: pip install '.[train]' in the checkout's environment")
    from moeforge_training.__main__ import main

    if code := main(context.args):
        raise typer.Exit(code)
