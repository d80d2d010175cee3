"""`python -m moeforge_training gan --minutes 60 --out runs/gan`; `... sr --out runs/sr`; `... export --out DIR`."""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from moeforge.errors import MoeforgeError
from moeforge_training.commands import aim, art, cartoons, corpus, encoder, export, gan, int8, sr, start, style


@dataclass(frozen=True, slots=True)
class Command:
    """One word of the command line."""

    help: str
    arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], str]


COMMANDS: Mapping[str, Command] = MappingProxyType(
    {
        "gan": Command("train the generators of all sheets; with --data on your own pictures", gan.arguments, gan.run),
        "art": Command("train on your own pictures; `gan --data D` means the same", art.arguments, art.run),
        "sr": Command("train the enlarging net; continues a run that lies in --out", sr.arguments, sr.run),
        "style": Command("train the reader of drawing styles; continues a run in --out", style.arguments, style.run),
        "encoder": Command("train the reader of pictures; continues a run in --out", encoder.arguments, encoder.run),
        "corpus": Command("balance of a corpus, or its pictures with labels", corpus.arguments, corpus.run),
        "cartoons": Command("flat portraits to learn from before one's own", cartoons.arguments, cartoons.run),
        "start": Command("a run on pictures becomes what other runs begin with", start.arguments, start.run),
        "aim": Command("generators of a folder draw nearer to what they are asked", aim.arguments, aim.run),
        "int8": Command("generators of a folder as int8, where they look the same", int8.arguments, int8.run),
        "export": Command("a checkpoint becomes a model pack: ONNX files and cards", export.arguments, export.run),
    }
)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="moeforge train")
    words = parser.add_subparsers(dest="command", required=True)
    for name, command in COMMANDS.items():
        command.arguments(words.add_parser(name, help=command.help))
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0, or 1 with one line on stderr."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words[:1] == ["gan"] and any(word.partition("=")[0] == "--data" for word in words):
        words[0] = "art"
    options = _parser().parse_args(words)
    try:
        print(COMMANDS[options.command].run(options))  # noqa: T201 - a command line prints
    except MoeforgeError as error:
        print(f"error: {error}", file=sys.stderr)  # noqa: T201 - a command line prints
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
