"""`moeforge serve`: the gRPC server in the foreground. Its flags are the server's own settings."""

import typer

PASS_ON = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}
"""The arguments behind the command are read by whom they are for, so that each flag is said once."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(context_settings=PASS_ON)(serve)


def serve(context: typer.Context) -> None:
    """Start the gRPC server; --help lists its flags, SIGTERM or Ctrl-C drains it."""
    from moeforge_server.__main__ import main  # only this command may load the server

    if code := main(context.args):
        raise typer.Exit(code)
