"""The command line: one file per command, loaded when its command is asked for."""

import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from io import TextIOWrapper
from types import MappingProxyType
from typing import Annotated

import typer

import moeforge
from moeforge.errors import BadPromptError, BadSpecError, MoeforgeError
from moeforge.memory import keep_memory

COMMANDS: Mapping[str, str] = MappingProxyType(
    {
        **{name: name for name in ("serve", "generate", "batch")},
        **dict.fromkeys(("vary", "mix", "inherit", "interpolate"), "recipes"),
        **{name: name for name in ("traits", "inspect", "animate", "doctor", "data", "train", "models")},
        **{name: name for name in ("upscale", "demo")},
    }
)
"""Command -> the module of this package that adds it, in the order in which help lists them."""
USAGE_ERRORS = (BadSpecError, BadPromptError)


def app_of(words: Sequence[str]) -> typer.Typer:
    """The program with the command that these arguments name, or with all of them; to load all takes half a second."""
    app = typer.Typer(
        help="A seed, a sentence or a spec becomes a cute avatar: VRM, glTF or a picture.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(every_command)
    named = [COMMANDS[word] for word in words[:1] if word in COMMANDS]
    for module in named or dict.fromkeys(COMMANDS.values()):
        import_module(f"moeforge_cli.{module}").register(app)
    return app


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"moeforge {moeforge.__version__}")
        raise typer.Exit


def every_command(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """A seed, a sentence or a spec becomes a cute avatar: VRM, glTF or a picture."""
    del version


def main() -> None:
    """Run a command; an expected error is one line on standard error, exit 2 for bad input and 1 for the rest.

    Ctrl-C ends with 130, at any time; files are written whole or not at all.
    """
    keep_memory()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a name that a terminal's encoding lacks is no error
    try:
        app_of(sys.argv[1:])()
    except KeyboardInterrupt:  # typer's own care begins when the command's modules are loaded
        sys.exit(130)
    except MoeforgeError as error:
        sys.stderr.write(f"moeforge: {error}\n")
        sys.exit(2 if isinstance(error, USAGE_ERRORS) else 1)
    except OSError as error:
        sys.stderr.write(f"moeforge: {error.filename or 'the system'}: {error.strerror or error}\n")
        sys.exit(1)
