"""`python -m moeforge_training gan --minutes 60 --out runs/gan`; `... export --out DIR`."""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from pathlib import Path

from moeforge.errors import MoeforgeError
from moeforge_training import packing, warm
from moeforge_training.flat.command import flat_gan
from moeforge_training.gan import GanConfig, Recipe, run
from moeforge_training.progress import bar


def _gan(options: argparse.Namespace) -> str:
    config = GanConfig(
        out=options.out,
        sheets=tuple(options.sheets),
        minutes=options.minutes,
        steps=options.steps,
        corpus=options.corpus,
        recipe=_recipe(options),
        start=warm.BUNDLED if options.from_bundled else options.start,
        device=options.device,
        threads=options.threads,
        workers=options.workers,
        save_every=options.save_every,
        resume=options.resume,
    )
    with bar() as progress:
        result = run(config, progress)
    state = "finished" if result.finished else "stopped; the same command continues"
    return f"{state} after {result.steps} steps: {result.checkpoint}"


def _recipe(options: argparse.Namespace) -> Recipe:
    """Every field of Recipe that is an option of the command, under its own name."""
    return Recipe(**{f.name: getattr(options, f.name) for f in fields(Recipe) if hasattr(options, f.name)})


def _export(options: argparse.Namespace) -> str:
    cards = packing.export(options.checkpoint, options.out, options.name, zipped=options.zip)
    lines = [f"{card.file} {card.sha256[:12]} {card.metrics}" for card in cards]
    return "\n".join([*lines, f"a model pack: moeforge models install {options.out}"])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="moeforge_training")
    usual, recipe = GanConfig(out=Path()), Recipe()
    commands = parser.add_subparsers(dest="command", required=True)
    gan = commands.add_parser(
        "gan",
        help="train the generators of all sheets, or with --data on your own pictures (gan --data D --help)",
    )
    gan.add_argument("--out", type=Path, required=True)
    gan.add_argument("--sheets", nargs="+", default=list(usual.sheets))
    gan.add_argument("--minutes", type=float, default=usual.minutes)
    gan.add_argument("--steps", type=int, default=None, help="length in steps instead of minutes")
    gan.add_argument("--corpus", type=int, default=usual.corpus, help="painted pairs per sheet")
    gan.add_argument("--batch", type=int, default=recipe.batch)
    gan.add_argument("--rate", type=float, default=recipe.rate, help="peak learning rate of the generators")
    gan.add_argument("--adversarial-from", type=float, default=recipe.adversarial_from, help="fraction of the run")
    gan.add_argument("--seed", type=int, default=recipe.seed)
    gan.add_argument("--bf16", action="store_true", help="mixed precision: twice as fast on a GPU or avx512_bf16")
    gan.add_argument("--quarters", action="store_true", help="see a quarter of the picture a step: cheaper at 256")
    start = gan.add_mutually_exclusive_group()
    start.add_argument("--from-bundled", action="store_true", help="start from the bundled weights")
    start.add_argument("--from", dest="start", type=Path, default=None, help="start from a folder of exported models")
    gan.add_argument("--device", default=usual.device)
    gan.add_argument("--threads", type=int, default=usual.threads)
    gan.add_argument("--workers", type=int, default=usual.workers)
    gan.add_argument("--save-every", type=int, default=usual.save_every, help="steps between checkpoints")
    gan.add_argument("--fresh", dest="resume", action="store_false", help="ignore the run that lies in --out")
    export = commands.add_parser("export", help="a checkpoint becomes a model pack: ONNX files and cards")
    export.add_argument("--checkpoint", type=Path, required=True)
    export.add_argument("--out", type=Path, required=True, help="folder of the model pack")
    export.add_argument("--name", default="", help="the pack's name; default: the folder's")
    export.add_argument("--zip", action="store_true", help="also write the pack as one file, OUT.zip")
    return parser


_COMMANDS: Mapping[str, Callable[[argparse.Namespace], str]] = {"gan": _gan, "export": _export}


def _run(words: Sequence[str]) -> str:
    """`gan` with --data trains on one's own pictures, else the bundled generator."""
    if words[:1] == ["gan"] and any(word.partition("=")[0] == "--data" for word in words):
        return flat_gan(words[1:])
    options = _parser().parse_args(words)
    return _COMMANDS[options.command](options)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0, or 1 with one line on stderr."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        print(_run(words))  # noqa: T201 - a command line prints
    except MoeforgeError as error:
        print(f"error: {error}", file=sys.stderr)  # noqa: T201 - a command line prints
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
