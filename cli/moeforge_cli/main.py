"""The command line: one file per command, gathered here."""

import sys
from io import TextIOWrapper
from typing import Annotated

import typer

import moeforge
from moeforge.errors import BadPromptError, BadSpecError, MoeforgeError
from moeforge_cli import (
    animate,
    batch,
    data,
    demo,
    doctor,
    generate,
    inspect,
    models,
    recipes,
    serve,
    train,
    traits,
    upscale,
)

COMMANDS = (
    *(serve, generate, batch, recipes, traits, inspect, animate),
    *(doctor, data, train, models, upscale, demo),
)
USAGE_ERRORS = (BadSpecError, BadPromptError)

app = typer.Typer(
    help="A seed, a sentence or a spec becomes a cute avatar: VRM, glTF or a picture.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in COMMANDS:
    command.register(app)


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"moeforge {moeforge.__version__}")
        raise typer.Exit


@app.callback()
def every_command(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """A seed, a sentence or a spec becomes a cute avatar: VRM, glTF or a picture."""
    del version


def main() -> None:
    """Run a command; an expected error is one line on standard error, exit 2 for bad input and 1 for the rest.

    Ctrl-C is typer's: exit 130; files are written whole or not at all.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a name that a terminal's encoding lacks is no error
    try:
        app()
    except MoeforgeError as error:
        sys.stderr.write(f"moeforge: {error}\n")
        sys.exit(2 if isinstance(error, USAGE_ERRORS) else 1)
    except OSError as error:
        sys.stderr.write(f"moeforge: {error.filename or 'the system'}: {error.strerror or error}\n")
        sys.exit(1)
