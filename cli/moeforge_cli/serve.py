"""`moeforge serve`: the gRPC server in the foreground. Its flags are the server's own settings."""

import asyncio

import typer

PASS_ON = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}
"""The arguments behind the command are read by the server's settings, so that each flag is said once."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(context_settings=PASS_ON)(serve)


def serve(context: typer.Context) -> None:
    """Start the gRPC server; --help lists its flags, SIGTERM or Ctrl-C drains it."""
    from pydantic_settings import CliApp

    from moeforge_server.app import serve as run
    from moeforge_server.settings import Settings

    asyncio.run(run(CliApp.run(Settings, cli_args=context.args)))
