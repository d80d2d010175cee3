"""The command line: one file per command, gathered here."""

import sys

import typer

from moeforge.errors import BadPromptError, BadSpecError, MoeforgeError
from moeforge_cli import animate, batch, data, demo, doctor, generate, inspect, models, serve, train, traits, upscale

COMMANDS = (serve, generate, batch, traits, inspect, animate, doctor, data, train, models, upscale, demo)
USAGE_ERRORS = (BadSpecError, BadPromptError)

app = typer.Typer(
    help="A seed, a sentence or a spec becomes a cute avatar: VRM, glTF or a picture.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for command in COMMANDS:
    command.register(app)


def main() -> None:
    """Run a command; an expected error is one line on standard error, exit 2 for bad input and 1 for the rest.

    Ctrl-C is typer's: exit 130; files are written whole or not at all.
    """
    try:
        app()
    except MoeforgeError as error:
        sys.stderr.write(f"moeforge: {error}\n")
        sys.exit(2 if isinstance(error, USAGE_ERRORS) else 1)
