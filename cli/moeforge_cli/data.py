"""`moeforge data prepare ...` and `moeforge data report ...`: an artist's folder becomes a training set."""

import typer

from moeforge_cli.serve import PASS_ON


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(context_settings=PASS_ON)(data)


def data(context: typer.Context) -> None:
    """Check, mend and crop a folder of pictures (prepare), or a data set (report); see --help."""
    from moeforge_training.dataset.__main__ import main  # its libraries are only needed here

    if code := main(context.args):
        raise typer.Exit(code)
